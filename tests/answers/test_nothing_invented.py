"""No answer gives a downside level, the source of a branch's odds, or a size of supply that the map does not hold."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from agents.answer import Answer
from agents.answering.kinds import load_unanchored
from agents.planner import answer
from graph.content import Graph
from tests.shipped import shipped_on

AS_OF = dt.date(2025, 11, 21)
ASKED = (
    "what if the December cut repricing fails",
    "如果12月的降息重估落空会怎样",
    "what if the repricing holds",
    "What if S&P 500 closes above 6725?",
    "What if the market is bumped again?",
    "What if renewed bump happens?",
    "如果市场再度颠簸会怎样",
    "What if the S&P 500 falls 3% within 3 months?",
    "如果英伟达下跌10%会怎样",
    "What if CTAs sell $20bn?",
    "How much supply is waiting?",
    "待释放的供给有多少",
    "What drives latent excess supply?",
    "why did the S&P 500 fall?",
    "标普500为什么下跌",
    "Is a recession coming?",
)


@cache
def _graph() -> Graph:
    return shipped_on(AS_OF)


@cache
def _asked(question: str) -> Answer:
    return answer(question, _graph())


def _lines(graph: Graph) -> set[tuple[str, float]]:
    """Return every (node, level) that the map names, and every level that was on the screen."""
    named = {(n.level.node, n.level.value) for n in graph.nodes if n.level is not None}
    return named | {(o.node, o.value) for o in graph.observations if o.value is not None}


@pytest.mark.parametrize("question", ASKED)
def test_every_level_shown_is_one_of_the_map_or_of_the_question_or_the_forks_own_line(question: str) -> None:
    found = _asked(question)
    asked = {(line.node, line.level) for line in found.interpretation.levels}
    asked |= {(t.node, t.to) for t in found.interpretation.triggers if t.to is not None}
    known = _lines(_graph()) | asked
    for branch in found.branches:
        shown = {(o.node, o.level) for o in branch.levels}
        # A fork's own line is half of the asked move from where the trigger stands: arithmetic, on the trigger alone.
        own = {t.node for t in found.interpretation.triggers} | {branch.event.node}
        shown |= {(p.node, p.level) for p in branch.signposts if p.level is not None and p.node not in own}
        assert shown <= known


@pytest.mark.parametrize("question", ASKED)
def test_a_branch_leans_only_on_odds_that_were_read_with_their_source(question: str) -> None:
    readings = {(o.value, o.source, o.as_of) for o in _graph().observations}
    for branch in _asked(question).branches:
        if branch.anchor is not None:
            assert (100 * branch.anchor.value, branch.anchor.source, branch.anchor.at) in {
                (v, s, d) for v, s, d in readings
            } or (branch.anchor.value, branch.anchor.source, branch.anchor.at) in readings


@pytest.mark.parametrize("question", ASKED)
def test_a_branch_without_anything_that_prices_it_has_no_odds(question: str) -> None:
    graph, found = _graph(), _asked(question)
    for branch in found.branches:
        if branch.probability is None:
            continue
        triggers = [graph.node(t.node) for t in found.interpretation.triggers]
        priced = any(n.probability or n.level is not None or n.scale_range or n.scale_from for n in triggers)
        events = {e.node for e in graph.events if e.priced_by}
        traded = any(n.kind not in load_unanchored() for n in triggers)
        assert priced or traded or any(n.id in events for n in triggers)


@pytest.mark.parametrize("question", ["How much supply is waiting?", "待释放的供给有多少"])
def test_the_size_of_waiting_supply_is_not_made_up(question: str) -> None:
    found = _asked(question)
    assert found.interpretation.intent == "state"
    supply = found.interpretation.targets[0]
    if any(o.node == supply and o.value is not None for o in _graph().observations):
        pytest.skip("the map holds a size now")
    assert not any(c.isdigit() for c in found.headline.split("“")[1].split("”")[0])


@pytest.mark.parametrize("question", ASKED)
def test_no_source_is_named_that_the_map_does_not_hold(question: str) -> None:
    graph = _graph()
    held = {e.source for edge in graph.edges for e in edge.evidence} | {o.source for o in graph.observations}
    assert {c.source for c in _asked(question).evidence} <= held
