"""Which edges the width of a range comes from: the part of an effect's variance that each would take with it.

First-order shares (Sobol): Var(E[x | edge]) / Var(x), split into what the edge's size and its sign bring
each by themselves. Exact where moments are; on loops, the part that a linear fit of the draws gives to the edge.
What no edge and no regime explains alone, they explain together: the interactions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array
from graph.engine.moments import SURE, Moments
from graph.engine.order import largest_first
from graph.engine.snapshot import Link
from graph.scenario import Horizon, WidthRest, WidthShare

DRAWS_PER_EDGE = 4
"""Fewest draws per edge from which a linear fit says anything."""

Widths = tuple[tuple[WidthShare, ...], tuple[WidthRest, ...]]


def exact_widths(
    found: Moments, targets: Mapping[int, str], horizons: Sequence[Horizon], at: Mapping[int, int], count: int
) -> Widths:
    """Return the shares of the `count` widest edges of each target, and what they leave over, from exact moments.

    Args:
        found: The moments of the run.
        targets: Node -> its id, of the nodes that are asked about.
        horizons: The horizons of the run, in order.
        at: Node -> which horizon is taken apart.
        count: Edges shown per target.
    """
    rows: list[WidthShare] = []
    rest: list[WidthRest] = []
    for node, name in targets.items():
        h = at[node]
        mean, _ = found.by_state(node)
        total = float(found.of(node)[1][h]) ** 2
        if total <= 0:
            continue
        parts = {item: _parts(found, item, slope) for item, slope in _slopes(found, node, h).items()}
        regimes = float(((mean[h] - mean[h] @ found.odds) ** 2) @ found.odds)
        shares = [
            WidthShare(
                target=name, horizon=horizons[h], edge=found.sizes.items[item].edge.id,
                share=whole / total, size=size / total, sign=sign / total,
            )
            for item, (whole, size, sign) in sorted(parts.items(), key=lambda p: found.sizes.items[p[0]].key)
            if whole > 0
        ]  # fmt: skip
        _add(rows, rest, shares, count, regimes / total, how="exact", target=(name, horizons[h]))
    return tuple(rows), tuple(rest)


def drawn_widths(
    drawn: Mapping[int, Array],
    weights: Array,
    joint: NDArray[np.intp],
    items: Sequence[Link],
    targets: Mapping[int, str],
    horizons: Sequence[Horizon],
    at: Mapping[int, int],
    count: int,
) -> Widths:
    """Return the same shares from draws: each edge's part of a linear fit, size and sign not told apart.

    Args:
        drawn: Node -> effects, shape (horizons, draws).
        weights: Drawn weights, shape (items, draws).
        joint: Joint regime state of each draw.
        items: The links, then the thresholds.
        targets: Node -> its id.
        horizons: The horizons of the run, in order.
        at: Node -> which horizon is taken apart.
        count: Edges shown per target.
    """
    rows: list[WidthShare] = []
    rest: list[WidthRest] = []
    moving = [i for i, row in enumerate(weights) if np.ptp(row) > 0]
    for node, name in targets.items():
        h = at[node]
        good = ~np.isnan(drawn[node][h])
        if good.sum() < DRAWS_PER_EDGE * max(1, len(moving)):
            continue
        x = drawn[node][h][good]
        x = x - x.mean()
        total = float(x @ x)
        if total <= 0:
            continue
        causes = weights[moving][:, good]
        causes = causes - causes.mean(axis=1, keepdims=True)
        fit = np.linalg.lstsq(causes.T, x, rcond=None)[0]
        explained = fit**2 * (causes**2).sum(axis=1) / total
        regimes = sum(float(x[joint[good] == s].sum()) ** 2 / int((joint[good] == s).sum()) for s in set(joint[good]))
        order = sorted(range(len(moving)), key=lambda i: items[moving[i]].key)
        shares = [
            WidthShare(target=name, horizon=horizons[h], edge=items[moving[i]].edge.id, share=float(explained[i]))
            for i in order
        ]
        _add(rows, rest, shares, count, regimes / total, how="draws", target=(name, horizons[h]))
    return tuple(rows), tuple(rest)


def _add(
    rows: list[WidthShare],
    rest: list[WidthRest],
    shares: Sequence[WidthShare],
    count: int,
    regimes: float,
    *,
    how: Literal["exact", "draws"],
    target: tuple[str, Horizon],
) -> None:
    """Add the largest shares of a target, and what is left over: other edges, regimes, interactions."""
    ranked = largest_first(shares, lambda row: row.share, lambda row: 0)
    rows += ranked[:count]
    others = math.fsum(row.share for row in ranked[count:])
    alone = math.fsum([*(row.share for row in ranked), regimes])
    name, horizon = target
    rest.append(
        WidthRest(target=name, horizon=horizon, others=others, regimes=regimes, interactions=1 - alone, how=how)
    )


def _slopes(found: Moments, node: int, h: int) -> dict[int, Array]:
    """Return by item what one more unit of its weight adds to the mean effect, shape (states,)."""
    back = np.zeros_like(found.mean)
    for k in found.at.get(node, ()):
        back[k] = found.sizes.shapes[found.sizes.shape[k], h]
    slopes: dict[int, Array] = {}
    for _, _, ways in reversed(found.sizes.steps):
        for way in ways:
            if not back[way.effect].any():
                continue
            step = way.factor * back[way.effect]
            if way.item != SURE:
                slopes[way.item] = slopes.get(way.item, 0.0) + step * found.mean[way.cause]
                step = step * found.sizes.items[way.item].expected
            back[way.cause] += step
    return slopes


def _parts(found: Moments, item: int, slope: Array) -> tuple[float, float, float]:
    """Return the variance that an item brings, and that of its size alone and of its sign and gate alone.

    A weight is sign x gate x (strength + spread x score): of its variance, seen through the slopes of all joint
    states, E[sg]^2 (spread part)^2 is the size's, Var(sg) (strength part)^2 the sign's.
    """
    link = found.sizes.items[item]
    centre = link.strength * float(slope @ found.odds)
    spread = link.edge.spread * float((slope * found.widen[item]) @ found.odds)
    net, either = (link.plus - link.minus) * link.gate, (link.plus + link.minus) * link.gate
    size, sign = (net * spread) ** 2, (either - net**2) * centre**2
    return either * (centre**2 + spread**2) - (net * centre) ** 2, size, sign
