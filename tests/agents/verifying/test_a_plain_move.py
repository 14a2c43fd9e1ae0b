"""Sentences about one move and what it does, as a model writes them that called the engine itself."""

from __future__ import annotations

from typing import Any

import pytest

from agents.reading.interpret import interpret
from agents.receipts import Called
from agents.tools.registry import call
from agents.verifying.draft import AnswerDraft
from agents.verifying.statements import verify_draft
from agents.verifying.verdicts import Verdict
from graph.content import Graph

QUESTIONS = {"en": "What if the 2-year yield rises 20 bp?", "zh": "如果两年期美债收益率上行20个基点会怎样？"}
RIGHT = [
    "A 20 bp rise in the 2-year yield takes Bitcoin down {btc}% within a week.",
    "Bitcoin would lose {btc}% over five trading days, with a 70% range of {low}% to {high}%.",
    "Over 5 trading days Bitcoin's expected change is -{btc}%.",
    "The path is direct: UST 2Y yield → Bitcoin, if that link holds.",
    "Bitcoin last stood at {level}.",
    "Higher two-year yields weigh on Bitcoin.",
    "The chance that Bitcoin is higher after 5 trading days is {up}%.",
    "Bitcoin is hit: -{btc}% in a week.",
    "Bitcoin falls by about {btc} percent in 5 trading days.",
    "The analysis is as of 21 November 2025.",
    "I looked at five assets.",
    "These are model estimates, not advice.",
    "Bitcoin's fall would be {btc}% by 1 Dec 2025.",
    "Gold does not react.",
    "两年期收益率上行20个基点，比特币一周内下跌{btc}%。",
    "5个交易日内比特币-{btc}%（70%区间{low}%至{high}%）。",
    "到12月1日，比特币约跌{btc}%。",
]
WRONG = [
    "A 20 bp rise in the 2-year yield takes Bitcoin up {btc}% within a week.",
    "A 50 bp rise in the 2-year yield takes Bitcoin down {btc}% within a week.",
    "A 20 bp fall in the 2-year yield takes Bitcoin down {btc}% within a week.",
    "Bitcoin would lose ${btc}bn within a week.",
    "Bitcoin gains {btc}% after 5 trading days.",
    "Ethereum would lose {btc}% within a week.",
    "Bitcoin falls {btc}% within two weeks.",
    "Bitcoin falls {btc}% by 15 January.",
    "Bitcoin is {btc}% higher after a week.",
    "Bitcoin → UST 2Y yield is the main path.",
    "Gold is the main channel through which UST 2Y yield reaches Bitcoin.",
    "Bitcoin will almost certainly rise.",
    "Powell said Bitcoin would fall.",
    "Bitcoin could fall to 50,000.",
    "Bitcoin falls twice as much as gold.",
    "Bitcoin lost 40% in 2022.",
    "The 2-year yield rises by 20%.",
    "The S&P 500 drives the 2-year yield.",
    "Bitcoin falls between {btc}% and 9%.",
    "It is impossible that Bitcoin rises.",
    "Bitcoin falls for three months.",
    "Bitcoin falls because of tariffs.",
    "Yields rise 20 pp.",
    "Bitcoin does not react.",
    "Bitcoin is unaffected.",
    "Bitcoin rallies on higher yields.",
    "两年期收益率上行20个基点，比特币一周内上涨{btc}%。",
    "两年期收益率上行50个基点，比特币一周内下跌{btc}%。",
    "以太坊一周内下跌{btc}%。",
    "比特币两周内下跌{btc}%。",
    "比特币必然上涨。",
    "比特币腰斩。",
    "鲍威尔表示比特币会下跌。",
    "比特币跌到5万美元。",
    "比特币大涨。",
]


@pytest.fixture(scope="module")
def receipts(shipped: Graph) -> tuple[Called, ...]:
    """Return what the tools gave for the move."""
    moved = {
        "shocks": [{"node": "ust_2y", "size": 20, "unit": "bp"}],
        "targets": ["spx", "btcusd", "gold", "dxy", "usdjpy"],
        "horizons": [1, 5, 21],
    }
    calls: list[tuple[str, dict[str, Any]]] = [
        ("propagate", moved),
        ("explain_edge", {"edge": "ust_2y__btcusd"}),
        ("describe_node", {"id": "btcusd"}),
    ]
    return tuple(call(name, args, shipped, number=n) for n, (name, args) in enumerate(calls, 1))


def verdict(said: str, receipts: tuple[Called, ...], graph: Graph) -> Verdict:
    effects = receipts[0].data["effects"]
    week = next(e for e in effects if (e["node"], e["horizon"]) == ("btcusd", 5))
    text = said.format(
        btc=f"{abs(week['central']):.1f}",
        low=f"{week['low']:+.1f}",
        high=f"{week['high']:+.1f}",
        up=f"{100 * week['p_up']:.0f}",
        level=f"{receipts[2].data['level']['value']:,.0f}",
    )
    question = QUESTIONS["en" if said.isascii() or "→" in said else "zh"]
    return verify_draft(
        AnswerDraft(headline=text), receipts, graph, question=question, reading=interpret(question, graph)
    )


@pytest.mark.parametrize("said", RIGHT)
def test_a_right_sentence_passes(said: str, receipts: tuple[Called, ...], shipped: Graph) -> None:
    found = verdict(said, receipts, shipped)
    assert found.ok, [str(f) for f in found.faults]


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_sentence_is_withheld(said: str, receipts: tuple[Called, ...], shipped: Graph) -> None:
    assert not verdict(said, receipts, shipped).ok
