"""Whether probabilities that are given can hold together: Frechet bounds, then a linear programme."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.engine.events.net import EXACT, EventNet
from graph.engine.events.programme import holds, optima
from graph.engine.events.statements import Atoms, Conjunction, Statement
from graph.engine.kernels import Array


def frechet(odds: Sequence[float]) -> tuple[float, float]:
    """Return how low and high the probability that all outcomes hold may be, given that of each (Frechet 1935).

    max(0, sum p - (n - 1)) <= P(all) <= min p.
    """
    return max(0.0, sum(odds) - (len(odds) - 1)), min(odds)


def total_bounds(conditional: float, condition: float) -> tuple[float, float]:
    """Return how low and high P(A) may be given P(A | B) and P(B): P(A|B)P(B) <= P(A) <= P(A|B)P(B) + 1 - P(B)."""
    both = conditional * condition
    return both, both + 1 - condition


def out_of_bounds(found: Sequence[Statement], net: EventNet) -> str | None:
    """Return the first probability that another two or more rule out, with the numbers, or None."""
    alone: dict[Conjunction, Statement] = {s.of: s for s in found if not s.when}
    for one in found:
        if not one.when and len(one.of) > 1:
            parts = [alone[part,] for part in one.of if (part,) in alone]
            if len(parts) == len(one.of):
                low, high = frechet([p.p for p in parts])
                if not low - EXACT <= one.p <= high + EXACT:
                    return _outside(one, parts, low, high, net)
        if one.when and one.of in alone and one.when in alone:
            low, high = total_bounds(one.p, alone[one.when].p)
            if not low - EXACT <= alone[one.of].p <= high + EXACT:
                return _outside(alone[one.of], [one, alone[one.when]], low, high, net)
    return None


def conflict(
    found: Sequence[Statement], net: EventNet, space: Atoms, possible: NDArray[np.bool_] | None = None
) -> str | None:
    """Return why the statements cannot hold together, or None: a smallest set of them that contradicts itself.

    The linear programme asks for joint odds q >= 0 of the atoms with sum q = 1 and every statement's condition;
    `possible` are the atoms that the net allows.
    """
    if (fault := out_of_bounds(found, net)) is not None:
        return fault
    on = np.ones(space.count, dtype=bool) if possible is None else possible
    rows, targets = space.rows(found)
    if _hold(rows[:, on], targets):
        return _empty_condition(found, net, space, on)
    freely = possible is None or not _hold(rows, targets)
    within = np.ones(space.count, dtype=bool) if freely else on
    left = list(range(len(found)))
    for k in range(len(found)):
        without = [i for i in left if i != k]
        if not _hold(rows[without][:, within], targets[without]):
            left = without
    guilty = [found[i] for i in left]
    last = guilty[-1]
    others = guilty[:-1]
    low, high = bounds(last.of, last.when, others, space, within)
    if freely:
        return _outside(last, others, low, high, net)
    allowed = _outside(last, others, low, high, net)
    return f"{allowed}; the tables of the events rule out the rest"


def bounds(
    of: Conjunction, when: Conjunction, found: Sequence[Statement], space: Atoms, possible: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return how low and high P(of | when) may be under the statements; (nan, nan) when they contradict themselves.

    Linear-fractional, so worked in y = q / P(when), t = 1 / P(when) (Charnes and Cooper 1962):
    least and greatest 1[of and when] . y with A y = b t, sum y = t, 1[when] . y = 1, y >= 0, t >= 0.
    """
    both = space.where((*of, *when))[possible].astype(float)
    return extremes([both], when, found, space, possible)[0]


def extremes(
    values: Sequence[Array],
    when: Conjunction,
    found: Sequence[Statement],
    space: Atoms,
    possible: NDArray[np.bool_],
) -> list[tuple[float, float]]:
    """Return how low and high the mean of each of `values` (over the possible atoms) may be given `when`."""
    rows, targets = space.rows(found)
    rows = rows[:, possible]
    atoms = rows.shape[1]
    condition = space.where(when)[possible].astype(float)
    table = np.vstack(
        [
            np.hstack([rows, -targets[:, None]]),
            np.append(np.ones(atoms), -1.0),
            np.append(condition, 0.0),
        ]
    )
    right = np.append(np.zeros(len(table) - 1), 1.0)
    costs = [np.append(sign * value * condition, 0.0) for value in values for sign in (1.0, -1.0)]
    found_ends = optima(costs, table, right)
    if found_ends is None:
        return [(math.nan, math.nan)] * len(values)
    return [(low, -high) for low, high in zip(found_ends[::2], found_ends[1::2], strict=True)]


def _hold(rows: Array, targets: Array) -> bool:
    return holds(np.vstack([rows, np.ones(rows.shape[1])]), np.append(targets, 1.0))


def _empty_condition(
    found: Sequence[Statement], net: EventNet, space: Atoms, possible: NDArray[np.bool_]
) -> str | None:
    """Return which conditional speaks of something impossible, or None."""
    for one in found:
        if one.when and one.source != "table":
            high = bounds(one.when, (), found, space, possible)[1]
            if not high > EXACT:
                return f"{one.words(net)} speaks of a condition that has probability 0 under the other numbers"
    return None


def _outside(one: Statement, others: Sequence[Statement], low: float, high: float, net: EventNet) -> str:
    with_others = f" with {', '.join(s.words(net) for s in others)}" if others else ""
    may = one.words(net, math.nan)
    if math.isnan(low):
        return f"{one.words(net)} cannot hold{with_others}: {may} has a condition of probability 0"
    return f"{one.words(net)} cannot hold{with_others}: {may} lies between {low:.6g} and {high:.6g}"
