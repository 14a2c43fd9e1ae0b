"""Sums over half-lines: the grid on which densities of closes are carried, and its end weights."""

from __future__ import annotations

import math

import numpy as np

from graph.engine.kernels import Array

STEP = 0.2
"""Grid step in daily sigmas."""
REACH = 6.5
"""Width of the grid in standard deviations of the last day's level."""
GREGORY = (5257 / 17280, 22081 / 15120, 54851 / 120960, 103 / 70, 89437 / 120960, 16367 / 15120, 23917 / 24192)
"""End weights of Gregory's quadrature with differences up to the sixth; odds are good to 1e-6."""


def gregory(count: int) -> Array:
    """Return the weights of a sum over a half-line that begins with the first of `count` points, shape (count,)."""
    weights = np.full(count, STEP)
    weights[: len(GREGORY)] = [w * STEP for w in GREGORY]
    return weights


def density(x: Array) -> Array:
    """Return the standard normal density."""
    return np.asarray(np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi))
