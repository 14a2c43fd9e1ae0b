"""Contributions of paths while regimes switch: a path is followed state by state, and every walk belongs to one path.

As where regimes stay, a path contributes its links and, at each place, the returns to it without the places before;
these are matrices from state to state, so they are taken in the order in which the path meets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from graph.engine.kernels import Array
from graph.engine.paths import Forest
from graph.engine.propagate import System
from graph.engine.switching import between, spread, summed

LARGEST = 120
"""Places times states of a component up to which returns are worked; beyond, loops fall into the residual."""


@dataclass
class SwitchedForest(Forest):
    """Paths followed state by state: a link carries what its state lets through, then the state moves on."""

    unit: System | None = None
    """The network with regime multipliers alone for weights, one lane per joint state."""
    _along: dict[tuple[int, bool], tuple[Array, Array]] = field(default_factory=dict)
    _returns: dict[tuple[int, frozenset[int]], tuple[Array, Array]] = field(default_factory=dict)

    def contributions(self, paths: Sequence[int], weights: Array) -> Array:
        """Return the paths' parts of the central effect, mixed over states, shape (paths, horizons)."""
        out = np.zeros((len(paths), len(self.horizons) + self.long))
        for i, path in enumerate(paths):
            series, total = self._followed(path, loops=True)
            sums = np.cumsum(series, axis=0)[list(self.horizons)] @ weights
            out[i] = self.steps[path].central * np.concatenate([sums, [total @ weights] if self.long else []])
        return out

    def loop_gain(self, path: int, weights: Array) -> float:
        """Return what the loops on the path multiply its direct contribution by, over the last horizon asked for."""
        with_loops, direct = (self._followed(path, loops=loops) for loops in (True, False))
        last = [float((total if self.long else series.sum(axis=0)) @ weights) for series, total in (with_loops, direct)]
        return last[0] / last[1] if last[1] else 1.0

    def _followed(self, path: int, *, loops: bool) -> tuple[Array, Array]:
        """Return what reaches the end of a path per unit of its weights, by day and over all days, state by state."""
        if (path, loops) in self._along:
            return self._along[path, loops]
        unit, step = self.unit, self.steps[path]
        assert unit is not None
        assert unit.jumps is not None
        if step.arc < 0:
            root = self.roots[step.root]
            out = root.series * root.unit * unit.jumps.share
            total = out.sum(axis=0) if root.through is None else np.zeros(out.shape[1])
        else:
            series, total = self._followed(step.parent, loops=loops)
            out = np.zeros_like(series)
            for lag, weight in spread(unit, step.arc):
                if lag < len(out):
                    out[lag:] += (weight * series[: len(out) - lag]) @ unit.jumps.carry(lag)
            total = total @ summed(unit, step.arc)
        if loops:
            out, total = self._returned(path, out, total)
        self._along[path, loops] = (out, total)
        return out, total

    def _returned(self, path: int, series: Array, total: Array) -> tuple[Array, Array]:
        """Return what stands at the end of a path once it has come back there in every way, earlier places apart."""
        net, system = self.system.net, self.system
        place = self.steps[path].place
        component = net.order[net.component_of[place]]
        if not component.cyclic or len(component.places) * system.lanes > LARGEST:
            return series, total
        gone = frozenset(p for p in self.places(path)[:-1] if p in component.places)
        if (place, gone) not in self._returns:
            self._returns[place, gone] = _returns(system, place, gone, long=self.long)
        back, limit = self._returns[place, gone]
        out = np.zeros_like(series)
        for day in range(len(series)):
            out[day:] += np.einsum("r,trs->ts", series[day], back[: len(series) - day])
        return out, total @ limit if self.long else total


def switched(trees: Forest, multiplier: Array) -> Forest:
    """Return the same paths, followed state by state where the run's regimes switch."""
    if trees.system.jumps is None:
        return trees
    unit = replace(trees.system, weights=multiplier)
    return SwitchedForest(
        trees.system, trees.roots, trees.horizons, trees.long, trees.steps, trees.units, False, trees.returns, unit=unit
    )


def _returns(system: System, place: int, gone: frozenset[int], *, long: bool) -> tuple[Array, Array]:
    """Return the response of a place to itself without some places, by day and over all days, states (from, to)."""
    component = system.net.order[system.net.component_of[place]]
    left = [p for p in component.places if p not in gone]
    lanes, days = system.lanes, system.days
    at = [i * lanes + r for i, p in enumerate(component.places) if p not in gone for r in range(lanes)]
    own = slice(left.index(place) * lanes, (left.index(place) + 1) * lanes)
    by_lag = {lag: matrix[np.ix_(at, at)] for lag, matrix in between(system, component).items()}
    size = len(at)
    whole: Array = sum(by_lag.values(), np.zeros((size, size)))
    today = np.linalg.inv(np.eye(size) - by_lag.pop(0, np.zeros((size, size))))
    solved = {lag: today @ matrix for lag, matrix in by_lag.items() if lag <= days}
    x = np.zeros((days + 1, size, lanes))
    x[0] = today[:, own]
    for day in range(1, days + 1):
        for lag, matrix in solved.items():
            if lag <= day:
                x[day] += matrix @ x[day - lag]
    limit = np.linalg.inv(np.eye(size) - whole)[own, own].T if long else np.eye(lanes)
    return np.ascontiguousarray(x[:, own].transpose(0, 2, 1)), np.asarray(limit)
