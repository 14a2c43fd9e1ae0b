"""When the long run exists, against the companion matrix; large loops and failing draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.systems import bodies, lag_matrices, only, run


def _radius(body: dict[str, Any]) -> float:
    """Return the spectral radius of the companion matrix [P W1 ... P WL; I 0], P = (I - W0)^-1."""
    matrices = lag_matrices(body)
    size, last = len(matrices[0]), max(len(matrices) - 1, 1)
    today = np.linalg.inv(np.eye(size) - matrices[0])
    companion = np.eye(size * last, k=-size)
    for lag in range(1, len(matrices)):
        companion[:size, (lag - 1) * size : lag * size] = today @ matrices[lag]
    return float(np.abs(np.linalg.eigvals(companion)).max())


@given(bodies(), st.sampled_from([1.5, 3.0, 6.0, 12.0]))
def test_the_long_run_exists_where_the_companion_says_so(body: dict[str, Any], factor: float) -> None:
    edges = [
        {**e, "strength": e["strength"] * factor, "belief": 1.0, "lag_days": e["lag_days"] + 1} for e in body["edges"]
    ]
    nodes = [*body["nodes"], {"id": "start"}]
    first = [
        {"id": f"s{n['id']}", "cause": "start", "effect": n["id"], "strength": 1.0, "belief": 1} for n in body["nodes"]
    ]
    strong = {"nodes": nodes, "edges": edges + first}
    radius = _radius(strong)
    found = run(strong, [{"node": "start", "size": 1.0}], horizons=[1, "long_run"])
    said = "long_run_undefined" in {w.code for w in found.warnings}
    if abs(radius - 1) > 1e-3:
        assert said is (radius > 1)


@pytest.mark.parametrize(("gain", "settles"), [(0.85, True), (1.1, False)])
def test_a_large_loop_is_judged_by_its_growth(gain: float, settles: bool) -> None:
    """Two rings of 16 with opposite signs, so that absolute weights say nothing."""
    size = 16
    nodes = [{"id": f"v{i}"} for i in range(size)]
    both = (("+", "p", gain + 0.4), ("-", "m", 0.4))
    edges = [
        {
            "id": f"e{i}{mark}",
            "cause": f"v{i}",
            "effect": f"v{(i + 1) % size}",
            "strength": strength,
            "sign": sign,
            "lag_days": 1,
            "belief": 1,
        }
        for i in range(size)
        for sign, mark, strength in both
    ]
    found = run({"nodes": nodes, "edges": edges}, [{"node": "v0", "size": 1.0}], horizons=[1, "long_run"])
    assert (found.effect("v0", "long_run") is not None) is settles
    if settles:
        assert only(found, "v0", "long_run").central == pytest.approx(1 / (1 - gain**size))


def test_draws_without_a_solution_are_left_out_and_counted() -> None:
    edges = [
        {"id": "e1", "cause": "a", "effect": "b", "strength": 0.8, "spread": 0.2, "belief": 1},
        {"id": "e2", "cause": "b", "effect": "a", "strength": 1.0, "belief": 1},
    ]
    body = {"nodes": [{"id": "a"}, {"id": "b"}], "edges": edges}
    found = run(body, [{"node": "a", "size": 1.0}], draws=400, horizons=[1, "long_run"])
    warning = next(w for w in found.warnings if w.code == "draws_unstable")
    share = int(warning.detail.split()[0]) / 400
    assert share == pytest.approx(0.1587, abs=0.01), "P(strength > 1) of Normal(0.8, 0.2)"
    assert (only(found, "a", 1).low or 0) > 1
    assert only(found, "a", "long_run").low == pytest.approx(only(found, "a", 1).low)


def test_a_pulse_that_others_reach_is_drawn_too() -> None:
    edges = [
        {"id": "e1", "cause": "a", "effect": "b", "strength": 0.5, "spread": 0.1, "belief": 1},
        {"id": "e2", "cause": "b", "effect": "c", "strength": 1.0, "belief": 1, "lag_days": 1},
    ]
    body = {"nodes": [{"id": n} for n in "abc"], "edges": edges}
    shocks = [{"node": "a", "size": 1.0}, {"node": "b", "size": 2.0, "mode": "pulse"}]
    e = only(run(body, shocks, draws=200), "b", 5)
    assert (e.central, e.mean, e.low) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
