"""Bent links in what is seen: each at its regression on its cause."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.systems import only, run


@pytest.mark.parametrize("params", [{"up": 0.5, "down": 1.5}, {"knots": [[-1, -1.5], [0, 0], [1, 0.5]]}])
def test_a_bent_link_is_seen_at_its_regression_on_its_cause(params: dict[str, Any]) -> None:
    bend = {"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "form": "convex", "params": params, "belief": 1}
    body = {"nodes": [{"id": "a"}, {"id": "b", "scale": 2.0}], "edges": [bend]}
    result = run(body, [], observe=[{"node": "b", "value": 2.0}], targets=["a"], horizons=[1])
    assert only(result, "a", 1).see == pytest.approx(0.5)
    assert "see_linear" in {w.code for w in result.warnings}


def test_a_cap_is_seen_at_its_mean_slope_over_the_causes_daily_moves() -> None:
    """Slope 1 within one sigma of a, flat beyond: the mean slope is P(|Z| < 1) = 0.6827."""
    bend = {"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "form": "convex", "belief": 1,
            "params": {"knots": [[-2, -1], [-1, -1], [0, 0], [1, 1], [2, 1]]}}  # fmt: skip
    body = {"nodes": [{"id": "a"}, {"id": "b", "scale": 2.0}], "edges": [bend]}
    result = run(body, [], observe=[{"node": "a", "value": 1.0}], targets=["b"], horizons=[1])
    assert only(result, "b", 1).see == pytest.approx(0.6827, abs=1e-4)
