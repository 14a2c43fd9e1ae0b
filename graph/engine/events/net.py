"""The Bayesian net of a graph's events in time order, or a refusal that names the row and its numbers."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from graph.content import Graph
from graph.context import Event, EventShock, Regime, TableRow
from graph.engine.events.factors import Factor, factor
from graph.engine.kernels import Array
from graph.errors import NotInGraph, ScenarioError
from graph.scenario import StateOrWeights, Warning
from graph.state import state_odds

EXACT = 1e-9
"""How far the probabilities of one row may be from adding to 1."""
LARGEST_ROWS = 65_536
"""Numbers in the largest conditional table that is read."""

Change = dict[str, object]
"""A number that was not used as it was given: event, state, when, source, given, used."""


@dataclass(frozen=True)
class Variable:
    """An event, or a regime that events depend on; `table` has an axis per parent (in `parents`' order), then its own.

    table[..., s] = P(state s | parents), each row adding to 1.
    """

    id: str
    states: tuple[str, ...]
    parents: tuple[int, ...]
    table: Array
    shocks: Mapping[str, tuple[EventShock, ...]] = field(default_factory=dict)
    sets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """State -> regime dimension -> the state that this outcome brings."""
    is_regime: bool = False
    date: dt.date | None = None

    def state(self, name: str) -> int:
        """Return the place of a state, or raise `NotInGraph`."""
        if name not in self.states:
            kind = "regime" if self.is_regime else "event"
            raise NotInGraph(f"{kind} {self.id!r} has no state {name!r}; it has {', '.join(self.states)}")
        return self.states.index(name)


@dataclass(frozen=True)
class EventNet:
    """Variables in time order, parents before children: P(x) = prod over i of P(x_i | x_parents(i))."""

    variables: tuple[Variable, ...]
    place: Mapping[str, int]
    changed: tuple[Change, ...] = ()
    warnings: tuple[Warning, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return the number of states of each variable."""
        return tuple(len(v.states) for v in self.variables)

    def tables(self) -> list[Factor]:
        """Return the conditional tables as factors, one per variable."""
        return [factor((*v.parents, i), v.table) for i, v in enumerate(self.variables)]

    def descendants(self, of: int) -> frozenset[int]:
        """Return what `of` leads to, itself left out."""
        found = {of}
        for i, v in enumerate(self.variables):
            if not found.isdisjoint(v.parents):
                found.add(i)
        return frozenset(found - {of})

    def at(self, event: str) -> int:
        """Return the place of an event or regime, or raise `NotInGraph`."""
        if event not in self.place:
            raise NotInGraph(f"the graph has no event {event!r}; it has {', '.join(sorted(self.place)) or 'none'}")
        return self.place[event]


def event_net(
    graph: Graph,
    asked: Collection[str],
    *,
    overrides: Mapping[str, StateOrWeights] | None = None,
    root_odds: Mapping[str, Mapping[str, float]] | None = None,
    whole: bool = True,
    repair: bool = False,
) -> EventNet:
    """Return the net of the graph's events in time order.

    Args:
        graph: Its `events`; exclusive regimes may be parents, with the odds that were read.
        asked: Events (or regimes) that must be in the net.
        overrides: Regime -> state or odds that replace those read.
        root_odds: Odds of events that have neither parents nor a table of their own.
        whole: All events that have odds; otherwise `asked` with what they depend on, and what depends on those.
        repair: Rows that do not add to 1 are scaled, which is their projection of least relative entropy, and listed.
    """
    events, regimes = {e.id: e for e in graph.events}, {r.id: r for r in graph.regimes}
    given = root_odds or {}
    chosen, warnings = _chosen(events, regimes, asked, given, whole=whole)
    order = _in_time_order(chosen, events, regimes)
    place = {name: i for i, name in enumerate(order)}
    changed: list[Change] = []
    variables: list[Variable] = []
    for name in order:
        if name not in events:
            variables.append(_regime(regimes[name], (overrides or {}).get(name)))
            continue
        event = events[name]
        parents = tuple(place[p] for p in event.parents)
        rows = event.table or ((TableRow(p=dict(given[name])),) if name in given and not parents else ())
        table = _table(event, rows, [variables[p] for p in parents], repair, changed)
        variables.append(Variable(name, event.states, parents, table, event.shocks, event.regimes, date=event.date))
    return EventNet(tuple(variables), place, tuple(changed), tuple(warnings))


def _chosen(
    events: Mapping[str, Event],
    regimes: Mapping[str, Regime],
    asked: Collection[str],
    given: Mapping[str, Mapping[str, float]],
    *,
    whole: bool,
) -> tuple[set[str], list[Warning]]:
    """Return what the net holds: no event without odds, unless it is asked about or something asked depends on it."""
    parents = {e.id: e.parents for e in events.values()}
    children: dict[str, tuple[str, ...]] = {}
    for event in events.values():
        for parent in event.parents:
            if parent not in events and parent not in regimes:
                raise NotInGraph(f"event {event.id!r} has parent {parent!r}, which is neither an event nor a regime")
            children[parent] = (*children.get(parent, ()), event.id)
    for name in asked:
        if name not in events and name not in regimes:
            known = ", ".join(sorted(events)) or "none"
            raise NotInGraph(f"the graph has no event {name!r}; it has {known}")
    needed = _closed(asked, parents)
    near = set(events) if whole else _closed(asked, children)
    unsaid = {name for name in near & set(events) if not events[name].table and name not in given} - needed
    silent = _closed(unsaid, children) - needed
    warnings = [
        Warning(code="event_without_odds", detail=f"event {name} has no table and no priced odds; it is left out")
        for name in sorted(unsaid)
    ]
    return _closed((near - silent) | needed, parents), warnings


def _closed(start: Collection[str], following: Mapping[str, Sequence[str]]) -> set[str]:
    """Return `start` with everything that follows from it."""
    found, front = set(start), list(start)
    while front:
        for name in following.get(front.pop(), ()):
            if name not in found:
                found.add(name)
                front.append(name)
    return found


def _in_time_order(chosen: Collection[str], events: Mapping[str, Event], regimes: Mapping[str, Regime]) -> list[str]:
    """Return parents before children, earlier dates first, and equals by their content, never by their id."""
    left = {name: [p for p in events[name].parents if p in events] if name in events else [] for name in chosen}
    for name in sorted(left):
        here = events[name].date if name in events else None
        for parent in left[name]:
            before = events[parent].date
            if before and here and before > here:
                raise ScenarioError(
                    f"event {name!r} of {here} has parent {parent!r} of {before}; parents are earlier, correct a date"
                )
    ranks = {name: _rank(events[name] if name in events else regimes[name]) for name in chosen}
    order: list[str] = []
    while left:
        free = [name for name, parents in left.items() if not any(p in left for p in parents)]
        if not free:
            raise ScenarioError(f"the events {_ring(left)} are each other's parents; drop one parent")
        order.append(min(free, key=lambda name: ranks[name]))
        del left[order[-1]]
    return sorted(order, key=lambda name: name in events)


def _rank(one: Event | Regime) -> tuple[object, ...]:
    """Return what an event is sorted by among those of its time: its content, and its id where that is the same."""
    named = {"id", "parents", "table", "node", "priced_by", "shocks", "regimes", "transitions"}
    body = one.model_dump(mode="json", exclude=named)
    rows = [sorted(row.p.items()) for row in one.table] if isinstance(one, Event) else []
    date = one.date if isinstance(one, Event) else None
    return (date or dt.date.min, one.name.en if one.name else "", json.dumps([body, rows], sort_keys=True), one.id)


def _ring(left: Mapping[str, Sequence[str]]) -> str:
    here, ring = min(left), list[str]()
    while here not in ring:
        ring.append(here)
        here = min(p for p in left[here] if p in left)
    return " <- ".join([*ring[ring.index(here) :], here])


def _table(
    event: Event, rows: Sequence[TableRow], parents: Sequence[Variable], repair: bool, changed: list[Change]
) -> Array:
    """Return P(state | parents) from the rows, the one that names most parents winning."""
    shape = [len(p.states) for p in parents]
    if math.prod(shape) * len(event.states) > LARGEST_ROWS:
        raise ScenarioError(
            f"event {event.id!r} has {math.prod(shape)} combinations of parents' states; give it fewer parents"
        )
    if not rows and not parents:
        raise ScenarioError(
            f"event {event.id!r} has neither priced odds nor one table row, so nothing says what was priced"
        )
    names = [p.id for p in parents]
    for row in rows:
        for parent, state in row.when.items():
            if parent not in names or state not in parents[names.index(parent)].states:
                raise ScenarioError(
                    f"event {event.id!r} has a table row for {parent!r} at {state!r}, no parent's state"
                )
    odds = [_row(event, row, repair, changed) for row in rows]
    table = np.empty((*shape, len(event.states)))
    for states in product(*(range(n) for n in shape)):
        case = {p.id: p.states[s] for p, s in zip(parents, states, strict=True)}
        fitting = [k for k, row in enumerate(rows) if row.when.items() <= case.items()]
        most = max((len(rows[k].when) for k in fitting), default=0)
        best = [k for k in fitting if len(rows[k].when) == most]
        if not best:
            raise ScenarioError(f"event {event.id!r} has no table row for {case}; add one")
        if any(odds[k].tolist() != odds[best[0]].tolist() for k in best):
            raise ScenarioError(
                f"event {event.id!r} has two table rows for {case}: {rows[best[0]].p} and {rows[best[1]].p}; keep one"
            )
        table[states] = odds[best[0]]
    return table


def _row(event: Event, row: TableRow, repair: bool, changed: list[Change]) -> Array:
    where = f"the table of event {event.id!r}" + (f" at {dict(row.when)}" if row.when else "")
    for state, p in row.p.items():
        if state not in event.states:
            raise ScenarioError(f"{where} gives odds for {state!r}, which is not one of {', '.join(event.states)}")
        if not (math.isfinite(p) and 0 <= p <= 1 + (EXACT if not repair else math.inf)):
            raise ScenarioError(f"{where} gives {state!r} the probability {p:g}, which is not in 0..1")
    odds = np.array([row.p.get(s, 0.0) for s in event.states])
    total = float(odds.sum())
    if abs(total - 1) <= EXACT:
        return odds / total
    if not repair or total <= 0:
        raise ScenarioError(
            f"{where} adds to {total:.10g}, not 1: "
            f"{', '.join(f'{s} {p:g}' for s, p in row.p.items())}; correct it, or ask with tree mode repair"
        )
    for state, p in row.p.items():
        changed.append({"event": event.id, "when": dict(row.when), "state": state, "source": "table",
                        "given": p, "used": p / total})  # fmt: skip
    return odds / total


def _regime(regime: Regime, override: StateOrWeights | None) -> Variable:
    if not regime.exclusive:
        raise ScenarioError(
            f"regime {regime.id!r} has states that may hold together, so events cannot depend on it; make it exclusive"
        )
    odds = state_odds(regime, override)
    names = tuple(s.id for s in regime.states)
    total = sum(odds.values())
    if abs(total - 1) > EXACT:
        raise ScenarioError(
            f"regime {regime.id!r} is an event's parent, but its probabilities add to {total:g}, not 1; "
            f"give them in the graph or under regimes"
        )
    return Variable(regime.id, names, (), np.array([odds.get(n, 0.0) for n in names]) / total, is_regime=True)
