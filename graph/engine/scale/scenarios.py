"""The long run of a thousand scenarios at once: forwards for all places, backwards where few are asked about."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.engine.scale.arrays import ArrayGraph
from graph.engine.scale.choice import TERMS, Prefer, kernels
from graph.engine.scale.effects import single
from graph.engine.scale.plain import settled_many
from graph.errors import ScenarioError, UnstableGraph

LANES = 16
CHANGE = 3e-7
"""Share of the largest place that all sweeps after the last would still change."""
Singles = NDArray[np.float32]


def scenarios(
    graph: ArrayGraph,
    pushes: Sequence[Mapping[int, float]],
    *,
    targets: Sequence[int] | None = None,
    prefer: Prefer = "auto",
) -> Singles:
    """Return the long run of each scenario, shape (targets or all places, scenarios), in the places' units.

    With fewer targets than scenarios the transposed system is solved once per target (the adjoint): a row of
    (I - W)^-1 answers every scenario. Single precision; true error about 1e-6 of the largest effect.
    """
    triples = [(place, k, size) for k, push in enumerate(pushes) for place, size in push.items()]
    place = np.array([p for p, _, _ in triples], dtype=np.intp)
    if len(place) and not (place.min() >= 0 and place.max() < graph.size):
        raise ScenarioError(f"a scenario pushes place {place.max()}; the graph has places 0 to {graph.size - 1}")
    number = np.array([k for _, k, _ in triples], dtype=np.intp)
    size = np.array([s for _, _, s in triples], dtype=np.float64) / graph.scale[place]
    if targets is not None and len(targets) < len(pushes):
        chosen = np.array(targets, dtype=np.intp)
        rows = _solved(graph, chosen, np.arange(len(chosen)), np.ones(len(chosen)), len(chosen), prefer, back=True)
        out = np.zeros((len(chosen), len(pushes)), np.float64)
        if len(place):
            starts = np.flatnonzero(np.diff(number, prepend=-1))
            out[:, number[starts]] = np.add.reduceat(rows[place] * size[:, None], starts, axis=0).T
        return (out * graph.scale[chosen][:, None]).astype(np.float32)
    found = _solved(graph, place, number, size, len(pushes), prefer, back=False)
    if targets is not None:
        found = found[list(targets)]
    scale = graph.scale if targets is None else graph.scale[list(targets)]
    return found if (scale == 1).all() else (found * scale[:, None]).astype(np.float32)


def _solved(
    graph: ArrayGraph, place: Any, column: Any, size: Any, columns: int, prefer: Prefer, *, back: bool
) -> Singles:
    """Return x = W x + b, shape (places, columns), for b given by place and column; `back` takes W transposed."""
    work = kernels(graph.links, prefer)
    table, weight = (graph.out, single(graph, "out")) if back else (graph.into, single(graph, "into"))
    if work.NAME == "plain":
        other, side = (graph.into, "into") if back else (graph.out, "out")
        rest, x = np.zeros((graph.size, columns), np.float32), np.zeros((graph.size, columns), np.float32)
        np.add.at(rest, (place, column), size)
        data = (other.start, other.count, other.other, single(graph, side))
        _refuse(settled_many(x, rest, *data, CHANGE / 10, TERMS))
        return x
    out = np.empty((graph.size, columns), np.float32)

    def block(first: int) -> None:
        pushed = np.zeros((graph.size, LANES), np.float32)
        mine = (column >= first) & (column < first + LANES)
        np.add.at(pushed, (place[mine], column[mine] - first), size[mine])
        x = pushed.reshape(-1).copy()
        sweeps = work.settled_lanes(x, pushed.reshape(-1), table.start, table.count, table.other, weight, CHANGE, TERMS)
        _refuse(sweeps)
        lanes = min(LANES, columns - first)
        out[:, first : first + lanes] = x.reshape(graph.size, LANES)[:, :lanes]

    firsts = range(0, columns, LANES)
    if len(firsts) == 1 or graph.links * columns < 1_000_000:
        for first in firsts:
            block(first)
    else:
        with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
            list(threads.map(block, firsts))
    return out


def _refuse(sweeps: int) -> None:
    if sweeps < 0:
        raise UnstableGraph("the effects do not settle, so there is no long run; ask for finite horizons")
