"""Odds that are given beside the net: market odds, and probabilities of outcomes, alone, joint or conditional."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graph.content import Graph
from graph.context import Event
from graph.engine.events.entropy import Cells, Share
from graph.engine.events.net import EXACT, Change, EventNet
from graph.engine.kernels import Array
from graph.errors import ScenarioError
from graph.scenario import TreeOptions

Conjunction = tuple[tuple[int, int], ...]
"""Places of variables with places of their states, all of which hold."""
Source = Literal["market", "priced", "given", "table"]


@dataclass(frozen=True)
class Statement:
    """P(of | when) = p."""

    of: Conjunction
    when: Conjunction
    p: float
    source: Source

    def words(self, net: EventNet, p: float | None = None) -> str:
        """Return the statement as a formula; without a number when `p` is not a number."""
        shown = self.p if p is None else p
        given = f" | {_named(self.when, net)}" if self.when else ""
        left = f"P({_named(self.of, net)}{given})"
        return left if math.isnan(shown) else f"{left} = {shown:.6g}"


@dataclass(frozen=True)
class Atoms:
    """The joint states of some variables: `masks` say in which of them a conjunction holds."""

    variables: tuple[int, ...]
    sizes: tuple[int, ...]

    @property
    def count(self) -> int:
        """Return how many there are."""
        return math.prod(self.sizes)

    def where(self, conjunction: Conjunction) -> NDArray[np.bool_]:
        """Return the joint states in which all of it holds, shape (count,)."""
        held = np.ones(self.sizes, dtype=bool)
        for v, s in conjunction:
            axis = self.variables.index(v)
            shape = [1] * len(self.sizes)
            shape[axis] = self.sizes[axis]
            held &= (np.arange(self.sizes[axis]) == s).reshape(shape)
        return held.reshape(-1)

    def row(self, one: Statement) -> tuple[Array, float]:
        """Return the statement as a linear condition: 1[of and when] - p 1[when] = 0, or 1[of] = p."""
        both = self.where((*one.of, *one.when)).astype(float)
        return (both - one.p * self.where(one.when), 0.0) if one.when else (both, one.p)

    def rows(self, statements: Sequence[Statement]) -> tuple[Array, Array]:
        """Return all statements as conditions, shapes (statements, count) and (statements,)."""
        found = [self.row(s) for s in statements]
        return np.array([r for r, _ in found]).reshape(len(found), self.count), np.array([t for _, t in found])


def atoms(net: EventNet, variables: Sequence[int], most: int) -> Atoms:
    """Return the joint states of the variables, or raise `ScenarioError` when they are more than `most`."""
    sizes = tuple(net.sizes[v] for v in variables)
    if math.prod(sizes) > most:
        names = ", ".join(net.variables[v].id for v in variables)
        raise ScenarioError(
            f"the odds given speak of {len(sizes)} events with {math.prod(sizes):,} joint outcomes ({names}), "
            f"more than {most:,}; give odds of fewer events"
        )
    return Atoms(tuple(variables), sizes)


def market_odds(event: Event, graph: Graph) -> dict[str, float] | None:
    """Return the odds that the market prices for an event's states, as last seen; None when nothing prices it."""
    seen = graph.level(event.priced_by) if event.priced_by else None
    if seen is None or seen.value is None or not event.priced_state:
        return None
    p = seen.value / 100 if seen.unit in ("%", "pp") else seen.value
    if not 0 <= p <= 1:
        raise ScenarioError(
            f"event {event.id!r} is priced by {event.priced_by!r} at {seen.value:g} {seen.unit}, "
            f"a probability of {p:g}, which is not in 0..1; correct the observation"
        )
    rest = [s for s in event.states if s != event.priced_state]
    return {event.priced_state: p, rest[0]: 1 - p} if len(rest) == 1 else {event.priced_state: p}


def statements(
    net: EventNet, options: TreeOptions, priced: Mapping[str, Mapping[str, float]], changed: list[Change]
) -> tuple[Statement, ...]:
    """Return what is given beside the tables, each number checked; `changed` gets what repair scaled.

    `tree.market` wins over odds read off a price, and `tree.given` are further statements.
    """
    found: list[Statement] = []
    rows: list[tuple[str, Mapping[str, float], Source]] = [(e, row, "market") for e, row in options.market.items()]
    rows += [(e, row, "priced") for e, row in priced.items() if e not in options.market]
    for name, row, source in sorted(rows, key=lambda r: net.at(r[0])):
        place = net.at(name)
        variable = net.variables[place]
        where = f"the {source} odds of event {name!r}"
        for state, p in row.items():
            variable.state(state)
            _checked(p, f"{where} give {state!r}")
        total, whole = sum(row.values()), set(row) == set(variable.states)
        scale = 1.0
        if total > 1 + EXACT or (whole and abs(total - 1) > EXACT):
            if options.mode != "repair" or total <= 0:
                raise ScenarioError(
                    f"{where} add to {total:.10g}, {'not' if whole else 'more than'} 1: "
                    f"{', '.join(f'{s} {p:g}' for s, p in row.items())}; correct them, or ask with tree mode repair"
                )
            scale = 1 / total
        for state in variable.states:
            if state in row:
                one = Statement(((place, variable.state(state)),), (), row[state] * scale, source)
                found.append(one)
                if scale != 1.0:
                    changed.append(changed_number(one, net, given=row[state], used=one.p))
    for item in options.given:
        of, when = _conjunction(item.of, net), _conjunction(item.when, net)
        if not of:
            raise ScenarioError("a row of tree.given has no outcome under `of`; name an event and its state")
        for v, s in of:
            if any(v == w for w, _ in when):
                both = f"{net.variables[v].id} = {net.variables[v].states[s]}"
                raise ScenarioError(f"a row of tree.given has {both} under `of` and its event under `when`; keep one")
        one = Statement(of, when, item.p, "given")
        _checked(item.p, f"tree.given has {one.words(net, math.nan)} at", verb="")
        found.append(one)
    return tuple(found)


def changed_number(one: Statement, net: EventNet, *, given: float, used: float) -> Change:
    """Return a row of the list of numbers that were not used as given."""
    single = len(one.of) == 1
    first = net.variables[one.of[0][0]]
    return {
        "event": first.id if single else None,
        "state": first.states[one.of[0][1]] if single else None,
        "of": {net.variables[v].id: net.variables[v].states[s] for v, s in one.of},
        "when": {net.variables[v].id: net.variables[v].states[s] for v, s in one.when},
        "source": one.source,
        "given": given,
        "used": used,
    }


def softened(found: Sequence[Statement], space: Atoms) -> list[Cells | Share]:
    """Return the statements as what a compromise weighs: market odds by event, the others one by one."""
    out: list[Cells | Share] = []
    rows: dict[int, list[Statement]] = {}
    for one in found:
        if one.source in ("market", "priced"):
            rows.setdefault(one.of[0][0], []).append(one)
        elif one.when:
            out.append(Share(space.row(one)[0], one.p))
        else:
            inside = space.where(one.of).astype(float)
            out.append(Cells(np.array([inside, 1 - inside]), np.array([one.p, 1 - one.p])))
    for same in rows.values():
        cells = [space.where(one.of).astype(float) for one in same]
        odds = [one.p for one in same]
        rest = 1 - np.sum(cells, axis=0)
        if rest.any():
            cells, odds = [*cells, rest], [*odds, max(0.0, 1 - sum(odds))]
        out.append(Cells(np.array(cells), np.array(odds) / sum(odds)))
    return out


def _conjunction(states: Mapping[str, str], net: EventNet) -> Conjunction:
    return tuple(sorted((net.at(e), net.variables[net.at(e)].state(s)) for e, s in states.items()))


def _checked(p: float, where: str, verb: str = " the probability") -> None:
    if not (math.isfinite(p) and 0 <= p <= 1):
        raise ScenarioError(f"{where}{verb} {p:g}, which is not in 0..1")


def _named(conjunction: Conjunction, net: EventNet) -> str:
    return " and ".join(f"{net.variables[v].id} = {net.variables[v].states[s]}" for v, s in conjunction)
