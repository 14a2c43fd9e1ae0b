"""Convex links: another slope for falls than for rises, of the cause's cumulated move."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ScenarioError
from tests.engine.systems import bodies, centrals, only, run

BENT: dict[str, Any] = {
    "nodes": [{"id": n} for n in ("policy", "index", "fear", "other")],
    "edges": [
        {"id": "a", "cause": "policy", "effect": "index", "strength": 2.0, "belief": 0.5},
        {"id": "b", "cause": "index", "effect": "fear", "sign": "-", "strength": 0, "form": "convex",
         "params": {"up": 0.5, "down": 1.5}, "belief": 0.9},
        {"id": "c", "cause": "fear", "effect": "other", "strength": 1.0, "belief": 1},
    ],
}  # fmt: skip


@given(st.floats(-5, 5).filter(lambda s: abs(s) > 1e-6))
def test_a_rise_goes_by_one_slope_and_a_fall_by_the_other(size: float) -> None:
    found = run(BENT, [{"node": "policy", "size": size}], horizons=[1, "long_run"])
    slope = 0.5 if size > 0 else 1.5
    for h in (1, "long_run"):
        assert only(found, "other", h).central == pytest.approx(-size * 2 * 0.5 * slope * 0.9)
        assert only(found, "other", h).if_links_hold == pytest.approx(-size * 2 * slope)
    assert {p.nodes for p in found.paths if p.target == "other"} == {("policy", "index", "fear", "other")}
    assert all(abs(v) < 1e-12 for r in found.residual for v in r.contribution.values())
    assert not {w.code for w in found.warnings} & {"form_as_linear"}


@given(bodies(cyclic=False), st.data())
def test_paths_and_residual_still_add_up(body: dict[str, Any], data: st.DataObject) -> None:
    slopes = st.sampled_from([0.0, 0.2, 1.0])
    for e in data.draw(st.lists(st.sampled_from(body["edges"]), max_size=3, unique_by=lambda e: e["id"])):
        e.update(form="convex", params={"up": data.draw(slopes), "down": data.draw(slopes)})
    found = run(body, [{"node": "v0", "size": -1.0}, {"node": "v1", "size": 0.4}], horizons=[0, 1, 5, "long_run"])
    for rest in found.residual:
        for h in (0, 1, 5, "long_run"):
            shown = sum(p.contribution[str(h)] for p in found.paths if p.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(found, rest.target, h).central, abs=1e-9)


@given(bodies(), st.sampled_from([-2.0, 1.0]))
def test_equal_slopes_are_a_plain_strength(body: dict[str, Any], size: float) -> None:
    bent = {**body, "edges": [
        {**e, "form": "convex", "params": {"up": e["strength"], "down": e["strength"]}} for e in body["edges"]
    ]}  # fmt: skip
    plain = centrals(run(body, [{"node": "v0", "size": size}]))
    assert centrals(run(bent, [{"node": "v0", "size": size}])) == pytest.approx(plain, abs=1e-12)


def test_each_state_has_the_side_of_its_own_move() -> None:
    regimes = [{"id": "r", "states": ["x", "y"], "probabilities": {"x": 0.5, "y": 0.5}}]
    turned = {**BENT["edges"][0], "belief": 1, "regimes": {"r.x": -1.0}, "flips": True}
    body = {**BENT, "edges": [turned, *BENT["edges"][1:]], "regimes": regimes}
    fear = only(run(body, [{"node": "policy", "size": 1.0}], horizons=[1]), "fear", 1)
    assert fear.central == pytest.approx(0.9 * 0.5 * (2 * 1.5 - 2 * 0.5))


def test_a_cause_that_changes_sides_has_the_slope_of_its_side_on_each_day() -> None:
    back = {**BENT["edges"][0], "kernel": [1.0, -1.8], "permanent": -0.8}
    found = run({**BENT, "edges": [back, *BENT["edges"][1:]]}, [{"node": "policy", "size": 1.0}], horizons=[0, 5])
    assert only(found, "fear", 0).central == pytest.approx(-1.0 * 2 * 0.5 * 0.5 * 0.9)
    assert only(found, "fear", 5).central == pytest.approx(0.8 * 2 * 0.5 * 1.5 * 0.9)
    assert not {w.code for w in found.warnings} & {"form_as_linear", "form_unsettled"}


def test_ranges_of_a_convex_link_follow_its_slope() -> None:
    edges = [{**BENT["edges"][1], "strength": 1.0, "spread": 0.1, "belief": 1}]
    found = run({**BENT, "edges": edges}, [{"node": "index", "size": -2.0}], horizons=[1], draws=4000)
    e = only(found, "fear", 1)
    assert (e.mean, e.sd) == pytest.approx((3.0, 0.3), rel=1e-3)
    assert np.isclose(e.high or 0, 3 + 1.0364334 * 0.3, atol=1e-3)


def test_a_slope_that_is_no_number_is_refused() -> None:
    edges = [{**BENT["edges"][1], "params": {"up": "steep", "down": 1}}]
    with pytest.raises(ScenarioError, match="'b' has up 'steep'"):
        run({**BENT, "edges": edges}, [{"node": "index", "size": 1.0}])
