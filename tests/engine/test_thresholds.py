"""Latched thresholds: odds of a first close beyond a level, continuous in the shock and nothing without one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engine.thresholds import crossing_odds
from graph.errors import ScenarioError
from tests.engine.systems import only, run

LATCH: dict[str, Any] = {
    "nodes": [{"id": "index", "unit": "%", "scale": 1.5}, {"id": "supply", "unit": "USD bn"}, {"id": "price"}],
    "edges": [
        {"id": "t", "cause": "index", "effect": "supply", "form": "threshold", "strength": 0, "belief": 1,
         "params": {"level": -2.0, "side": "below", "jump": -26.0}},
        {"id": "e", "cause": "supply", "effect": "price", "strength": 0.1, "belief": 1},
    ],
}  # fmt: skip


def _latch(size: float, params: dict[str, Any] | None = None, **extra: Any) -> Any:
    edges = [{**LATCH["edges"][0], **({"params": params} if params else {})}, LATCH["edges"][1]]
    return run({**LATCH, "edges": edges, **extra}, [{"node": "index", "size": size}], horizons=[1, 5, 21], draws=50)


def test_crossing_odds_match_simulated_closes() -> None:
    effect = np.concatenate([[0.0], np.linspace(-1.2, -0.4, 21)])
    found = crossing_odds(-1.0, 1.4, effect, upward=False)
    noise = np.random.default_rng(5).normal(0, 1.4, (100_000, 21)).cumsum(axis=1) + effect[1:]
    for day in (1, 2, 5, 10, 21):
        count = float((noise[:, :day].min(axis=1) < -1.0).mean())
        assert found[day] == pytest.approx(count, abs=4 * (0.25 / 100_000) ** 0.5)


def test_the_first_day_is_the_normal_tail() -> None:
    assert crossing_odds(1.0, 1.0, np.zeros(2), upward=True)[1] == pytest.approx(0.15865525, abs=1e-8)


@given(st.floats(-6, 6), st.floats(0.2, 5))
def test_sides_mirror_each_other(size: float, level: float) -> None:
    effect = np.full(8, size)
    up, down = crossing_odds(level, 1.0, effect, upward=True), crossing_odds(-level, 1.0, -effect, upward=False)
    assert up == pytest.approx(down)
    assert (np.diff(up) >= -1e-9).all()
    assert 0 <= up.min() <= up.max() <= 1


@given(st.floats(-8, 8))
def test_contributions_are_continuous_in_the_size(size: float) -> None:
    here, near = _latch(size), _latch(size + 1e-4)
    for h in (1, 5, 21):
        assert abs(only(here, "price", h).central - only(near, "price", h).central) < 1e-3


def test_no_shock_sets_nothing_off() -> None:
    assert only(_latch(0.0), "price", 5).central == 0.0


def test_a_larger_fall_sells_more_and_never_more_than_the_jump() -> None:
    falls = [only(_latch(-s), "supply", 5).central for s in (0.5, 1.0, 2.0, 4.0, 20.0)]
    assert falls == sorted(falls, reverse=True)
    found = _latch(-20.0)
    hit = found.thresholds[0]
    assert falls[-1] == pytest.approx(-26 * (1 - hit.p_base["5"]), abs=1e-6)
    assert hit.p_do["5"] == pytest.approx(1.0)


def test_paths_through_a_threshold_add_up_with_the_rest() -> None:
    edges = [
        *LATCH["edges"],
        {"id": "a", "cause": "policy", "effect": "index", "strength": 1.0, "belief": 1},
        {"id": "b", "cause": "policy", "effect": "mid", "strength": 1.0, "belief": 0.7, "lag_days": 2},
        {"id": "c", "cause": "mid", "effect": "index", "strength": 0.5, "belief": 1},
        {"id": "d", "cause": "policy", "effect": "price", "strength": 0.3, "belief": 1},
    ]
    body = {"nodes": [*LATCH["nodes"], {"id": "policy"}, {"id": "mid"}], "edges": edges}
    found = run(body, [{"node": "policy", "size": -1.5}], horizons=[1, 5, 21], draws=100)
    routes = {p.nodes for p in found.paths if p.target == "price"}
    assert ("policy", "index", "supply", "price") in routes
    assert ("policy", "mid", "index", "supply", "price") in routes
    for rest in found.residual:
        for h in (1, 5, 21):
            shown = sum(p.contribution[str(h)] for p in found.paths if p.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(found, rest.target, h).central, abs=1e-9)
    assert only(found, "price", 5).mean == pytest.approx(only(found, "price", 5).central, rel=0.05)


def test_a_level_is_read_against_the_last_observation() -> None:
    seen = [{"id": "o", "node": "index", "as_of": "2025-11-21", "value": 6500.0, "unit": "points", "source": "s"}]
    found = _latch(-1.0, {"at": 6370.0, "side": "below", "jump": -26.0}, observations=seen)
    assert found.thresholds[0].level == pytest.approx(-2.0)
    with pytest.raises(ScenarioError, match="never observed"):
        _latch(-1.0, {"at": 6370.0, "side": "below", "jump": -26.0})


@pytest.mark.parametrize("params", [{"level": 2.0, "side": "below"}, {"level": -2.0, "side": "below", "latched": True}])
def test_a_latched_threshold_adds_nothing_and_says_so(params: dict[str, Any]) -> None:
    found = _latch(-3.0, {**params, "jump": -26.0})
    assert only(found, "price", 5).central == 0.0
    assert "threshold_latched" in {w.code for w in found.warnings}


@pytest.mark.parametrize(
    "params", [{"level": 1.0, "side": "up", "jump": 1}, {"level": "x", "side": "above", "jump": 1}]
)
def test_a_threshold_that_makes_no_sense_is_refused(params: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match="'t'"):
        _latch(-3.0, params)


def test_what_a_latch_sets_off_cannot_change_the_odds_of_its_own_first_firing() -> None:
    """Closes are simulated with the feedback of every firing from the day after it; who has fired is counted."""
    back = {"id": "back", "cause": "price", "effect": "index", "strength": 0.5, "belief": 1}
    found = run({**LATCH, "edges": [*LATCH["edges"], back]}, [{"node": "index", "size": -1.0}], horizons=[1, 5])
    noise = np.random.default_rng(8).normal(0, 1.5, (200_000, 5)).cumsum(axis=1)
    for start, odds in ((0.0, found.thresholds[0].p_base), (-1.0, found.thresholds[0].p_do)):
        fired = np.zeros(len(noise), dtype=bool)
        for day in range(5):
            fired |= noise[:, day] + start - 26 * 0.1 * 0.5 * fired < -2.0
        assert odds["5"] == pytest.approx(float(fired.mean()), abs=4 * (0.25 / len(noise)) ** 0.5)
    assert "threshold_feedback" not in {w.code for w in found.warnings}
    assert only(found, "index", 5).central == pytest.approx(-1 + 0.5 * only(found, "price", 5).central)


def test_crossing_odds_are_good_to_a_millionth() -> None:
    """Reference: the same recursion on a grid eight times finer, worked once."""
    effect = np.concatenate([[0.0], np.linspace(-0.93, -0.5, 63)])
    found = crossing_odds(-1.0, 1.476, effect, upward=False)
    assert found[[1, 2, 5, 21, 63]] == pytest.approx(
        [0.48108706, 0.60808689, 0.74074058, 0.86906506, 0.92258483], abs=1e-6
    )


@pytest.mark.parametrize("size", [-1e3, -1e6, -1e300, 1e300])
def test_a_move_of_any_size_is_worked_at_once(size: float) -> None:
    odds = crossing_odds(-1.0, 1.0, np.full(253, size), upward=False)
    assert odds[1] == pytest.approx(1.0 if size < 0 else 0.0, abs=1e-9)
    assert odds[-1] == pytest.approx(odds[1], abs=1e-9)
