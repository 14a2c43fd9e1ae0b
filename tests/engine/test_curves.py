"""Bent links: any response made of straight lines, on each day and in every draw; caps; what each of them changed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.engine import run as run_module
from graph.engine.curves import ROUNDS
from graph.errors import ScenarioError
from graph.scenario import WhatIfResult
from tests.engine.systems import bodies, centrals, only, run

Array = NDArray[np.float64]
HORIZONS = [0, 1, 2, 5, 12]
Knots = list[list[float]]


def response(knots: Knots, x: float) -> float:
    """Return the height of the line through the knots, its ends carried straight on."""
    k = 1
    while k < len(knots) - 1 and x > knots[k][0]:
        k += 1
    (a, c), (b, d) = knots[k - 1], knots[k]
    return c + (x - a) * (d - c) / (b - a)


def stepped(
    body: dict[str, Any], pushes: dict[str, float], days: int, *, believed: bool = False
) -> dict[str, list[float]]:
    """Return every level by day: each link brings its kernel of the steps of its response, same days by iteration."""
    names = [n["id"] for n in body["nodes"]]
    level = {n: [0.0] * (days + 1) for n in names}

    def brought(e: dict[str, Any], t: int) -> float:
        sign = -1 if e["sign"] == "-" else 1
        belief = 1.0 if believed else e["belief"]
        net = sign * belief if isinstance(belief, int | float) else belief["plus"] - belief["minus"]
        bends = e["params"].get("knots") if e.get("form") == "convex" else None

        def g(x: float) -> float:
            return response(bends, x) if bends else x * e["strength"]

        def at(day: int) -> float:
            return g(level[e["cause"]][day]) if day >= 0 else 0.0

        lag = e["lag_days"]
        return math.fsum(
            net * share * (at(t - lag - k) - at(t - lag - k - 1)) for k, share in enumerate(e["kernel"] or [1.0])
        )

    for t in range(days + 1):
        for n in names:
            level[n][t] = level[n][t - 1] if t else 0.0
        for _ in range(300):
            now = {
                n: (level[n][t - 1] if t else pushes.get(n, 0.0))
                + math.fsum(brought(e, t) for e in body["edges"] if e["effect"] == n)
                for n in names
            }
            done = max(abs(now[n] - level[n][t]) for n in names) < 1e-14
            for n in names:
                level[n][t] = now[n]
            if done:
                break
    return level


@st.composite
def knots(draw: st.DrawFn, steepest: float) -> Knots:
    """Knots whose lines are no steeper than a plain link would be, through no response to no move."""
    xs = sorted(draw(st.sets(st.sampled_from([-3.0, -1.5, -0.4, -0.1, 0.1, 0.3, 1.0, 2.5]), min_size=1, max_size=5)))
    points = [[0.0, 0.0]]
    for x in (x for x in xs if x > 0):
        points.append(
            [x, points[-1][1] + (x - points[-1][0]) * steepest * draw(st.sampled_from([-0.5, 0.0, 0.3, 1.0]))]
        )
    for x in (x for x in reversed(xs) if x < 0):
        points.insert(
            0, [x, points[0][1] - (points[0][0] - x) * steepest * draw(st.sampled_from([-0.5, 0.0, 0.3, 1.0]))]
        )
    return points


@settings(deadline=None)
@given(bodies(), st.data(), st.floats(-3, 3))
def test_effects_match_day_by_day_stepping_of_every_curve(
    body: dict[str, Any], data: st.DataObject, size: float
) -> None:
    for e in data.draw(
        st.lists(st.sampled_from(body["edges"]), min_size=1, max_size=4, unique_by=lambda e: str(e["id"]))
    ):
        e.update(form="convex", params={"knots": data.draw(knots(e["strength"]))}, strength=0)
    pushes = {"v0": size, "v1": -0.7}
    found = run(body, [{"node": n, "size": s} for n, s in pushes.items()], horizons=HORIZONS)
    assert "form_unsettled" not in {w.code for w in found.warnings}
    for believed in (False, True):
        levels = stepped(body, pushes, max(HORIZONS), believed=believed)
        for e in found.effects:
            assert isinstance(e.horizon, int)
            value = e.if_links_hold if believed else e.central
            assert value == pytest.approx(levels[e.node][e.horizon], abs=1e-9)
    for rest in found.residual:
        for h in HORIZONS:
            shown = sum(p.contribution[str(h)] for p in found.paths if p.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(found, rest.target, h).central, abs=1e-9)


@settings(deadline=None)
@given(bodies(), st.data(), st.floats(-3, 3))
def test_effects_are_continuous_in_the_size(body: dict[str, Any], data: st.DataObject, size: float) -> None:
    for e in data.draw(
        st.lists(st.sampled_from(body["edges"]), min_size=1, max_size=3, unique_by=lambda e: str(e["id"]))
    ):
        e.update(form="convex", params={"knots": data.draw(knots(e["strength"]))}, strength=0)
    here, near = (
        centrals(run(body, [{"node": "v0", "size": s}], horizons=[1, 5, "long_run"])) for s in (size, size + 1e-6)
    )
    for key, value in here.items():
        assert abs(near.get(key, value) - value) < 1e-4


@settings(deadline=None, max_examples=40)
@given(bodies(), st.data(), st.sampled_from([-2.0, 0.8]))
def test_the_long_run_is_the_limit_of_the_horizons(body: dict[str, Any], data: st.DataObject, size: float) -> None:
    for e in data.draw(
        st.lists(st.sampled_from(body["edges"]), min_size=1, max_size=3, unique_by=lambda e: str(e["id"]))
    ):
        e.update(form="convex", params={"knots": data.draw(knots(0.6 * e["strength"]))}, strength=0)
    found = run(body, [{"node": "v0", "size": size}], horizons=[400, "long_run"])
    for e in found.effects:
        if e.horizon == "long_run":
            assert e.central == pytest.approx(only(found, e.node, 400).central, abs=1e-5)


ONE: dict[str, Any] = {
    "nodes": [{"id": n} for n in ("flow", "price", "fund")],
    "edges": [
        {"id": "a", "cause": "flow", "effect": "price", "strength": 1.0, "spread": 1.0, "belief": 1},
        {"id": "b", "cause": "price", "effect": "fund", "sign": "-", "strength": 0, "form": "convex", "belief": 1,
         "params": {"up": 0.2, "down": 2.0}},
    ],
}  # fmt: skip


def bent(params: dict[str, Any], size: float = 1.0, **options: Any) -> WhatIfResult:
    edges = [ONE["edges"][0], {**ONE["edges"][1], "params": params}]
    return run({**ONE, "edges": edges}, [{"node": "flow", "size": size}], horizons=[1, "long_run"], **options)


@pytest.mark.parametrize("size", [1e-6, 1e-40, -1e-6, -1e-40])
@pytest.mark.parametrize(
    ("points", "down", "up"),
    [
        ([[-3, -0.315], [0, 0], [1, 0.35]], 0.105, 0.35),
        ([[-3, -0.3], [1, 0.1], [2, 0.7]], 0.1, 0.1),
        ([[1, 0.7], [3, 2.1], [4, 2.1]], 0.7, 0.7),
        ([[-4, -0.1], [-3, -0.3], [-1, -0.1]], 0.1, 0.1),
    ],
)
def test_the_smallest_move_brings_its_share_of_a_bent_response(
    points: Knots, down: float, up: float, size: float
) -> None:
    found = bent({"knots": points}, size)
    for horizon in (1, "long_run"):
        brought = -size * (up if size > 0 else down)
        assert only(found, "fund", horizon).central == pytest.approx(brought, rel=1e-9, abs=0)


def test_ranges_have_the_slope_of_each_draws_own_side() -> None:
    """The price is normal around 1 with sd 1: a sixth of it lies below 0, where the fund moves ten times as much."""
    found = only(bent({"up": 0.2, "down": 2.0}, draws=20_000), "fund", 1)
    z = np.random.default_rng(3).normal(1, 1, 2_000_000)
    drawn = -np.where(z > 0, 0.2 * z, 2.0 * z)
    assert found.central == pytest.approx(-0.2)
    assert found.mean == pytest.approx(float(drawn.mean()), abs=0.01)
    assert found.sd == pytest.approx(float(drawn.std()), rel=0.02)
    assert found.low == pytest.approx(float(np.quantile(drawn, 0.15)), abs=0.01)
    assert found.high == pytest.approx(float(np.quantile(drawn, 0.85)), abs=0.02)
    assert found.p_up == pytest.approx(float((drawn > 0).mean()), abs=0.01)


def test_what_a_bend_changed_is_reported() -> None:
    found = bent({"up": 0.2, "down": 2.0}, size=-3.0)
    (use,) = found.forms
    assert (use.edge, use.cause_move["1"]) == ("b", -3.0)
    assert use.response["1"] == pytest.approx(6.0)
    assert use.straight["1"] == pytest.approx(3.3), "at the mean slope of 1.1"
    assert use.changed["1"] == pytest.approx(2.7)


CAPPED = {"knots": [[-1, -0.5], [0, 0], [2, 3], [4, 3]]}


def test_a_flat_end_is_a_cap_and_says_what_it_clipped() -> None:
    for size, wanted in ((1.0, -1.5), (2.0, -3.0), (4.0, -3.0), (10.0, -3.0), (-4.0, 2.0)):
        found = bent(CAPPED, size)
        assert only(found, "fund", 1).central == pytest.approx(wanted)
        assert only(found, "fund", "long_run").central == pytest.approx(wanted)
    said = [w.detail for w in bent(CAPPED, 10.0).warnings if w.code == "form_capped"]
    assert said == [
        "the cause of edge b moves 10, beyond its last knot 4; what it brings is clipped from 15 to 3 before belief"
    ]
    assert not [w for w in bent(CAPPED, 3.0).warnings if w.code == "form_capped"]


@pytest.mark.parametrize("side", [1, -1])
def test_what_is_clipped_is_measured_from_the_line_before_the_cap(side: int) -> None:
    knots = sorted([side * x, side * y] for x, y in ((-1.0, -0.5), (0.0, 0.0), (1.0, 1.0), (2.0, 3.0), (4.0, 3.0)))
    said = [w.detail for w in bent({"knots": knots}, side * 10.0).warnings if w.code == "form_capped"]
    assert [words.partition("it brings is ")[2] for words in said] == [
        f"clipped from {side * 19} to {side * 3} before belief"
    ]


def test_a_cause_beyond_the_last_knot_is_said() -> None:
    said = [w.detail for w in bent(CAPPED, -4.0).warnings if w.code == "beyond_knots"]
    assert said == ["the cause of edge b moves -4, beyond its last knot -1; its last slope is carried on"]


def test_a_loop_through_a_bend_that_does_not_settle_is_said() -> None:
    loop = {"id": "c", "cause": "fund", "effect": "price", "strength": 0.9, "belief": 1}
    edges = [ONE["edges"][0], {**ONE["edges"][1], "params": {"knots": [[0, 0], [2, 0.2], [3, 3.2]]}}, loop]
    found = run({**ONE, "edges": edges}, [{"node": "flow", "size": 2.6}], horizons=[1])
    assert "form_unsettled" in {w.code for w in found.warnings}


@pytest.mark.parametrize(
    ("given_knots", "words"),
    [
        ([[0, 0]], "two or more points"),
        ([[0, 0], [1, "x"]], "two or more points"),
        ([[0, 0], [1, True]], "two or more points"),
        ("steep", "two or more points"),
        ([[0, 0], [1, 1], [1, 2]], "the knot at 1 after that at 1"),
        ([[-1, 1], [1, 2]], "respond 1.5 to no move"),
    ],
)
def test_knots_that_make_no_sense_are_refused(given_knots: Any, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        bent({"knots": given_knots})


def test_knots_and_slopes_together_are_refused() -> None:
    with pytest.raises(ScenarioError, match="both knots and a slope"):
        bent({"knots": [[0, 0], [1, 1]], "up": 1})


def test_draws_round_a_strong_loop_come_out_the_same_at_slopes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    loop: dict[str, Any] = {
        "nodes": [{"id": n} for n in ("flow", "price")],
        "edges": [
            {"id": "a", "cause": "flow", "effect": "price", "strength": 0.8, "spread": 0.1, "belief": 1},
            {"id": "b", "cause": "price", "effect": "flow", "strength": 0, "spread": 0.1, "belief": 1, "lag_days": 1,
             "form": "convex", "params": {"knots": [[-3, -2.4], [0, 0], [1, 0.2], [2, 1.1], [5, 1.4]]}},
        ],
    }  # fmt: skip
    worked = []
    for rounds in (ROUNDS, 5):
        monkeypatch.setattr(run_module, "SLOW", rounds)
        found = run(loop, [{"node": "flow", "size": 0.9}], horizons=[1, 5, 21, 60], draws=400)
        assert "draws_dropped" not in {w.code for w in found.warnings}
        worked.append([(e.node, e.horizon, e.low, e.high, e.sd) for e in found.effects])
    patient, quick = worked
    for one, other in zip(patient, quick, strict=True):
        assert other[:2] == one[:2]
        assert other[2:] == pytest.approx(one[2:], rel=1e-9)
