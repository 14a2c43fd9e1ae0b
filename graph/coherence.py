"""Whether the parts of a graph fit each other: references, probabilities, time order, kernels and multipliers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from graph.content import KINDS, Graph, members
from graph.context import Event, Regime
from graph.model import Edge

EXACT = 1e-9
"""How far the probabilities of a table or a regime may be from adding to 1."""
KERNEL = 1e-6
"""How far a kernel may be from adding to its permanent share."""
MEMBERS = {
    "edges": "edges",
    "states": "regimes (`dimension.state`)",
    "branches": "scenarios (`scenario.branch`)",
    "observations": "observations",
}
"""Field of a mechanism -> the section that holds what it names."""
MOST_CASES = 4096
"""Combinations of parent states up to which a table is checked for gaps."""


class Problem(NamedTuple):
    """What is wrong with one field of one entity, in words that follow the entity's name."""

    kind: str
    id: str
    field: str
    text: str


def incoherences(graph: Graph) -> Iterator[Problem]:
    """Yield what does not fit, in the order of the file; nothing when the graph is sound."""
    for kind in KINDS:
        yield from _doubled(kind, [e.id for e in getattr(graph, kind)])
    yield from _references(graph)
    states = {f"{r.id}.{s.id}" for r in graph.regimes for s in r.states}
    for edge in graph.edges:
        yield from _edge(edge, states)
    for regime in graph.regimes:
        yield from _regime(regime)
    events = {e.id: e for e in graph.events}
    yield from _cycle(events)
    regimes = {r.id: r for r in graph.regimes}
    for event in graph.events:
        yield from _event(event, events, regimes)


def _doubled(kind: str, ids: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield Problem(kind, one, "id", "appears twice; ids are unique within a section")
        seen.add(one)


def _references(graph: Graph) -> Iterator[Problem]:
    nodes = {n.id for n in graph.nodes}
    events = {e.id for e in graph.events}
    regimes = {r.id for r in graph.regimes}

    def unknown(kind: str, id: str, field: str, target: str | None, among: set[str], where: str) -> Iterator[Problem]:
        if target is not None and target not in among:
            yield Problem(
                kind, id, field, f"has {field} {target!r}, which is not in {where}; add it or correct the name"
            )

    for n in graph.nodes:
        yield from unknown("nodes", n.id, "scale_from", n.scale_from.node if n.scale_from else None, nodes, "nodes")
        yield from unknown("nodes", n.id, "level", n.level.node if n.level else None, nodes, "nodes")
    for e in graph.edges:
        yield from unknown("edges", e.id, "cause", e.cause, nodes, "nodes")
        yield from unknown("edges", e.id, "effect", e.effect, nodes, "nodes")
    for r in graph.regimes:
        yield from unknown("regimes", r.id, "node", r.node, nodes, "nodes")
    for v in graph.events:
        yield from unknown("events", v.id, "node", v.node, nodes, "nodes")
        yield from unknown("events", v.id, "priced_by", v.priced_by, nodes, "nodes")
        yield from unknown("events", v.id, "priced_state", v.priced_state, set(v.states), "its states")
        for shock in (s for row in v.shocks.values() for s in row):
            yield from unknown("events", v.id, "shocks", shock.node, nodes, "nodes")
        for parent in v.parents:
            yield from unknown("events", v.id, "parents", parent, events | regimes, "events or regimes")
        for dimension in (d for row in v.regimes.values() for d in row):
            yield from unknown("events", v.id, "regimes", dimension, regimes, "regimes")
    for o in graph.observations:
        yield from unknown("observations", o.id, "node", o.node, nodes, "nodes")
        for denied in o.denies:
            yield from unknown("observations", o.id, "denies", denied, nodes, "nodes")
    for c in graph.calendar:
        yield from unknown("calendar", c.id, "event", c.event, events, "events")
        for node in c.nodes:
            yield from unknown("calendar", c.id, "nodes", node, nodes, "nodes")
    for s in graph.scenarios:
        yield from unknown(
            "scenarios", s.id, "trigger", s.trigger, nodes | events | regimes, "nodes, events or regimes"
        )
        for level in s.levels:
            yield from unknown("scenarios", s.id, "levels", level, nodes, "nodes")
    there = members({kind: getattr(graph, kind) for kind in KINDS})
    for m in graph.mechanisms:
        for field, where in MEMBERS.items():
            for one in getattr(m, field):
                yield from unknown("mechanisms", m.id, field, one, there[field], where)
            for twice in _doubled("mechanisms", getattr(m, field)):
                yield Problem("mechanisms", m.id, field, f"has {field} {twice.id!r} twice; keep one")


def _edge(edge: Edge, states: set[str]) -> Iterator[Problem]:
    if edge.kernel is not None and (not edge.kernel or abs(sum(edge.kernel) - edge.permanent) > KERNEL):
        text = f"has a kernel that adds to {sum(edge.kernel):g}, but permanent is {edge.permanent:g}; make them agree"
        yield Problem("edges", edge.id, "kernel", text)
    for field, factors in (("regimes", edge.regimes), ("widen", edge.widen)):
        for state, factor in factors.items():
            if state not in states:
                text = f"has {field} {state!r}, which is no `dimension.state` of regimes; add it or correct the name"
                yield Problem("edges", edge.id, field, text)
            if factor < 0 and (field == "widen" or not edge.flips):
                out = "a spread is never negative" if field == "widen" else "say `flips: true` or make it 0 or more"
                yield Problem("edges", edge.id, field, f"has {field} {state!r} at {factor:g}; {out}")
    if edge.valid_from and edge.valid_to and edge.valid_to < edge.valid_from:
        text = f"has valid_to {edge.valid_to} before valid_from {edge.valid_from}; exchange them"
        yield Problem("edges", edge.id, "valid_to", text)
    for problem in _doubled("edges", [e.id for e in edge.evidence]):
        yield Problem("edges", edge.id, "evidence", f"has evidence {problem.id!r} twice; ids are unique within an edge")


def _regime(regime: Regime) -> Iterator[Problem]:
    states = [s.id for s in regime.states]
    for problem in _doubled("regimes", states):
        yield Problem("regimes", regime.id, "states", f"has state {problem.id!r} twice")
    for text in _no_odds(regime.probabilities, states, regime.exclusive and bool(regime.probabilities)):
        yield Problem("regimes", regime.id, "probabilities", f"has probabilities {text}")
    for state, row in regime.transitions.items():
        if state not in states:
            text = f"has transitions from {state!r}, which is not one of its states {', '.join(states)}"
            yield Problem("regimes", regime.id, "transitions", text)
        for text in _no_odds(row, states, True):
            yield Problem("regimes", regime.id, "transitions", f"has transitions from {state!r} {text}")


def _no_odds(odds: Mapping[str, float], states: list[str], whole: bool) -> Iterator[str]:
    """Yield why `odds` are no probabilities of `states`; those that are `whole` add to 1."""
    for state, p in odds.items():
        if state not in states:
            yield f"for {state!r}, which is not one of its states {', '.join(states)}"
        if not 0 <= p <= 1:
            yield f"with {state!r} at {p:g}; a probability lies between 0 and 1"
    if whole and abs(sum(odds.values()) - 1) > EXACT:
        yield f"that add to {sum(odds.values()):.10g}, not 1; correct them"


def _event(event: Event, events: Mapping[str, Event], regimes: Mapping[str, Regime]) -> Iterator[Problem]:
    for problem in _doubled("events", event.states):
        yield Problem("events", event.id, "states", f"has state {problem.id!r} twice")
    for state in event.shocks:
        if state not in event.states:
            text = f"has shocks for {state!r}, which is not one of its states {', '.join(event.states)}"
            yield Problem("events", event.id, "shocks", text)
    for state, row in event.regimes.items():
        if state not in event.states:
            text = f"has regimes for {state!r}, which is not one of its states {', '.join(event.states)}"
            yield Problem("events", event.id, "regimes", text)
        for dimension, brought in row.items():
            if dimension in regimes and brought not in {s.id for s in regimes[dimension].states}:
                text = f"brings {dimension!r} to {brought!r}, which is no state of that regime"
                yield Problem("events", event.id, "regimes", text)
    parents = {p: events[p].states for p in event.parents if p in events}
    parents |= {p: tuple(s.id for s in regimes[p].states) for p in event.parents if p not in events and p in regimes}
    for parent in (p for p in parents if p in events):
        before, after = events[parent].date, event.date
        if before and after and before > after:
            text = f"of {after} has parent {parent!r} of {before}; parents are earlier"
            yield Problem("events", event.id, "parents", text)
    for table_row in event.table:
        for text in _no_odds(table_row.p, list(event.states), True):
            yield Problem("events", event.id, "table", f"has a table row {dict(table_row.when)} {text}")
        for parent, state in table_row.when.items():
            if state not in parents.get(parent, ()):
                text = f"has a table row for {parent!r} at {state!r}, which is no state of a parent"
                yield Problem("events", event.id, "table", text)
    whens = [tuple(sorted(row.when.items())) for row in event.table]
    for when in {w for w in whens if whens.count(w) > 1}:
        yield Problem("events", event.id, "table", f"has two table rows for {dict(when)}; keep one")
    if event.table:
        yield from _gaps(event, parents)


def _gaps(event: Event, parents: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    cases = 1
    for states in parents.values():
        cases *= len(states)
    if cases > MOST_CASES:
        return
    for combination in product(*parents.values()):
        case = dict(zip(parents, combination, strict=True))
        if not any(row.when.items() <= case.items() for row in event.table):
            yield Problem("events", event.id, "table", f"has no table row for {case}; add one")
            return


def _cycle(events: Mapping[str, Event]) -> Iterator[Problem]:
    """Yield the first ring of events that are each other's parents."""
    settled: set[str] = set()
    while True:
        free = [
            e
            for e, event in events.items()
            if e not in settled and settled.issuperset(p for p in event.parents if p in events)
        ]
        if not free:
            break
        settled.update(free)
    stuck = [e for e in events if e not in settled]
    ring: list[str] = []
    here = next(iter(stuck), None)
    while here is not None and here not in ring:
        ring.append(here)
        here = next((p for p in events[here].parents if p in stuck), None)
    if here is not None:
        ring = [*ring[ring.index(here) :], here]
        yield Problem("events", here, "parents", f"is its own ancestor: {' <- '.join(ring)}; drop one parent")
