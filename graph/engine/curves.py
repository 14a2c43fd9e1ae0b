"""Responses that bend: what a link brings as a curve of its cause's cumulated move, followed exactly.

A run carries the link at one slope, that of its last day, and puts in at the effect what the curve brings more or
less than that slope, day by day. What is put in moves the cause again where the link lies on a loop, so it is found by
going round until no number changes. Sums over paths stay those of a linear network; what is put in is in the residual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array, carried
from graph.engine.network import Network
from graph.engine.propagate import System

ROUNDS = 400
"""Rounds after which a loop through a bent link is said not to settle."""
STILL = 1e-13
"""Change in a round, as a share of the largest move, below which it has settled."""
Extra = dict[int, Array]


@dataclass(frozen=True)
class Curve:
    """A bent link of the run: its knots per unit of its size, its regime multipliers and the slope it is carried at."""

    link: int
    xs: Array
    ys: Array
    factor: Array
    """Shape (states,)."""
    slopes: Array
    """Shape (states,)."""

    def at(self, moved: Array) -> Array:
        """Return the response to a cumulated move, straight on beyond the outer knots."""
        segment = np.searchsorted(self.xs[1:-1], moved)
        steep = np.diff(self.ys) / np.diff(self.xs)
        # Each line is measured from its end nearer to no move, those beside no move from there: the response to the
        # smallest move is then a share of that move, and not what rounding leaves of a distant knot.
        nearer = np.where(np.abs(self.xs[1:]) < np.abs(self.xs[:-1]), 1, 0) + np.arange(len(steep))
        start, height = self.xs[nearer], self.ys[nearer]
        start[[*self._beside_rest]] = height[[*self._beside_rest]] = 0.0
        return np.asarray(height[segment] + (moved - start[segment]) * steep[segment])

    def secant(self, moved: Array) -> Array:
        """Return the slope of the line from the origin to the response at a move; at no move, that of a rise."""
        still = moved == 0
        rise = float(self.at(np.array([self.xs[self.xs > 0].min(initial=1.0)]))[0]) / self.xs[self.xs > 0].min(
            initial=1.0
        )
        return np.asarray(np.where(still, rise, self.at(moved) / np.where(still, 1.0, moved)))

    def steepness(self, moved: Array) -> Array:
        """Return the slope of the line that a move lies on."""
        return np.asarray((np.diff(self.ys) / np.diff(self.xs))[np.searchsorted(self.xs[1:-1], moved)])

    @property
    def around_rest(self) -> tuple[float, float]:
        """Return the slopes just below and just above no move."""
        steep = np.diff(self.ys) / np.diff(self.xs)
        below, above = self._beside_rest
        return float(steep[below]), float(steep[above])

    @property
    def _beside_rest(self) -> tuple[int, int]:
        """Return which lines hold for moves just below and just above none."""
        last = len(self.xs) - 2
        below = min(max(int(np.searchsorted(self.xs, 0.0)) - 1, 0), last)
        above = min(max(int(np.searchsorted(self.xs, 0.0, side="right")) - 1, 0), last)
        return below, above


def moved(net: Network, curve: Curve, x: Array) -> Array:
    """Return what a bent link sees of its cause in `x`, summed over the places it leaves from."""
    causes = sorted({arc.cause for arc in net.arcs if arc.link == curve.link})
    return np.asarray(x[causes].sum(axis=0))


def left_over(system: System, curves: Sequence[Curve], weights: Array, lanes: NDArray[np.intp], x: Array) -> Extra:
    """Return by place and day what the curves bring beyond the slopes carried, shape (days + 1, lanes).

    Args:
        system: The network at the slopes carried.
        curves: Its bent links.
        weights: Link weights before regime multipliers, shape (links, 1 or lanes).
        lanes: The joint state of each lane.
        x: Changes by place, day and lane.
    """
    out: Extra = {}
    for curve in curves:
        steps = moved(system.net, curve, x)
        level = np.cumsum(steps, axis=0)
        more = np.diff(curve.at(level), axis=0, prepend=0.0) - curve.slopes[lanes] * steps
        more[np.abs(more) <= STILL * np.abs(level).max(axis=0, initial=0.0)] = 0.0
        if more.any():
            size = weights[curve.link] * curve.factor[lanes]
            for a in _first_arcs(system.net, curve.link):
                effect = system.net.arcs[a].effect
                out[effect] = out.get(effect, 0.0) + carried(system.kernels[a], more) * size
    return out


def carried_instead(
    system: System, curves: Sequence[Curve], slopes: Sequence[Array], weights: Array, x: Array
) -> Extra:
    """Return by place and day what the response `x` of other `slopes` lacks at those of the curves; a curve a lane."""
    out: Extra = {}
    for curve, before in zip(curves, slopes, strict=True):
        more = (curve.slopes - before) * moved(system.net, curve, x)
        size = weights[curve.link] * curve.factor
        for a in _first_arcs(system.net, curve.link):
            effect = system.net.arcs[a].effect
            out[effect] = out.get(effect, 0.0) + carried(system.kernels[a], more) * size
    return out


def left_in_the_end(
    system: System, curves: Sequence[Curve], weights: Array, lanes: NDArray[np.intp], limits: Array
) -> Extra:
    """Return by place what the curves bring in the long run beyond the slopes carried, shape (lanes,)."""
    out: Extra = {}
    for curve in curves:
        level = moved(system.net, curve, limits)
        more = curve.at(level) - curve.slopes[lanes] * level
        more[np.abs(more) <= STILL * np.abs(level)] = 0.0
        if more.any():
            size = weights[curve.link] * curve.factor[lanes]
            for a in _first_arcs(system.net, curve.link):
                effect = system.net.arcs[a].effect
                out[effect] = out.get(effect, 0.0) + more * size * system.totals[a]
    return out


def followed(
    first: Array, left: Callable[[Array], Extra], answer: Callable[[Extra], Array], rounds: int = ROUNDS
) -> tuple[Array, NDArray[np.bool_]]:
    """Return the response with what the curves bring, and by lane whether it settled.

    Args:
        first: The response at the slopes carried; lanes come last.
        left: What a response leaves over by place.
        answer: The response with that put in.
        rounds: How often to go round at most.
    """
    x, extra = first, left(first)
    settled = np.ones(first.shape[-1], dtype=bool)
    if not extra:
        return x, settled
    for _ in range(rounds):
        with np.errstate(over="ignore", invalid="ignore"):
            x = answer(extra)
            again = left(x)
            change = _largest(_difference(again, extra), len(settled))
            settled = change <= STILL * np.abs(x).max(axis=tuple(range(x.ndim - 1)), initial=0.0)
        extra = again
        if settled.all() or not np.isfinite(change).any():
            break
    return x, settled


def _first_arcs(net: Network, link: int) -> list[int]:
    """Return the arcs of a link that leave from the first of its places."""
    arcs = [a for a, arc in enumerate(net.arcs) if arc.link == link]
    return [a for a in arcs if net.arcs[a].cause == net.arcs[arcs[0]].cause]


def _difference(one: Mapping[int, Array], other: Mapping[int, Array]) -> list[Array]:
    return [np.asarray(one.get(p, 0.0) - np.asarray(other.get(p, 0.0))) for p in sorted({*one, *other})]


def _largest(parts: Sequence[Array], lanes: int) -> Array:
    out = np.zeros(lanes)
    for part in parts:
        out = np.maximum(out, np.abs(part).max(axis=tuple(range(part.ndim - 1))) if part.ndim > 1 else np.abs(part))
    return out
