"""Ranges: seeded, exact in the normal case, wider beyond what was measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engine.systems import only, run

NODES: list[dict[str, Any]] = [
    {"id": "a", "name": "First", "scale": 2.0},
    {"id": "b", "name": "Second", "scale": 1.0},
    {"id": "c", "name": "Third", "scale": 1.0},
]
SHOCK = [{"node": "a", "size": 2.0}]


def _edge(cause: str, effect: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"{cause}{effect}", "cause": cause, "effect": effect, "strength": 1.0, "belief": 1, **fields}


def _run(*edges: dict[str, Any], nodes: list[dict[str, Any]] = NODES, **options: Any) -> Any:
    return run({"nodes": nodes, "edges": list(edges)}, SHOCK, **{"draws": 2000, **options})


def test_a_normal_strength_gives_normal_quantiles() -> None:
    e = only(_run(_edge("a", "b", spread=0.3)), "b", 1)
    half = 1.0364334 * 0.3 * 2
    assert (e.low, e.high) == pytest.approx((2 - half, 2 + half), abs=1e-4)
    assert e.mean == pytest.approx(2.0)
    assert e.sd == pytest.approx(0.6, rel=0.01)


def test_ranges_may_cross_zero() -> None:
    e = only(_run(_edge("a", "b", spread=2.0)), "b", 1)
    assert e.low is not None
    assert e.low < 0 < e.central
    assert e.p_up == pytest.approx(0.6915, abs=0.001)


def test_independent_links_on_two_paths_add_their_variances() -> None:
    edges = [_edge("a", "b", spread=0.2), _edge("b", "c", spread=0.0), _edge("a", "c", spread=0.3)]
    assert only(_run(*edges, draws=20_000), "c", 1).sd == pytest.approx(2 * np.hypot(0.2, 0.3), rel=0.02)


def test_an_acyclic_mean_and_variance_match_the_exact_moments() -> None:
    """E and E of squares over paths that share an edge, beliefs included (engine's moment formulas)."""
    edges = [
        _edge("a", "b", spread=0.2, belief=0.8),
        _edge("b", "c", strength=0.5, spread=0.1),
        _edge("a", "c", strength=0.7, spread=0.1, belief={"plus": 0.6, "minus": 0.3, "none": 0.1}),
    ]
    e = only(_run(*edges, draws=40_000), "c", 1)
    first, second = 0.8 * 0.5, 0.3 * 0.7
    squares = 0.8 * 1.04 * 0.26 + 2 * first * second + 0.9 * (0.49 + 0.01)
    assert e.central == pytest.approx(2 * (first + second))
    assert e.mean == pytest.approx(2 * (first + second), abs=0.02)
    assert e.sd == pytest.approx(2 * (squares - (first + second) ** 2) ** 0.5, rel=0.02)


def test_draws_over_paths_and_over_lanes_agree() -> None:
    acyclic = [_edge("a", "b", spread=0.2, belief=0.9, lag_days=1), _edge("b", "c", spread=0.1), _edge("a", "c")]
    loop = _edge("c", "a", strength=1e-12, lag_days=1)
    plain, looped = _run(*acyclic), _run(*acyclic, loop)
    for e in plain.effects:
        twin = only(looped, e.node, e.horizon)
        assert (twin.low, twin.high, twin.p_up) == pytest.approx((e.low, e.high, e.p_up), abs=1e-6)
        assert (twin.cvar_low, twin.cvar_high) == pytest.approx((e.cvar_low, e.cvar_high), abs=1e-6)


def test_a_loop_is_drawn_as_a_loop() -> None:
    """x = 1 / (1 - g): the mean of the draws is not the effect at the mean gain."""
    edges = [_edge("a", "b", strength=0.5, spread=0.2), _edge("b", "a", strength=1.0)]
    e = only(_run(*edges, draws=4000, horizons=[1, "long_run"]), "a", 1)
    gains = np.random.default_rng(1).normal(0.5, 0.2, 400_000)
    gains = gains[np.abs(gains) < 1]
    assert e.low == pytest.approx(2 * np.quantile(1 / (1 - gains), 0.15), rel=0.02)
    assert e.high == pytest.approx(2 * np.quantile(1 / (1 - gains), 0.85), rel=0.02)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    edges = [_edge("a", "b", spread=0.2, belief=0.7), _edge("b", "c", spread=0.2)]
    first, again, other = _run(*edges), _run(*edges), _run(*edges, seed=8)
    assert first.model_dump_json() == again.model_dump_json()
    assert only(first, "c", 1).high != only(other, "c", 1).high
    assert only(first, "c", 1).central == only(other, "c", 1).central


def test_luck_belongs_to_an_edge_and_not_to_the_run() -> None:
    edges = [_edge("a", "b", spread=0.2, belief=0.7)]
    more = [{**NODES[1], "id": "z", "name": "Fourth"}]
    wide = run({"nodes": [*NODES, *more], "edges": [*edges, _edge("a", "z", spread=0.5)]}, SHOCK, draws=2000)
    assert only(_run(*edges, nodes=[*NODES, *more]), "b", 1).low == only(wide, "b", 1).low


def test_a_gate_halves_the_centre_and_leaves_both_values_in_the_range() -> None:
    gate = {"share": 0.5, "failed_on": "2025-11-20", "days": 21, "why": {"en": "it did not move"}}
    found = _run(_edge("a", "b", gate=gate), as_of="2025-11-21", horizons=[1, 21])
    e = only(found, "b", 21)
    assert (e.central, e.low, e.high, e.guess_share) == pytest.approx((1.0, 0.0, 2.0, 1.0))
    assert "gate" in {w.code for w in found.warnings}
    later = _run(_edge("a", "b", gate=gate), as_of="2026-03-02", horizons=[1])
    assert only(later, "b", 1).central == 2.0


@pytest.mark.parametrize(("days", "widths"), [(1, (1, 5, 9, 9)), (5, (1, 1, 4.2, 9)), (None, (1, 1, 1, 1))])
def test_ranges_widen_beyond_the_days_they_were_measured_over(days: int | None, widths: tuple[float, ...]) -> None:
    found = _run(_edge("a", "b", spread=0.3, measured_days=days), horizons=[1, 5, 21, "long_run"])
    for horizon, width in zip((1, 5, 21, "long_run"), widths, strict=True):
        e = only(found, "b", horizon)
        assert e.sd == pytest.approx(0.6 * width**0.5, rel=0.01)
        assert e.low == pytest.approx(2 - 1.0364334 * 0.6 * width**0.5, rel=0.01)


def test_the_outcome_adds_the_noise_that_the_shock_does_not_explain() -> None:
    nodes = [{**NODES[0], "probability": True}, *NODES[1:]]
    e = only(_run(_edge("a", "b", strength=0.3, spread=0.1), nodes=nodes, horizons=[1, 4]), "b", 4)
    free = 1.0 - (0.3 * 2.0) ** 2
    half = 1.0364334 * (0.2**2 + 4 * free) ** 0.5
    assert (e.outcome_low, e.outcome_high) == pytest.approx((0.6 - half, 0.6 + half), rel=0.001)
    assert e.sigma == pytest.approx(0.6 / 2)


def test_without_draws_there_are_no_ranges_and_it_is_said() -> None:
    found = _run(_edge("a", "b", spread=0.3), draws=0)
    e = only(found, "b", 1)
    assert (e.low, e.outcome_high, e.mean) == (None, None, None)
    assert "no_draws" in {w.code for w in found.warnings}


def test_a_regime_widens_the_spread_and_the_scale_but_not_the_centre() -> None:
    regimes = [{"id": "r", "states": [{"id": "s", "widen": {"b": 1.4}}], "probabilities": {"s": 1.0}}]
    body = {"nodes": NODES, "edges": [_edge("a", "b", spread=0.2, widen={"r.s": 2.0})], "regimes": regimes}
    e = only(run(body, SHOCK, draws=2000), "b", 1)
    assert e.central == 2.0
    assert e.sd == pytest.approx(0.8, rel=0.01)
    assert e.sigma == pytest.approx(2 / 1.4)
