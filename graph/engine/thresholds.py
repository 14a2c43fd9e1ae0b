"""Latched thresholds under baseline noise: the change in the odds of a first close beyond a level.

The node's closes are its effect plus a random walk of its daily sigma; the latch fires at the first
close beyond the level. With a `hysteresis` it is let go at a close that far back beyond the level: what it
set off is then taken back, unless it `reverts: false`, and it can fire again. Without one it stays fired
through the run. The odds are computed, not drawn, so that they are continuous in the shock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph.content import Graph
from graph.engine.hysteresis import Counted, two_state_odds
from graph.engine.kernels import Array
from graph.engine.params import number
from graph.engine.quadrature import REACH, STEP, density, gregory
from graph.engine.snapshot import Link
from graph.errors import ScenarioError
from graph.model import Node
from graph.state import move_between


@dataclass(frozen=True)
class Latch:
    """A threshold link read for its cause: `level` is a deviation from the cause's present value, in its unit."""

    link: Link
    level: float
    upward: bool
    armed: bool
    """False when the cause already stands beyond the level, or the latch is marked as fired."""
    rearm: float | None = None
    """The level beyond which a close lets it go again, as a deviation; None: it stays fired through the run."""
    reverts: bool = False
    """Whether what it set off is taken back when it is let go."""

    @property
    def live(self) -> bool:
        """Return whether it can do anything in this run."""
        return self.armed or self.rearm is not None

    def odds(self, sigma: float, effect: Array) -> Array:
        """Return by day the odds that it has fired, or, where it reverts, that it is in its fired state.

        Args:
            sigma: Standard deviation of one day's move of the cause, in its unit.
            effect: What the scenario adds to the cause by day, shape (days + 1,).
        """
        if not self.live:
            return np.zeros(len(effect))
        return kept_odds(self.level, self.rearm, sigma, effect.tobytes(), self.upward, self.armed, self.reverts)


def latch(link: Link, graph: Graph, cause: Node) -> Latch:
    """Return the threshold of a link, an absolute level (`at`) read against the latest observation."""
    edge = link.edge
    side = edge.params.get("side")
    if side not in ("above", "below"):
        raise ScenarioError(f"edge {edge.id!r} has side {side!r}; a threshold's side is above or below")
    level = _deviation(graph, cause, number(edge, "at"), edge.id) if "at" in edge.params else number(edge, "level")
    upward = side == "above"
    beyond = level <= 0 if upward else level >= 0
    armed = not (beyond or bool(edge.params.get("latched")))
    back = number(edge, "hysteresis", 0.0)
    if back < 0:
        given = f"edge {edge.id!r} has hysteresis {back:g} in its params"
        raise ScenarioError(f"{given}; it is a way back beyond the level, 0 or more")
    reverts = _word(edge.params, "reverts", edge.id) if "reverts" in edge.params else back > 0
    if reverts and back == 0:
        raise ScenarioError(f"edge {edge.id!r} reverts but has no hysteresis; say how far back it is let go")
    rearm = (level - back if upward else level + back) if back > 0 else None
    return Latch(link, level, upward, armed, rearm, reverts)


def crossing_odds(level: float, sigma: float, effect: Array, *, upward: bool) -> Array:
    """Return by day the probability that some close up to it was beyond the level, shape (days + 1,).

    Args:
        level: Distance from the present value, in the node's unit; positive for an upward latch.
        sigma: Standard deviation of one day's move, same unit.
        effect: What the scenario adds to the level by day, shape (days + 1,); day 0 is the shock's.
        upward: Whether the latch fires above the level.

    The density of the not yet latched level is carried from close to close on a grid that hangs from
    the moving barrier (Gregory quadrature), so the odds are smooth in `level` and `effect`.
    """
    side = 1.0 if upward else -1.0
    barrier = (side * level - side * effect[1:]) / sigma
    days = len(barrier)
    odds = np.zeros(days + 1)
    if not days:
        return odds
    # Farther off, a close beyond the barrier is certain or impossible to the last digit: the grid need not reach there.
    edge = REACH * (math.sqrt(days) + 1)
    barrier = np.clip(barrier, -edge, edge)
    span = REACH * math.sqrt(days) + max(0.0, float(barrier.max() - barrier.min()))
    count = int(max(span, float(barrier.max()) + REACH * math.sqrt(days)) / STEP) + 8
    grid = STEP * np.arange(count)
    weights = gregory(count)
    apart = STEP * np.arange(-(count - 1), count)
    alive = density(barrier[0] - grid)
    odds[1] = _upper_tail(barrier[0])
    for day in range(1, days):
        shift = barrier[day] - barrier[day - 1]
        alive = np.convolve(weights * alive, density(shift - apart), mode="full")[count - 1 : 2 * count - 1]
        odds[day + 1] = 1 - float(weights @ alive)
    return np.clip(np.maximum.accumulate(odds), 0.0, 1.0)


@lru_cache(maxsize=512)
def kept_odds(
    level: float, rearm: float | None, sigma: float, effect: bytes, upward: bool, armed: bool, reverts: bool
) -> Array:
    """Return the odds of a latch at an effect given as the bytes of its days; the same question is worked once."""
    path = np.frombuffer(effect)
    if armed and not reverts:
        return crossing_odds(level, sigma, path, upward=upward)
    assert rearm is not None
    counted: Counted = "latched" if reverts else "fired"
    return two_state_odds(level, rearm, sigma, path, upward=upward, latched=not armed, counted=counted)


def _upper_tail(x: float) -> float:
    return 0.5 * math.erfc(x / math.sqrt(2))


def _word(params: Mapping[str, object], name: str, edge_id: str) -> bool:
    value = params[name]
    if not isinstance(value, bool):
        raise ScenarioError(f"edge {edge_id!r} has {name} {value!r} in its params; it is true or false")
    return value


def _deviation(graph: Graph, node: Node, at: float, edge_id: str) -> float:
    """Return the way from the latest observation to an absolute level, in the node's shock unit."""
    seen = graph.level(node.id)
    if seen is None or seen.value is None:
        raise ScenarioError(f"edge {edge_id!r} has a threshold at {at:g}, but {node.id!r} was never observed")
    return move_between(node, seen.value, at)
