"""Doing: a level that is held, against rows cut by hand and the response's own ratio, and its laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.systems import HORIZONS, bodies, centrals, lag_matrices, only, run, stepped

TIGHT = 1e-9
LONG = (*HORIZONS, "long_run")


def hold(node: int, size: float) -> dict[str, Any]:
    return {"node": f"v{node}", "size": size, "mode": "hold"}


@given(bodies(), st.floats(-3, 3))
def test_holding_a_level_is_cutting_its_row(body: dict[str, Any], size: float) -> None:
    matrices = lag_matrices(body)
    for matrix in matrices:
        matrix[0] = 0
    push = np.zeros(len(body["nodes"]))
    push[0] = size
    levels = stepped(matrices, {0: push}, max(HORIZONS))
    for e in run(body, [hold(0, size)]).effects:
        assert isinstance(e.horizon, int)
        assert e.central == pytest.approx(levels[e.horizon, int(e.node[1:])], abs=TIGHT)


@given(bodies(), st.floats(0.5, 3))
def test_in_the_long_run_a_held_level_does_what_its_response_is_per_unit_of_its_own(
    body: dict[str, Any], size: float
) -> None:
    total = np.sum(lag_matrices(body), axis=0)
    c = np.linalg.inv(np.eye(len(total)) - total)
    for e in run(body, [hold(0, size)], horizons=["long_run"]).effects:
        assert e.central == pytest.approx(c[int(e.node[1:]), 0] / c[0, 0] * size, abs=TIGHT)


@given(bodies(most=5), st.floats(0.5, 3))
def test_the_paths_from_a_held_level_add_up_to_what_it_does(body: dict[str, Any], size: float) -> None:
    result = run(body, [hold(0, size)], horizons=LONG, paths=500)
    for rest in result.residual:
        for h in LONG:
            assert rest.contribution[str(h)] == pytest.approx(0, abs=TIGHT)
            shown = sum(p.contribution[str(h)] for p in result.paths if p.target == rest.target)
            assert shown == pytest.approx(only(result, rest.target, h).central, abs=TIGHT)
    for path in result.paths:
        assert path.nodes[0] == "v0"
        assert "v0" not in path.nodes[1:]


@given(bodies(), st.floats(0.5, 3))
def test_holding_a_level_where_it_is_changes_nothing(body: dict[str, Any], size: float) -> None:
    nothing = run(body, [hold(0, 0.0)])
    assert {e.central for e in nothing.effects} <= {0.0}
    moved = centrals(run(body, [{"node": "v1", "size": size}]))
    still = centrals(run(body, [{"node": "v1", "size": size}, hold(0, 0.0)]))
    into = {e["cause"] for e in body["edges"] if e["effect"] == "v0"}
    for (node, h), value in still.items():
        if node == "v0":
            assert value == 0
        elif not into:
            assert value == pytest.approx(moved.get((node, h), 0.0), abs=TIGHT)


@given(bodies(), st.floats(0.5, 3))
def test_what_does_not_come_after_a_held_node_is_not_moved_at_all(body: dict[str, Any], size: float) -> None:
    after, grown = {"v0"}, True
    while grown:
        more = {e["effect"] for e in body["edges"] if e["cause"] in after} - after
        after |= more
        grown = bool(more)
    nodes = [n["id"] for n in body["nodes"]]
    for e in run(body, [hold(0, size)], targets=nodes).effects:
        if e.node not in after:
            assert e.central == 0.0


@given(bodies(), st.floats(-2, 2), st.floats(-2, 2))
def test_holding_twice_is_holding_once_and_two_holds_commute(body: dict[str, Any], a: float, b: float) -> None:
    first = run(body, [hold(0, a), hold(1, b)])
    second = run(body, [hold(1, b), hold(0, a)])
    assert centrals(first) == centrals(second)
    levels = {e.node: e.central for e in run(body, [hold(0, a)], horizons=[5]).effects}
    again = run(body, [hold(0, levels["v0"])], horizons=[5])
    assert {e.node: e.central for e in again.effects} == levels


@given(bodies(), st.floats(-2, 2))
def test_a_held_level_stays_where_it_is_held(body: dict[str, Any], size: float) -> None:
    result = run(body, [hold(0, size), {"node": "v1", "size": 1.0}])
    for h in HORIZONS:
        assert only(result, "v0", h).central == pytest.approx(size, abs=TIGHT)
