"""Latches that are let go again, and latches on one loop: two states under noise, continuous in the shock."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.engine.hysteresis import Counted, two_state_odds
from graph.engine.thresholds import crossing_odds
from graph.errors import ScenarioError
from graph.scenario import WhatIfResult
from tests.engine.oracle import first_close
from tests.engine.systems import only, run

Array = NDArray[np.float64]
DAYS = [0, 1, 2, 5, 21]


def simulated(
    level: float, back: float, effect: Array, *, side: str, latched: bool, sigma: float = 1.4, tapes: int = 200_000
) -> tuple[Array, Array]:
    """Return by day the shares of tapes that are in the fired state, and that have fired, after `effect`."""
    turn = 1 if side == "above" else -1
    noise = np.random.default_rng(11).normal(0, sigma, (tapes, len(effect) - 1)).cumsum(axis=1)
    on, ever = np.full(tapes, latched), np.zeros(tapes, dtype=bool)
    shares, counts = [float(latched)], [0.0]
    for day in range(1, len(effect)):
        at = turn * (noise[:, day - 1] + effect[day])
        fires = ~on & (at > turn * level)
        lets_go = on & (at < turn * level - back)
        on = (on | fires) & ~lets_go
        ever |= fires
        shares.append(float(on.mean()))
        counts.append(float(ever.mean()))
    return np.array(shares), np.array(counts)


@pytest.mark.parametrize("side", ["above", "below"])
@pytest.mark.parametrize("latched", [False, True])
@pytest.mark.parametrize("back", [0.0, 0.7, 3.0])
def test_odds_of_both_states_match_simulated_closes(side: str, latched: bool, back: float) -> None:
    up = side == "above"
    level = 1.0 if up else -1.0
    effect = np.concatenate([[0.0], np.linspace(-1.2, 0.5, 21)])
    rearm = level - back if up else level + back
    shares, counts = simulated(level, back, effect, side=side, latched=latched)
    off = 4 * (0.25 / 200_000) ** 0.5
    found = two_state_odds(level, rearm, 1.4, effect, upward=up, latched=latched, counted="latched")
    assert found == pytest.approx(shares, abs=off)
    found = two_state_odds(level, rearm, 1.4, effect, upward=up, latched=latched, counted="fired")
    assert found == pytest.approx(counts, abs=off)


@given(st.floats(0.1, 4), st.lists(st.floats(-3, 3), min_size=2, max_size=9), st.booleans())
def test_a_latch_that_is_never_let_go_counts_first_closes(level: float, path: list[float], upward: bool) -> None:
    effect, line = np.array([0.0, *path]), level if upward else -level
    far = line - 1e3 if upward else line + 1e3
    plain = crossing_odds(line, 1.0, effect, upward=upward)
    both: tuple[Counted, Counted] = ("latched", "fired")
    for counted in both:
        found = two_state_odds(line, far, 1.0, effect, upward=upward, latched=False, counted=counted)
        assert found == pytest.approx(plain, abs=2e-6)


def test_without_hysteresis_between_its_levels_the_state_is_the_side_of_the_close() -> None:
    effect = np.concatenate([[0.0], np.full(10, 0.4)])
    found = two_state_odds(1.0, 1.0, 1.5, effect, upward=True, latched=False, counted="latched")
    for t in range(1, 11):
        assert found[t] == pytest.approx(1 - NormalDist(0.4, 1.5 * t**0.5).cdf(1.0), abs=2e-6)


def relay(params: dict[str, Any], *more: dict[str, Any]) -> dict[str, Any]:
    latch = {"id": "t", "cause": "index", "effect": "supply", "form": "threshold", "strength": 0, "belief": 1}
    return {
        "nodes": [{"id": "index", "unit": "%", "scale": 1.4}, {"id": "supply"}, {"id": "price"}],
        "edges": [
            {**latch, "params": {"level": -1.0, "side": "below", "jump": -26.0, **params}},
            {"id": "e", "cause": "supply", "effect": "price", "strength": 0.1, "belief": 1},
            *more,
        ],
    }  # fmt: skip


def move(params: dict[str, Any], size: float, **options: Any) -> WhatIfResult:
    return run(relay(params), [{"node": "index", "size": size}], horizons=DAYS, **options)


def test_what_was_set_off_is_taken_back_when_the_latch_is_let_go() -> None:
    effect = np.concatenate([np.full(22, -1.5)])
    done, _ = simulated(-1.0, 0.7, effect, side="below", latched=False)
    base, _ = simulated(-1.0, 0.7, 0 * effect, side="below", latched=False)
    found = move({"hysteresis": 0.7}, -1.5)
    for day in DAYS:
        wanted = -26 * (done[day] - base[day])
        assert only(found, "supply", day).central == pytest.approx(wanted, abs=26 * 6e-3)
        assert only(found, "price", day).central == pytest.approx(0.1 * only(found, "supply", day).central)
    stays = move({}, -1.5)
    assert stays.thresholds[0].p_do["21"] > found.thresholds[0].p_do["21"] + 0.1
    assert found.thresholds[0].rearm == pytest.approx(-0.3)
    assert stays.thresholds[0].rearm is None


def test_a_latch_that_had_fired_is_armed_again_by_a_recovery() -> None:
    fired = {"latched": True, "hysteresis": 0.7}
    found = move(fired, 3.0)
    assert only(found, "supply", 5).central > 1.0, "a rise lets it go, and what was sold is bought back"
    detail = next(w.detail for w in found.warnings if w.code == "threshold_latched")
    assert "a close beyond -0.3 lets it go" in detail
    assert only(move({"latched": True}, 3.0), "supply", 5).central == 0.0
    once = move({**fired, "reverts": False}, 3.0)
    _, counts = simulated(-1.0, 0.7, np.full(22, 3.0), side="below", latched=True)
    _, before = simulated(-1.0, 0.7, np.zeros(22), side="below", latched=True)
    assert only(once, "supply", 21).central == pytest.approx(-26 * (counts[21] - before[21]), abs=26 * 6e-3)


@settings(max_examples=40)
@given(st.floats(-6, 6), st.sampled_from([0.2, 1.0, 5.0]), st.booleans(), st.booleans())
def test_effects_are_continuous_in_the_size(size: float, back: float, latched: bool, loop: bool) -> None:
    params = {"hysteresis": back, "latched": latched}
    again = {"id": "f", "cause": "price", "effect": "index", "strength": 0.3, "belief": 1}
    body = relay(params, *([again] if loop else []))
    here, near = (run(body, [{"node": "index", "size": s}], horizons=DAYS) for s in (size, size + 1e-5))
    for day in DAYS:
        assert abs(only(here, "price", day).central - only(near, "price", day).central) < 3e-4


def test_a_latch_that_is_let_go_sees_its_own_feedback_from_the_day_after() -> None:
    """The reference goes day by day: each close sees what the odds of the days before had set off."""
    again = {"id": "f", "cause": "price", "effect": "index", "strength": 0.3, "belief": 1}
    found = run(relay({"hysteresis": 0.7}, again), [{"node": "index", "size": -1.0}], horizons=DAYS)
    per_unit = -26 * 0.1 * 0.3
    base = two_state_odds(-1, -0.3, 1.4, np.zeros(22), upward=False, latched=False, counted="latched")
    done, path = np.zeros(22), np.full(22, -1.0)
    for day in range(1, 22):
        path[day] = -1.0 + per_unit * (done[day - 1] - base[day - 1])
        done[day] = two_state_odds(-1, -0.3, 1.4, path[: day + 1], upward=False, latched=False, counted="latched")[day]
    (said,) = [w.detail for w in found.warnings if w.code == "threshold_feedback"]
    assert "feeds back to its own cause" in said
    for day in DAYS:
        assert found.thresholds[0].p_do[str(day)] == pytest.approx(done[day], abs=1e-9)
        assert only(found, "index", day).central == pytest.approx(-1 + per_unit * (done[day] - base[day]), abs=1e-9)


def two_on_a_loop(order: int) -> dict[str, Any]:
    common: dict[str, Any] = {"form": "threshold", "strength": 0, "belief": 1}
    fall, flight = {"level": -2.0, "side": "below", "jump": -1.5}, {"level": -1.0, "side": "below", "jump": -1.0}
    edges = [
        {"id": "s", "cause": "stocks", "effect": "bonds", "params": fall, **common},
        {"id": "b", "cause": "bonds", "effect": "stocks", "params": flight, **common},
        {"id": "l", "cause": "bonds", "effect": "stocks", "strength": 0.2, "lag_days": 1, "belief": 1},
    ]  # fmt: skip
    return {"nodes": [{"id": "stocks", "scale": 1.5}, {"id": "bonds", "scale": 1.0}], "edges": edges[::order]}


def test_two_latches_on_one_loop_set_each_other_off() -> None:
    """The reference steps both markets day by day, with odds of first closes from Gauss-Legendre sums."""
    found = run(two_on_a_loop(1), [{"node": "stocks", "size": -1.0}], horizons=[1, 2, 5])
    days = 6
    steps, odds = np.zeros((2, days)), np.zeros((2, days))
    base = [first_close(-2.0, "below", 1.5, np.zeros(days)), first_close(-1.0, "below", 1.0, np.zeros(days))]
    seen = np.zeros((2, days))
    for day in range(days):
        # What the first latch brings back to stocks through bonds comes after it has fired: it does not see it.
        seen[0, day] = -1.0 - 1.0 * steps[1, :day].sum()
        seen[1, day] = -1.5 * steps[0, :day].sum()
        for k, (level, sigma) in enumerate([(-2.0, 1.5), (-1.0, 1.0)]):
            odds[k, day] = first_close(level, "below", sigma, np.where(np.arange(days) <= day, seen[k], 0.0))[day]
            before = odds[k, day - 1] - base[k][day - 1] if day else 0.0
            steps[k, day] = odds[k, day] - base[k][day] - before
    for day in (1, 2, 5):
        hits = {t.edge: t.p_do[str(day)] for t in found.thresholds}
        assert hits["s"] == pytest.approx(odds[0, day], abs=3e-5)
        assert hits["b"] == pytest.approx(odds[1, day], abs=3e-5)
    turned = run(two_on_a_loop(-1), [{"node": "stocks", "size": -1.0}], horizons=[1, 2, 5])
    assert {e.node: e.central for e in turned.effects} == {e.node: e.central for e in found.effects}


def test_paths_and_the_rest_still_add_up_on_a_loop_of_latches() -> None:
    found = run(two_on_a_loop(1), [{"node": "stocks", "size": -1.0}], horizons=DAYS)
    for rest in found.residual:
        for h in DAYS:
            shown = sum(p.contribution[str(h)] for p in found.paths if p.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(found, rest.target, h).central, abs=1e-9)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"hysteresis": -0.5}, "'t' has hysteresis -0.5"),
        ({"hysteresis": "wide"}, "'t' has hysteresis 'wide'"),
        ({"reverts": 1, "hysteresis": 1}, "'t' has reverts 1"),
        ({"reverts": True}, "'t' reverts but has no hysteresis"),
    ],
)
def test_a_hysteresis_that_makes_no_sense_is_refused(params: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        move(params, -1.0)
