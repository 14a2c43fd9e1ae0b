"""Latched thresholds under baseline noise: the change in the odds of a first close beyond a level.

The node's closes are its effect plus a random walk of its daily sigma; the latch fires at the first
close beyond the level. The odds are computed, not drawn, so that they are continuous in the shock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph.content import Graph
from graph.engine.kernels import Array
from graph.engine.snapshot import Link, number
from graph.errors import ScenarioError
from graph.model import Node
from graph.state import move_between

STEP = 0.2
"""Grid step in daily sigmas."""
REACH = 6.5
"""Width of the grid in standard deviations of the last day's level."""
GREGORY = (5257 / 17280, 22081 / 15120, 54851 / 120960, 103 / 70, 89437 / 120960, 16367 / 15120, 23917 / 24192)
"""End weights of Gregory's quadrature with differences up to the sixth; odds are good to 1e-6."""


@dataclass(frozen=True)
class Latch:
    """A threshold link read for its cause: `level` is a deviation from the cause's present value, in its unit."""

    link: Link
    level: float
    upward: bool
    armed: bool
    """False when the cause already stands beyond the level, or the latch is marked as fired."""


def latch(link: Link, graph: Graph, cause: Node) -> Latch:
    """Return the threshold of a link, an absolute level (`at`) read against the latest observation."""
    edge = link.edge
    side = edge.params.get("side")
    if side not in ("above", "below"):
        raise ScenarioError(f"edge {edge.id!r} has side {side!r}; a threshold's side is above or below")
    level = _deviation(graph, cause, number(edge, "at"), edge.id) if "at" in edge.params else number(edge, "level")
    upward = side == "above"
    beyond = level <= 0 if upward else level >= 0
    return Latch(link, level, upward, not (beyond or bool(edge.params.get("latched"))))


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
    weights = np.full(count, STEP)
    weights[: len(GREGORY)] = [w * STEP for w in GREGORY]
    apart = STEP * np.arange(-(count - 1), count)
    alive = _density(barrier[0] - grid)
    odds[1] = _upper_tail(barrier[0])
    for day in range(1, days):
        shift = barrier[day] - barrier[day - 1]
        alive = np.convolve(weights * alive, _density(shift - apart), mode="full")[count - 1 : 2 * count - 1]
        odds[day + 1] = 1 - float(weights @ alive)
    return np.clip(np.maximum.accumulate(odds), 0.0, 1.0)


@lru_cache(maxsize=512)
def kept_odds(level: float, sigma: float, effect: bytes, upward: bool) -> Array:
    """Return `crossing_odds` of an effect given as the bytes of its days; the same question is worked once."""
    return crossing_odds(level, sigma, np.frombuffer(effect), upward=upward)


def _density(x: Array) -> Array:
    return np.asarray(np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi))


def _upper_tail(x: float) -> float:
    return 0.5 * math.erfc(x / math.sqrt(2))


def _deviation(graph: Graph, node: Node, at: float, edge_id: str) -> float:
    """Return the way from the latest observation to an absolute level, in the node's shock unit."""
    seen = graph.level(node.id)
    if seen is None or seen.value is None:
        raise ScenarioError(f"edge {edge_id!r} has a threshold at {at:g}, but {node.id!r} was never observed")
    return move_between(node, seen.value, at)
