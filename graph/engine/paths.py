"""Contributions of signed paths that add up exactly: every walk belongs to the path left when its loops are erased.

A simple path contributes the product of its weights W(z) and, for each strongly connected component that
it crosses, det G(z) over the path's places in it, where G = (I - W)^-1: the product of the responses of
each place to itself without those before it (Jacobi's complementary minors).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.engine.components import Component
from graph.engine.kernels import Array, Kernel, carried
from graph.engine.propagate import System
from graph.engine.returns import Returns

Key = tuple[object, ...]
BUDGET = 4000
"""Paths that are looked at; the rest falls into the residual."""


@dataclass(frozen=True)
class Root:
    """Where paths begin: what is injected at `place` by day, shape (days + 1, states), and over all days.

    For a threshold that fires into the place, `through` is its index, `size` its expected jump and `unit`
    the regime multipliers of the jump, shape (states,).
    """

    place: int
    series: Array
    total: Array
    unit: Array
    size: float = 1.0
    through: int | None = None


@dataclass(frozen=True)
class Step:
    """A path as its last arc and the path before it."""

    root: int
    parent: int
    arc: int
    place: int
    hops: int
    score: float
    central: float
    """Product of the expected weights, before regime multipliers."""
    simple: bool
    """Whether it visits no node of the graph twice."""


@dataclass
class Forest:
    """Paths from the roots, parents before children, with their contributions."""

    system: System
    roots: Sequence[Root]
    horizons: Sequence[int]
    long: bool
    steps: list[Step]
    units: Array
    """Product of the regime multipliers along each path, shape (paths, states)."""
    exhaustive: bool
    """Whether every walk of the network is one of these paths."""
    returns: Returns
    _interned: dict[Key, tuple[Array, Array]] = field(default_factory=dict)
    _chains: dict[int, Key] = field(default_factory=dict)
    _keys: dict[int, Key] = field(default_factory=dict)
    _cumulated: dict[Key, Array] = field(default_factory=dict)

    def route(self, path: int) -> list[int]:
        """Return the path's arcs from its root on."""
        arcs: list[int] = []
        while self.steps[path].arc >= 0:
            arcs.append(self.steps[path].arc)
            path = self.steps[path].parent
        return arcs[::-1]

    def places(self, path: int) -> list[int]:
        """Return the places the path goes through."""
        found = [self.steps[path].place]
        while self.steps[path].arc >= 0:
            path = self.steps[path].parent
            found.append(self.steps[path].place)
        return found[::-1]

    def cumulated(self, path: int) -> Array:
        """Return the path's effect at the horizons per unit of its weights, shape (horizons, states)."""
        key = self._key(path)
        if key not in self._cumulated:
            series, total = self._interned[key]
            sums = np.cumsum(series, axis=0)[list(self.horizons)] if self.horizons else series[:0]
            self._cumulated[key] = np.concatenate([sums, total[None, :]]) if self.long else sums
        return self._cumulated[key]

    def contributions(self, paths: Sequence[int], weights: Array) -> Array:
        """Return the paths' parts of the central effect, mixed over states, shape (paths, horizons)."""
        width = len(self.horizons) + self.long
        out = np.zeros((len(paths), width))
        together: dict[int, set[int]] = {}
        for path in paths:
            for component, crossed in self.crossed(path):
                together.setdefault(component, set()).update(crossed)
        for component, places in together.items():
            self.returns.prepare(component, frozenset(places))
        groups: dict[Key, list[int]] = {}
        for i, path in enumerate(paths):
            groups.setdefault(self._key(path), []).append(i)
        for members in groups.values():
            chosen = [paths[i] for i in members]
            size = np.array([self.steps[p].central for p in chosen])
            out[members] = size[:, None] * ((self.units[chosen] * weights) @ self.cumulated(chosen[0]).T)
        return out

    def loop_gain(self, path: int, weights: Array) -> float:
        """Return what the loops on the path multiply its direct contribution by, over the last horizon asked for."""
        gain = np.ones(self.system.lanes)
        for component, crossed in self.crossed(path):
            series, total = self.returns.over(component, crossed)
            gain = gain * (total if self.long else series.sum(axis=0))
        return float(gain @ weights)

    def _key(self, path: int) -> Key:
        """Return the key of the path's shape; paths whose kernels and loops agree share it, and the work."""
        if path not in self._keys:
            key = self._chain(path)
            for component, crossed in self.crossed(path):
                new = (key, ("loops", component, crossed))
                if new not in self._interned:
                    series, total = self._interned[key]
                    loops, limit = self.returns.over(component, crossed)
                    self._interned[new] = (carried(loops, series), total * limit)
                key = new
            self._keys[path] = key
        return self._keys[path]

    def _chain(self, path: int) -> Key:
        """Return the key of the path's kernels alone."""
        if path not in self._chains:
            step = self.steps[path]
            if step.arc < 0:
                root = self.roots[step.root]
                self._chains[path] = ("root", step.root)
                self._interned.setdefault(("root", step.root), (root.series, root.total))
            else:
                self._chains[path] = self._passed(self._chain(step.parent), step.arc)
        return self._chains[path]

    def crossed(self, path: int) -> list[tuple[int, frozenset[int]]]:
        """Return the components with loops that the path crosses, each with the path's places in it."""
        net = self.system.net
        if net.acyclic:
            return []
        found: dict[int, list[int]] = {}
        for place in self.places(path):
            if net.order[net.component_of[place]].cyclic:
                found.setdefault(net.component_of[place], []).append(place)
        return [(component, frozenset(crossed)) for component, crossed in found.items()]

    def _passed(self, key: Key, arc: int) -> Key:
        by = self.system.kernels[arc]
        if isinstance(by, Kernel) and by.days == (0,) and by.shares == (1.0,):
            return key
        new = (key, (by.days, by.shares, by.total) if isinstance(by, Kernel) else ("amplified", id(by)))
        if new not in self._interned:
            series, total = self._interned[key]
            self._interned[new] = (carried(by, series), total * self.system.totals[arc])
        return new


def forest(
    system: System,
    roots: Sequence[Root],
    multiplier: Array,
    scales: Sequence[float],
    horizons: Sequence[int],
    *,
    long: bool,
    hops: int,
) -> Forest:
    """Return the strongest paths from the roots, in order of strength within a budget.

    Args:
        system: The network at expected weights, one lane per joint regime state.
        roots: Where something is injected.
        multiplier: Regime multipliers, shape (links, states).
        scales: Daily sigma of each place's node, so that strengths in different units compare.
        horizons: Trading days asked for, ascending.
        long: Whether the long run exists and is asked for.
        hops: Most arcs of a path, unless all paths of an acyclic network fit the budget.
    """
    net = system.net
    bound = [k.strength * float(np.abs(multiplier[i]).max(initial=0)) for i, k in enumerate(net.links)]
    expected = [k.expected for k in net.links]
    complete = net.acyclic and _count(net.outgoing, net.order, [r.place for r in roots], system) <= BUDGET
    steps: list[Step] = []
    units: list[Array] = []
    heap: list[tuple[float, int, Step]] = []
    cut, made = False, 0
    for r, root in enumerate(roots):
        size = float(np.abs(root.series).max(initial=0)) / scales[root.place]
        heapq.heappush(heap, (-size, made, Step(r, -1, -1, root.place, 0, size, root.size, True)))
        made += 1
    while heap and len(steps) < BUDGET:
        _, _, step = heapq.heappop(heap)
        here = len(steps)
        steps.append(step)
        units.append(
            roots[step.root].unit if step.arc < 0 else units[step.parent] * multiplier[net.arcs[step.arc].link]
        )
        if not complete and step.hops >= hops:
            cut = True
            continue
        seen = _visited(steps, here)
        real = {net.places[p][0] for p in seen}
        for a in net.outgoing[step.place]:
            arc = net.arcs[a]
            simple = step.simple and net.places[arc.effect][0] not in real
            if not complete and (arc.effect in seen or not simple):
                cut = True
                continue
            score = step.score * bound[arc.link] * scales[step.place] / scales[arc.effect]
            if score == 0:
                continue
            central = step.central * expected[arc.link]
            heapq.heappush(
                heap, (-score, made, Step(step.root, here, a, arc.effect, step.hops + 1, score, central, simple))
            )
            made += 1
    return Forest(
        system,
        roots,
        horizons,
        long,
        steps,
        np.array(units).reshape(len(steps), system.lanes),
        complete and not cut and not heap,
        Returns(system, long),
    )


def _visited(steps: Sequence[Step], path: int) -> set[int]:
    found = {steps[path].place}
    while steps[path].arc >= 0:
        path = steps[path].parent
        found.add(steps[path].place)
    return found


def _count(outgoing: Sequence[Sequence[int]], order: Sequence[Component], starts: Sequence[int], system: System) -> int:
    """Return the number of paths from the starts in an acyclic network."""
    ways: Mapping[int, int] = {}
    ways = dict.fromkeys(range(len(outgoing)), 0)
    for start in starts:
        ways[start] += 1
    for component in order:
        place = component.places[0]
        for a in outgoing[place]:
            ways[system.net.arcs[a].effect] += ways[place]
    return sum(ways.values())
