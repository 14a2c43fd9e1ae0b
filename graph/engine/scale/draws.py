"""A thousand draws of every link's size and sign, and the quantiles of every place's level by horizon."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from statistics import NormalDist
from types import ModuleType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array
from graph.engine.sampling import HIGH, LOW, quantile
from graph.engine.scale.arrays import ArrayGraph
from graph.engine.scale.choice import TERMS, Prefer, kernels
from graph.engine.scale.effects import arcs
from graph.errors import ScenarioError, UnstableGraph

SCORES = 4096
"""Slices of the normal from whose midpoints a deviation is drawn."""
SHARES = (LOW, 0.5, HIGH)
LANES = 16
AT_ONCE = 64
"""Draws that the numpy kernels work at once."""
Singles = NDArray[np.float32]


def quantiles(
    graph: ArrayGraph,
    pushes: Mapping[int, float],
    horizons: Sequence[int],
    *,
    draws: int = 1000,
    seed: int = 7,
    shares: Sequence[float] = SHARES,
    places: Sequence[int] | None = None,
    given: Singles | None = None,
    prefer: Prefer = "auto",
) -> Singles:
    """Return quantiles of the level, shape (shares, horizons, places), in the places' units, from seeded draws.

    A link's luck belongs to its key, the seed and the number of the draw, so that two scenarios meet the same.
    Draws are in single precision and are all worked: nothing is pruned. Memory: 4 bytes per link and lane, and per
    place, draw and horizon.

    Args:
        graph: Its links with what their draws are made of.
        pushes: Place -> size on day 0.
        horizons: Trading days, ascending.
        draws: How many.
        seed: Of all of them.
        shares: Of the draws that lie below each quantile.
        places: Which ones are asked about; None: all.
        given: Weights by link and draw to be used in place of drawn ones, shape (links, draws).
        prefer: Which kernels.
    """
    if list(horizons) != sorted(horizons) or not horizons or horizons[0] < 0:
        raise ScenarioError(f"the horizons {list(horizons)} are not trading days in ascending order")
    if not 0 < draws <= 1_000_000:
        raise ScenarioError(f"{draws} draws are asked for; give 1 to 1000000")
    work = kernels(graph.links, prefer)
    levels = (_by_lanes if work.NAME == "compiled" else _by_numpy)(work, graph, pushes, horizons, draws, seed, given)
    chosen = levels if places is None else levels[:, list(places)]
    chosen.sort(axis=-1)
    return np.stack([_quantile(chosen, share) for share in shares])


def _by_numpy(
    work: ModuleType, graph: ArrayGraph, pushes: Mapping[int, float], horizons: Sequence[int], draws: int, seed: int,
    given: Singles | None,
) -> Singles:  # fmt: skip
    lags, begin, end, cause, effect, _ = arcs(graph)
    luck = _by_arc(graph)
    levels = np.empty((len(horizons), graph.size, draws), np.float32)
    for first in range(0, draws, AT_ONCE):
        lanes = min(AT_ONCE, draws - first)
        weights = np.empty((len(cause), lanes), np.float32)
        _fill(work, graph, luck, seed, first, given, weights)
        x = np.zeros((horizons[-1] + 1, graph.size, lanes), np.float32)
        for place, size in pushes.items():
            x[0, place] = size
        _refuse(work.lagged(x, horizons[-1], lags, begin, end, cause, effect, weights, TERMS))
        levels[:, :, first : first + lanes] = np.cumsum(x, axis=0)[list(horizons)]
    return levels


def _by_lanes(
    work: ModuleType, graph: ArrayGraph, pushes: Mapping[int, float], horizons: Sequence[int], draws: int, seed: int,
    given: Singles | None,
) -> Singles:  # fmt: skip
    lags, begin, end, cause, effect, _ = arcs(graph)
    luck, days = _by_arc(graph), horizons[-1]
    levels = np.empty((len(horizons), graph.size, draws), np.float32)
    wide = (work.BEFORE + days + 8) * LANES
    asked = np.array(horizons, dtype=np.int64)
    pool = min(os.cpu_count() or 1, -(-draws // LANES))

    def share(worker: int) -> None:
        weights = np.zeros((len(cause), LANES), np.float32)
        x = np.empty(graph.size * wide, np.float32)
        for first in range(worker * LANES, draws, pool * LANES):
            _fill(work, graph, luck, seed, first, given, weights)
            x[:] = 0
            for place, size in pushes.items():
                at = place * wide + work.BEFORE * LANES
                x[at : at + LANES] = size
            _refuse(work.lagged_lanes(x, wide, days, lags, begin, end, cause, effect, weights.reshape(-1), TERMS))
            work.levels(x, wide, asked, levels, first)

    if pool == 1 or graph.links * draws < 1_000_000:
        pool = 1
        share(0)
    else:
        with ThreadPoolExecutor(pool) as threads:
            list(threads.map(share, range(pool)))
    return levels


def _fill(
    work: ModuleType,
    graph: ArrayGraph,
    luck: tuple[Any, ...],
    seed: int,
    first: int,
    given: Singles | None,
    out: Singles,
) -> None:
    if given is None:
        work.drawn(luck[0], seed & 0xFFFFFFFF, first, *luck[1:], normal_scores(), out)
        return
    rows = given[graph.by_lag.link, first : first + out.shape[1]]
    out[:, : rows.shape[1]] = rows * graph.by_lag.share[:, None].astype(np.float32)


def _by_arc(graph: ArrayGraph) -> tuple[Any, ...]:
    """Return key, strength, spread, P+, P-, gate and share by arc."""
    known = graph._scratch.get("luck")
    if known is None or known[0] != graph.edits:
        by, luck = graph.by_lag, graph.luck
        columns = (luck.key, luck.strength, luck.spread, luck.plus, luck.minus, luck.gate)
        known = graph._scratch["luck"] = (graph.edits, (*(c[by.link] for c in columns), by.share))
    return tuple(known[1])


@lru_cache(maxsize=1)
def normal_scores() -> Singles:
    """Return the normal quantiles at the midpoints of equal slices, scaled to variance one, shape (slices,)."""
    scores = np.array([NormalDist().inv_cdf((i + 0.5) / SCORES) for i in range(SCORES)])
    return np.asarray(scores / scores.std(), dtype=np.float32)


def _quantile(ordered: Singles, share: float) -> Singles:
    return np.asarray(quantile(cast(Array, ordered), share), dtype=np.float32)


def _refuse(day: int) -> None:
    if day >= 0:
        raise UnstableGraph(
            f"in some draws the same-day loops do not settle on day {day}; give one of their links a lag"
        )
