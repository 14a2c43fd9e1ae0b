"""Odds as a binary martingale, prices without drift, and levels counted on joint draws."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engine.forks import (
    Tape,
    clip,
    crossed,
    latent_clock,
    normal_cdf,
    normal_grid,
    odds_fork,
    odds_paths,
    price_fork,
    simulate,
    walks,
)

percent = st.floats(3, 97)
sigma = st.floats(1, 15)
days = st.integers(1, 15)


@given(percent, percent, sigma, days)
def test_the_expected_move_of_the_odds_is_zero(start: float, end: float, s: float, n: int) -> None:
    fork = odds_fork(start, end + (0.01 if end == start else 0), s, n)
    assert fork.p * fork.delta + (1 - fork.p) * fork.delta_other == pytest.approx(0, abs=1e-9)
    assert 0 <= fork.p < 1


@given(st.floats(0.1, 50), sigma, days)
def test_the_expected_move_of_a_price_is_zero(move: float, s: float, n: int) -> None:
    fork = price_fork(-move, s, n)
    assert fork.p * fork.delta + (1 - fork.p) * fork.delta_other == pytest.approx(0, abs=1e-9)
    assert fork.p <= 0.5


@given(percent, sigma, days)
def test_a_rise_and_the_mirrored_fall_are_equally_likely(start: float, s: float, n: int) -> None:
    down = odds_fork(start, start / 2, s, n)
    up = odds_fork(100 - start, 100 - start / 2, s, n)
    assert down.p == pytest.approx(up.p, abs=1e-9)


@pytest.mark.parametrize(
    ("sigma_q", "sessions", "expected"), [(8.4, 4, 0.190), (6, 4, 0.113), (12, 4, 0.261), (8.4, 11, 0.285)]
)
def test_a_fall_from_70_to_39_by_half_has_the_probability_worked_by_hand(
    sigma_q: float, sessions: int, expected: float
) -> None:
    # z0 = .524, phi(z0) = .348, c = .5455: Phi((.1143 sqrt(1 - tau) - .5244) / sqrt(tau)).
    assert odds_fork(70, 39.1, sigma_q, sessions).p == pytest.approx(expected, abs=5e-4)


def test_the_other_branch_takes_the_rest_of_the_odds() -> None:
    fork = odds_fork(70, 39.1, 8.4, 4)
    assert fork.cutoff == pytest.approx(54.55)
    assert fork.delta_other == pytest.approx(7.24, abs=0.01)
    assert fork.touch == pytest.approx(30 / 60.9)


def test_odds_drawn_day_by_day_keep_their_mean_and_the_fork_its_probability() -> None:
    rng = np.random.default_rng(3)
    paths = odds_paths(0.7, 0.084, 6, rng, 200_000)
    standard_error = paths.std(axis=0) / len(paths) ** 0.5
    assert np.all(np.abs(paths.mean(axis=0) - 70) < 4 * standard_error)
    for n in (1, 4, 6):
        share = (paths[:, n - 1] <= 54.55).mean()
        assert share == pytest.approx(odds_fork(70, 39.1, 8.4, n).p, abs=0.004)


def test_the_bound_on_touching_is_a_bound() -> None:
    rng = np.random.default_rng(4)
    paths = odds_paths(0.7, 0.084, 40, rng, 50_000)
    bound = odds_fork(70, 39.1, 8.4, 40).touch
    assert bound is not None
    assert (paths.min(axis=1) <= 39.1).mean() <= bound


@given(percent, sigma, days)
def test_the_latent_clock_never_runs_backwards_or_past_its_end(start: float, s: float, n: int) -> None:
    now, later = (latent_clock(start / 100, s / 100, k) for k in (n, n + 1))
    assert 0 < now <= later <= 0.9


@given(st.floats(-8, 8))
def test_the_normal_distribution_is_right_to_seven_digits(x: float) -> None:
    assert float(normal_cdf(np.array([x]))[0]) == pytest.approx(NormalDist().cdf(x), abs=1e-7)


def test_walks_have_the_variance_of_their_time_at_every_day() -> None:
    times = np.array([0.2, 0.5, 0.9])
    paths = walks(np.random.default_rng(5), times, normal_grid(100_000))
    assert paths.var(axis=0) == pytest.approx(times, rel=0.02)
    covariance = np.cov(paths[:, 0], paths[:, 2])[0, 1]
    assert covariance == pytest.approx(times[0], rel=0.03)


def test_odds_that_nothing_moves_stay_where_they_are() -> None:
    tape = _tape(sigma_q=0.0)
    assert tape.trigger == pytest.approx(70)
    assert crossed(tape.price, 1.85, above=True).mean() == pytest.approx(
        crossed(tape.baseline, 1.85, above=True).mean()
    )


def _tape(p0: float | None = 70.0, response: float = 0.03, sigma_q: float = 8.4) -> Tape:
    kernel = np.full(6, response)
    return simulate(p0=p0, sigma_q=sigma_q, response=kernel, delta=-30.9, sigma=1.476, draws=40_000)


def test_odds_that_move_a_price_do_not_change_its_volatility_or_its_level_odds() -> None:
    tape = _tape()
    for level, above in ((1.85, True), (-0.97, False)):
        joint, alone = (crossed(p, level, above=above).mean() for p in (tape.price, tape.baseline))
        assert joint == pytest.approx(alone, abs=0.01)


def test_imposing_a_fall_makes_the_upside_level_rarer_and_the_downside_level_likelier() -> None:
    tape = _tape()
    assert crossed(tape.done, 1.85, above=True).mean() < crossed(tape.baseline, 1.85, above=True).mean() - 0.05
    assert crossed(tape.done, -0.97, above=False).mean() > crossed(tape.baseline, -0.97, above=False).mean() + 0.05


def test_the_same_seed_gives_the_same_tape() -> None:
    assert np.array_equal(_tape().price, _tape().price)


def test_a_trigger_that_is_no_probability_wanders_with_its_own_sigma() -> None:
    tape = _tape(p0=None, sigma_q=2.0)
    assert tape.trigger[:, 0].std() == pytest.approx(2.0, rel=0.02)


def test_a_probability_is_kept_off_its_ends() -> None:
    assert clip(0) == 0.01
    assert clip(100) == 0.99
