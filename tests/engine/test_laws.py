"""Laws of the linear engine on random graphs with loops and lags, against a dense oracle."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.engine.systems import HORIZONS, bodies, centrals, lag_matrices, only, run, stepped

TIGHT = 1e-9


def _unit(body: dict[str, Any], node: int, size: float = 1.0) -> np.ndarray[Any, np.dtype[np.float64]]:
    push = np.zeros(len(body["nodes"]))
    push[node] = size
    return push


@given(bodies(), st.floats(-3, 3).filter(lambda s: abs(s) > 1e-3))
def test_effects_match_dense_time_stepping(body: dict[str, Any], size: float) -> None:
    result = run(body, [{"node": "v0", "size": size}])
    for believed in (False, True):
        oracle = stepped(lag_matrices(body, believed=believed), {0: _unit(body, 0, size)}, max(HORIZONS))
        for e in result.effects:
            assert isinstance(e.horizon, int)
            value = e.if_links_hold if believed else e.central
            assert value == pytest.approx(oracle[e.horizon, int(e.node[1:])], abs=TIGHT)
        reached = {int(e.node[1:]) for e in result.effects}
        missed = [i for i in range(len(body["nodes"])) if i not in reached]
        assert np.abs(oracle[:, missed]).max(initial=0) == 0


@given(bodies(), st.sampled_from([1, 3, 50]))
def test_paths_and_residual_add_up_to_the_effect_at_every_horizon(body: dict[str, Any], paths: int) -> None:
    horizons = (*HORIZONS, "long_run")
    result = run(body, [{"node": "v0", "size": 2.0}, {"node": "v1", "size": -1.0}], horizons=horizons, paths=paths)
    for rest in result.residual:
        for h in horizons:
            shown = sum(p.contribution[str(h)] for p in result.paths if p.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(result, rest.target, h).central, abs=TIGHT)


@given(bodies(most=5))
def test_with_all_paths_shown_nothing_is_left_over(body: dict[str, Any]) -> None:
    result = run(body, [{"node": "v0", "size": 1.0}], horizons=(*HORIZONS, "long_run"), paths=500)
    for rest in result.residual:
        assert max(abs(c) for c in rest.contribution.values()) < TIGHT


@given(bodies())
def test_a_single_path_by_itself_is_the_response_of_its_erased_loops(body: dict[str, Any]) -> None:
    """Long run of one path: product of weights x det(I - W without the path) / det(I - W)."""
    result = run(body, [{"node": "v0", "size": 1.0}], horizons=["long_run"], paths=200)
    total = np.sum(lag_matrices(body), axis=0)
    for path in result.paths:
        if len({(a, b) for a, b in zip(path.nodes, path.nodes[1:], strict=False)}) != len(path.edges):
            continue
        chosen = [next(e for e in body["edges"] if e["id"] == i) for i in path.edges]
        product = np.prod([_weight(e) for e in chosen]) if chosen else 1.0
        left = [i for i in range(len(body["nodes"])) if f"v{i}" not in path.nodes]
        minor = np.linalg.det(np.eye(len(left)) - total[np.ix_(left, left)]) if left else 1.0
        mason = product * minor / np.linalg.det(np.eye(len(total)) - total)
        assert path.contribution["long_run"] == pytest.approx(mason, abs=TIGHT)


def _weight(e: dict[str, Any]) -> float:
    belief, sign = e["belief"], 1 if e["sign"] == "+" else -1
    net = sign * belief if isinstance(belief, float) else belief["plus"] - belief["minus"]
    return float(net * e["strength"] * sum(e["kernel"] or [1.0]))


@given(bodies(), st.floats(-2, 2), st.floats(-2, 2))
def test_two_shocks_together_are_the_sum_of_each_alone(body: dict[str, Any], a: float, b: float) -> None:
    both = centrals(run(body, [{"node": "v0", "size": a}, {"node": "v1", "size": b}]))
    first, second = (centrals(run(body, [{"node": n, "size": s}])) for n, s in (("v0", a), ("v1", b)))
    for key, value in both.items():
        assert value == pytest.approx(first.get(key, 0.0) + second.get(key, 0.0), abs=TIGHT)


@given(bodies(), st.lists(st.booleans(), min_size=6, max_size=6))
def test_turning_nodes_upside_down_turns_their_effects(body: dict[str, Any], turned: list[bool]) -> None:
    def mirrored(belief: Any) -> Any:
        return {"plus": belief["minus"], "minus": belief["plus"], "none": belief["none"]}

    edges = []
    for e in body["edges"]:
        flip = turned[int(e["cause"][1:])] != turned[int(e["effect"][1:])]
        belief = mirrored(e["belief"]) if flip and isinstance(e["belief"], dict) else e["belief"]
        edges.append({**e, "sign": {"+": "-", "-": "+"}[e["sign"]] if flip else e["sign"], "belief": belief})
    plain = centrals(run(body, [{"node": "v0", "size": 1.0}]))
    mirror = centrals(run({**body, "edges": edges}, [{"node": "v0", "size": -1.0 if turned[0] else 1.0}]))
    for (node, h), value in plain.items():
        assert mirror[node, h] == pytest.approx(-value if turned[int(node[1:])] else value, abs=TIGHT)


TWINS: dict[str, Any] = {
    "nodes": [{"id": f"v{i}", "name": f"Node {i}", "unit": "%", "scale": 0.5} for i in range(2)],
    "edges": [
        {"id": f"e{i}", "cause": "v0", "effect": "v1", "sign": "+", "strength": s, "spread": 0.0, "kernel": k}
        for i, (s, k) in enumerate([(0.2, [1.5, -0.5]), (0.3, None)])
    ],
}
"""Two paths that bring the same, up to the last bit of the arithmetic."""


@given(bodies(), st.lists(st.sampled_from([0.01, 1.0, 100.0]), min_size=6, max_size=6))
@example(TWINS, [0.01] * 6)
def test_a_change_of_units_changes_only_the_units(body: dict[str, Any], per: list[float]) -> None:
    nodes = [{**n, "scale": n["scale"] * per[i]} for i, n in enumerate(body["nodes"])]
    edges = [
        {**e, **{k: e[k] * per[int(e["effect"][1:])] / per[int(e["cause"][1:])] for k in ("strength", "spread")}}
        for e in body["edges"]
    ]
    plain = run(body, [{"node": "v0", "size": 1.0}], draws=64, paths=3)
    other = run({"nodes": nodes, "edges": edges}, [{"node": "v0", "size": per[0]}], draws=64, paths=3)
    for a, b in zip(plain.effects, other.effects, strict=True):
        factor = per[int(a.node[1:])]
        assert b.central == pytest.approx(a.central * factor, abs=TIGHT * factor)
        assert b.low == pytest.approx((a.low or 0.0) * factor, abs=TIGHT * factor)
    assert [p.edges for p in plain.paths] == [p.edges for p in other.paths]


FOURFOLD: dict[str, Any] = {
    "nodes": TWINS["nodes"],
    "edges": [
        {"id": f"e{i}", "cause": "v0", "effect": "v1", "sign": "+", "strength": 0.025, "spread": 0.0, "belief": b}
        for i, b in enumerate([1.0, 1.0, 1.0, 0.8])
    ],
}
"""Parallel links that only their beliefs tell apart."""


@given(bodies(), st.permutations(range(6)), st.randoms(use_true_random=False))
@example(FOURFOLD, list(range(6)), Random(1))
@example(FOURFOLD, list(range(6)), Random(2))
@example(FOURFOLD, list(range(6)), Random(3))
def test_new_ids_and_another_order_change_no_number(body: dict[str, Any], new: list[int], luck: Any) -> None:
    nodes, edges = _renamed(body, new)
    luck.shuffle(nodes)
    luck.shuffle(edges)
    plain = run(body, [{"node": "v0", "size": 1.0}], draws=50)
    other = run({"nodes": nodes, "edges": edges}, [{"node": f"r{new[0]}", "size": 1.0}], draws=50)
    back = {f"r{new[i]}": f"v{i}" for i in range(6)}
    assert [e.model_copy(update={"node": back[e.node]}) for e in other.effects] == list(plain.effects)


@given(bodies(), st.permutations(range(6)))
def test_nodes_without_names_may_be_renamed_too(body: dict[str, Any], new: list[int]) -> None:
    bare = {**body, "nodes": [{k: v for k, v in n.items() if k != "name"} for n in body["nodes"]]}
    nodes, edges = _renamed(bare, new)
    plain = run(bare, [{"node": "v0", "size": 1.0}])
    other = centrals(run({"nodes": nodes, "edges": edges}, [{"node": f"r{new[0]}", "size": 1.0}]))
    for e in plain.effects:
        assert other[f"r{new[int(e.node[1:])]}", e.horizon] == pytest.approx(e.central, abs=TIGHT)


def test_a_graph_without_names_keeps_its_draws_when_it_is_renamed() -> None:
    edges = [
        {"id": f"e{a}{b}", "cause": f"v{a}", "effect": f"v{b}", "strength": 0.5, "spread": 0.2, "belief": 0.8}
        for a, b in ((0, 1), (0, 2), (1, 2), (2, 3), (1, 3))
    ]
    body = {"nodes": [{"id": f"v{i}"} for i in range(4)], "edges": edges}
    new = [3, 0, 5, 1]
    nodes, renamed = _renamed(body, new)
    plain = run(body, [{"node": "v0", "size": 1.0}], draws=200)
    other = run({"nodes": nodes[::-1], "edges": renamed}, [{"node": "r3", "size": 1.0}], draws=200)
    for e in plain.effects:
        twin = only(other, f"r{new[int(e.node[1:])]}", e.horizon)
        assert twin.low == pytest.approx(e.low)
        assert twin.high == pytest.approx(e.high)


def _renamed(body: dict[str, Any], new: list[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    nodes = [{**n, "id": f"r{new[int(n['id'][1:])]}"} for n in body["nodes"]]
    edges = [
        {**e, "id": f"x{99 - i}", "cause": f"r{new[int(e['cause'][1:])]}", "effect": f"r{new[int(e['effect'][1:])]}"}
        for i, e in enumerate(body["edges"])
    ]
    return nodes, edges


@given(bodies())
def test_the_long_run_is_the_limit_of_the_horizons(body: dict[str, Any]) -> None:
    result = run(body, [{"node": "v0", "size": 1.0}], horizons=[600, "long_run"])
    for e in result.effects:
        assert e.central == pytest.approx(only(result, e.node, "long_run").central, abs=1e-6)


@given(bodies())
def test_a_held_node_moves_others_as_its_own_response_divided_out(body: dict[str, Any]) -> None:
    result = run(body, [{"node": "v0", "size": 1.5, "mode": "hold"}], horizons=[1, 5, "long_run"])
    full = np.linalg.inv(np.eye(len(body["nodes"])) - np.sum(lag_matrices(body), axis=0))
    for e in result.effects:
        if e.horizon == "long_run":
            assert e.central == pytest.approx(1.5 * full[int(e.node[1:]), 0] / full[0, 0], abs=TIGHT)
    assert only(result, "v0", 5).central == pytest.approx(1.5)


@given(bodies())
def test_a_pulse_is_there_on_its_day_and_gone_on_the_next(body: dict[str, Any]) -> None:
    result = run(body, [{"node": "v0", "size": 2.0, "mode": "pulse"}, {"node": "v1", "size": 1.0}], paths=2)
    assert only(result, "v0", 0).central == pytest.approx(2.0)
    assert only(result, "v0", 1).central == pytest.approx(0.0, abs=TIGHT)
    for rest in result.residual:
        for h in HORIZONS:
            shown = sum(p.contribution[str(h)] for p in result.paths if p.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(result, rest.target, h).central, abs=TIGHT)


@given(bodies())
def test_a_pulse_matches_time_stepping_with_its_row_cut_for_two_days(body: dict[str, Any]) -> None:
    matrices = lag_matrices(body)
    size, days = len(body["nodes"]), max(HORIZONS)
    x: list[Any] = []
    for t in range(days + 1):
        arriving = sum((matrices[k] @ x[t - k] for k in range(1, min(t, len(matrices) - 1) + 1)), np.zeros(size))
        today = matrices[0].copy()
        if t < 2:
            today[0] = 0
            arriving[0] = (1.0, -1.0)[t]
        x.append(np.linalg.solve(np.eye(size) - today, arriving))
    oracle = np.cumsum(np.array(x), axis=0)
    for e in run(body, [{"node": "v0", "size": 1.0, "mode": "pulse"}]).effects:
        assert isinstance(e.horizon, int)
        assert e.central == pytest.approx(oracle[e.horizon, int(e.node[1:])], abs=TIGHT)


@given(bodies(), st.data())
def test_a_cut_link_is_an_absent_link(body: dict[str, Any], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(body["edges"]))
    left = [e for e in body["edges"] if (e["cause"], e["effect"]) != (gone["cause"], gone["effect"])]
    shocks = [{"node": "v0", "size": 1.0}]
    cut = run(body, shocks, cuts=[{"cause": gone["cause"], "effect": gone["effect"]}], draws=20)
    absent = run({**body, "edges": left}, shocks, draws=20)
    assert cut.effects == absent.effects


@given(bodies(), st.data())
def test_an_overridden_strength_is_that_strength(body: dict[str, Any], data: st.DataObject) -> None:
    edge = data.draw(st.sampled_from(body["edges"]))
    other = [{**e, "strength": 0.01} if e is edge else e for e in body["edges"]]
    shocks = [{"node": "v0", "size": 1.0}]
    changed = run(body, shocks, overrides=[{"edge": edge["id"], "strength": 0.01}])
    assert centrals(changed) == pytest.approx(centrals(run({**body, "edges": other}, shocks)), abs=TIGHT)


@given(bodies())
def test_nothing_arrives_before_the_least_lag(body: dict[str, Any]) -> None:
    slow = [{**e, "lag_days": e["lag_days"] + 1} for e in body["edges"]]
    result = run({**body, "edges": slow}, [{"node": "v0", "size": 1.0}], horizons=range(8))
    hops = {"v0": 0}
    for _ in slow:
        for e in slow:
            if e["cause"] in hops:
                hops[e["effect"]] = min(hops.get(e["effect"], 99), hops[e["cause"]] + e["lag_days"])
    for effect in result.effects:
        assert isinstance(effect.horizon, int)
        if effect.horizon < hops[effect.node]:
            assert effect.central == 0


@given(bodies(), st.integers(1, 3))
def test_more_lag_moves_the_response_but_not_the_long_run(body: dict[str, Any], more: int) -> None:
    later = [{**e, "lag_days": e["lag_days"] + more} for e in body["edges"]]
    shocks = [{"node": "v0", "size": 1.0}]
    early, late = (run(b, shocks, horizons=["long_run"]) for b in (body, {**body, "edges": later}))
    assert centrals(late) == pytest.approx(centrals(early), abs=TIGHT)


@given(bodies(cyclic=False))
def test_naming_targets_changes_no_number_of_theirs(body: dict[str, Any]) -> None:
    every = run(body, [{"node": "v0", "size": 1.0}], draws=40)
    last = every.effects[-1].node
    assert [e for e in every.effects if e.node == last] == list(
        run(body, [{"node": "v0", "size": 1.0}], draws=40, targets=[last]).effects
    )
