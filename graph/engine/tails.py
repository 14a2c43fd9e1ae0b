"""What lies beyond a range: quantiles, and the mean of the worst and the best cases (conditional value at risk)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from graph.engine.judgements import judgement
from graph.engine.kernels import Array
from graph.engine.sampling import HIGH, LOW, quantile

NORMAL = NormalDist()


@dataclass(frozen=True)
class Tails:
    """Quantiles of a node's effect, and the means of its lowest and highest cases, each of shape (horizons,)."""

    quantiles: dict[str, Array]
    lowest: Array
    highest: Array


@dataclass(frozen=True)
class OutcomeTails:
    """Odds that the outcome lies above zero, and the means of its lowest and highest cases, in the node's unit."""

    p_up: float
    lowest: float
    highest: float


def levels() -> tuple[float, ...]:
    """Return the shares at which quantiles are given: the tails, the central 70% and the median."""
    tail = judgement("tail_share")
    return (tail, LOW, 0.5, HIGH, 1 - tail)


def tails(ordered: Array, mean: Array, widening: Array) -> Tails:
    """Return the tails of draws sorted along the last axis, their deviations from `mean` scaled by `widening`.

    Args:
        ordered: Shape (horizons, draws), at least one draw.
        mean: Shape (horizons,).
        widening: Shape (horizons,).
    """
    share = judgement("tail_share")

    def scaled(value: Array) -> Array:
        return np.asarray(mean + (value - mean) * widening)

    found = {f"{level:g}": scaled(quantile(ordered, level)) for level in levels()}
    highest = -tail_mean(-ordered[..., ::-1], share)
    return Tails(found, scaled(tail_mean(ordered, share)), scaled(highest))


def joined(rows: Sequence[Tails]) -> Tails:
    """Return tails of one horizon each as those of all horizons, in order."""
    return Tails(
        {name: np.concatenate([row.quantiles[name] for row in rows]) for name in rows[0].quantiles},
        np.concatenate([row.lowest for row in rows]),
        np.concatenate([row.highest for row in rows]),
    )


def no_tails(horizons: int) -> Tails:
    """Return the tails of no draws at all: not a number."""
    nothing = np.full(horizons, np.nan)
    return Tails({f"{level:g}": nothing for level in levels()}, nothing, nothing)


def tail_mean(ordered: Array, share: float) -> Array:
    """Return the mean of the lowest `share` of sorted values, the value at the edge counted in part.

    Conditional value at risk of a sample (Acerbi and Tasche, Journal of Banking & Finance 26, 2002, 1487-1503).
    """
    wanted = share * ordered.shape[-1]
    whole = int(wanted)
    part = (wanted - whole) * ordered[..., whole] if wanted > whole else 0.0
    return np.asarray((ordered[..., :whole].sum(axis=-1) + part) / wanted)


def outcome_tails(centre: float, sd: float) -> OutcomeTails:
    """Return the tails of an outcome that is normal about `centre`, as its 70% range is.

    The mean of the lowest share a of a normal is centre - sd phi(z_a) / a.
    """
    share = judgement("tail_share")
    beyond = sd * NORMAL.pdf(NORMAL.inv_cdf(share)) / share
    above = NORMAL.cdf(centre / sd) if sd > 0 else float(centre > 0)
    return OutcomeTails(above, centre - beyond, centre + beyond)
