"""The kernels compiled by numba: imported only where a graph is large, or when they are compiled already."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from graph.engine.scale.lanes import LANES, add_product, add_scaled, take_over
from graph.engine.scale.search import distances as _distances
from graph.engine.scale.search import search as _search

NAME = "compiled"
BEFORE = 7
"""Days kept before the first, so that a block of eight days may begin before it."""
_how: dict[str, Any] = {"nogil": True, "cache": True, "fastmath": {"contract", "nsz"}}
search = njit(nogil=True, cache=True)(_search)
distances = njit(nogil=True, cache=True)(_distances)


@njit(**_how)
def lagged(x: Any, days: int, lags: Any, begin: Any, end: Any, cause: Any, effect: Any, weight: Any, terms: int) -> int:
    """Fill x, shape (days + 1, places), where it holds what is injected; return the day that did not settle, or -1."""
    size = x.shape[1]
    more, term = np.zeros(size, x.dtype), np.zeros(size, x.dtype)
    for day in range(days + 1):
        today = x[day]
        for k in range(len(lags)):
            if 0 < lags[k] <= day:
                then = x[day - lags[k]]
                for a in range(begin[k], end[k]):
                    today[effect[a]] += weight[a] * then[cause[a]]
        if lags[0] > 0 or begin[0] == end[0]:
            continue
        term[:] = today
        left = terms
        while True:
            more[:] = 0
            for a in range(begin[0], end[0]):
                more[effect[a]] += weight[a] * term[cause[a]]
            added, top = 0.0, 0.0
            for i in range(size):
                today[i] += more[i]
                term[i] = more[i]
                added, top = max(added, abs(more[i])), max(top, abs(today[i]))
            left -= 1
            if added <= 1e-17 * top:
                break
            if left == 0 or not top < 1e300:
                return day
    return -1


@njit(**_how)
def lagged_day(x: Any, day: int, lags: Any, begin: Any, end: Any, cause: Any, effect: Any, weight: Any) -> None:
    """Add to x[day] what the arcs of a day or more from begin to end bring."""
    today = x[day]
    for k in range(len(lags)):
        if 0 < lags[k] <= day:
            then = x[day - lags[k]]
            for a in range(begin[k], end[k]):
                today[effect[a]] += weight[a] * then[cause[a]]


@njit(**_how)
def settled(
    x: Any, rest: Any, start: Any, count: Any, other: Any, weight: Any, tolerance: float, shrink: float, most: int
) -> int:
    """Move `rest` into x along rows of outgoing links until no place holds more than `tolerance`; sweeps, or -1."""
    top = 0.0
    for i in range(len(rest)):
        top = max(top, abs(rest[i]))
    least = tolerance * top
    bar = max(top * shrink, least)
    for sweep in range(most):
        moved = False
        for i in range(len(rest)):
            value = rest[i]
            if abs(value) > bar:
                moved = True
                rest[i] = 0
                x[i] += value
                for a in range(start[i], start[i] + count[i]):
                    rest[other[a]] += weight[a] * value
        if bar > least:
            bar = max(bar * shrink, least)
        elif not moved:
            return sweep
    return -1


@njit(**_how)
def drawn(
    keys: Any, seed: int, first: int, centre: Any, spread: Any, plus: Any, minus: Any, gate: Any, share: Any,
    scores: Any, out: Any,
) -> None:  # fmt: skip
    """Fill out, shape (arcs, lanes), with the weights of draws `first`, `first` + 1, ..., from counters alone."""
    salt = np.uint32(seed)
    for e in range(len(keys)):
        low, high = np.uint32(keys[e] & np.uint64(0xFFFFFFFF)), np.uint32(keys[e] >> np.uint64(32))
        row, middle, wide = out[e], np.float32(centre[e] * share[e]), np.float32(spread[e] * share[e])
        for k in range(LANES):
            h = np.uint32(np.uint32(np.uint32(first + k) * np.uint32(0x9E3779B1)) ^ low ^ salt)
            h = np.uint32(np.uint32(h ^ np.uint32(h >> np.uint32(16))) * np.uint32(0x85EBCA6B))
            h = np.uint32(np.uint32(h ^ np.uint32(h >> np.uint32(13)) ^ high) * np.uint32(0xC2B2AE35))
            h = np.uint32(h ^ np.uint32(h >> np.uint32(16)))
            row[k] = middle + wide * scores[h >> np.uint32(20)]
        if plus[e] >= 1.0 and gate[e] >= 1.0:
            continue
        up, down, open_ = plus[e], plus[e] + minus[e], gate[e]
        for k in range(LANES):
            h = np.uint32(np.uint32(np.uint32(first + k) * np.uint32(0x85EBCA77)) ^ high ^ salt)
            h = np.uint32(np.uint32(h ^ np.uint32(h >> np.uint32(15))) * np.uint32(0x2C1B3C6D))
            h = np.uint32(np.uint32(h ^ np.uint32(h >> np.uint32(12)) ^ low) * np.uint32(0x297A2D39))
            h = np.uint32(h ^ np.uint32(h >> np.uint32(15)))
            u, g = (h & np.uint32(0xFFFF)) / 65536.0, (h >> np.uint32(16)) / 65536.0
            sign = 1.0 if u < up else (-1.0 if u < down else 0.0)
            row[k] *= np.float32(sign if g < open_ else 0.0)


@njit(**_how)
def lagged_lanes(
    x: Any, wide: int, days: int, lags: Any, begin: Any, end: Any, cause: Any, effect: Any, weight: Any, terms: int
) -> int:
    """Fill flat x, (places, days before, and after, the first, lanes); return the day that did not settle, or -1.

    A link of 8 days or more brings 8 days at once, since none of them depends on what it brings; one of 4 to 7
    brings 4, and so on: links and weights are read a third as often.
    """
    size = len(x) // wide
    more, term = np.zeros(size * LANES, np.float32), np.zeros(size * LANES, np.float32)
    for day in range(days + 1):
        here = (day + BEFORE) * LANES
        for k in range(len(lags)):
            lag = lags[k]
            block = 8 if lag >= 8 else 4 if lag >= 4 else 2 if lag >= 2 else 1
            if lag == 0 or day % block or lag > day + block - 1:
                continue
            for a in range(begin[k], end[k]):
                to, back = effect[a] * wide + here, cause[a] * wide + here - lag * LANES
                for i in range(block):
                    add_product(x, to + i * LANES, weight, a * LANES, x, back + i * LANES)
        if lags[0] > 0 or begin[0] == end[0]:
            continue
        for i in range(size):
            term[i * LANES : (i + 1) * LANES] = x[i * wide + here : i * wide + here + LANES]
        left = terms
        while True:
            more[:] = 0
            for a in range(begin[0], end[0]):
                add_product(more, effect[a] * LANES, weight, a * LANES, term, cause[a] * LANES)
            added, top = 0.0, 0.0
            for i in range(size):
                for k in range(LANES):
                    x[i * wide + here + k] += more[i * LANES + k]
                    added, top = max(added, abs(more[i * LANES + k])), max(top, abs(x[i * wide + here + k]))
            term, more = more, term
            left -= 1
            if added <= 1e-9 * top:
                break
            if left == 0 or not top < 1e30:
                return day
    return -1


@njit(**_how)
def levels(x: Any, wide: int, horizons: Any, out: Any, lane: int) -> None:
    """Put the sums of x through each horizon into out, shape (horizons, places, draws), from draw `lane` on."""
    for i in range(out.shape[1]):
        for k in range(min(LANES, out.shape[2] - lane)):
            total, day = np.float32(0), 0
            for h in range(len(horizons)):
                while day <= horizons[h]:
                    total += x[i * wide + (day + BEFORE) * LANES + k]
                    day += 1
                out[h, i, lane + k] = total


@njit(**_how)
def settled_lanes(
    x: Any, pushed: Any, start: Any, count: Any, other: Any, weight: Any, tolerance: float, most: int
) -> int:
    """Solve x = W x + pushed by rows of incoming links, both flat (places, lanes); return the sweeps, or -1."""
    new, both, last = np.zeros(LANES, np.float32), np.zeros(2 * LANES, np.float32), np.float32(0)
    for sweep in range(most):
        both[:] = 0
        for i in range(len(start)):
            at = i * LANES
            for k in range(LANES):
                new[k] = pushed[at + k]
            for a in range(start[i], start[i] + count[i]):
                add_scaled(new, 0, weight[a], x, np.int64(other[a]) * LANES)
            take_over(x, at, new, both)
        change, top = both[:LANES].max(), both[LANES:].max()
        # What later sweeps would still change, if each shrinks the change as much as this one did.
        ratio = change / last if last > 0 else np.float32(1)
        if change <= 2.5e-7 * top or (ratio < 1 and change * ratio <= tolerance * top * (1 - ratio)):
            return sweep
        last = change
        if not top < 1e30:
            return -1
    return -1
