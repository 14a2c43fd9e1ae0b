"""Seeded draws of signs, strengths and gates: common random numbers that belong to an edge, not to a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array
from graph.engine.order import digest
from graph.engine.regimes import spread_multipliers
from graph.engine.snapshot import Link

HALF_WIDTH = NormalDist().inv_cdf(0.85)
"""1.036: half the width of a normal's central 70%, in standard deviations."""
LOW, HIGH = 0.15, 0.85


@lru_cache(maxsize=8)
def normal_scores(draws: int) -> Array:
    """Return the normal quantiles at the midpoints of `draws` equal slices, shape (draws,)."""
    inverse = NormalDist().inv_cdf
    half = [inverse((i + 0.5) / draws) for i in range(draws // 2)]
    middle = [0.0] if draws % 2 else []
    return np.array(half + middle + [-v for v in reversed(half)])


@lru_cache(maxsize=1024)
def shuffled(stream: int, seed: int, draws: int) -> Array:
    """Return three independent shuffles of the midpoints of `draws` equal slices of 0..1, shape (3, draws)."""
    rng = np.random.Generator(np.random.PCG64([seed, stream]))
    return np.stack([(rng.permutation(draws) + 0.5) / draws for _ in range(3)])


def drawn_weights(links: Sequence[Link], states: Sequence[frozenset[str]], joint: NDArray[np.intp], seed: int) -> Array:
    """Return a weight per link and draw before regime multipliers, shape (links, draws), effect units per cause unit.

    Each margin is stratified (Latin hypercube) and shuffled by the edge's own stream, so that another
    scenario, or a change elsewhere in the graph, meets the same luck on this edge.
    """
    draws = len(joint)
    scores = normal_scores(draws)
    out = np.empty((len(links), draws))
    for i, link in enumerate(links):
        out[i] = link.strength
        if not (link.edge.spread > 0 or link.plus < 1 or link.gate < 1):
            continue
        size, sign, gate = shuffled(digest(link.key), seed, draws)
        if link.edge.spread > 0:
            deviation = link.edge.spread * scores[(size * draws).astype(np.intp)]
            if link.edge.widen:
                deviation *= spread_multipliers(link, states)[joint]
            out[i] += deviation
        if link.plus < 1:
            out[i] *= np.where(sign < link.plus, 1.0, np.where(sign < link.plus + link.minus, -1.0, 0.0))
        if link.gate < 1:
            out[i] *= gate < link.gate
    return out


def quantile(ordered: Array, share: float) -> Array:
    """Return the quantile of values sorted along the last axis, the k-th of n standing for (k - 1/2) / n."""
    n = ordered.shape[-1]
    at = min(max(share * n - 0.5, 0.0), n - 1.0)
    below = int(at)
    above = min(below + 1, n - 1)
    return np.asarray(ordered[..., below] + (at - below) * (ordered[..., above] - ordered[..., below]))
