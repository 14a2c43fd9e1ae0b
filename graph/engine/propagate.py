"""Responses of a lagged linear network: x(t) = sum over lags of W(lag) x(t - lag) + u(t), solved day by day.

x is a change, so the sum through day h is the effect on the level. Many lanes (regimes, draws) are
solved at once. Same-day loops are solved exactly, never iterated and never cut short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.engine.components import Component
from graph.engine.kernels import Array, Kernel, carried
from graph.engine.network import Network


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


def solve_loop(
    system: System, component: Component, x: Array, pinned: Mapping[int, Array], allowed: frozenset[int] | None = None
) -> None:
    """Fill `x` for the places of one component, where it holds what comes in from outside.

    With `allowed`, only these places and the arcs between them take part.
    """
    net = system.net
    arcs = [
        a
        for a in component.within
        if allowed is None or (net.arcs[a].cause in allowed and net.arcs[a].effect in allowed)
    ]
    places = [p for p in component.places if allowed is None or p in allowed]
    at = {place: i for i, place in enumerate(places)}
    ends = [(at[net.arcs[a].cause], at[net.arcs[a].effect]) for a in arcs]
    y = np.ascontiguousarray(x[places].transpose(1, 0, 2))
    later = _later(system, arcs, ends, len(places))
    today = _same_day(system, component, arcs, ends, at)
    pins = {at[p]: rows for p, rows in pinned.items() if p in at}
    for day in range(system.days + 1):
        fixed = {i: rows[day] for i, rows in pins.items() if day < len(rows)}
        for i, value in fixed.items():
            y[day, i] = value
        today.solve(y[day], fixed)
        for lag, causes, spread, weight in later.by_lag:
            if day + lag <= system.days:
                y[day + lag] += spread @ (weight * y[day, causes])
        for cause, effect, tail in later.long:
            rest = min(len(tail), system.days - day)
            y[day + 1 : day + 1 + rest, effect] += tail[:rest] * y[day, cause]
    x[places] = y.transpose(1, 0, 2)


@dataclass(frozen=True)
class _Later:
    """What a day passes on: arcs grouped by lag, and arcs whose kernel runs on for many days."""

    by_lag: list[tuple[int, list[int], Array, Array]]
    long: list[tuple[int, int, Array]]


def _later(system: System, arcs: Sequence[int], ends: Sequence[tuple[int, int]], size: int) -> _Later:
    grouped: dict[int, list[tuple[int, int, Array]]] = {}
    long: list[tuple[int, int, Array]] = []
    for a, (cause, effect) in zip(arcs, ends, strict=True):
        by, weight = system.kernels[a], system.weight(a)
        if isinstance(by, Kernel):
            for day, share in zip(by.days, by.shares, strict=True):
                if 0 < day <= system.days and share != 0:
                    grouped.setdefault(day, []).append((cause, effect, share * weight))
        else:
            long.append((cause, effect, by[1:] * weight))
    by_lag = []
    for lag in sorted(grouped):
        spread = np.zeros((size, len(grouped[lag])))
        for k, (_, effect, _) in enumerate(grouped[lag]):
            spread[effect, k] = 1
        causes = [cause for cause, _, _ in grouped[lag]]
        by_lag.append((lag, causes, spread, np.stack([w for _, _, w in grouped[lag]])))
    return _Later(by_lag, long)


class _same_day:
    """The same-day part of a component: solved arc by arc in order, or by an inverse where it has a loop."""

    def __init__(
        self,
        system: System,
        component: Component,
        arcs: Sequence[int],
        ends: Sequence[tuple[int, int]],
        at: Mapping[int, int],
    ) -> None:
        weights = {a: first_day(system, a) for a in arcs}
        self.steps: list[tuple[int, int, Array]] | None = None
        if component.same_day is not None:
            by_arc = dict(zip(arcs, ends, strict=True))
            self.steps = [(*by_arc[a], weights[a]) for a in component.same_day if a in by_arc]
            return
        self.matrix = np.zeros((system.lanes, len(at), len(at)))
        for a, (cause, effect) in zip(arcs, ends, strict=True):
            self.matrix[:, effect, cause] += weights[a]
        self.inverses: dict[frozenset[int], Array] = {}

    def solve(self, x: Array, fixed: Mapping[int, Array]) -> None:
        """Add to `x`, shape (places, lanes), what its changes cause on the same day."""
        if self.steps is not None:
            for cause, effect, weight in self.steps:
                if effect not in fixed:
                    x[effect] += weight * x[cause]
            return
        x[:] = np.einsum("lij,jl->il", self._inverse(frozenset(fixed)), x)

    def _inverse(self, fixed: frozenset[int]) -> Array:
        if fixed not in self.inverses:
            matrix = self.matrix.copy()
            matrix[:, sorted(fixed), :] = 0
            self.inverses[fixed] = np.asarray(np.linalg.inv(np.eye(matrix.shape[1]) - matrix), dtype=np.float64)
        return self.inverses[fixed]


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
        if component.cyclic:
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
