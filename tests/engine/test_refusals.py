"""What the engine refuses or warns of, with the thing and the number named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from graph.errors import (
    EdgeNotFound,
    KnockonError,
    NodeNotFound,
    NotInGraph,
    ScenarioError,
    UnitMismatch,
    UnstableGraph,
)
from tests.engine.systems import lag_matrices, only, run, stepped

BODY: dict[str, Any] = {
    "nodes": [{"id": "a", "unit": "bp"}, {"id": "b", "unit": "%"}, {"id": "c"}],
    "edges": [{"id": "e", "cause": "a", "effect": "b", "strength": 0.5, "belief": 1}],
    "regimes": [{"id": "r", "states": ["x", "y"], "probabilities": {"x": 0.5, "y": 0.5}}],
    "events": [
        {"id": "meeting", "states": ["cut", "hold"], "table": [{"p": {"cut": 0.7, "hold": 0.3}}],
         "shocks": {"cut": [{"node": "a", "size": -25, "unit": "bp"}]}},
        {"id": "later", "states": ["x"], "parents": ["meeting"], "table": []},
    ],
}  # fmt: skip
SHOCK = {"node": "a", "size": 1.0}


@pytest.mark.parametrize(
    ("scenario", "error", "words"),
    [
        ({"shocks": []}, ScenarioError, "nothing"),
        ({"shocks": [{**SHOCK, "node": "zz"}]}, NodeNotFound, "zz"),
        ({"shocks": [{**SHOCK, "unit": "USD bn"}]}, UnitMismatch, "'a'.*USD bn.*bp"),
        ({"shocks": [{**SHOCK, "unit": "parsec"}]}, UnitMismatch, "parsec"),
        ({"shocks": [{**SHOCK, "size": -1e300}]}, ScenarioError, "'a'.*1e.300.*1e.12"),
        ({"shocks": [{"node": "c", "size": 1, "unit": "bp"}]}, UnitMismatch, "no unit"),
        ({"shocks": [SHOCK, {**SHOCK, "mode": "hold"}]}, ScenarioError, "shock and a hold"),
        ({"shocks": [{**SHOCK, "mode": "hold"}, {**SHOCK, "mode": "hold"}]}, ScenarioError, "'a'"),
        ({"targets": ["zz"]}, NodeNotFound, "zz"),
        ({"cuts": [{"cause": "b", "effect": "a"}]}, EdgeNotFound, "from 'b' to 'a'"),
        ({"overrides": [{"edge": "zz", "strength": 1}]}, EdgeNotFound, "zz"),
        ({"overrides": [{"edge": "e", "strength": -1}]}, ScenarioError, "-1"),
        ({"overrides": [{"edge": "e", "strength": 1}, {"edge": "e", "strength": 2}]}, ScenarioError, "1 and 2"),
        ({"overrides": [{"edge": "e", "strength": 1e13}]}, ScenarioError, "'e'.*1e.13.*1e.12"),
        ({"regimes": {"zz": "x"}}, NotInGraph, "zz"),
        ({"regimes": {"r": "zz"}}, NotInGraph, "zz"),
        ({"regimes": {"r": {"x": 0.5, "y": 0.6}}}, ScenarioError, "1.1"),
        ({"regimes": {"r": {"x": -0.5, "y": 1.5}}}, ScenarioError, "-0.5"),
        ({"observe": [{"node": "a"}]}, ScenarioError, "observation"),
        ({"do": [{"event": "zz", "state": "x"}]}, NotInGraph, "zz"),
        ({"do": [{"event": "meeting", "state": "zz"}]}, NotInGraph, "zz"),
        ({"do": [{"event": "later", "state": "x"}]}, ScenarioError, "meeting"),
        ({"horizons": [-1]}, ScenarioError, "-1"),
        ({"horizons": [100000]}, ScenarioError, "100000"),
        ({"horizons": []}, ScenarioError, "horizons"),
    ],
)
def test_bad_input_is_refused_with_its_name(scenario: dict[str, Any], error: type[KnockonError], words: str) -> None:
    shocks = scenario.pop("shocks", [SHOCK]) if "shocks" in scenario else [SHOCK]
    with pytest.raises(error, match=words):
        run(BODY, shocks, **scenario)


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("nodes", {"id": "c", "scale": 1e200}, "node 'c'"),
        ("edges", {"strength": 1e200}, "edge 'e'"),
        ("edges", {"strength": 0.5, "spread": 1e200}, "edge 'e'"),
        ("edges", {"strength": 0.5, "regimes": {"r.x": -1e200}, "flips": True}, "edge 'e'"),
        ("edges", {"strength": 0.5, "widen": {"r.x": 1e200}}, "edge 'e'"),
        ("edges", {"strength": 0.5, "form": "threshold", "params": {"at": 1, "jump": -1e200}}, "edge 'e'"),
        ("edges", {"strength": 0, "form": "convex", "params": {"up": 1e200, "down": 1}}, "edge 'e'"),
        ("regimes", {"id": "r", "states": [{"id": "x", "amplifier": {1: 1e200}}]}, "state 'r.x'"),
        ("regimes", {"id": "r", "states": [{"id": "x", "widen": {"a": 1e200}}]}, "state 'r.x'"),
    ],
)
def test_a_map_with_a_number_whose_square_is_no_number_is_refused_by_name(
    kind: str, row: dict[str, Any], words: str
) -> None:
    whole = {**BODY["edges"][0], **row} if kind == "edges" else row
    rest = [old for old in BODY[kind] if old["id"] != whole["id"]]
    with pytest.raises(ScenarioError, match=f"{words}.*1e.200; the largest that is worked is 1e.12"):
        run({**BODY, kind: [*rest, whole]}, [SHOCK])


def test_units_that_measure_the_same_are_converted() -> None:
    assert only(run(BODY, [{"node": "a", "size": 0.1, "unit": "pp"}]), "b", 1).central == pytest.approx(5.0)
    assert only(run(BODY, [{"node": "a", "size": 2, "unit": "sigma"}]), "a", 1).central == pytest.approx(2.0)


def test_what_was_priced_in_moves_nothing() -> None:
    found = run(BODY, [{**SHOCK, "priced_in": 1.0}])
    assert {e.central for e in found.effects} == {0.0}


def test_an_outcome_moves_only_by_its_surprise() -> None:
    cut, hold = (run(BODY, [], do=[{"event": "meeting", "state": s}]) for s in ("cut", "hold"))
    assert only(cut, "a", 1).central == pytest.approx(-25 * 0.3)
    assert only(hold, "a", 1).central == pytest.approx(25 * 0.7)
    assert 0.7 * only(cut, "b", 1).central + 0.3 * only(hold, "b", 1).central == pytest.approx(0.0)


LOOP: dict[str, Any] = {
    "nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
    "edges": [
        {"id": "e1", "cause": "a", "effect": "b", "strength": 1.2, "belief": 1},
        {"id": "e2", "cause": "b", "effect": "a", "strength": 1.0, "belief": 1},
        {"id": "e3", "cause": "b", "effect": "c", "strength": 1.0, "belief": 1},
    ],
}


def test_a_same_day_loop_of_gain_one_or_more_is_refused_by_name() -> None:
    with pytest.raises(UnstableGraph, match=r"a -> b -> a.*1\.2"):
        run(LOOP, [SHOCK])


def test_an_exploding_loop_still_answers_the_horizons_and_is_named() -> None:
    slow = {**LOOP, "edges": [{**LOOP["edges"][0], "lag_days": 1}, *LOOP["edges"][1:]]}
    found = run(slow, [SHOCK], horizons=[1, 12, "long_run"], draws=50)
    warning = next(w for w in found.warnings if w.code == "long_run_undefined")
    assert "a -> b -> a (gain 1.2)" in warning.detail
    assert found.effect("a", "long_run") is None
    assert found.horizons == (1, 12)
    oracle = stepped(lag_matrices(slow), {0: _first(3)}, 12)
    assert only(found, "c", 12).central == pytest.approx(oracle[12, 2])


def _first(size: int) -> Any:
    return np.eye(size)[0]


def test_loops_are_listed_with_gain_lag_and_kind() -> None:
    body = {**LOOP, "edges": [{**LOOP["edges"][0], "strength": 0.5, "sign": "-", "lag_days": 3}, *LOOP["edges"][1:]]}
    loop = run(body, [SHOCK]).loops[0]
    assert (set(loop.nodes), loop.gain, loop.lag_days, loop.kind) == ({"a", "b"}, -0.5, 3, "balancing")


def test_a_strong_balancing_loop_with_lag_is_stable_when_its_roots_say_so() -> None:
    """x = -0.9 x(t-1) settles, though the sum of absolute weights of two such loops is above one."""
    edges = [
        {"id": "e1", "cause": "a", "effect": "b", "strength": 1.0, "belief": 1, "lag_days": 1},
        {"id": "e2", "cause": "b", "effect": "a", "strength": 0.8, "belief": 1, "sign": "-"},
        {"id": "e3", "cause": "a", "effect": "a", "strength": 0.7, "belief": 1, "lag_days": 1},
    ]
    found = run({"nodes": LOOP["nodes"], "edges": edges}, [SHOCK], horizons=[400, "long_run"])
    assert only(found, "a", 400).central == pytest.approx(only(found, "a", "long_run").central)
    assert only(found, "a", "long_run").central == pytest.approx(1 / 1.1)


def test_links_that_are_no_pushes_carry_nothing() -> None:
    for relation in ("amplifies", "dampens", "signals", "precedes"):
        edge = {"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "relation": relation}
        assert run({"nodes": LOOP["nodes"], "edges": [edge]}, [SHOCK]).effect("b", 1) is None
    edge = {"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "status": "hypothetical"}
    found = run({"nodes": LOOP["nodes"], "edges": [edge]}, [SHOCK], targets=["b"])
    assert only(found, "b", 1).central == 0
    assert "not_reached" in {w.code for w in found.warnings}


def test_an_ending_turns_its_effect_down_and_is_said_when_it_has_no_size() -> None:
    edge = {"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "relation": "ends"}
    assert only(run({"nodes": LOOP["nodes"], "edges": [edge]}, [SHOCK]), "b", 1).central == -1.0
    found = run({"nodes": LOOP["nodes"], "edges": [{**edge, "strength": 0}]}, [SHOCK])
    assert "ends_without_size" in {w.code for w in found.warnings}


def test_a_rumour_moves_prices_from_its_own_start_and_fades() -> None:
    edges = [
        {"id": "e1", "cause": "a", "effect": "b", "strength": 1.0, "belief": 1},
        {"id": "e2", "cause": "b", "effect": "c", "strength": 1.0, "belief": 1, "status": "rumour"},
    ]
    body = {"nodes": LOOP["nodes"], "edges": edges}
    assert run(body, [SHOCK]).effect("c", 1) is None
    own = run(body, [{"node": "b", "size": 1.0}], horizons=[0, 2, 4, "long_run"])
    assert [e.central for e in own.effects if e.node == "c"] == pytest.approx([1.0, 0.5, 0.25, 0.0])


def test_a_link_is_carried_only_while_it_is_valid() -> None:
    edge = {**BODY["edges"][0], "valid_from": "2025-06-01", "valid_to": "2025-09-30"}
    for day, reached in (("2025-05-30", False), ("2025-07-01", True), ("2025-11-21", False)):
        found = run({**BODY, "edges": [edge]}, [SHOCK], as_of=day)
        assert (found.effect("b", 1) is not None) is reached


def test_horizons_carry_their_dates() -> None:
    found = run(BODY, [SHOCK], as_of="2025-11-21", horizons=[4, 5, "long_run"])
    assert [str(e.date) for e in found.effects if e.node == "b"] == ["2025-11-28", "2025-12-01", "None"]
