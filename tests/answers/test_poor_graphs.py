"""A graph may lack anything: observations, scenarios, market states, a calendar, links, all things but one."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from agents.planner import answer
from graph.content import Graph
from tests.shipped import HEADLINE_DAY, shipped_on

from .questions import CHINESE, ENGLISH

EVERYTHING = ("edges", "regimes", "amplification", "events", "observations", "calendar", "scenarios", "documents")
POOR: dict[str, tuple[str, ...]] = {
    "no observations": ("observations",),
    "no scenarios": ("scenarios",),
    "no market states": ("regimes", "amplification"),
    "no calendar": ("calendar",),
    "no events": ("events",),
    "no links": ("edges",),
    "nodes alone": EVERYTHING,
}
NOT_A_NUMBER = re.compile(r"\b(?:nan|inf|None(?! of these))\b")
SAMPLE = (*ENGLISH[::2], *CHINESE[::3])


def _without(graph: Graph, gone: tuple[str, ...], **changes: Any) -> Graph:
    parts = {k: () if k in gone else getattr(graph, k) for k in Graph.model_fields}
    return Graph(**{**parts, **changes})


@cache
def _poor(lacking: str) -> Graph:
    """Return the shipped map without what it is to lack, made once: all questions are put to one map."""
    return _without(shipped_on(HEADLINE_DAY), POOR[lacking])


@pytest.mark.parametrize("poor", POOR)
@pytest.mark.parametrize("question", SAMPLE)
def test_a_graph_that_lacks_something_still_answers_or_says_what_it_misses(poor: str, question: str) -> None:
    found = answer(question, _poor(poor))
    assert found.headline
    assert not NOT_A_NUMBER.search(found.markdown)


@pytest.fixture(scope="module")
def alone(shipped: Graph) -> Graph:
    """The map of one thing."""
    return _without(shipped, EVERYTHING, nodes=(next(n for n in shipped.nodes if n.headline == 1),))


@pytest.mark.parametrize("question", ENGLISH[::3])
def test_a_graph_of_one_thing_answers(alone: Graph, question: str) -> None:
    (first,) = alone.nodes
    found = answer(question, alone)
    assert {n for b in found.branches for i in b.impacts for n in [i.node]} <= {first.id}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if the S&P 500 falls 5%?", "was never observed, and is left out"),
        ("如果标普500下跌5%会怎样？", "取决于从未观测到的水平，故不计入"),
    ],
)
def test_a_level_that_cannot_be_read_is_left_out_and_said_to_be(question: str, words: str) -> None:
    found = answer(question, _poor("no observations"))
    assert found.status == "answered"
    assert any(words in a for a in found.assumptions)
    assert all(b.levels == () for b in found.branches)


def test_links_without_sources_cite_nothing(shipped: Graph) -> None:
    bare = tuple(e.model_copy(update={"evidence": ()}) for e in shipped.edges)
    found = answer("What drives NVDA?", _without(shipped, ("observations",), edges=bare))
    assert found.evidence == ()
    assert found.branches[0].paths
