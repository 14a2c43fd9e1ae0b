"""What the loops through some places of a component add: det G over them, as a series in the lag."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from graph.engine.components import Component
from graph.engine.kernels import Array, Kernel
from graph.engine.propagate import System, long_matrix, solve_loop

LANES_AT_ONCE = 256


@dataclass
class Returns:
    """Responses of a component's places to one another, worked once per component and kept."""

    system: System
    long: bool
    _responses: dict[int, tuple[Array, Array]] = field(default_factory=dict)
    _over: dict[tuple[int, frozenset[int]], tuple[Array, Array]] = field(default_factory=dict)

    def over(self, component: int, places: frozenset[int]) -> tuple[Array, Array]:
        """Return det G(z) over the places by day, shape (days + 1, lanes), and at z = 1, shape (lanes,).

        The determinant of series is taken at enough roots of unity to hold every coefficient, so that
        nothing wraps around.
        """
        key = (component, places)
        if key not in self._over:
            found = self.system.net.order[component]
            if component not in self._responses:
                self._responses[component] = self._solved(found)
            series, limits = self._responses[component]
            chosen = [i for i, place in enumerate(found.places) if place in places]
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

    def _solved(self, component: Component) -> tuple[Array, Array]:
        """Return the responses, shape (places to, places from, days + 1, lanes), and their sums, (lanes, to, from)."""
        system, places = self.system, list(component.places)
        size, lanes = len(places), system.lanes
        out = np.empty((size, size, system.days + 1, lanes))
        pairs = [(start, lane) for start in range(size) for lane in range(lanes)]
        for begin in range(0, len(pairs), LANES_AT_ONCE):
            some = pairs[begin : begin + LANES_AT_ONCE]
            chosen = [lane for _, lane in some]
            part = replace(
                system,
                weights=system.weights[:, chosen],
                kernels=[by if isinstance(by, Kernel) else by[:, chosen] for by in system.kernels],
                totals=system.totals[:, chosen],
            )
            x = np.zeros((system.net.size, system.days + 1, len(some)))
            for k, (start, _) in enumerate(some):
                x[places[start], 0, k] = 1
            solve_loop(part, component, x, {})
            for k, (start, lane) in enumerate(some):
                out[:, start, :, lane] = x[places, :, k]
        limits = np.zeros((lanes, size, size))
        if self.long:
            matrix = np.eye(size) - long_matrix(system, component.within, places)
            limits = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
        return out, limits
