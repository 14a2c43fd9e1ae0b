"""Whether a day, and the long run, have a solution; and which loops are to blame when they have not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.engine.components import Component
from graph.engine.kernels import Array, Kernel
from graph.engine.propagate import System, first_day

FINEST = 1 << 15
"""Points on the unit circle beyond which a root on the circle itself is assumed."""


def same_day_stable(system: System, component: Component) -> Array:
    """Return by lane whether the spectral radius of the component's same-day part is below one, shape (lanes,) bool."""
    if component.same_day is not None:
        return np.ones(system.lanes, dtype=bool)
    matrix = _matrix(system, component, [first_day(system, a) for a in component.within])
    sure = np.abs(matrix).sum(axis=2).max(axis=1) < 1
    if not sure.all():
        sure[~sure] = np.abs(np.linalg.eigvals(matrix[~sure])).max(axis=1) < 1
    return np.asarray(sure)


def long_run_stable(system: System, component: Component) -> Array:
    """Return by lane whether the cumulated response has a limit, shape (lanes,) bool.

    The row sums of sum |W(lag)| certify it in one pass, its spectral radius in a second. Otherwise
    det(I - W(z)) must have no zero in the closed unit disc: its winding number around the unit circle
    counts them (argument principle). That is the companion matrix's radius below one, without the matrix.
    """
    if not component.cyclic:
        return np.ones(system.lanes, dtype=bool)
    sizes = [np.abs(_shares(system, a)).sum(axis=0) * np.abs(system.weight(a)) for a in component.within]
    bound = _matrix(system, component, sizes)
    sure = bound.sum(axis=2).max(axis=1) < 1
    if not sure.all():
        sure[~sure] = np.abs(np.linalg.eigvals(bound[~sure])).max(axis=1) < 1
    for lane in np.flatnonzero(~sure):
        sure[lane] = _no_root_inside(system, component, int(lane))
    return np.asarray(sure)


def _no_root_inside(system: System, component: Component, lane: int) -> bool:
    at = {place: i for i, place in enumerate(component.places)}
    size = len(at)
    kernels = []
    for a in component.within:
        shares = _shares(system, a)
        kernels.append(shares[:, lane if shares.shape[1] > 1 else 0] * system.weight(a)[lane])
    points = 1 << max(8, (4 * size * max(len(k) for k in kernels)).bit_length())
    while points <= FINEST:
        z = np.exp(-2j * np.pi * np.arange(points) / points)
        matrix = np.tile(np.eye(size, dtype=complex), (points, 1, 1))
        for a, share in zip(component.within, kernels, strict=True):
            arc = system.net.arcs[a]
            matrix[:, at[arc.effect], at[arc.cause]] -= np.polynomial.polynomial.polyval(z, share)
        det = np.linalg.det(matrix)
        if np.abs(det).min() < 1e-12:
            return False
        turns = np.angle(np.roll(det, -1) / det)
        if np.abs(turns).max() < np.pi / 2:
            return round(float(turns.sum()) / (2 * np.pi)) == 0
        points *= 4
    return False


def _shares(system: System, arc: int) -> Array:
    """Return an arc's kernel over all its days, shape (days + 1, 1 or lanes); its sum is the arc's total."""
    by = system.kernels[arc]
    if isinstance(by, Kernel):
        out = np.zeros((by.last + 2, 1))
        out[list(by.days), 0] = by.shares
        out[-1, 0] += by.total - out.sum()
        return out
    rest = system.totals[arc] - by.sum(axis=0)
    return np.concatenate([by, rest[None, :]])


def _matrix(system: System, component: Component, values: Sequence[Array]) -> Array:
    at = {place: i for i, place in enumerate(component.places)}
    matrix = np.zeros((system.lanes, len(at), len(at)))
    for a, value in zip(component.within, values, strict=True):
        arc = system.net.arcs[a]
        matrix[:, at[arc.effect], at[arc.cause]] += value
    return matrix
