"""Where a branch begins: odds as a binary martingale, prices without drift, levels counted jointly.

Odds of an event are the conditional probability of a latent Brownian motion ending above zero,
so they have no drift and end at 0 or 1:

    z0 = Phi^-1(P0),  tau_n = min(tau_max, n sigma_q^2 / phi(z0)^2),
    P_n = Phi((z0 + sqrt(tau_n) Z) / sqrt(1 - tau_n)).

Source: the probit form of a binary martingale; Taleb (2018), "Election predictions as martingales",
Quantitative Finance 18(1), section 3, with a daily volatility in place of a time to expiry.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
NORMAL = NormalDist()
TAU_MAX = 0.9
"""The latent clock stops short of 1: before the decision itself the odds are not yet 0 or 1."""


@dataclass(frozen=True, eq=False)
class Fork:
    """A two-way split of what `node` does until a close.

    Attributes:
        p: Probability of the asked branch.
        cutoff: Level that decides it, in the trigger's own terms (probability, or deviation).
        delta: Move of the trigger in the asked branch, in its unit.
        delta_other: Move in the other branch, so that p * delta + (1 - p) * delta_other = 0.
        touch: Upper bound on ever touching the asked level, None where there is none.
    """

    p: float
    cutoff: float
    delta: float
    delta_other: float
    touch: float | None = None


def latent_clock(p0: float, sigma_q: float, sessions: int) -> float:
    """Return tau after `sessions` closes for odds `p0` (0-1) with a daily s.d. of `sigma_q` (0-1)."""
    z0 = NORMAL.inv_cdf(p0)
    return min(TAU_MAX, sessions * sigma_q**2 / NORMAL.pdf(z0) ** 2)


def odds_fork(p0: float, p1: float, sigma_q: float, sessions: int, retraced: float = 0.5) -> Fork:
    """Return the fork of odds that may go from `p0` to `p1` percent within `sessions` closes.

    The asked branch is a close at which at least `retraced` of the way from `p0` to `p1` is gone.

    Args:
        p0: Odds now, in percent.
        p1: Odds in the asked branch, in percent.
        sigma_q: Daily standard deviation of the odds, in percentage points.
        sessions: Closes until the branch is decided.
        retraced: Share of the way that counts as having happened.

    Source: Phi((Phi^-1(c) sqrt(1 - tau) - z0) / sqrt(tau)) from P_n above; the bound on touching is
        Ville's inequality for the martingale 1 - P (or P, when the odds rise).
    """
    start, end = clip(p0), clip(p1)
    cutoff = start + retraced * (end - start)
    tau = latent_clock(start, sigma_q / 100, sessions)
    z0 = NORMAL.inv_cdf(start)
    below = (NORMAL.inv_cdf(cutoff) * (1 - tau) ** 0.5 - z0) / tau**0.5
    p = NORMAL.cdf(below if end < start else -below)
    touch = (1 - start) / (1 - end) if end < start else start / end
    return _balanced(p, 100 * cutoff, p1 - p0, touch=touch)


def price_fork(delta: float, sigma: float, sessions: int, retraced: float = 0.5) -> Fork:
    """Return the fork of a driftless level that may move by `delta` within `sessions` closes.

    Args:
        delta: The asked move, in the node's unit.
        sigma: Daily standard deviation, in the same unit.
        sessions: Closes until the branch is decided.
        retraced: Share of `delta` that counts as having happened.
    """
    cutoff = retraced * delta
    p = NORMAL.cdf(-abs(cutoff) / (sigma * sessions**0.5))
    return _balanced(p, cutoff, delta)


def _balanced(p: float, cutoff: float, delta: float, touch: float | None = None) -> Fork:
    return Fork(p=p, cutoff=cutoff, delta=delta, delta_other=-p * delta / (1 - p), touch=touch)


def clip(percent: float) -> float:
    """Return a probability in (0, 1) from `percent`, kept within [1, 99] where odds still move."""
    return min(max(percent, 1.0), 99.0) / 100


@dataclass(frozen=True, eq=False)
class Tape:
    """Joint draws of odds and of one price, day by day.

    Attributes:
        trigger: Shape (draws, sessions). Odds in percent, or the trigger's deviation in its unit.
        price: Shape (draws, sessions), deviation of the price in its unit, odds included.
        baseline: Shape (draws, sessions), the same noise with the price's own volatility alone.
        done: Shape (draws, sessions), the price when the trigger's move is imposed on day 0.
    """

    trigger: FloatArray
    price: FloatArray
    baseline: FloatArray
    done: FloatArray


def simulate(
    *,
    p0: float | None,
    sigma_q: float,
    response: FloatArray,
    delta: float,
    sigma: float,
    draws: int = 12_000,
    seed: int = 7,
) -> Tape:
    """Return joint paths of the odds and a price that answers them.

    Args:
        p0: Odds now in percent, or None for a trigger that is no probability.
        sigma_q: Daily s.d. of the trigger in its unit.
        response: Shape (sessions + 1,). Cumulated effect on the price of a unit move of the trigger,
            by trading days after it; entry 0 is the same day.
        delta: Move of the trigger in the imposed run, in its unit.
        sigma: Daily s.d. of the price, in its unit; the part that the odds explain is taken out of
            the residual, so that the total stays what it was.
        draws: Number of paths; where each ends is stratified, so that few suffice.
        seed: Of the generator.
    """
    sessions = response.shape[0] - 1
    rng = np.random.default_rng(seed)
    days = np.arange(1, sessions + 1, dtype=np.float64)
    explained = (response[1] if sessions else 0.0) * sigma_q
    residual = max(sigma**2 - explained**2, 0.0) ** 0.5
    own = walks(rng, days, normal_grid(draws)[spread_ranks(draws)])
    if p0 is None:
        trigger = sigma_q * walks(rng, days, normal_grid(draws))
    else:
        trigger = odds_paths(clip(p0), sigma_q / 100, sessions, rng, draws)
    moves = np.diff(trigger, axis=1, prepend=0.0 if p0 is None else 100 * clip(p0))
    pushed = np.zeros_like(own)
    for day in range(sessions):
        pushed[:, day:] += moves[:, day : day + 1] * response[: sessions - day]
    return Tape(
        trigger=trigger,
        price=pushed + residual * own,
        baseline=sigma * own,
        done=delta * response[1:] + residual * own,
    )


def odds_paths(p0: float, sigma_q: float, sessions: int, rng: np.random.Generator, draws: int) -> FloatArray:
    """Return odds in percent at each close, shape (draws, sessions), from `p0` in (0, 1)."""
    tau = np.array([latent_clock(p0, sigma_q, n) for n in range(1, sessions + 1)])
    return 100 * normal_cdf((NORMAL.inv_cdf(p0) + walks(rng, tau, normal_grid(draws))) / np.sqrt(1 - tau))


def walks(rng: np.random.Generator, times: FloatArray, ends: FloatArray) -> FloatArray:
    """Return Brownian paths at `times` (rising), shape (draws, len(times)).

    Args:
        rng: Of what happens on the way.
        times: Shape (days,).
        ends: Shape (draws,). Where each path ends, in standard deviations of its last time.

    Source: stratified terminal value with a Brownian bridge; Glasserman (2003), Monte Carlo Methods in
        Financial Engineering, section 4.3.2.
    """
    last = times[-1] if times.shape[0] else 0.0
    shape = (ends.shape[0], times.shape[0])
    if last == 0:
        return np.zeros(shape)
    free = np.cumsum(rng.standard_normal(shape) * np.sqrt(np.diff(times, prepend=0.0)), axis=1)
    return np.asarray(free + (times / last) * (ends * last**0.5 - free[:, -1])[:, None])


@cache
def spread_ranks(draws: int) -> NDArray[np.intp]:
    """Return a permutation, shape (draws,), of which every stretch is spread evenly over all ranks.

    Paired with ends in rising order it makes a two-dimensional lattice, so that a branch of the one (the odds)
    sees the whole range of the other (the price's own noise). Source: the golden-ratio Kronecker sequence.
    """
    return np.asarray(np.argsort(np.argsort((np.arange(draws) * (5**0.5 - 1) / 2) % 1.0)))


@cache
def normal_grid(draws: int) -> FloatArray:
    """Return the normal quantiles at the middles of `draws` equal parts, shape (draws,)."""
    half = [NORMAL.inv_cdf((i + 0.5) / draws) for i in range(draws // 2)]
    middle = [0.0] if draws % 2 else []
    return np.array([*half, *middle, *(-x for x in reversed(half))])


def normal_cdf(x: FloatArray) -> FloatArray:
    """Return Phi(x) elementwise to 7.5e-8 (Abramowitz and Stegun 1964, 26.2.17)."""
    t = 1 / (1 + 0.2316419 * np.abs(x))
    poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi) * poly
    return np.asarray(np.where(x >= 0, 1 - tail, tail), dtype=np.float64)


def crossed(paths: FloatArray, level: float, *, above: bool) -> NDArray[np.bool_]:
    """Return per draw, shape (draws,), whether any close was beyond `level`."""
    return np.asarray(paths.max(axis=1) > level if above else paths.min(axis=1) < level)
