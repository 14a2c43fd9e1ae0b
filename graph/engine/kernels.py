"""How an edge spreads its effect over trading days, and the algebra of such series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.engine.judgements import judgement
from graph.model import Edge

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Kernel:
    """Shares of an edge's strength by day: `days` ascending, `shares` alike, `total` over all days."""

    days: tuple[int, ...]
    shares: tuple[float, ...]
    total: float

    @property
    def last(self) -> int:
        """Return the last day on which the kernel carries anything."""
        return self.days[-1]


def kernel(edge: Edge) -> Kernel:
    """Return the edge's kernel; without one, its permanent share falls on day `lag_days`.

    A rumour's effect halves every `rumour_half_life` days, so its daily shares after the first are negative.
    """
    if edge.kernel:
        days = tuple(range(edge.lag_days, edge.lag_days + len(edge.kernel)))
        return Kernel(days, edge.kernel, float(sum(edge.kernel)))
    return Kernel((edge.lag_days,), (edge.permanent,), edge.permanent)


def faded(base: Kernel, days: int) -> Kernel:
    """Return the kernel of an effect that halves at the rate of a rumour, through day `days`; nothing stays."""
    half_life = judgement("rumour_half_life")
    level = 0.5 ** (np.arange(days + 1) / half_life)
    steps = np.diff(level, prepend=0.0)
    out = np.zeros(days + 1)
    for day, share in zip(base.days, base.shares, strict=True):
        if day <= days:
            out[day:] += share * steps[: days + 1 - day]
    return Kernel(tuple(range(days + 1)), tuple(out.tolist()), 0.0)


def held_curve(points: Mapping[int, float], days: int) -> tuple[Array, float]:
    """Return a factor by trading day, shape (days + 1,), and its last value.

    Straight lines between the given days; the first value before them, the last one after.
    """
    at = sorted(points)
    values = [points[d] for d in at]
    return np.interp(np.arange(days + 1), at, values), float(values[-1])


def overshoot(base: Kernel, factor: Array) -> Array:
    """Return the kernel of an edge whose cumulated effect is scaled by `factor`, shape (days + 1, lanes).

    The factor's clock starts when the edge passes the change on: a factor that falls from 2.5 to 1
    over a month is a kernel that overshoots and takes part of its effect back.
    """
    steps = np.diff(factor, axis=0, prepend=0.0)
    out = np.zeros_like(steps)
    days = len(steps)
    for day, share in zip(base.days, base.shares, strict=True):
        if day < days:
            out[day:] += share * steps[: days - day]
    return out


def carried(by: Kernel | Array, x: Array) -> Array:
    """Return the convolution of a kernel with a series `x` of shape (days + 1, lanes), cut at its length."""
    days = len(x)
    out = np.zeros_like(x)
    if isinstance(by, Kernel):
        for day, share in zip(by.days, by.shares, strict=True):
            if day < days and share != 0:
                out[day:] += share * x[: days - day]
        return out
    few, many = (x, by) if _active(x).size <= _active(by).size else (by, x)
    for day in _active(few):
        out[day:] += few[day] * many[: days - day]
    return out


def _active(x: Array) -> NDArray[np.intp]:
    return np.flatnonzero(x.any(axis=1))
