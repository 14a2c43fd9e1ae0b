"""Responses of a lagged linear network: x(t) = sum over lags of W(lag) x(t - lag) + u(t), solved day by day.

x is a change, so the sum through day h is the effect on the level. Many lanes (regimes, draws) are
solved at once. Same-day loops are never cut short: solved by an inverse, or summed to the last digit where
they are large.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.engine.components import Block, Component
from graph.engine.jumps import Jumps
from graph.engine.kernels import Array, Kernel, carried
from graph.engine.large import LARGE, Sparse
from graph.engine.network import Network
from graph.engine.scale.handover import handed_over


@dataclass(frozen=True)
class System:
    """A network with numbers: `weights` of shape (links, lanes) and the kernel of each arc.

    An arc's kernel is shared by all lanes, or an array of shape (days + 1, lanes) where an amplifier
    differs between them; `totals` holds its sum over all days, shape (arcs, lanes).
    """

    net: Network
    weights: Array
    kernels: Sequence[Kernel | Array]
    totals: Array
    days: int
    jumps: Jumps | None = None
    """How the lanes, one per joint state, follow each other day by day; None: each lane stays what it is."""

    @property
    def lanes(self) -> int:
        """Return the number of lanes."""
        return int(self.weights.shape[1])

    def weight(self, arc: int) -> Array:
        """Return the weight of an arc by lane, before its kernel."""
        return np.asarray(self.weights[self.net.arcs[arc].link])

    def long_weight(self, arc: int) -> Array:
        """Return the weight of an arc by lane, summed over all days."""
        return np.asarray(self.weight(arc) * self.totals[arc])


def response(system: System, inputs: Mapping[int, Array], pinned: Mapping[int, Array] | None = None) -> Array:
    """Return the change of every place on every day, shape (places, days + 1, lanes).

    Args:
        system: The network and its weights.
        inputs: Place -> what is injected by day, shape (days + 1, lanes).
        pinned: Place -> its change on the first days, shape (k, lanes), whatever arrives there.
    """
    net, pinned = system.net, pinned or {}
    large = handed_over(system, inputs, pinned)
    if large is not None:
        return large
    x = np.zeros((net.size, system.days + 1, system.lanes))
    for component in net.order:
        for place in component.places:
            if place in inputs:
                x[place] = inputs[place]
        for a in component.inbound:
            cause, effect = net.arcs[a].cause, net.arcs[a].effect
            if x[cause].any():
                x[effect] += carried(system.kernels[a], x[cause]) * system.weight(a)
        if component.cyclic:
            solve_loop(system, component, x, pinned)
        else:
            place = component.places[0]
            if place in pinned:
                x[place, : len(pinned[place])] = pinned[place][: system.days + 1]
    return x


def same_day_solver(system: System, component: Component) -> SameDay:
    """Return what solves the same-day part of a component; it keeps its inverses for the next run."""
    return SameDay(system, component, {place: i for i, place in enumerate(component.places)})


def solve_loop(
    system: System, component: Component, x: Array, pinned: Mapping[int, Array], today: SameDay | None = None
) -> None:
    """Fill `x` for the places of one component, where it holds what comes in from outside.

    A system of one lane serves any number of columns of `x`.
    """
    places = list(component.places)
    at = {place: i for i, place in enumerate(places)}
    y = np.ascontiguousarray(x[places].transpose(1, 0, 2))
    later = _later(system, component, at)
    today = today or SameDay(system, component, at)
    pins = {at[p]: rows for p, rows in pinned.items() if p in at}
    for day in range(system.days + 1):
        fixed = {i: rows[day] for i, rows in pins.items() if day < len(rows)}
        for i, value in fixed.items():
            y[day, i] = value
        today.solve(y[day], fixed)
        for group in later.by_lag:
            if day + group.lag <= system.days:
                brought = np.add.reduceat(group.weights * y[day, group.causes], group.starts, axis=0)
                y[day + group.lag, group.effects] += brought
        for cause, effect, tail in later.long:
            rest = min(len(tail), system.days - day)
            y[day + 1 : day + 1 + rest, effect] += tail[:rest] * y[day, cause]
    x[places] = y.transpose(1, 0, 2)


@dataclass(frozen=True)
class _Lag:
    """Arcs that pass something on after `lag` days, sorted by effect; `starts` says where each effect begins."""

    lag: int
    causes: list[int]
    effects: list[int]
    starts: list[int]
    weights: Array


@dataclass(frozen=True)
class _Later:
    """What a day passes on: arcs grouped by lag, and arcs whose kernel runs on for many days."""

    by_lag: list[_Lag]
    long: list[tuple[int, int, Array]]


def _later(system: System, component: Component, at: Mapping[int, int]) -> _Later:
    grouped: dict[int, list[tuple[int, int, Array]]] = {}
    long: list[tuple[int, int, Array]] = []
    for a in component.within:
        cause, effect = at[system.net.arcs[a].cause], at[system.net.arcs[a].effect]
        by, weight = system.kernels[a], system.weight(a)
        if isinstance(by, Kernel):
            for day, share in zip(by.days, by.shares, strict=True):
                if 0 < day <= system.days and share != 0:
                    grouped.setdefault(day, []).append((effect, cause, share * weight))
        else:
            long.append((cause, effect, by[1:] * weight))
    by_lag = []
    for lag in sorted(grouped):
        rows = sorted(grouped[lag], key=lambda row: row[:2])
        ends = [effect for effect, _, _ in rows]
        starts = [i for i, effect in enumerate(ends) if i == 0 or ends[i - 1] != effect]
        causes = [cause for _, cause, _ in rows]
        by_lag.append(_Lag(lag, causes, [ends[i] for i in starts], starts, np.stack([w for _, _, w in rows])))
    return _Later(by_lag, long)


class SameDay:
    """The same-day part of a component, solved block by block."""

    def __init__(self, system: System, component: Component, at: Mapping[int, int]) -> None:
        self.system, arcs = system, system.net.arcs
        self.parts: list[tuple[Block, list[int], list[tuple[int, int, Array]]]] = []
        for block in component.same_day:
            steps = [(at[arcs[a].cause], at[arcs[a].effect], first_day(system, a)) for a in block.inbound]
            self.parts.append((block, [at[p] for p in block.places], steps))
        self.sparse: dict[int, Sparse | None] = {}
        self.inverses: dict[tuple[int, frozenset[int]], Array] = {}

    def solve(self, x: Array, fixed: Mapping[int, Array]) -> None:
        """Add to `x`, shape (places, lanes), what its changes cause on the same day."""
        for b, (block, places, steps) in enumerate(self.parts):
            for cause, effect, weight in steps:
                if effect not in fixed:
                    x[effect] += weight * x[cause]
            if block.within and x[places].any():
                held = frozenset(i for i, place in enumerate(places) if place in fixed)
                x[places] = self._block(b, x[places], held)

    def _block(self, b: int, x: Array, held: frozenset[int]) -> Array:
        block = self.parts[b][0]
        if b not in self.sparse:
            large = len(block.places) >= LARGE
            self.sparse[b] = sparse(self.system, block.places, block.within, first_day) if large else None
        summed = self.sparse[b]
        found = summed.settled(x, held) if summed else None
        if found is not None:
            return found
        self.sparse[b] = None
        inverse = self._inverse(b, held)
        return np.asarray(inverse[0] @ x if len(inverse) == 1 else np.einsum("lij,jl->il", inverse, x))

    def _inverse(self, b: int, held: frozenset[int]) -> Array:
        if (b, held) not in self.inverses:
            free = same_day_matrix(self.system, self.parts[b][0])
            free[:, sorted(held), :] = 0
            self.inverses[b, held] = np.asarray(np.linalg.inv(np.eye(free.shape[1]) - free), dtype=np.float64)
        return self.inverses[b, held]


def sparse(
    system: System, places: Sequence[int], arcs: Sequence[int], weight: Callable[[System, int], Array]
) -> Sparse:
    """Return the weights of arcs between some places, without a matrix."""
    at = {place: i for i, place in enumerate(places)}
    ends = [(at[system.net.arcs[a].cause], at[system.net.arcs[a].effect]) for a in arcs]
    return Sparse([c for c, _ in ends], [e for _, e in ends], np.stack([weight(system, a) for a in arcs]))


def same_day_matrix(system: System, block: Block) -> Array:
    """Return the same-day weights within a block, shape (lanes, effects, causes)."""
    at = {place: i for i, place in enumerate(block.places)}
    matrix = np.zeros((system.lanes, len(at), len(at)))
    for a in block.within:
        matrix[:, at[system.net.arcs[a].effect], at[system.net.arcs[a].cause]] += first_day(system, a)
    return matrix


def first_day(system: System, arc: int) -> Array:
    """Return what an arc carries on the same day, per unit and lane."""
    by = system.kernels[arc]
    if isinstance(by, Kernel):
        share = by.shares[0] if by.days[0] == 0 else 0.0
        return np.asarray(share * system.weight(arc))
    return np.asarray(by[0] * system.weight(arc))


def arriving(system: System, x: Array, place: int, days: int) -> Array:
    """Return what the arcs bring to a place on the first days, shape (days, lanes)."""
    out = np.zeros((days, system.lanes))
    for a in system.net.incoming[place]:
        series = carried(system.kernels[a], x[system.net.arcs[a].cause]) * system.weight(a)
        out += series[:days]
    return out


def long_run(system: System, inputs: Mapping[int, Array]) -> Array:
    """Return the limit of the cumulated response, shape (places, lanes), for inputs summed over all days (lanes,)."""
    net = system.net
    x = np.zeros((net.size, system.lanes))
    for component in net.order:
        places = list(component.places)
        for place in places:
            if place in inputs:
                x[place] = inputs[place]
        for a in component.inbound:
            x[net.arcs[a].effect] += system.long_weight(a) * x[net.arcs[a].cause]
        if not component.cyclic:
            continue
        large = len(places) >= LARGE
        found = sparse(system, places, component.within, System.long_weight).settled(x[places]) if large else None
        if found is not None:
            x[places] = found
        else:
            matrix = np.eye(len(places)) - long_matrix(system, component.within, places)
            x[places] = np.linalg.solve(matrix, x[places].T[:, :, None])[:, :, 0].T
    return x


def long_matrix(system: System, arcs: Sequence[int], places: Sequence[int]) -> Array:
    """Return the weights between some places summed over all days, shape (lanes, effects, causes)."""
    at = {place: i for i, place in enumerate(places)}
    matrix = np.zeros((system.lanes, len(places), len(places)))
    for a in arcs:
        arc = system.net.arcs[a]
        if arc.cause in at and arc.effect in at:
            matrix[:, at[arc.effect], at[arc.cause]] += system.long_weight(a)
    return matrix
