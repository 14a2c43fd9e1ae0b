"""A question about any link of the map, in either language, gets the right direction and the right path."""

from __future__ import annotations

import pytest

from agents.answer import Answer, Branch
from agents.planner import answer
from agents.reading.sizing import is_event, priced
from graph.content import Graph
from graph.model import Edge
from tests.shipped import HEADLINE_DAY, shipped_on

GRAPH = shipped_on(HEADLINE_DAY)
UNCARRIED = {"amplifies", "dampens", "signals", "precedes"}
CARRIED = [e for e in GRAPH.edges if e.relation not in UNCARRIED and e.status not in {"rumour", "hypothetical"}]
RISES = {"en": "What happens to {effect} if {cause} rises?", "zh": "如果{cause}上升，{effect}会怎样？"}
FALLS = {"en": "If {cause} falls, what happens to {effect}?", "zh": "{cause}下跌对{effect}有什么影响？"}
PATHS = {"en": "How does {cause} get to {effect}?", "zh": "{cause}如何传导到{effect}？"}
SIGN = {"+": 1, "-": -1, "0": 0}
ODDS = {f"{r.id}.{state}": odds for r in GRAPH.regimes for state, odds in r.probabilities.items()}


def _ask(graph: Graph, edge: Edge, form: dict[str, str], language: str) -> Answer:
    names = {"cause": graph.node(edge.cause).name, "effect": graph.node(edge.effect).name}
    return answer(form[language].format(**{k: v.in_(language) for k, v in names.items()}), graph)


def _ids(edges: list[Edge]) -> list[str]:
    return [e.id for e in edges]


def _later(later: bool) -> list[pytest.MarkDecorator]:
    return [pytest.mark.soak] if later else []


BOTH = [
    pytest.param(edge, language, id=f"{edge.id}-{language}", marks=_later(i % 3 != (0 if language == "en" else 1)))
    for i, edge in enumerate(CARRIED)
    for language in ("en", "zh")
]
"""Every link in both languages; a third of the links in each by turns, the others wait for the long suites."""
EVERY_THIRD = [pytest.param(edge, id=edge.id, marks=_later(i % 3 != 2)) for i, edge in enumerate(CARRIED)]


@pytest.mark.parametrize(("edge", "language"), BOTH)
def test_a_rise_of_the_cause_moves_the_effect_the_way_the_link_says(edge: Edge, language: str) -> None:
    found = _ask(GRAPH, edge, RISES, language)
    assert found.status == "answered"
    assert found.interpretation.triggers[0].node == edge.cause
    assert _direct(found.branches[0], edge) * _sign_now(edge) > 0


@pytest.mark.parametrize("edge", EVERY_THIRD)
def test_a_fall_of_the_cause_moves_the_effect_the_other_way(edge: Edge) -> None:
    language = "zh" if len(edge.id) % 2 else "en"
    found = _ask(GRAPH, edge, FALLS, language)
    cause = GRAPH.node(edge.cause)
    if is_event(cause) and priced(GRAPH, cause) is None:
        assert found.branches[0].impacts == ()
        assert found.interpretation.triggers[0].direction in {"off", "down"}
        return
    assert _direct(found.branches[0], edge) * _sign_now(edge) < 0


def _sign_now(edge: Edge) -> int:
    """Return the link's sign in the states of the day, some of which turn a link round."""
    turned = [state for state, factor in edge.regimes.items() if factor < 0 and ODDS.get(state, 0.0) > 0.5]
    return SIGN[edge.sign] * (-1 if len(turned) % 2 else 1)


def _direct(branch: Branch, edge: Edge) -> float:
    """Return what runs through the link itself, having checked that its effect is shown."""
    assert any(i.node == edge.effect and i.if_links_hold != 0 for i in branch.impacts)
    return next(p.contribution for p in branch.paths if p.edges == (edge.id,))


@pytest.mark.parametrize("edge", GRAPH.edges, ids=_ids(list(GRAPH.edges)))
def test_a_question_for_paths_names_the_link(edge: Edge) -> None:
    language = "en" if len(edge.id) % 2 else "zh"
    found = _ask(GRAPH, edge, PATHS, language)
    assert found.interpretation.intent == "paths"
    assert any((edge.cause, edge.effect) == (p.nodes[0], p.nodes[-1]) for p in found.branches[0].paths)
