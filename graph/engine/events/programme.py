"""Linear programmes over probabilities: whether numbers can hold together, and how low and high another may be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph.engine.kernels import Array

FEASIBLE = 1e-9
"""Sum of violations up to which numbers hold together."""
REDUCED = 1e-10
"""Reduced costs above minus this count as no gain."""
PIVOT = 1e-9
"""Smallest pivot, in the size of the column's largest number."""
PATIENCE = 30
"""Steps without progress after which the smallest index is taken, which cannot cycle (Bland 1977)."""


def optima(costs: Iterable[Array], rows: Array, right: Array) -> list[float] | None:
    """Return min cost . x over x >= 0 with rows x = right, for each cost, or None when no such x exists.

    Two-phase simplex (Dantzig 1963), the basis solved afresh at every step so that errors do not add up; each cost
    starts where the last one ended. The least values must be finite, as they are for probabilities.

    Args:
        costs: Vectors of shape (n,).
        rows: Shape (m, n).
        right: Shape (m,).
    """
    start = _feasible(rows, right)
    if start is None:
        return None
    table, target, basis = start
    n = rows.shape[1]
    found = []
    for cost in costs:
        whole = np.concatenate([cost, np.zeros(table.shape[1] - n)])
        basis = _improved(table, target, whole, basis, n)
        found.append(float(whole[basis] @ np.linalg.solve(table[:, basis], target)))
    return found


def violation(rows: Array, right: Array) -> float:
    """Return the least sum of |rows x - right| over x >= 0: 0 when the numbers hold together."""
    extra = np.hstack([rows, np.eye(len(rows)), -np.eye(len(rows))])
    cost = np.concatenate([np.zeros(rows.shape[1]), np.ones(2 * len(rows))])
    least = optima([cost], extra, right)
    return max(0.0, least[0]) if least is not None else float("inf")


def holds(rows: Array, right: Array) -> bool:
    """Return whether some x >= 0 has rows x = right."""
    return _feasible(rows, right) is not None


def _feasible(rows: Array, right: Array) -> tuple[Array, Array, list[int]] | None:
    """Return [rows | I] and `right` with signs turned so that right >= 0, and a basis that is feasible, or None.

    A basis column beyond those of `rows` belongs to a row that repeats others, where it stays at 0.
    """
    m, n = rows.shape
    flip = np.where(right < 0, -1.0, 1.0)
    table, target = np.hstack([rows * flip[:, None], np.eye(m)]), right * flip
    cost = np.concatenate([np.zeros(n), np.ones(m)])
    basis = _improved(table, target, cost, list(range(n, n + m)), n)
    if cost[basis] @ np.abs(np.linalg.solve(table[:, basis], target)) > FEASIBLE:
        return None
    for r in range(m):
        if basis[r] >= n:
            row = np.linalg.solve(table[:, basis].T, np.eye(m)[r]) @ table[:, :n]
            row[[b for b in basis if b < n]] = 0.0
            if n and np.abs(row).max() > FEASIBLE:
                basis[r] = int(np.argmax(np.abs(row)))
    return table, target, basis


def _improved(table: Array, target: Array, cost: Array, basis: list[int], allowed: int) -> list[int]:
    """Return the basis of least cost that is reached from `basis` by columns below `allowed`."""
    basis = list(basis)
    best, stalled = np.inf, 0
    barred: set[int] = set()
    while True:
        square = table[:, basis]
        x = np.maximum(np.linalg.solve(square, target), 0.0)
        value = float(cost[basis] @ x)
        stalled = 0 if value < best - REDUCED else stalled + 1
        best = min(best, value)
        reduced = cost[:allowed] - np.linalg.solve(square.T, cost[basis]) @ table[:, :allowed]
        reduced[[b for b in (*basis, *barred) if b < allowed]] = 0.0
        gaining = np.flatnonzero(reduced < -REDUCED)
        if not len(gaining):
            return basis
        careful = stalled > PATIENCE
        column = int(gaining[0]) if careful else int(gaining[np.argmin(reduced[gaining])])
        entering = np.linalg.solve(square, table[:, column])
        usable = np.flatnonzero(entering > PIVOT * max(1.0, float(np.abs(entering).max())))
        if not len(usable):
            barred.add(column)
            continue
        ratios = x[usable] / entering[usable]
        ties = usable[ratios <= ratios.min() + PIVOT * 1e-3]
        row = min(ties, key=lambda r: basis[r]) if careful else max(ties, key=lambda r: (entering[r], -basis[r]))
        basis[int(row)] = column
