"""Whether a day, and the long run, have a solution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from graph.engine.components import Component
from graph.engine.kernels import Array, Kernel
from graph.engine.propagate import System, same_day_matrix, solve_loop

FINEST = 1 << 15
"""Points on the unit circle beyond which a root on the circle itself is assumed."""
EXACT_SIZE = 12
"""Places of a component up to which roots are counted; larger ones are watched for growth."""
TIGHTENINGS = 60
"""Steps by which the bound on a spectral radius is tightened."""
QUICK = 8
"""Steps by which a same-day bound is tightened before eigenvalues are asked for."""
LANES_AT_ONCE = 64
WATCHED = 40
"""Longest lags of a component over which it is watched for growth."""


def same_day_stable(system: System, component: Component) -> NDArray[np.bool_]:
    """Return by lane whether the spectral radius of the component's same-day part is below one, shape (lanes,)."""
    good = np.ones(system.lanes, dtype=bool)
    for block in component.same_day:
        if block.within:
            matrix = same_day_matrix(system, block)
            sure = _bounded(np.abs(matrix))
            if not sure.all():
                sure[~sure] = np.abs(np.linalg.eigvals(matrix[~sure])).max(axis=1) < 1
            good &= sure
    return good


def same_day_radius(system: System, component: Component) -> tuple[int, float]:
    """Return the lane whose same-day part has the largest spectral radius, and that radius."""
    radius = np.zeros(system.lanes)
    for block in component.same_day:
        if block.within:
            radius = np.maximum(radius, np.abs(np.linalg.eigvals(same_day_matrix(system, block))).max(axis=1))
    return int(radius.argmax()), float(radius.max())


def _bounded(sizes: Array) -> NDArray[np.bool_]:
    """Return by lane whether a few Collatz-Wielandt steps bound the spectral radius of `sizes` >= 0 below one."""
    v = np.ones(sizes.shape[:2])
    sure = np.zeros(len(sizes), dtype=bool)
    for _ in range(QUICK):
        grown = np.einsum("lij,lj->li", sizes, v)
        sure |= (grown / v).max(axis=1) < 1
        if sure.all():
            break
        v = grown + 1e-3 * v.max(axis=1, keepdims=True)
        v /= v.max(axis=1, keepdims=True)
    return sure


def long_run_stable(system: System, component: Component) -> NDArray[np.bool_]:
    """Return by lane whether the cumulated response has a limit, shape (lanes,).

    A spectral radius of sum |W(lag)| below one certifies it (Collatz-Wielandt bounds, tightened step by
    step). Otherwise det(I - W(z)) must have no zero in the closed unit disc: its winding number around the
    unit circle counts them (argument principle), which is the companion matrix's radius below one without
    that matrix. Large components are instead stepped on and watched for growth.
    """
    sure = _certified(system, component)
    open_lanes = np.flatnonzero(~sure)
    if len(component.places) <= EXACT_SIZE:
        for lane in open_lanes:
            sure[lane] = _no_root_inside(system, component, int(lane))
    elif open_lanes.size:
        sure[open_lanes] = _fades(system, component, open_lanes)
    return sure


def _certified(system: System, component: Component) -> NDArray[np.bool_]:
    """Return by lane whether a positive v with sum |W| v < v was found."""
    at = {place: i for i, place in enumerate(component.places)}
    ends = [(at[system.net.arcs[a].cause], at[system.net.arcs[a].effect]) for a in component.within]
    order = sorted(range(len(ends)), key=lambda i: ends[i][1])
    sizes = [np.abs(shares(system, a)).sum(axis=0) * np.abs(system.weight(a)) for a in component.within]
    weights = np.stack([sizes[i] for i in order])
    causes = [ends[i][0] for i in order]
    effects = [ends[i][1] for i in order]
    starts = [i for i, effect in enumerate(effects) if i == 0 or effects[i - 1] != effect]
    rows = [effects[i] for i in starts]
    v = np.ones((len(at), system.lanes))
    sure = np.zeros(system.lanes, dtype=bool)
    for _ in range(TIGHTENINGS):
        grown = np.zeros_like(v)
        grown[rows] = np.add.reduceat(weights * v[causes], starts, axis=0)
        ratio = grown / v
        sure |= ratio.max(axis=0) < 1
        if (sure | (ratio.min(axis=0) >= 1)).all():
            break
        v = grown + 1e-3 * v
        v /= v.max(axis=0)
        v = np.maximum(v, 1e-200)
    return sure


def _no_root_inside(system: System, component: Component, lane: int) -> bool:
    at = {place: i for i, place in enumerate(component.places)}
    size = len(at)
    series = []
    for a in component.within:
        share = shares(system, a)
        series.append(share[:, lane if share.shape[1] > 1 else 0] * system.weight(a)[lane])
    points = 1 << max(8, (4 * size * max(len(k) for k in series)).bit_length())
    while points <= FINEST:
        z = np.exp(-2j * np.pi * np.arange(points) / points)
        matrix = np.tile(np.eye(size, dtype=complex), (points, 1, 1))
        for a, share in zip(component.within, series, strict=True):
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


def _fades(system: System, component: Component, lanes: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return whether a push to every place is smaller over the last of many lags than half-way, by lane."""
    longest = max(len(shares(system, a)) for a in component.within)
    days, places = WATCHED * longest, list(component.places)
    good = np.zeros(len(lanes), dtype=bool)
    for start in range(0, len(lanes), LANES_AT_ONCE):
        some = lanes[start : start + LANES_AT_ONCE]
        part = replace(
            system,
            weights=system.weights[:, some],
            kernels=[by if isinstance(by, Kernel) else by[:, some] for by in system.kernels],
            totals=system.totals[:, some],
            days=days,
        )
        x = np.zeros((system.net.size, days + 1, len(some)))
        x[places, 0] = 1
        with np.errstate(over="ignore", invalid="ignore"):
            solve_loop(part, component, x, {})
            size = np.abs(x[places]).max(axis=0)
            late, middle = size[-longest:].max(axis=0), size[days // 2 - longest : days // 2].max(axis=0)
            good[start : start + len(some)] = (late < middle) | (late == 0)
    return good


def shares(system: System, arc: int) -> Array:
    """Return an arc's kernel over all its days, shape (days + 1, 1 or lanes); its sum is the arc's total."""
    by = system.kernels[arc]
    if isinstance(by, Kernel):
        out = np.zeros((by.last + 2, 1))
        out[list(by.days), 0] = by.shares
        out[-1, 0] += by.total - out.sum()
        return out if out[-1, 0] else out[:-1]
    rest = system.totals[arc] - by.sum(axis=0)
    return np.concatenate([by, rest[None, :]])
