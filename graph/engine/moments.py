"""Exact mean and variance of effects where no change can come back to where it was and edge weights are independent.

E[x] is the sum over paths of products of E[w], and E[x^2] the sum over pairs of paths of E[w^2] on the links
that they share times E[w] on the others. No path is listed: what arrives at a place is split by its shape
in time, x = sum of random sizes times fixed shapes, and covariances of sizes are carried along the links.
On a loop the formula is false, and the seeded draws are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from graph.engine.components import strong_groups
from graph.engine.kernels import Array, Kernel, carried
from graph.engine.network import ORIGIN, Network
from graph.engine.propagate import System
from graph.engine.regimes import Mixture, spread_multipliers
from graph.engine.run import Setting, Solution
from graph.engine.snapshot import Link

ALIKE = 12
"""Digits to which two shapes are told apart, so that lags in another order make the same shape."""
NUMBERS_AT_ONCE = 4_000_000
"""Size of the largest table of covariances (sizes x sizes x joint states) that is worked; beyond it, draws."""
SURE = -1
"""The item of an injection, which is not drawn."""


@dataclass(frozen=True)
class Way:
    """How one size becomes part of another: times the drawn weight of `item` and `factor`, shape (states,)."""

    cause: int
    effect: int
    item: int
    factor: Array


@dataclass(frozen=True)
class Sizes:
    """The sizes that add up to every effect; size 0 is the constant one, which the injections multiply."""

    place: Sequence[int]
    shape: Sequence[int]
    steps: Sequence[tuple[int, int, Sequence[Way]]]
    """Per node, causes first: its sizes (from, to), and the ways into them."""
    shapes: Array
    """Cumulated shapes at the horizons, shape (shapes, horizons, states)."""
    items: Sequence[Link]
    """What is drawn: the links, then the thresholds."""


@dataclass(frozen=True)
class Moments:
    """Exact means and covariances of the sizes in every joint state, mixed only in what is returned."""

    sizes: Sizes
    at: dict[int, list[int]]
    """Node -> its sizes."""
    mean: Array
    """Shape (sizes, states)."""
    covariance: Array
    """Shape (sizes, sizes, states)."""
    odds: Array
    """Odds of the joint states, shape (states,)."""
    widen: Array
    """What each joint state multiplies each item's spread by, shape (items, states)."""

    def by_state(self, node: int) -> tuple[Array, Array]:
        """Return the mean and the variance of a node's effect by horizon and joint state, shape (horizons, states)."""
        own = self.at.get(node, [])
        shapes = self.sizes.shapes[[self.sizes.shape[k] for k in own]]
        mean = np.einsum("khs,ks->hs", shapes, self.mean[own])
        return mean, np.einsum("khs,kls,lhs->hs", shapes, self.covariance[np.ix_(own, own)], shapes)

    def of(self, node: int) -> tuple[Array, Array]:
        """Return the mean and the standard deviation of a node's effect by horizon, regimes included."""
        mean, variance = self.by_state(node)
        centre = mean @ self.odds
        return centre, np.sqrt(np.maximum((variance + (mean - centre[:, None]) ** 2) @ self.odds, 0.0))


def moments(setting: Setting, central: Solution, mix: Mixture) -> Moments | None:
    """Return the exact moments of every effect of a run, or None where they do not apply or are too many.

    They apply where the network has no loop and no pulse is reached by what it sets off. `central` gives what
    is injected, and when thresholds fire; links and thresholds are independent, with the moments of `drawn_weights`.
    """
    sizes = split(setting, central)
    if sizes is None:
        return None
    states = len(mix.weights)
    widen = np.stack([spread_multipliers(k, mix.states) for k in sizes.items]) if sizes.items else np.ones((0, states))
    mean, covariance = np.zeros((len(sizes.place), states)), np.zeros((len(sizes.place),) * 2 + (states,))
    mean[0] = 1
    expected = [k.expected for k in sizes.items]
    variance = np.stack([_square(k, w) - k.expected**2 for k, w in zip(sizes.items, widen, strict=True)] or [mean[0]])
    for start, end, ways in sizes.steps:
        before = sorted({w.cause for w in ways})
        at = {k: i for i, k in enumerate(before)}
        into = np.zeros((end - start, len(before), states))
        shared: dict[int, list[Way]] = {}
        for way in ways:
            into[way.effect - start, at[way.cause]] += way.factor * (1.0 if way.item == SURE else expected[way.item])
            if way.item != SURE and variance[way.item].any():
                shared.setdefault(way.item, []).append(way)
        mean[start:end] = np.einsum("jps,ps->js", into, mean[before])
        outside = np.einsum("jps,pks->jks", into, covariance[before][:, :start])
        covariance[start:end, :start] = outside
        covariance[:start, start:end] = outside.transpose(1, 0, 2)
        inside = np.einsum("jps,kps->jks", into, outside[:, before])
        for item, same in shared.items():
            for one in same:
                for two in same:
                    both = covariance[one.cause, two.cause] + mean[one.cause] * mean[two.cause]
                    inside[one.effect - start, two.effect - start] += variance[item] * one.factor * two.factor * both
        covariance[start:end, start:end] = inside
    ending: dict[int, list[int]] = {}
    for k, place in enumerate(sizes.place):
        if k and setting.net.places[place][1] != ORIGIN:
            ending.setdefault(setting.net.places[place][0], []).append(k)
    return Moments(sizes, ending, mean, covariance, mix.weights, widen)


def split(setting: Setting, central: Solution) -> Sizes | None:
    """Return the sizes of a run and the ways between them, or None where there are none or too many.

    A link leaves its place in one copy or two (before and behind an amplified link), both at one node; so
    nodes, causes first, are an order in which every weight is independent of all that was met before it.
    """
    system, net = central.system, setting.net
    most = int((NUMBERS_AT_ONCE / system.lanes) ** 0.5)
    reached = any(net.incoming[p] for node in setting.ask.pulsed for p in net.copies(node))
    order = None if net.size > most or reached or not net.acyclic else _groups(net)
    if order is None:
        return None
    shapes = _Shapes(setting, system, long=central.limits is not None)
    injected: dict[int, list[tuple[int, Array, Array, Array]]] = {}
    for place, series in sorted(central.inputs.items()):
        injected.setdefault(place, []).append((SURE, np.ones(system.lanes), series, series.sum(axis=0)))
    for k, trigger in enumerate(setting.latches):
        place = net.copies(trigger.link.effect)[0]
        fired = central.fired(k)
        row = (len(net.links) + k, setting.jump_multiplier[k], fired, np.zeros(system.lanes))
        injected.setdefault(place, []).append(row)
    index: dict[tuple[int, int], int] = {}
    places, kinds, steps = [-1], [-1], []
    sizes_at: dict[int, list[int]] = {}
    for group in order:
        start, ways = len(places), list[Way]()

        def size(place: int, kind: int) -> int:
            if (place, kind) not in index:
                index[place, kind] = len(places)
                places.append(place)
                kinds.append(kind)
                sizes_at.setdefault(place, []).append(index[place, kind])
            return index[place, kind]

        for place in group:
            for item, unit, series, total in injected.get(place, ()):
                largest = float(np.abs(series).max(initial=0))
                if largest > 0:
                    kind = shapes.kept(series / largest, total / largest)
                    ways.append(Way(0, size(place, kind), item, unit * largest))
            for a in net.incoming[place]:
                arc = net.arcs[a]
                factor = setting.multiplier[arc.link]
                if not factor.any():
                    continue
                for cause in sizes_at.get(arc.cause, ()):
                    kind = shapes.passed(kinds[cause], a)
                    if shapes.carries(kind):
                        ways.append(Way(cause, size(place, kind), arc.link, factor))
        if ways:
            steps.append((start, len(places), ways))
        if len(places) > most:
            return None
    items = [*net.links, *(t.link for t in setting.latches)]
    return Sizes(places, kinds, steps, shapes.table(), items)


class _Shapes:
    """Series of changes by day, each kept once, with what they come to at the horizons."""

    def __init__(self, setting: Setting, system: System, *, long: bool) -> None:
        self.system, self.long, self.horizons = system, long, list(setting.ask.finite)
        self.series: list[tuple[Array, Array]] = []
        self.known: dict[bytes, int] = {}
        self.next: dict[tuple[int, object], int] = {}

    def kept(self, series: Array, total: Array) -> int:
        """Return the number of a shape, the same for shapes that are alike to `ALIKE` digits."""
        key = (np.round(np.vstack([series, total]), ALIKE) + 0.0).tobytes()
        if key not in self.known:
            self.known[key] = len(self.series)
            self.series.append((series, total))
        return self.known[key]

    def passed(self, kind: int, arc: int) -> int:
        """Return the shape of what an arc makes of a shape."""
        by = self.system.kernels[arc]
        if isinstance(by, Kernel) and by.days == (0,) and by.shares == (1.0,):
            return kind
        key = (kind, (by.days, by.shares) if isinstance(by, Kernel) else (id(by), self.system.totals[arc].tobytes()))
        if key not in self.next:
            series, total = self.series[kind]
            self.next[key] = self.kept(carried(by, series), total * self.system.totals[arc])
        return self.next[key]

    def carries(self, kind: int) -> bool:
        """Return whether a shape is anything at the days that are worked."""
        series, total = self.series[kind]
        return bool(series.any() or (self.long and total.any()))

    def table(self) -> Array:
        """Return the cumulated shapes at the horizons, the long run last, shape (shapes, horizons, states)."""
        rows = []
        for series, total in self.series:
            sums = np.cumsum(series, axis=0)[self.horizons]
            rows.append(np.vstack([sums, total]) if self.long else sums)
        return np.array(rows).reshape(len(rows), len(self.horizons) + self.long, self.system.lanes)


def _groups(net: Network) -> list[list[int]] | None:
    """Return the places by node, causes first; an origin receives nothing and stands alone."""
    keys = list(dict.fromkeys((node, layer == ORIGIN) for node, layer in net.places))
    at = {key: g for g, key in enumerate(keys)}
    of = [at[node, layer == ORIGIN] for node, layer in net.places]
    members: list[list[int]] = [[] for _ in keys]
    for place, g in enumerate(of):
        members[g].append(place)
    out: list[list[int]] = [[] for _ in keys]
    for arc in net.arcs:
        out[of[arc.cause]].append(of[arc.effect])
    found = strong_groups(len(keys), out)
    return None if any(len(group) > 1 for group in found) else [members[g] for g in chain.from_iterable(found)]


def _square(link: Link, widen: Array) -> Array:
    """Return E[w^2] of a link by joint state: signs and gate are 0 or 1 in size, the strength has its spread."""
    return np.asarray((link.plus + link.minus) * link.gate * (link.strength**2 + (link.edge.spread * widen) ** 2))
