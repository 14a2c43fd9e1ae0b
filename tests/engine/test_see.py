"""Seeing against doing: conditional means and Schur complements on dense matrices, and the laws they obey."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.errors import BadInput, ScenarioError
from graph.scenario import WhatIfResult
from tests.engine.systems import HORIZONS, Array, bodies, lag_matrices, only, run, stepped

TIGHT = 1e-8
FILTERED = settings(suppress_health_check=[HealthCheck.filter_too_much])
"""For laws of graphs whose links explain no node beyond its own sigma, which many random ones do."""


def responses(body: dict[str, Any]) -> Array:
    """Return C by day, shape (days + 1, nodes, causes): effect on each level of a unit push on day 0."""
    size, days = len(body["nodes"]), max(HORIZONS)
    matrices = lag_matrices(body)
    return np.stack([stepped(matrices, {0: np.eye(size)[k]}, days) for k in range(size)], axis=2)


def own(body: dict[str, Any], c: Array) -> Array:
    """Return D with the diagonal of C1 D C1' equal to the daily variances; only for bodies where it is not negative."""
    d = np.linalg.solve(c[1] ** 2, np.array([n["scale"] ** 2 for n in body["nodes"]]))
    assume((d > 1e-3).all())
    return np.asarray(d)


def conditioned(c: Array, d: Array, seen: list[tuple[int, int, float]], h: int, days: int) -> tuple[Array, Array]:
    """Return the mean and the covariance of every level at `h` given what was seen, from the joint covariance."""
    rows = np.stack([c[at, node] for node, at, _ in seen])
    table = rows * d @ rows.T
    across = c[h] * d @ rows.T
    mean = across @ np.linalg.solve(table, [value for _, _, value in seen])
    return mean, days * (c[h] * d @ c[h].T - across @ np.linalg.solve(table, across.T))


def looked(body: dict[str, Any], seen: list[tuple[int, int, float]], **options: Any) -> WhatIfResult:
    observe = [{"node": f"v{node}", "value": value, "horizon": h} for node, h, value in seen]
    return run(body, options.pop("shocks", []), observe=observe, **options)


@FILTERED
@given(bodies(), st.integers(0, 1), st.sampled_from([1, 2, 5]), st.floats(-3, 3))
def test_seeing_one_node_is_the_conditional_mean_of_the_joint_normal(
    body: dict[str, Any], node: int, at: int, value: float
) -> None:
    c = responses(body)
    d = own(body, c)
    assume(abs(c[at, node]).max() > 1e-6)
    result = looked(body, [(node, at, value)], targets=[n["id"] for n in body["nodes"]])
    for h in HORIZONS:
        mean, covariance = conditioned(c, d, [(node, at, value)], h, at)
        for i in range(len(mean)):
            effect = only(result, f"v{i}", h)
            assert effect.see == pytest.approx(mean[i], abs=TIGHT)
            assert (effect.do, effect.central) == (0, 0)
            if effect.see_sd is not None:
                assert effect.see_sd**2 == pytest.approx(covariance[i, i], abs=1e-7 * max(1, covariance[i, i]))


@FILTERED
@given(bodies(), st.floats(-3, 3), st.floats(-3, 3))
def test_seeing_two_nodes_at_two_horizons_matches_the_dense_schur_complement(
    body: dict[str, Any], a: float, b: float
) -> None:
    c = responses(body)
    d = own(body, c)
    seen = [(0, 1, a), (1, 5, b)]
    rows = np.stack([c[at, node] for node, at, _ in seen]) * np.sqrt(d)
    assume(np.linalg.cond(rows @ rows.T) < 1e3)
    result = looked(body, seen, targets=[n["id"] for n in body["nodes"]])
    for h in HORIZONS:
        mean, covariance = conditioned(c, d, seen, h, 5)
        for i in range(len(mean)):
            assert only(result, f"v{i}", h).see == pytest.approx(mean[i], abs=1e-6)
            assert only(result, f"v{i}", h).see_sd == pytest.approx(max(covariance[i, i], 0) ** 0.5, abs=1e-5)
    other = looked(body, seen[::-1], targets=[n["id"] for n in body["nodes"]])
    for x, y in zip(result.effects, other.effects, strict=True):
        assert x.see == pytest.approx(y.see, abs=TIGHT)


@FILTERED
@given(bodies(), st.floats(0.5, 3))
def test_an_observation_together_with_a_shock_moves_only_what_the_shock_leaves_open(
    body: dict[str, Any], size: float
) -> None:
    c = responses(body)
    d = own(body, c)
    result = looked(body, [(1, 1, 0.7)], shocks=[{"node": "v0", "size": size}], targets=["v0", "v1"])
    for h in HORIZONS:
        mean, _ = conditioned(c, d, [(1, 1, 0.7 - size * c[1, 1, 0])], h, 1)
        for i in (0, 1):
            effect = only(result, f"v{i}", h)
            assert effect.do == pytest.approx(size * c[h, i, 0], abs=TIGHT)
            assert effect.see == pytest.approx(size * c[h, i, 0] + mean[i], abs=TIGHT)


@given(bodies(), st.floats(0.5, 3))
def test_seeing_what_was_to_be_expected_changes_nothing(body: dict[str, Any], size: float) -> None:
    shocks = [{"node": "v0", "size": size}]
    plain = run(body, shocks, targets=["v0", "v1"])
    expected = only(plain, "v1", 2).central
    for e in looked(body, [(1, 2, expected)], shocks=shocks, targets=["v0", "v1"]).effects:
        assert e.see == pytest.approx(e.do, abs=TIGHT)


@FILTERED
@given(bodies(), st.floats(0.5, 3))
def test_seeing_a_shocked_node_is_the_regression_on_it(body: dict[str, Any], size: float) -> None:
    c = responses(body)
    d = own(body, c)
    for mode in ("shock", "hold"):
        result = run(body, [{"node": "v0", "size": size, "mode": mode}])
        for e in result.effects:
            assert isinstance(e.horizon, int)
            row = c[e.horizon, 0]
            moved = only(result, "v0", e.horizon).central
            slope = (c[e.horizon, int(e.node[1:])] * d) @ row / ((row * d) @ row)
            assert e.see == pytest.approx(slope * moved, abs=TIGHT)
            assert e.do == e.central


@given(bodies(cyclic=False), st.floats(0.5, 3), st.sampled_from(["shock", "hold"]))
def test_seeing_a_root_move_is_moving_it(body: dict[str, Any], size: float, mode: str) -> None:
    result = run(body, [{"node": "v0", "size": size, "mode": mode}])
    for e in result.effects:
        assert e.see == pytest.approx(e.do, abs=TIGHT)
    assert "see_differs" not in {w.code for w in result.warnings}


@given(bodies(), st.floats(-3, 3))
def test_a_seen_level_is_what_was_seen_and_nothing_is_left_open_there(body: dict[str, Any], value: float) -> None:
    effect = only(looked(body, [(0, 2, value)], targets=["v0"]), "v0", 2)
    assert effect.see == pytest.approx(value, abs=TIGHT)
    assert effect.see_sd == pytest.approx(0, abs=1e-6)


@FILTERED
@given(bodies(), st.floats(-2, 2), st.floats(-2, 2))
def test_a_second_observation_never_leaves_more_open(body: dict[str, Any], a: float, b: float) -> None:
    nodes = [n["id"] for n in body["nodes"]]
    one = looked(body, [(0, 1, a)], targets=nodes)
    try:
        two = looked(body, [(0, 1, a), (1, 1, b)], targets=nodes)
    except ScenarioError:
        assume(False)
    for before, after in zip(one.effects, two.effects, strict=True):
        if before.see_sd is not None and after.see_sd is not None:
            assert after.see_sd <= before.see_sd + 1e-6


@given(bodies(), st.permutations(range(6)))
def test_new_ids_and_another_order_change_nothing_that_is_seen(body: dict[str, Any], new: list[int]) -> None:
    nodes = [{**n, "id": f"r{new[int(n['id'][1:])]}"} for n in body["nodes"]][::-1]
    edges = [
        {**e, "id": f"x{i}", **{end: f"r{new[int(e[end][1:])]}" for end in ("cause", "effect")}}
        for i, e in enumerate(body["edges"])
    ][::-1]
    plain = run(body, [], observe=[{"node": "v1", "value": 1.0}])
    other = run({"nodes": nodes, "edges": edges}, [], observe=[{"node": f"r{new[1]}", "value": 1.0}])
    found = {(e.node, e.horizon): e.see for e in other.effects}
    for e in plain.effects:
        assert found[f"r{new[int(e.node[1:])]}", e.horizon] == e.see


def fork(**options: Any) -> dict[str, Any]:
    """A common cause c of x and y, and what x causes: z."""
    scales = {"c": 1.0, "x": 2.0, "y": 2.0, "z": 1.0, **options.pop("scales", {})}
    edges = [
        {"id": "cx", "cause": "c", "effect": "x", "strength": 1.0, "belief": 1},
        {"id": "cy", "cause": "c", "effect": "y", "strength": 1.5, "belief": 1},
        {"id": "xz", "cause": "x", "effect": "z", "strength": 0.2, "belief": 1},
        *options.pop("edges", []),
    ]
    return {"nodes": [{"id": n, "unit": "%", "scale": s} for n, s in scales.items()], "edges": edges, **options}


def test_a_common_cause_is_seen_through_one_effect_in_the_other_and_is_not_done() -> None:
    """Var x = 4 of which c explains 1: seeing x = 2 tells c = 0.5, so y = 0.75; moving x does neither."""
    done = run(fork(), [{"node": "x", "size": 2.0}], targets=["c", "y", "z"], horizons=[1])
    seen = run(fork(), [], observe=[{"node": "x", "value": 2.0}], targets=["c", "y", "z"], horizons=[1])
    for result in (done, seen):
        assert [e.see for e in result.effects] == pytest.approx([0.5, 0.75, 0.4])
    assert [e.do for e in done.effects] == pytest.approx([0, 0, 0.4])
    gap = next(w for w in done.warnings if w.code == "see_differs")
    assert "y at 1d: 0.75 seen, 0 done" in gap.detail
    assert "z" not in gap.detail.replace("seeing", "")
    assert only(seen, "c", 1).see_sd == pytest.approx(0.75**0.5)
    assert "only_seen" in {w.code for w in seen.warnings}


def test_a_common_effect_tells_its_causes_apart_once_the_other_is_known() -> None:
    """Explaining away: with the sum seen, knowing one cause moves the other back."""
    body = {
        "nodes": [{"id": "a"}, {"id": "b"}, {"id": "s", "scale": 2.0**0.5}],
        "edges": [{"id": f"{k}s", "cause": k, "effect": "s", "strength": 1.0, "belief": 1} for k in "ab"],
    }
    seen = [{"node": "s", "value": 1.0}]
    alone = run(body, [], observe=seen, targets=["b"], horizons=[1])
    assert only(alone, "b", 1).see == pytest.approx(0.5)
    done = run(body, [{"node": "a", "size": 1.0, "mode": "hold"}], observe=seen, targets=["b"], horizons=[1])
    assert only(done, "b", 1).see == pytest.approx(0.0)


def test_an_association_is_seen_and_never_done() -> None:
    body = fork(edges=[{"id": "yw", "cause": "y", "effect": "w", "strength": 1.0, "relation": "signals", "belief": 1}],
                scales={"w": 3.0})  # fmt: skip
    done = run(body, [{"node": "y", "size": 1.0}], targets=["w"], horizons=[1])
    assert only(done, "w", 1).do == 0
    assert only(done, "w", 1).see == pytest.approx(1.0)


def test_covariances_are_mixed_over_regimes_and_matrices_are_not() -> None:
    """E[y | x] with beta 0 or 2 at even odds is 1 x; the variance of y explained is that of the mixture, 2."""
    body = {
        "nodes": [{"id": "x"}, {"id": "y", "scale": 2.0}],
        "edges": [{"id": "e", "cause": "x", "effect": "y", "strength": 1.0, "belief": 1,
                   "regimes": {"r.on": 2.0, "r.off": 0.0}}],
        "regimes": [{"id": "r", "states": ["on", "off"], "probabilities": {"on": 0.5, "off": 0.5}}],
    }  # fmt: skip
    seen = run(body, [], observe=[{"node": "y", "value": 4.0}], targets=["x"], horizons=[1])
    assert only(seen, "x", 1).see == pytest.approx(4.0 * 1.0 / 4.0)
    assert only(seen, "x", 1).see_sd == pytest.approx((1 - 1 / 4) ** 0.5)


def test_a_network_that_explains_more_than_a_node_moves_is_said_and_leaves_it_no_news_of_its_own() -> None:
    body = fork(scales={"x": 0.5})
    result = run(body, [], observe=[{"node": "x", "value": 1.0}], targets=["c"], horizons=[1])
    assert only(result, "c", 1).see == pytest.approx(1.0)
    assert "what moves x already exceeds" in next(w.detail for w in result.warnings if w.code == "see_overfull")


def test_an_observation_in_another_unit_is_read_in_the_nodes_own() -> None:
    body = {"nodes": [{"id": "r", "unit": "bp", "scale": 5.0}], "edges": []}
    result = run(body, [], observe=[{"node": "r", "value": 0.1, "unit": "pp"}], targets=["r"], horizons=[1])
    assert only(result, "r", 1).see == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("observe", "shocks", "said"),
    [
        ([{"node": "n", "value": 1.0}], [], "no node 'n'"),
        ([{"node": "x", "value": 1.0}, {"node": "x", "value": 2.0}], [], "'x' is observed at 1 and 2 at horizon 1"),
        ([{"node": "x", "value": 1.0}, {"node": "x", "value": 2.0, "horizon": 5}], [], "imply 1; they contradict by 1"),
        ([{"node": "x", "value": 1.0}, {"node": "x", "value": 1.0, "horizon": 5}], [], "says nothing new"),
        ([{"node": "x", "value": 1.0}], [{"node": "x", "size": 2.0, "mode": "hold"}], "'x' (1d) cannot be used"),
        ([{"node": "x", "value": 1.0, "horizon": "long_run"}], [], "add long_run to the horizons"),
        ([{"node": "x", "value": 1.0, "horizon": -1}], [], "horizon -1 is not between 0 and"),
        ([{"node": "x", "value": 1.0, "unit": "bp"}], [], "the observation of 'x' is 1 'bp'"),
        ([{"node": "x"}], [], "'x' is not whole"),
        ([{"value": 1.0}], [], "is not whole"),
    ],
)
def test_an_observation_that_cannot_be_is_refused_with_its_numbers(
    observe: list[dict[str, Any]], shocks: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(BadInput) as caught:
        run(fork(), shocks, observe=observe, horizons=[1, 5])
    assert said in str(caught.value)


def test_see_can_be_left_out() -> None:
    result = run(fork(), [{"node": "x", "size": 1.0}], see=False)
    assert {e.see for e in result.effects} == {None}


def test_a_shock_that_leads_to_no_target_is_still_seen_there() -> None:
    body = fork()
    all_of_it = run(body, [{"node": "x", "size": 2.0}], targets=["y", "z"], horizons=[1])
    only_y = run(body, [{"node": "x", "size": 2.0}], targets=["y"], horizons=[1])
    assert only(only_y, "y", 1).see == pytest.approx(only(all_of_it, "y", 1).see)
    assert only(only_y, "y", 1).see == pytest.approx(0.75)


def test_a_pulse_is_only_done_and_what_costs_much_is_left_out_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    pulsed = run(fork(), [{"node": "x", "size": 1.0, "mode": "pulse"}], see=True)
    assert {e.see for e in pulsed.effects} == {None}
    monkeypatch.setattr("graph.engine.sights.CHEAP", 1)
    shocks = [{"node": "x", "size": 1.0}]
    assert {e.see for e in run(fork(), shocks).effects} == {None}
    assert None not in {e.see for e in run(fork(), shocks, see=True).effects}
