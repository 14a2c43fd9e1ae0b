"""The odds nearest to given ones: minimum relative entropy under linear conditions, and the least compromise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array
from graph.errors import ScenarioError

REACHED = 1e-9
"""How far a condition may be from holding."""
ROUNDING = 1e-15
FLAT = 1e-13
"""Curvature, of the largest, below which a direction is one that numbers repeat each other in."""
STEPS = 200
SOFTNESS = (1.0, 1e-1, 1e-2, 2e-3, 1e-3, 5e-4)
"""Weight of the net against the numbers given while a compromise is sought; the last three are continued to 0."""


@dataclass(frozen=True)
class Cells:
    """Odds given of a partition: `rows` (cells, atoms) are 0/1 and add to 1 over cells; `odds` (cells,) add to 1."""

    rows: Array
    odds: Array


@dataclass(frozen=True)
class Share:
    """A conditional probability given: `row` . q = 0 where row = 1[A and B] - p 1[B]."""

    row: Array
    p: float


def relative_entropy(q: Array, p: Array) -> float:
    """Return KL(q | p) = sum of q log(q / p), in nats; infinite where q > 0 = p."""
    on = q > 0
    if (p[on] <= 0).any():
        return float("inf")
    return max(0.0, float(np.sum(q[on] * np.log(q[on] / p[on]))))


def tilted(p: Array, rows: Array, targets: Array) -> Array:
    """Return the q nearest to p, min KL(q | p), with rows q = targets; raise `ScenarioError` when none is reached.

    q = p exp(rows' l) / Z, where l minimises log sum p exp(rows' l) - targets' l (the dual of Meucci 2008,
    "Fully flexible views", eq. 29; Jaynes 1957 with a uniform p). Newton's method with step halving.

    Args:
        p: Odds of the atoms, shape (atoms,), adding to 1.
        rows: Shape (conditions, atoms).
        targets: Shape (conditions,).
    """
    on = _possible(p, rows, targets)
    if not on.any():
        raise ScenarioError("no odds satisfy the numbers given")
    q = np.zeros_like(p)
    base: Array = np.log(p[on])
    centred = rows[:, on] - targets[:, None]
    multiplier = np.zeros(len(targets))
    value, here = _log_mean(base, multiplier @ centred)
    for _ in range(STEPS):
        gradient = centred @ here
        if np.abs(gradient).max(initial=0.0) < ROUNDING:
            break
        moment = (centred * here) @ centred.T - np.outer(gradient, gradient)
        step = -np.linalg.lstsq(moment, gradient, rcond=FLAT)[0]
        size, slope = 1.0, float(gradient @ step)
        ahead, there = _log_mean(base, (multiplier + step) @ centred)
        while size > ROUNDING and ahead > value + 1e-4 * size * slope + ROUNDING:
            size /= 2
            ahead, there = _log_mean(base, (multiplier + size * step) @ centred)
        if np.abs(there - here).max() < ROUNDING * ROUNDING:
            break
        multiplier, value, here = multiplier + size * step, ahead, there
    worst = float(np.abs(centred @ here).max(initial=0.0))
    if worst > REACHED:
        raise ScenarioError(
            f"the odds nearest to the net's miss the numbers given by {worst:.3g}; check that they agree"
        )
    q[on] = here
    return q


def compromise(p: Array, given: Sequence[Cells | Share]) -> Array:
    """Return coherent odds whose numbers are nearest to those given, and among these nearest to p.

    Minimises KL(q | p) + (1/e) sum over `Cells` of KL(rows q | odds), with the curvature of the relative entropy,
    (row q)^2 / (2 p (1 - p)), for a `Share`, as e falls through `SOFTNESS`. Worked through its dual
    G(m) = log sum p exp(m' rows) + (1/e) sum log sum odds exp(-e m), convex in one multiplier per cell. The numbers
    at the last three e are continued to e = 0 (Richardson), and the odds nearest to p are found that hold them.
    """
    rows = np.vstack([g.rows if isinstance(g, Cells) else g.row[None, :] for g in given])
    hard_rows, hard = _certain(given)
    on = _possible(p, hard_rows, hard)
    if not on.any():
        raise ScenarioError("the numbers given contradict each other where they are 0 or 1, which no repair changes")
    base, rows = np.log(p[on]), rows[:, on]
    multiplier = np.zeros(len(rows))
    here = p[on]
    means: list[Array] = []
    for soft in SOFTNESS:
        value, gradient, moment, here = _bend(base, rows, given, multiplier, soft)
        for _ in range(STEPS):
            if np.abs(gradient).max() < REACHED * 1e-3:
                break
            step = -np.linalg.lstsq(moment, gradient, rcond=FLAT)[0]
            size, slope = 1.0, float(gradient @ step)
            ahead = _bend(base, rows, given, multiplier + step, soft)
            worst = np.abs(gradient).max() / 2
            while size > REACHED and ahead[0] > value + 1e-4 * size * slope and np.abs(ahead[1]).max() > worst:
                size /= 2
                ahead = _bend(base, rows, given, multiplier + size * step, soft)
            if size <= REACHED:
                break
            multiplier = multiplier + size * step
            value, gradient, moment, here = ahead
        means.append(rows @ here)
    first, second, third = means[-3:]
    continued = (4 * (2 * third - second) - (2 * second - first)) / 3
    q = np.zeros_like(p)
    q[on] = tilted(p[on] / p[on].sum(), rows, continued)
    return q


def _bend(
    base: Array, rows: Array, given: Sequence[Cells | Share], multiplier: Array, soft: float
) -> tuple[float, Array, Array, Array]:
    """Return the dual, its gradient and curvature, and the odds there."""
    value, q = _log_mean(base, multiplier @ rows)
    mean = rows @ q
    gradient = mean.copy()
    moment = (rows * q) @ rows.T - np.outer(mean, mean)
    k = 0
    for g in given:
        if isinstance(g, Share):
            spread = g.p * (1 - g.p)
            value += soft * spread * multiplier[k] ** 2 / 2
            gradient[k] += soft * spread * multiplier[k]
            moment[k, k] += soft * spread
            k += 1
            continue
        part = slice(k, k + len(g.odds))
        on = g.odds > 0
        shift = -soft * multiplier[part][on]
        used = np.zeros(len(g.odds))
        used[on] = _log_mean(np.log(g.odds[on]), shift)[1]
        top = float(shift.max())
        # log sum odds exp(shift) loses its digits to a small `soft`; this form keeps them
        value += (top + float(np.log1p(g.odds[on] @ np.expm1(shift - top)))) / soft
        gradient[part] -= used
        moment[part, part] += soft * (np.diag(used) - np.outer(used, used))
        k += len(g.odds)
    return value, gradient, moment, q


def _log_mean(base: Array, exponent: Array) -> tuple[float, Array]:
    """Return log sum exp(base + exponent), and the odds proportional to the terms."""
    terms = base + exponent
    top = float(terms.max())
    weights = np.exp(terms - top)
    total = float(weights.sum())
    return top + float(np.log(total)), weights / total


def _possible(p: Array, rows: Array, targets: Array) -> NDArray[np.bool_]:
    """Return the atoms that conditions at their own limit leave possible (a probability of 0 or 1 rules out atoms)."""
    on = p > 0
    while True:
        before = int(on.sum())
        for row, target in zip(rows, targets, strict=True):
            low, high = row[on].min(initial=np.inf), row[on].max(initial=-np.inf)
            if not low - REACHED <= target <= high + REACHED:
                return np.zeros_like(on)
            if abs(low - target) <= ROUNDING:
                on &= row <= target + ROUNDING
            elif abs(high - target) <= ROUNDING:
                on &= row >= target - ROUNDING
        if int(on.sum()) == before:
            return on


def _certain(given: Sequence[Cells | Share]) -> tuple[Array, Array]:
    """Return as conditions the numbers given that are 0 or 1."""
    rows: list[Array] = []
    for g in given:
        if isinstance(g, Share):
            rows += [g.row] if g.p in (0.0, 1.0) else []
        else:
            rows += [row for row, p in zip(g.rows, g.odds, strict=True) if p == 0]
    atoms = (given[0].rows if isinstance(given[0], Cells) else given[0].row[None, :]).shape[1]
    return (np.vstack(rows) if rows else np.zeros((0, atoms))), np.zeros(len(rows))
