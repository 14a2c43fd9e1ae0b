"""What the loops through some places of a component add: det G over them, as a series in the lag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from graph.engine.components import Component
from graph.engine.kernels import Array, Kernel
from graph.engine.large import LARGE
from graph.engine.propagate import System, long_matrix, same_day_solver, solve_loop, sparse

NUMBERS_AT_ONCE = 10_000_000
"""Size of the largest array of responses held in memory while they are worked."""


@dataclass
class Returns:
    """Responses of a component's places to one another, worked once per component and kept."""

    system: System
    long: bool
    _responses: dict[int, tuple[tuple[int, ...], Array, Array]] = field(default_factory=dict)
    _over: dict[tuple[int, frozenset[int]], tuple[Array, Array]] = field(default_factory=dict)

    def over(self, component: int, places: frozenset[int]) -> tuple[Array, Array]:
        """Return det G(z) over the places by day, shape (days + 1, lanes), and at z = 1, shape (lanes,).

        The determinant of series is taken at enough roots of unity to hold every coefficient, so that
        nothing wraps around.
        """
        key = (component, places)
        if key not in self._over:
            self.prepare(component, places)
            worked, series, limits = self._responses[component]
            chosen = [i for i, place in enumerate(worked) if place in places]
            days, lanes, size = self.system.days, self.system.lanes, len(chosen)
            part = series[np.ix_(chosen, chosen)]
            if size == 1:
                out = part[0, 0]
            else:
                points = 1 << (size * days + 1).bit_length()
                at_roots = np.fft.rfft(part, points, axis=2)
                det = np.linalg.det(at_roots.transpose(2, 3, 0, 1))
                out = np.fft.irfft(det, points, axis=0)[: days + 1]
            total = np.ones(lanes)
            if self.long:
                total = np.asarray(np.linalg.det(limits[np.ix_(range(lanes), chosen, chosen)]), dtype=np.float64)
            self._over[key] = (np.asarray(out, dtype=np.float64), total)
        return self._over[key]

    def prepare(self, component: int, places: frozenset[int]) -> None:
        """Work out the responses of these places to one another, all at once; known ones are kept."""
        known = self._responses[component][0] if component in self._responses else ()
        if not places.issubset(known):
            wanted = tuple(sorted(places.union(known)))
            self._responses[component] = (wanted, *self._solved(self.system.net.order[component], wanted))

    def _solved(self, component: Component, wanted: Sequence[int]) -> tuple[Array, Array]:
        """Return the responses, shape (places to, places from, days + 1, lanes), and their sums, (lanes, to, from)."""
        system, size = self.system, len(wanted)
        out = np.empty((size, size, system.days + 1, system.lanes))
        chunk = max(1, NUMBERS_AT_ONCE // (system.net.size * (system.days + 1)))
        for lane in range(system.lanes):
            part = replace(
                system,
                weights=system.weights[:, [lane]],
                kernels=[by if isinstance(by, Kernel) else by[:, [lane]] for by in system.kernels],
                totals=system.totals[:, [lane]],
            )
            solver = same_day_solver(part, component)
            for begin in range(0, size, chunk):
                some = wanted[begin : begin + chunk]
                x = np.zeros((system.net.size, system.days + 1, len(some)))
                for k, start in enumerate(some):
                    x[start, 0, k] = 1
                solve_loop(part, component, x, {}, solver)
                out[:, begin : begin + len(some), :, lane] = x[list(wanted)].transpose(0, 2, 1)
        limits = np.zeros((system.lanes, size, size))
        if self.long:
            at = {place: i for i, place in enumerate(component.places)}
            rows = [at[place] for place in wanted]
            for lane in range(system.lanes):
                limits[lane] = self._limits(component, rows, lane)
        return out, limits

    def _limits(self, component: Component, rows: Sequence[int], lane: int) -> Array:
        """Return the long-run responses of some of the component's places to one another, (to, from)."""
        part = replace(self.system, weights=self.system.weights[:, [lane]], totals=self.system.totals[:, [lane]])
        pushes = np.eye(len(component.places))[:, rows]
        found = None
        if len(component.places) >= LARGE:
            found = sparse(part, component.places, component.within, System.long_weight).settled(pushes)
        if found is None:
            matrix = np.eye(len(pushes)) - long_matrix(part, component.within, component.places)[0]
            found = np.linalg.solve(matrix, pushes)
        return np.asarray(found[rows], dtype=np.float64)
