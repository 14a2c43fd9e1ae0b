"""Is X the cause, or a sign, of Y: what is denied is answered no, a sign is no cause, and a level is not made up."""

from __future__ import annotations

import pytest

from agents.planner import answer
from graph.content import Graph


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Will discounted cash flow discipline slow AI capex?", "No: "),
        ("Are fundamentals the reason for the euphoria?", "No: "),
        ("Is low hedge fund net exposure a structural warning sign?", "No: "),
        ("Is deglobalisation the cause of reshoring?", "No: "),
        ("对冲基金净敞口这么低是结构性警示吗？", "不是："),
        ("低净敞口是不是预警信号？", "不是："),
        ("现金流折现会放慢AI资本支出吗？", "不是："),
    ],
)
def test_what_a_source_denies_is_answered_no(shipped: Graph, question: str, words: str) -> None:
    found = answer(question, shipped)
    assert words in found.headline
    assert found.status == "answered"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Are negative payroll prints the cause of recession?", "As a sign only, not as a cause"),
        ("Will two negative payroll prints lead to a recession?", "As a sign only, not as a cause"),
        ("两次非农负值会导致衰退吗？", "只是迹象，并非原因"),
        ("两次非农负值是衰退的信号吗？", "只是迹象，并非原因"),
    ],
)
def test_a_sign_is_told_apart_from_a_cause(shipped: Graph, question: str, words: str) -> None:
    assert answer(question, shipped).headline.startswith(words)


@pytest.mark.parametrize(
    ("question", "words"),
    [("Is NVDA the cause of the AI storm?", "an indicator, not a cause"), ("英伟达是AI时代风暴的原因吗？", "不是原因")],
)
def test_a_cause_of_something_off_the_map_is_told_by_what_is_stated_of_it(
    shipped: Graph, question: str, words: str
) -> None:
    found = answer(question, shipped)
    assert words in found.headline
    assert found.unknowns


@pytest.mark.parametrize("question", ["What if fundamentals improve?", "如果基本面改善会怎样？"])
def test_what_is_supposed_is_not_asked_as_a_cause(shipped: Graph, question: str) -> None:
    assert answer(question, shipped).interpretation.intent != "paths"


@pytest.mark.parametrize(
    ("question", "first", "others"),
    [
        ("Did the option expiry push the S&P down?", "it gives no direction", "What the map has pushing S&P 500 down"),
        ("期权到期导致了标普下跌吗？", "不决定方向", "图谱中推动标普500下降的因素"),
    ],
)
def test_a_named_cause_that_does_not_push_that_way_stands_beside_those_that_do(
    shipped: Graph, question: str, first: str, others: str
) -> None:
    headline = answer(question, shipped).headline
    assert headline.index(first) < headline.index(others)


@pytest.mark.parametrize("question", ["Does thin liquidity push stocks down?", "流动性稀薄会压低美股吗？"])
def test_a_state_scales_and_has_no_direction(shipped: Graph, question: str) -> None:
    assert "2.52/1.50/1.10" in answer(question, shipped).headline


@pytest.mark.parametrize(
    ("question", "nothing", "rest"),
    [
        (
            "How low can the S&P go if the repricing fails?",
            "no level that S&P 500 is bound for",
            "The repricing fails",
        ),
        ("What is the downside target for the S&P 500?", "no level that S&P 500 is bound for", "6,602.99"),
        ("如果重估落空标普会跌到多低？", "图谱不给标普500的目标位", "重估落空"),
        ("标普下行目标位是多少？", "图谱不给标普500的目标位", "6,602.99"),
    ],
)
def test_no_downside_level_is_made_up(shipped: Graph, question: str, nothing: str, rest: str) -> None:
    found = answer(question, shipped)
    assert nothing in found.headline
    assert rest in found.headline
    assert all(t.node != "spx" for t in found.interpretation.triggers)
