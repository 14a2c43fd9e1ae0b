"""Further laws of the design: order in weights, merging, islands, growth, conflict, and the algebra of paths."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import KnockonError
from tests.engine.systems import HORIZONS, bodies, centrals, lag_matrices, only, run, stepped

SHOCK = [{"node": "v0", "size": 1.0}]


def positive(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body with every link positive, believed, and none that takes anything back."""
    edges = [
        {**e, "sign": "+", "belief": 1.0, "kernel": None if (e["kernel"] or [0])[-1] < 0 else e["kernel"]}
        for e in body["edges"]
    ]
    return {**body, "edges": edges}


@given(bodies(), st.data())
def test_all_positive_links_push_more_with_time_and_with_weight(body: dict[str, Any], data: st.DataObject) -> None:
    """T9: C_h does not fall in h, nor in any weight."""
    body = positive(body)
    k = data.draw(st.integers(0, len(body["edges"]) - 1))
    less = [{**e, "strength": e["strength"] * (0.5 if i == k else 1.0)} for i, e in enumerate(body["edges"])]
    found, smaller = centrals(run(body, SHOCK)), centrals(run({**body, "edges": less}, SHOCK))
    for node in {n for n, _ in found}:
        by_day = [found[node, h] for h in HORIZONS]
        assert all(b >= a - 1e-12 for a, b in itertools.pairwise(by_day))
        assert all(found[node, h] >= smaller[node, h] - 1e-12 for h in HORIZONS)


@given(bodies(), st.data(), st.sampled_from([0.1, 0.5, 0.8]))
def test_parallel_links_add_up_to_one(body: dict[str, Any], data: st.DataObject, part: float) -> None:
    """T11: a link split in two parts is the link."""
    k = data.draw(st.integers(0, len(body["edges"]) - 1))
    whole = body["edges"][k]
    halves = [
        {**whole, "id": "one", "strength": part * whole["strength"]},
        {**whole, "id": "two", "strength": (1 - part) * whole["strength"]},
    ]
    split = {**body, "edges": [*body["edges"][:k], *halves, *body["edges"][k + 1 :]]}
    horizons = [*HORIZONS, "long_run"]
    assert centrals(run(split, SHOCK, horizons=horizons)) == pytest.approx(
        centrals(run(body, SHOCK, horizons=horizons)), abs=1e-12
    )


@given(bodies(), bodies(), st.floats(-3, 3))
def test_an_island_is_not_touched_and_touches_nothing(body: dict[str, Any], other: dict[str, Any], size: float) -> None:
    """T12: what nothing connects to the shock does not move, and its being there changes no digit."""

    def away(name: str) -> str:
        return f"far_{name}"

    nodes = [{**n, "id": away(n["id"]), "name": away(n["name"])} for n in other["nodes"]]
    edges = [{**e, "id": away(e["id"]), "cause": away(e["cause"]), "effect": away(e["effect"])} for e in other["edges"]]
    both = {"nodes": [*nodes, *body["nodes"]], "edges": [*edges, *body["edges"]]}
    shock = [{"node": "v0", "size": size}]
    found = run(both, shock, targets=[n["id"] for n in both["nodes"]])
    alone = centrals(run(body, shock))
    for e in found.effects:
        assert e.central == (0.0 if e.node.startswith("far_") else alone.get((e.node, e.horizon), 0.0))


@settings(max_examples=50)
@given(bodies(most=4), st.sampled_from([1.5, 4.0]))
def test_effects_that_do_not_settle_are_said_and_horizons_still_match_stepping(
    body: dict[str, Any], factor: float
) -> None:
    """T13: every loop takes a day, so each day has an answer whatever the gains; the long run may have none."""
    edges = [{**e, "strength": factor * e["strength"], "lag_days": max(1, e["lag_days"])} for e in body["edges"]]
    strong = {**body, "edges": edges}
    found = run(strong, SHOCK, horizons=[*HORIZONS, "long_run"])
    wanted = stepped(lag_matrices(strong), {0: np.eye(len(body["nodes"]))[0]}, max(HORIZONS))
    for e in found.effects:
        if isinstance(e.horizon, int):
            assert e.central == pytest.approx(wanted[e.horizon, int(e.node[1:])], rel=1e-9, abs=1e-9)
    reached = [int(n[1:]) for n in {e.node for e in found.effects}]
    radius = max(
        _companion_radius([m[np.ix_(reached, reached)] for m in lag_matrices(strong, believed=b)])
        for b in (False, True)
    )
    said = any(w.code == "long_run_undefined" for w in found.warnings)
    assert said == ("long_run" not in found.horizons)
    if abs(radius - 1) > 1e-3:
        assert said == (radius > 1)


def _companion_radius(matrices: list[Any]) -> float:
    size, lags = len(matrices[0]), len(matrices) - 1
    today = np.linalg.inv(np.eye(size) - matrices[0])
    companion = np.eye(size * lags, k=-size)
    companion[:size] = np.hstack([today @ m for m in matrices[1:]])
    return float(np.abs(np.linalg.eigvals(companion)).max())


@given(bodies(), st.sampled_from([0.0, 0.3, 1.0]), st.data())
def test_an_uncertain_regime_lies_between_its_states(body: dict[str, Any], p: float, data: st.DataObject) -> None:
    """T15: a mixture of results is a mean of them, for any odds."""
    factor = {e["id"]: data.draw(st.sampled_from([0.0, 0.5, 0.9])) for e in body["edges"]}
    edges = [{**e, "regimes": {"r.on": factor[e["id"]]}} for e in body["edges"]]
    regimes = [{"id": "r", "states": ["on", "off"], "probabilities": {"on": 0.5, "off": 0.5}}]
    odds = ({"on": p, "off": 1 - p}, "on", "off")
    mixed, on, off = (
        centrals(run({**body, "edges": edges, "regimes": regimes}, SHOCK, regimes={"r": o})) for o in odds
    )
    for key, value in mixed.items():
        low, high = sorted([on[key], off[key]])
        assert low - 1e-12 <= value <= high + 1e-12
        assert value == pytest.approx(p * on[key] + (1 - p) * off[key], abs=1e-12)


@given(bodies(cyclic=False))
def test_conflict_lies_between_0_and_1_and_is_0_where_all_paths_agree(body: dict[str, Any]) -> None:
    """T21: 1 - |P - N| / (P + N) over the paths."""
    found = run(body, SHOCK, paths=1000)
    agreed = run(positive(body), SHOCK, paths=1000)
    assert all(e.conflict == 0 for e in agreed.effects)
    for e in found.effects:
        assert 0 <= e.conflict <= 1
        parts = [p.contribution[str(e.horizon)] for p in found.paths if p.target == e.node]
        up, down = math.fsum(v for v in parts if v > 0), -math.fsum(v for v in parts if v < 0)
        if up + down > 1e-12:
            assert e.conflict == pytest.approx(1 - abs(up - down) / (up + down), abs=1e-9)


def test_two_paths_of_equal_size_and_opposite_sign_are_in_full_conflict() -> None:
    links = [("a", "b", "+"), ("a", "c", "+"), ("b", "d", "+"), ("c", "d", "-")]
    edges = [{"id": f"{x}{y}", "cause": x, "effect": y, "sign": s, "strength": 0.5, "belief": 1} for x, y, s in links]
    found = run({"nodes": [{"id": n} for n in "abcd"], "edges": edges}, [{"node": "a", "size": 1.0}], horizons=[1])
    assert only(found, "d", 1).conflict == pytest.approx(1.0)
    assert only(found, "b", 1).conflict == 0.0


@given(st.lists(st.sampled_from("+-"), min_size=1, max_size=6), st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_signs_multiply_along_a_path_and_its_lags_add(signs: list[str], lags: list[int]) -> None:
    """T22: minus times minus is plus; one slow link makes the path slow."""
    size = len(signs)
    edges = [
        {"id": f"e{i}", "cause": f"v{i}", "effect": f"v{i + 1}", "sign": s, "strength": 0.5, "lag_days": lags[i]}
        for i, s in enumerate(signs)
    ]
    body = {"nodes": [{"id": f"v{i}"} for i in range(size + 1)], "edges": edges}
    whole = sum(lags[:size])
    found = run(body, SHOCK, horizons=[whole, whole + 1, *([whole - 1] if whole else [])])
    (path,) = [p for p in found.paths if p.target == f"v{size}"]
    assert path.sign == ("-" if signs.count("-") % 2 else "+")
    assert path.lag_days == (whole, whole)
    assert path.lag_days[0] >= max(lags[:size])
    assert only(found, f"v{size}", whole).central == pytest.approx((-1) ** signs.count("-") * 0.5**size)
    if whole:
        assert only(found, f"v{size}", whole - 1).central == 0.0


@given(bodies(), st.text("abcdefgh", min_size=2, max_size=6).filter(lambda s: not s.startswith(("v", "e"))))
def test_an_unknown_name_is_refused_wherever_it_stands(body: dict[str, Any], name: str) -> None:
    """T24: nodes, edges, regimes and states, each by its name."""
    cases: list[dict[str, Any]] = [
        {"shocks": [{"node": name, "size": 1.0}]},
        {"targets": [name]},
        {"cuts": [{"cause": name, "effect": "v0"}]},
        {"cuts": [{"cause": "v0", "effect": name}]},
        {"overrides": [{"edge": name, "strength": 1.0}]},
        {"regimes": {name: "on"}},
        {"do": [{"event": name, "state": "on"}]},
        {"observe": [{"node": name, "value": 1.0}]},
    ]
    for case in cases:
        with pytest.raises(KnockonError, match=name):
            run(body, case.pop("shocks", SHOCK), **case)


@given(bodies(), st.floats(-2, 2))
def test_a_hold_at_zero_cuts_what_drives_the_node_and_sends_nothing_on(body: dict[str, Any], size: float) -> None:
    """T25: a clamp to 0 is a clamp, against stepping with the node's row at zero."""
    found = run(body, [{"node": "v0", "size": size}, {"node": "v1", "size": 0.0, "mode": "hold"}])
    matrices = [m.copy() for m in lag_matrices(body)]
    for m in matrices:
        m[1] = 0
    wanted = stepped(matrices, {0: size * np.eye(len(body["nodes"]))[0]}, max(HORIZONS))
    for e in found.effects:
        assert isinstance(e.horizon, int)
        assert e.central == pytest.approx(wanted[e.horizon, int(e.node[1:])], abs=1e-9)
    assert only(found, "v1", 5).central == 0.0


@given(bodies())
def test_holding_two_nodes_is_the_same_in_either_order_and_twice_is_once(body: dict[str, Any]) -> None:
    """T4: do on two nodes commutes; what nothing leads to from them stays exactly where it is."""
    one, two = {"node": "v0", "size": 1.0, "mode": "hold"}, {"node": "v1", "size": -0.5, "mode": "hold"}
    assert centrals(run(body, [one, two])) == centrals(run(body, [two, one]))
