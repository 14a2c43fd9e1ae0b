"""The kernels in numpy: the same numbers, several times slower on a large graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.engine.scale.search import distances, search

NAME = "plain"
__all__ = ["NAME", "distances", "drawn", "lagged", "search", "settled", "settled_many"]


def lagged(x: Any, days: int, lags: Any, begin: Any, end: Any, cause: Any, effect: Any, weight: Any, terms: int) -> int:
    """Fill x, shape (days + 1, places, ...), where it holds what is injected; the day that did not settle, or -1.

    `weight` is of shape (arcs,), or (arcs, lanes) where x has lanes; arcs of one lag stand by effect.
    """
    parts = [_part(effect[b:e]) for b, e in zip(begin, end, strict=True)]

    def bring(k: int, source: Any, target: Any) -> None:
        rows, starts = parts[k]
        if len(rows):
            brought = weight[begin[k] : end[k]] * source[cause[begin[k] : end[k]]]
            target[rows] += np.add.reduceat(brought, starts, axis=0)

    for day in range(days + 1):
        for k, lag in enumerate(lags):
            if 0 < lag <= day:
                bring(k, x[day - lag], x[day])
        if lags[0] > 0 or begin[0] == end[0]:
            continue
        term, least = x[day].copy(), 1e-17 if x.dtype == np.float64 else 1e-9
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(terms):
                more = np.zeros_like(term)
                bring(0, term, more)
                x[day] += more
                term = more
                top = np.abs(x[day]).max()
                if np.abs(more).max() <= least * top:
                    break
            else:
                return day
    return -1


def _part(effect: Any) -> tuple[Any, Any]:
    starts = np.flatnonzero(np.diff(effect, prepend=-1))
    return effect[starts], starts


def settled(
    x: Any, rest: Any, start: Any, count: Any, other: Any, weight: Any, tolerance: float, shrink: float, most: int
) -> int:
    """Move `rest` into x along rows of outgoing links until no place holds more than `tolerance`; sweeps, or -1."""
    return settled_many(x[:, None], rest[:, None], start, count, other, weight, tolerance, most)


def settled_many(
    x: Any, rest: Any, start: Any, count: Any, other: Any, weight: Any, tolerance: float, most: int
) -> int:
    """Return the sweeps in which `rest`, shape (places, columns), is moved into x along outgoing links, or -1."""
    at = np.repeat(start, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    cause = np.repeat(np.arange(len(start)), count)
    order = np.argsort(other[at], kind="stable")
    at, cause = at[order], cause[order]
    rows, starts = _part(other[at])
    sizes = weight[at][:, None]
    term, least = rest, tolerance * np.abs(rest).max()
    for sweep in range(most):
        x += term
        more = np.zeros_like(term)
        if len(rows):
            more[rows] = np.add.reduceat(sizes * term[cause], starts, axis=0)
        term = more
        if np.abs(term).max() <= least:
            return sweep
    return -1


def drawn(
    keys: Any, seed: int, first: int, centre: Any, spread: Any, plus: Any, minus: Any, gate: Any, share: Any,
    scores: Any, out: Any,
) -> None:  # fmt: skip
    """Fill out, shape (arcs, lanes), with the weights of draws `first`, `first` + 1, ..., from counters alone."""
    lane = (first + np.arange(out.shape[1])).astype(np.uint32)[None, :]
    low = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)[:, None]
    high = (keys >> np.uint64(32)).astype(np.uint32)[:, None]
    salt = np.uint32(seed)
    h = lane * np.uint32(0x9E3779B1) ^ low ^ salt
    h = (h ^ h >> np.uint32(16)) * np.uint32(0x85EBCA6B)
    h = (h ^ h >> np.uint32(13) ^ high) * np.uint32(0xC2B2AE35)
    h = h ^ h >> np.uint32(16)
    middle, wide = (centre * share).astype(np.float32)[:, None], (spread * share).astype(np.float32)[:, None]
    out[:] = middle + wide * scores[h >> np.uint32(20)]
    h = lane * np.uint32(0x85EBCA77) ^ high ^ salt
    h = (h ^ h >> np.uint32(15)) * np.uint32(0x2C1B3C6D)
    h = (h ^ h >> np.uint32(12) ^ low) * np.uint32(0x297A2D39)
    h = h ^ h >> np.uint32(15)
    u, g = (h & np.uint32(0xFFFF)) / 65536.0, (h >> np.uint32(16)) / 65536.0
    sign = np.where(u < plus[:, None], 1.0, np.where(u < (plus + minus)[:, None], -1.0, 0.0))
    out *= np.where(g < gate[:, None], sign, 0.0).astype(np.float32)
