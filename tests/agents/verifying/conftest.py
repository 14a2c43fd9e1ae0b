"""The shipped map, and the receipts of a few runs over it, in both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from agents.reading.interpret import interpret
from agents.receipts import Called
from agents.tools.registry import call
from agents.verifying.grounds import Ground, ground_of
from graph.content import Graph
from ingest.seed import shipped_graph
from tests.agents.verifying.forks import of_a_fork
from tests.agents.verifying.said import Said, of_a_level, of_links, of_quotes, of_states

AS_OF = dt.date(2025, 11, 21)
CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "fork": (
        "What happens to the S&P 500 next week if the December cut repricing fails?",
        "如果12月降息重新定价失败，标普500下周会怎样？",
        {"id": "december_repricing_fork", "targets": ["spx"], "horizon_days": 4},
    ),
    "oil": ("What if oil jumps 10%?", "如果油价大涨10%会怎样？", {"id": "wti", "direction": "up", "size": 10.0}),
    "decision": ("What if the Fed cuts in December?", "如果美联储12月降息会怎样？", {"id": "evt_fomc_20251210"}),
    "yield": (
        "What if the 2-year yield rises 20 bp?",
        "如果两年期美债收益率上行20个基点会怎样？",
        {"id": "ust_2y", "direction": "up", "size": 20.0},
    ),
}


@dataclass(frozen=True, eq=False)
class Run:
    """A question, the receipts of the tools that were called for it, and what may be said from them."""

    language: str
    question: str
    graph: Graph
    receipts: tuple[Called, ...]
    ground: Ground

    @property
    def right(self) -> list[Said]:
        """Return right statements, made from the receipts."""
        fork, quotes, links, level, states = self.receipts[:5]
        return [
            *of_a_fork(fork, self.graph, self.language),
            *of_quotes(quotes, self.language),
            *of_links(links, self.graph, self.language),
            *of_a_level(level, self.language),
            *of_states(states, self.graph, self.language),
        ]

    @property
    def others(self) -> dict[str, list[str]]:
        """Return what else is named in the results, to be put in the place of what is right."""
        impacts = self.receipts[0].data["branches"][0]["impacts"]
        return {
            "nodes": list(dict.fromkeys(i["node"] for i in impacts))[:4],
            "dates": list(dict.fromkeys(i["date"] for i in impacts)),
            "horizons": [str(h) for h in dict.fromkeys(i["horizon"] for i in impacts)],
            "labels": [b["label"] for b in self.receipts[0].data["branches"]],
            "sources": [q["source"] for q in self.receipts[1].data["quotes"]][:4],
        }


@pytest.fixture(scope="session")
def shipped() -> Graph:
    """Return the shipped map as of the day of the headline question."""
    return shipped_graph(AS_OF)


def run_of(case: str, language: str, graph: Graph) -> Run:
    """Return the run of one case in one language."""
    en, zh, args = CASES[case]
    question = zh if language == "zh" else en
    calls: list[tuple[str, dict[str, Any]]] = [
        ("scenario", {**args, "language": language}),
        ("evidence_search", {"node": "spx", "limit": 12}),
        ("neighbors", {"id": "btcusd", "direction": "in"}),
        ("describe_node", {"id": "spx"}),
        ("regime_state", {}),
    ]
    receipts = tuple(call(name, given, graph, number=n) for n, (name, given) in enumerate(calls, 1))
    reading = interpret(question, graph)
    return Run(language, question, graph, receipts, ground_of(receipts, graph, question, reading))


@pytest.fixture(scope="session")
def runs(shipped: Graph) -> dict[tuple[str, str], Run]:
    """Return every case in both languages."""
    return {(case, language): run_of(case, language, shipped) for case in CASES for language in ("en", "zh")}
