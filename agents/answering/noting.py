"""The engine as answers use it: each run that an answer leans on is noted, so that its numbers can be traced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple

from graph.content import Graph
from graph.engine import what_if as engine
from graph.engine.what_if import Solved
from graph.scenario import Scenario, WhatIfResult


class Noted(NamedTuple):
    """A run of the engine, and the links that were taken to hold in it though they failed lately."""

    graph: Graph
    result: WhatIfResult
    mended: tuple[str, ...] = ()


_noted: ContextVar[list[Noted] | None] = ContextVar("noted", default=None)


@contextmanager
def notes() -> Iterator[list[Noted]]:
    """Yield the list that the runs of the block are noted in, in their order; blocks around it note them too."""
    runs: list[Noted] = []
    outer = _noted.get()
    token = _noted.set(runs)
    try:
        yield runs
    finally:
        _noted.reset(token)
        if outer is not None:
            outer += runs


def noted() -> list[Noted] | None:
    """Return what was noted so far, or None where nobody takes notes."""
    return _noted.get()


def note(graph: Graph, result: WhatIfResult, mended: tuple[str, ...] = ()) -> WhatIfResult:
    """Return the result after noting it, where anybody takes notes."""
    runs = _noted.get()
    if runs is not None:
        runs.append(Noted(graph, result, mended))
    return result


def what_if(graph: Graph, scenario: Scenario) -> WhatIfResult:
    """Return the engine's answer to the scenario, noted."""
    return note(graph, engine.what_if(graph, scenario))


def held(graph: Graph, scenario: Scenario, node: str, horizon: int) -> float:
    """Return the effect with every belief at one; by a whole run, which is noted, only where anybody takes notes."""
    if _noted.get() is None:
        return engine.if_links_hold(graph, scenario, node, horizon)
    effect = what_if(graph, scenario).effect(node, horizon)
    return effect.if_links_hold if effect is not None else 0.0


@dataclass(frozen=True)
class Worked:
    """A scenario worked once, each telling of which is noted."""

    solved: Solved

    def told(self, scenario: Scenario) -> WhatIfResult:
        """Return what the scenario does, noted."""
        return note(self.solved.graph, self.solved.told(scenario))


def worked(graph: Graph, scenario: Scenario) -> Worked:
    """Return the scenario worked to its centre, for several tellings."""
    return Worked(engine.solved(graph, scenario))


def mended(graph: Graph, edge_id: str) -> Graph:
    """Return the map with a link that failed lately taken to hold."""
    edge = graph.edge(edge_id)
    evidence = tuple(e for e in edge.evidence if e.status != "failed")
    status = "asserted" if edge.status == "failed" else edge.status
    whole = edge.model_copy(update={"gate": None, "status": status, "evidence": evidence})
    return graph.model_copy(update={"edges": tuple(whole if e.id == edge_id else e for e in graph.edges)})
