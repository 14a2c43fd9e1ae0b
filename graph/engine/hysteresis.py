"""A latch that can be re-armed: the odds of its two states, day by day, under baseline noise.

The cause's closes are its effect plus a random walk of its daily sigma. An armed latch fires at a close beyond its
level; a latch that has fired is re-armed only at a close `hysteresis` back beyond that level. The densities of both
states are carried from close to close on four half-lines that hang from the two moving barriers, so that every one
of them is smooth and its sums are good to a millionth (Gregory quadrature, as for a first close).
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from graph.engine.kernels import Array
from graph.engine.quadrature import REACH, STEP, density, gregory

Counted = Literal["fired", "latched"]
"""fired: it has fired at least once by a day; latched: it is in its fired state on that day."""
Half = tuple[float, int, Array]
"""Where a half-line begins, its direction, and the density on its grid."""


def two_state_odds(
    level: float, rearm: float, sigma: float, effect: Array, *, upward: bool, latched: bool, counted: Counted
) -> Array:
    """Return by day the odds of a latch with two states, shape (days + 1,).

    Args:
        level: Way from the present value to the level it fires beyond, in the cause's unit.
        rearm: Way to the level beyond which it is armed again, on the near side of `level`.
        sigma: Standard deviation of one day's move, same unit.
        effect: What the scenario adds to the cause by day, shape (days + 1,).
        upward: Whether it fires above its level.
        latched: Whether it starts in its fired state.
        counted: Which odds: that it has `fired` since the start, or that it is `latched` on the day.
    """
    side = 1.0 if upward else -1.0
    days = len(effect) - 1
    odds = np.full(days + 1, float(latched and counted == "latched"))
    if not days:
        return odds
    # Farther off, a close beyond a barrier is certain or impossible to the last digit.
    edge = REACH * (math.sqrt(days) + 1)
    fire, back = (np.clip(side * (line - effect[1:]) / sigma, -edge, edge) for line in (level, rearm))
    farthest = float(max(np.abs(fire).max(), np.abs(back).max()))
    count = int((REACH * math.sqrt(days) + farthest) / STEP) + 8
    weights = gregory(count)
    armed: list[Half] = []
    fired: list[Half] = []
    start: list[Half] = [(0.0, 0, np.ones(1))]
    for day in range(days):
        here = start if day == 0 else []
        calm = armed + ([] if latched else here)
        hot = fired + (here if latched else [])
        stays_armed = _moved(calm, float(fire[day]), -1, weights)
        fires = _moved(calm, float(fire[day]), 1, weights)
        stays_fired = _moved(hot, float(back[day]), 1, weights)
        rearms = _moved(hot, float(back[day]), -1, weights)
        armed = [stays_armed, rearms]
        fired = [stays_fired, fires] if counted == "latched" else [stays_fired]
        if counted == "latched":
            odds[day + 1] = sum(float(weights @ half[2]) for half in fired)
        else:
            odds[day + 1] = 1 - sum(float(weights @ half[2]) for half in [*armed, *fired])
    steady = odds if counted == "latched" else np.maximum.accumulate(odds)
    return np.asarray(np.clip(steady, 0.0, 1.0))


def _moved(sources: list[Half], start: float, way: int, weights: Array) -> Half:
    """Return the density a day later on the half-line from `start`, of what stood on other half-lines."""
    count = len(weights)
    out = np.zeros(count)
    steps: Array = np.arange(2 * count - 1, dtype=float)
    for begin, direction, mass in sources:
        gap = start - begin
        if direction == 0:
            out += density(gap + way * STEP * steps[:count])
            continue
        held = weights * mass
        if direction == way:
            apart = density(gap + way * STEP * (steps - (count - 1)))
            out += np.convolve(held, apart, mode="full")[count - 1 : 2 * count - 1]
        else:
            apart = density(gap + way * STEP * steps)
            out += np.convolve(held[::-1], apart, mode="full")[count - 1 : 2 * count - 1]
    return start, way, out
