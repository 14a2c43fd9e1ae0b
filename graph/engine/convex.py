"""Convex links: one slope while the cause stands higher than it would have, another while it stands lower.

The slope is that of the side on which the cause's cumulated move lies, found anew until no link changes
its side. As long as a cause stays on one side the answer, and its account by paths, is exact.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array
from graph.engine.run import Setting, solve
from graph.engine.snapshot import Link, is_convex, number, steepest
from graph.engine.stability import same_day_stable

STILL = 1e-12
"""A level below this share of its largest counts as no move."""


def bent(setting: Setting, weights: Array, jumps: Array, lanes: NDArray[np.intp]) -> tuple[Setting, tuple[Link, ...]]:
    """Return the setting with each convex link at the slope of its side, and the links whose cause changes sides.

    Args:
        setting: The run, its convex links at their own strength.
        weights: Link weights, shape (links, 1).
        jumps: Threshold jumps, shape (thresholds, 1).
        lanes: Joint states, all of them in order.
    """
    convex = [i for i, link in enumerate(setting.net.links) if is_convex(link.edge)]
    if not convex:
        return setting, ()
    rising = dict.fromkeys(convex, np.ones(len(lanes), dtype=bool))
    turning: list[int] = []
    for _ in range(len(convex) + 2):
        found = _at(setting, rising)
        system = found.system(weights, lanes)
        if not all(same_day_stable(system, c).all() for c in system.net.order if c.cyclic):
            return found, ()
        x = solve(found, weights, jumps, lanes, long=False).x
        sides, turning = {}, []
        for i in convex:
            level = setting.level(x, setting.net.links[i].cause)
            level = np.where(np.abs(level) > STILL * np.abs(level).max(initial=0), level, 0.0)
            if ((level.max(axis=0) > 0) & (level.min(axis=0) < 0)).any():
                turning.append(i)
            last = np.array([next((v for v in column[::-1] if v), 0.0) for column in level.T])
            sides[i] = last >= 0
        if all((sides[i] == rising[i]).all() for i in convex):
            break
        rising = sides
    else:
        turning = convex
    return _at(setting, rising), tuple(setting.net.links[i] for i in turning)


def _at(setting: Setting, rising: dict[int, NDArray[np.bool_]]) -> Setting:
    multiplier = setting.multiplier.copy()
    for i, up in rising.items():
        link = setting.net.links[i]
        slopes = number(link.edge, "up"), number(link.edge, "down")
        multiplier[i] *= np.where(up, *slopes) / (link.edge.strength or steepest(link.edge) or 1.0)
    return replace(setting, multiplier=multiplier)
