"""Whether the numbers of an answer are those of the runs that were made for it: effects, ranges, paths."""

from __future__ import annotations

from collections.abc import Sequence

from agents.answer import Answer, AnswerPath, Impact
from agents.answering.links import given
from agents.answering.noting import Noted
from graph.content import Graph
from graph.scenario import Effect, Horizon

ROUNDING = 1e-9


def unproved(answer: Answer, graph: Graph, runs: Sequence[Noted]) -> str:
    """Return the first effect or path of the answer that no run gave, in words; nothing when all of them stand.

    Args:
        answer: With its branches; their rows are compared to the last digit.
        graph: A path of one link that no run was made for is the link's own: one ordinary move of its cause.
        runs: What was noted while the answer was made.
    """
    if not runs and not any(b.impacts or b.paths for b in answer.branches):
        return ""
    wanted = {(i.node, i.horizon) for b in answer.branches for i in b.impacts}
    effects: dict[tuple[str, Horizon], list[Effect]] = {}
    for run in runs:
        for effect in run.result.effects:
            if (effect.node, effect.horizon) in wanted:
                effects.setdefault((effect.node, effect.horizon), []).append(effect)
    ways: dict[tuple[str, tuple[str, ...]], list[dict[str, float]]] = {}
    for run in runs:
        for path in run.result.paths:
            ways.setdefault((path.target, path.edges), []).append(path.contribution)
    for branch in answer.branches:
        for impact in branch.impacts:
            if not any(_same(impact, e) for e in effects.get((impact.node, impact.horizon), ())):
                return f"no run gives {impact.node} {impact.central:g} {impact.unit} at {impact.horizon} days"
        for way in branch.paths:
            if not _carried(way, ways.get((way.target, way.edges), []), graph):
                return f"no run carries {way.contribution:g} {way.unit} along {' → '.join(way.nodes)}"
    return ""


def _same(impact: Impact, effect: Effect) -> bool:
    numbers = ("central", "low", "high", "outcome_low", "outcome_high", "sigma", "p_up", "if_links_hold")
    return impact.unit == effect.unit and all(getattr(impact, n) == getattr(effect, n) for n in numbers)


def _carried(path: AnswerPath, found: list[dict[str, float]], graph: Graph) -> bool:
    if path.contribution == 0 or any(c.get(str(path.horizon)) == path.contribution for c in found):
        return True
    if len(path.edges) != 1:
        return False
    own = given(graph, graph.edge(path.edges[0]))
    return abs(own - path.contribution) <= ROUNDING * max(1.0, abs(own))
