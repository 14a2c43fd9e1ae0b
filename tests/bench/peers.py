"""The same work by others: networkx, rustworkx, scipy and numpy, each as its users would write it with care."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import rustworkx as rx
import scipy.sparse as sp
import scipy.sparse.linalg as spl
from numpy.typing import NDArray

from tests.engine.scale.power_law import Columns

DAYS = 24
Single = NDArray[np.float32]


def median(call: Callable[[], Any], runs: int = 7, least: float = 0.0) -> float:
    """Return the median wall seconds of a call, after one that does not count; long ones run fewer times."""
    begin = time.perf_counter()
    call()
    first = time.perf_counter() - begin
    times = []
    for _ in range(runs if first < 1 else 2):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return float(np.median(times)) if times else max(first, least)


def lag_matrices(columns: Columns, weight: NDArray[Any]) -> dict[int, Any]:
    """Return one CSR matrix per lag, float32."""
    shape = (columns.size, columns.size)
    found = {}
    for lag in range(1, int(columns.lag.max()) + 1):
        at = columns.lag == lag
        found[lag] = sp.csr_matrix((weight[at], (columns.effect[at], columns.cause[at])), shape=shape)
    return found


def scipy_lagged(matrices: Mapping[int, Any], size: int, source: int) -> Single:
    x = np.zeros((DAYS + 1, size), np.float32)
    x[0, source] = 1
    for day in range(1, DAYS + 1):
        for lag, matrix in matrices.items():
            if lag <= day:
                x[day] += matrix @ x[day - lag]
    return x


def networkx_graph(columns: Columns) -> Any:
    peer = nx.DiGraph()
    peer.add_nodes_from(range(columns.size))
    rows = zip(columns.cause.tolist(), columns.effect.tolist(), columns.weight, columns.lag.tolist(), strict=True)
    peer.add_edges_from((a, b, {"weight": float(w), "lag": lag}) for a, b, w, lag in rows)
    return peer


def networkx_lagged(peer: Any, source: int) -> list[dict[int, float]]:
    x: list[dict[int, float]] = [{} for _ in range(DAYS + 1)]
    x[0][source] = 1.0
    for day in range(DAYS + 1):
        for node, value in x[day].items():
            for effect, data in peer.adj[node].items():
                later = day + data["lag"]
                if later <= DAYS:
                    x[later][effect] = x[later].get(effect, 0.0) + data["weight"] * value
    return x


def long_matrix(columns: Columns, kind: type[np.float32] | type[np.float64] = np.float32) -> Any:
    shape = (columns.size, columns.size)
    return sp.csr_matrix((columns.weight.astype(kind), (columns.effect, columns.cause)), shape=shape)


def scipy_terms(matrix: Any, push: Any, terms: int) -> Any:
    x = push.copy()
    for _ in range(terms):
        push = matrix @ push
        x += push
    return x


def scipy_factored(columns: Columns, source: int) -> Any:
    push = np.zeros(columns.size)
    push[source] = 1
    whole = sp.identity(columns.size, format="csc") - long_matrix(columns, np.float64).tocsc()
    return spl.splu(whole).solve(push)


def rustworkx_graph(columns: Columns) -> Any:
    peer = rx.PyDiGraph()
    peer.add_nodes_from(range(columns.size))
    rows = zip(columns.cause.tolist(), columns.effect.tolist(), columns.weight.tolist(), strict=True)
    peer.add_edges_from(list(rows))
    return peer


def strongest(paths: Any, weight: Callable[[int, int], float]) -> list[float]:
    """Return the ten largest products of weights along paths, by size."""
    products = []
    for path in paths:
        product = 1.0
        for a, b in pairwise(path):
            product *= weight(a, b)
        products.append(product)
    return sorted(products, key=lambda p: -abs(p))[:10]


def rustworkx_strongest(peer: Any, source: int, target: int, hops: int) -> list[float]:
    # Its cutoff counts nodes; see `test_large_graphs`, which compares the answers before the times.
    return strongest(rx.all_simple_paths(peer, source, target, cutoff=hops + 1), peer.get_edge_data)


def networkx_strongest(peer: Any, source: int, target: int, hops: int) -> list[float]:
    found = nx.all_simple_paths(peer, source, target, cutoff=hops)
    return strongest(found, lambda a, b: float(peer.adj[a][b]["weight"]))


def scipy_draws(columns: Columns, weights: Single, source: int, horizons: list[int]) -> Single:
    """Return levels, shape (horizons, places, draws), one draw after the other."""
    out = np.empty((len(horizons), columns.size, weights.shape[1]), np.float32)
    # Matrices are made once, of link numbers; each draw only fills in their data.
    numbered = lag_matrices(columns, np.arange(len(columns.cause), dtype=np.float64))
    orders = {lag: matrix.data.astype(np.intp) for lag, matrix in numbered.items()}
    matrices = {lag: matrix.astype(np.float32) for lag, matrix in numbered.items()}
    for k in range(weights.shape[1]):
        for lag, order in orders.items():
            matrices[lag].data[:] = weights[order, k]
        x = scipy_lagged(matrices, columns.size, source)
        out[:, :, k] = np.cumsum(x, axis=0)[horizons]
    return out


def numpy_draws(columns: Columns, weights: Single, source: int, horizons: list[int]) -> Single:
    """Return levels, shape (horizons, places, draws), draws as the inner axis."""
    parts = []
    for lag in range(1, int(columns.lag.max()) + 1):
        at = np.flatnonzero(columns.lag == lag)
        at = at[np.argsort(columns.effect[at], kind="stable")]
        starts = np.flatnonzero(np.diff(columns.effect[at], prepend=-1))
        if len(at):
            parts.append((lag, columns.cause[at], columns.effect[at][starts], starts, weights[at]))
    x = np.zeros((DAYS + 1, columns.size, weights.shape[1]), np.float32)
    x[0, source] = 1
    for day in range(1, DAYS + 1):
        for lag, cause, effect, starts, weight in parts:
            if lag <= day:
                x[day, effect] += np.add.reduceat(weight * x[day - lag, cause], starts, axis=0)
    return np.asarray(np.cumsum(x, axis=0)[horizons])


def save_rows(path: Path, columns: Columns) -> None:
    """Write the links as rows of a plain SQLite table."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE edge (cause INTEGER, effect INTEGER, weight REAL, lag INTEGER)")
        rows = zip(*(c.tolist() for c in (columns.cause, columns.effect, columns.weight, columns.lag)), strict=True)
        connection.executemany("INSERT INTO edge VALUES (?, ?, ?, ?)", rows)
    connection.close()


def rustworkx_from_rows(path: Path, size: int) -> Any:
    connection = sqlite3.connect(path)
    peer = rx.PyDiGraph()
    peer.add_nodes_from(range(size))
    peer.add_edges_from([(a, b, (w, lag)) for a, b, w, lag in connection.execute("SELECT * FROM edge")])
    connection.close()
    return peer


def networkx_from_rows(path: Path, size: int) -> Any:
    connection = sqlite3.connect(path)
    peer = nx.DiGraph()
    peer.add_nodes_from(range(size))
    for a, b, w, lag in connection.execute("SELECT * FROM edge"):
        peer.add_edge(a, b, weight=w, lag=lag)
    connection.close()
    return peer
