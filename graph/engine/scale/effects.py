"""Effects and paths on arrays: the lagged response, the long run, and the strongest simple paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.engine.scale.arrays import ArrayGraph
from graph.engine.scale.choice import TERMS, Prefer, kernels
from graph.engine.scale.halves import in_parts
from graph.engine.scale.rows import Floats
from graph.errors import ScenarioError, UnstableGraph

TOLERANCE = 5e-7
"""Share of the shock that a place may still hold, in sigmas, when a long run is done.

On power-law graphs of radius 0.85 the true error is then about 1e-6 of the shock; it grows with 1 / (1 - radius).
"""
SHRINK = 0.3
"""Each sweep of a long run moves what is above this share of the last sweep's bar."""
WORK = 50_000_000
"""Steps after which a search for paths is given up."""
QUICK, LINKS_A_STEP = 500, 50
"""Least steps of a search, and links per step, after which to count the links between places; few come to it."""
Precision = type[np.float32] | type[np.float64]


@dataclass(frozen=True)
class StrongPath:
    """A simple path: its places and links in order, and the product of its lasting weights in sigmas per sigma."""

    places: tuple[int, ...]
    links: tuple[int, ...]
    product: float


def lagged_response(
    graph: ArrayGraph,
    pushes: Mapping[int, float],
    days: int,
    *,
    precision: Precision = np.float64,
    prefer: Prefer = "auto",
) -> NDArray[Any]:
    """Return the change of every place on every day, shape (days + 1, places), in the places' units.

    x(t) = sum over lags of W(lag) x(t - lag) + u(t), as in Lütkepohl 2005, section 2.3; u is `pushes` on day 0.
    """
    x = np.zeros((days + 1, graph.size), precision)
    for place, size in pushes.items():
        x[0, _checked(graph, place)] = size
    work, data = kernels(graph.links, prefer), arcs(graph, precision)
    stuck = -1 if in_parts(work, x, days, data) else work.lagged(x, days, *data, TERMS)
    if stuck >= 0:
        raise UnstableGraph(f"the same-day loops do not settle on day {stuck}; give one of their links a lag")
    return x


def arcs(graph: ArrayGraph, precision: Precision = np.float64) -> tuple[Any, ...]:
    """Return the arcs by lag as the kernels take them: lags, begin, end, cause, effect, weight."""
    known = graph._scratch.get("arcs")
    if known is None or known[0] != (graph.edits, precision):
        by = graph.by_lag
        chosen = by.numbers()
        found = (chosen, by.begin[chosen], by.end[chosen], by.cause, by.effect, by.weight.astype(precision, copy=False))
        known = graph._scratch["arcs"] = ((graph.edits, precision), found)
    return tuple(known[1])


def long_run(
    graph: ArrayGraph,
    pushes: Mapping[int, float],
    *,
    tolerance: float = TOLERANCE,
    precision: Precision = np.float64,
    prefer: Prefer = "auto",
) -> NDArray[Any]:
    """Return the limit of every place's level, shape (places,), in the places' units.

    Residuals are pushed along links, the larger ones first, until none is above `tolerance` of the shock: a
    Gauss-Seidel solution of (I - sum of W) x = u, never a factorisation, whose fill-in grows with the cube.
    """
    x, rest = np.zeros(graph.size, precision), np.zeros(graph.size, precision)
    for place, size in pushes.items():
        rest[_checked(graph, place)] = size / graph.scale[place]
    table = graph.out
    weight = table.weight if precision is np.float64 else single(graph, "out")
    work = kernels(graph.links, prefer)
    sweeps = work.settled(x, rest, table.start, table.count, table.other, weight, tolerance, SHRINK, TERMS)
    if sweeps < 0 or not np.isfinite(x).all():
        raise UnstableGraph("the effects do not settle, so there is no long run; ask for finite horizons")
    return np.asarray(x * graph.scale)


def strongest_paths(
    graph: ArrayGraph, source: int, target: int, *, count: int = 10, hops: int = 6, prefer: Prefer = "auto"
) -> list[StrongPath]:
    """Return the strongest simple paths of at most `hops` links, by absolute product, strongest first.

    Where a link is above one sigma per sigma a product may grow on its way, and a slower search bounds each branch.
    """
    for place in (source, target):
        _checked(graph, place)
    if source == target:
        raise ScenarioError(f"place {source} is both ends of a path; give two places")
    table, steep = graph.into, _steepest(graph)
    if steep > 1:
        return _steep_paths(graph, source, target, count, hops, steep)
    work = kernels(graph.links, prefer)
    plain = work.NAME == "plain"
    data, scratch, tick = _search_data(graph, plain)
    unknown: Any = [] if plain else np.zeros(0, np.int64)
    found, flat, whole = work.search(
        *data, source, target, hops, count, max(QUICK, graph.links // LINKS_A_STEP), *scratch, tick, unknown, unknown
    )
    if not whole:
        after, before = (np.full(graph.size, hops + 1, np.int64) for _ in range(2))
        for side, root, out in ((graph.into, target, after), (graph.out, source, before)):
            work.distances(side.start, side.count, side.other, root, hops, out)
        known = (after.tolist(), before.tolist()) if plain else (after, before)
        data, scratch, tick = _search_data(graph, plain)
        found, flat, whole = work.search(*data, source, target, hops, count, WORK, *scratch, tick, *known)
    if not whole:
        raise ScenarioError(f"no {count} paths from {source} to {target} in {WORK} steps; ask for fewer")
    return [StrongPath(*ends, p) for p, ends in zip(found, _routes(table, flat, target), strict=True)]


def _routes(table: Any, flat: list[int], target: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    routes, back = [], []
    for at in flat:
        if at >= 0:
            back.append(at)
            continue
        ends = tuple(int(table.other[a]) for a in back[::-1])
        routes.append(((*ends, target), tuple(int(table.link[a]) for a in back[::-1])))
        back = []
    return routes


def _steepest(graph: ArrayGraph) -> float:
    known = graph._scratch.get("steepest")
    if known is None or known[0] != graph.edits:
        known = graph._scratch["steepest"] = (graph.edits, float(np.abs(graph.into.weight).max(initial=0)))
    return float(known[1])


def _steep_paths(graph: ArrayGraph, source: int, target: int, count: int, hops: int, steep: float) -> list[StrongPath]:
    """Return the strongest paths where a link is above one: searched branch by branch under exact bounds."""
    table = graph.into
    at = (
        np.repeat(table.start, table.count)
        + np.arange(graph.links)
        - np.repeat(np.cumsum(table.count) - table.count, table.count)
    )
    cause, effect = table.other[at], np.repeat(np.arange(graph.size), table.count)
    size = np.abs(table.weight[at])
    best = [np.zeros(graph.size)]
    best[0][target] = 1
    for _ in range(hops):
        longer = best[0].copy()
        np.maximum.at(longer, cause, size * best[-1][effect])
        best.append(np.maximum(longer, best[-1]))
    rows, bar = graph.out, 0.0
    kept: list[tuple[float, tuple[int, ...], tuple[int, ...]]] = []
    stack: list[tuple[float, tuple[int, ...], tuple[int, ...]]] = [(1.0, (source,), ())]
    while stack:
        product, places, links = stack.pop()
        left = hops - len(links)
        if abs(product) * best[left][places[-1]] < bar or not left:
            continue
        begin = int(rows.start[places[-1]])
        for a in range(begin + int(rows.count[places[-1]]) - 1, begin - 1, -1):
            to, further = int(rows.other[a]), product * float(rows.weight[a])
            if to in places or abs(further) * best[left - 1][to] <= 0:
                continue
            one = (further, (*places, to), (*links, int(rows.link[a])))
            if to != target:
                stack.append(one)
                continue
            kept = sorted([*kept, one], key=lambda p: (-abs(p[0]), p[1], p[2]))[:count]
            bar = abs(kept[-1][0]) if len(kept) == count else 0.0
    return [StrongPath(places, links, product) for product, places, links in kept]


def _search_data(graph: ArrayGraph, plain: bool) -> tuple[Any, Any, int]:
    """Return the rows of incoming links and scratch by place, as lists for plain Python, and the call's tick."""
    key = "lists" if plain else "columns"
    known = graph._scratch.get(key)
    if known is None or known[0] != graph.edits:
        table = graph.into
        data: Any = (table.start, table.count, table.other, table.weight)
        scratch: Any = [np.zeros(graph.size, np.int64) for _ in range(3)]
        if plain:
            data, scratch = tuple(c.tolist() for c in data), [c.tolist() for c in scratch]
        known = graph._scratch[key] = (graph.edits, data, scratch)
    tick = graph._scratch["tick"] = graph._scratch.get("tick", 0) + 1
    return known[1], known[2], tick


def single(graph: ArrayGraph, side: str) -> NDArray[np.float32]:
    """Return the weights of the rows in single precision."""
    known = graph._scratch.get(side)
    if known is None or known[0] != graph.edits:
        table: Floats = (graph.out if side == "out" else graph.into).weight
        known = graph._scratch[side] = (graph.edits, table.astype(np.float32))
    return np.asarray(known[1], dtype=np.float32)


def _checked(graph: ArrayGraph, place: int) -> int:
    if not 0 <= place < graph.size:
        raise ScenarioError(f"there is no place {place}; the graph has places 0 to {graph.size - 1}")
    return place
