"""Regimes mix results; amplifiers overshoot, once per path; rules that need places of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from graph.content import Graph
from graph.engine.what_if import what_if
from graph.scenario import Scenario, WhatIfResult
from tests.engine.systems import HORIZONS, bodies, centrals, lag_matrices, only, run, stepped

SHOCK = [{"node": "v0", "size": 1.0}]


@given(bodies(), st.data(), st.floats(0, 1))
def test_uncertain_regimes_mix_results_by_their_odds(body: dict[str, Any], data: st.DataObject, p: float) -> None:
    marked = data.draw(st.lists(st.sampled_from(body["edges"]), min_size=1, unique_by=lambda e: e["id"]))
    factors = {e["id"]: data.draw(st.sampled_from([0.0, 0.5, 0.9])) for e in marked}
    edges = [{**e, "regimes": {"r.on": factors[e["id"]]}} if e["id"] in factors else e for e in body["edges"]]
    regimes = [{"id": "r", "states": ["on", "off"], "probabilities": {"on": p, "off": 1 - p}}]
    found = run({**body, "edges": edges, "regimes": regimes}, SHOCK)
    on = stepped(lag_matrices(body, factors), {0: np.eye(len(body["nodes"]))[0]}, max(HORIZONS))
    off = stepped(lag_matrices(body), {0: np.eye(len(body["nodes"]))[0]}, max(HORIZONS))
    for e in found.effects:
        assert isinstance(e.horizon, int)
        node = int(e.node[1:])
        assert e.central == pytest.approx(p * on[e.horizon, node] + (1 - p) * off[e.horizon, node], abs=1e-9)
    for rest in found.residual:
        for h in HORIZONS:
            shown = sum(q.contribution[str(h)] for q in found.paths if q.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(found, rest.target, h).central, abs=1e-9)


@given(bodies())
def test_a_regime_with_one_state_is_a_plain_multiplier(body: dict[str, Any]) -> None:
    regimes = [{"id": "r", "states": ["on"], "probabilities": {"on": 1.0}}]
    edges = [{**e, "regimes": {"r.on": 0.5}} for e in body["edges"]]
    halved = {**body, "edges": [{**e, "strength": e["strength"] / 2} for e in body["edges"]]}
    found = centrals(run({**body, "edges": edges, "regimes": regimes}, SHOCK))
    assert found == pytest.approx(centrals(run(halved, SHOCK)), abs=1e-12)


def _pair(*regimes: dict[str, Any], multipliers: dict[str, float], **edge: Any) -> dict[str, Any]:
    link = {"id": "e", "cause": "v0", "effect": "v1", "strength": 1.0, "belief": 1, "regimes": multipliers, **edge}
    return {"nodes": [{"id": "v0"}, {"id": "v1"}], "edges": [link], "regimes": list(regimes)}


def test_states_that_may_hold_together_are_independent() -> None:
    regime = {"id": "r", "states": ["a", "b"], "probabilities": {"a": 0.5, "b": 0.2}, "exclusive": False}
    found = run(_pair(regime, multipliers={"r.a": 2.0, "r.b": 3.0}), SHOCK)
    assert only(found, "v1", 1).central == pytest.approx(1.5 * 1.4)


def test_odds_left_over_belong_to_none_of_the_states() -> None:
    regime = {"id": "r", "states": ["a", "b"], "probabilities": {"a": 0.5, "b": 0.2}}
    assert only(run(_pair(regime, multipliers={"r.a": 3.0}), SHOCK), "v1", 1).central == pytest.approx(2.0)


def test_a_scenario_sets_a_regime_by_name_or_by_odds() -> None:
    body = _pair({"id": "r", "states": ["a", "b"], "probabilities": {"a": 0.5, "b": 0.5}}, multipliers={"r.a": 3.0})
    assert only(run(body, SHOCK, regimes={"r": "a"}), "v1", 1).central == pytest.approx(3.0)
    assert only(run(body, SHOCK, regimes={"r": {"a": 0.1, "b": 0.9}}), "v1", 1).central == pytest.approx(1.2)
    assert only(run(body, SHOCK, do=[{"event": "r", "state": "b"}]), "v1", 1).central == pytest.approx(1.0)


def test_a_regime_that_nobody_read_is_said_and_multiplies_by_one() -> None:
    found = run(_pair({"id": "r", "states": ["a"]}, multipliers={"r.a": 3.0, "other.x": 9.0}), SHOCK)
    assert only(found, "v1", 1).central == 1.0
    assert {w.code for w in found.warnings} >= {"regime_unread", "regime_unknown"}


def test_too_many_joint_states_are_drawn_and_it_is_said() -> None:
    regimes = [{"id": f"r{i}", "states": ["a", "b"], "probabilities": {"a": 0.5, "b": 0.5}} for i in range(9)]
    found = run(_pair(*regimes, multipliers={f"r{i}.a": 1.1 for i in range(9)}), SHOCK, draws=100)
    assert only(found, "v1", 1).central == pytest.approx(1.05**9, rel=0.05)
    assert "regimes_sampled" in {w.code for w in found.warnings}


def test_a_flip_turns_the_sign_where_it_is_allowed() -> None:
    body = _pair({"id": "r", "states": ["a"], "probabilities": {"a": 1}}, multipliers={"r.a": -1.0}, flips=True)
    assert only(run(body, SHOCK), "v1", 1).central == -1.0


AMPLIFIED: dict[str, Any] = {
    "nodes": [{"id": n} for n in ("policy", "index", "stock")],
    "edges": [
        {"id": "e1", "cause": "policy", "effect": "index", "strength": 0.5, "amplified": True},
        {"id": "e2", "cause": "index", "effect": "stock", "strength": 2.0},
    ],
    "regimes": [
        {"id": "gamma", "states": [{"id": "short", "amplifier": {1: 1.4, 5: 1.05}}], "probabilities": {"short": 1.0}},
        {"id": "depth", "states": [{"id": "thin", "amplifier": {1: 1.5}}], "probabilities": {"thin": 1.0}},
    ],
    "amplification": [
        {
            "caps": {1: 3.0, 5: 1.5, 21: 1.1, 63: 1.0},
            "interactions": [{"states": ["gamma.short", "depth.thin"], "value": 1.2}],
        }
    ],
}


def _amplified(body: dict[str, Any] = AMPLIFIED, **options: Any) -> WhatIfResult:
    shocks = options.pop("shocks", [{"node": "policy", "size": 1.0}])
    given = {"shocks": shocks, "draws": 0, "paths": 20, **options}
    return what_if(Graph.model_validate(body), Scenario.model_validate(given))


def test_amplified_effects_overshoot_and_come_back_under_the_caps() -> None:
    found = _amplified()
    for horizon, factor in ((1, 2.52), (5, 1.5), (21, 1.1), (63, 1.0), ("long_run", 1.0)):
        assert only(found, "index", horizon).central == pytest.approx(0.5 * factor)
        assert only(found, "stock", horizon).central == pytest.approx(1.0 * factor)
    assert "cap_active" in {w.code for w in found.warnings}


def test_structural_mode_carries_no_amplifier() -> None:
    assert only(_amplified(amplifiers="structural"), "stock", 1).central == pytest.approx(1.0)


def test_a_link_with_its_own_multiplier_is_not_amplified_by_that_dimension() -> None:
    edges = [{**AMPLIFIED["edges"][0], "regimes": {"gamma.short": 1.1}}, AMPLIFIED["edges"][1]]
    assert only(_amplified({**AMPLIFIED, "edges": edges}), "index", 1).central == pytest.approx(0.5 * 1.1 * 1.5)


def test_a_path_through_two_amplified_links_is_amplified_once() -> None:
    edges = [AMPLIFIED["edges"][0], {**AMPLIFIED["edges"][1], "amplified": True}]
    found = _amplified({**AMPLIFIED, "edges": edges})
    assert only(found, "stock", 1).central == pytest.approx(2.52)
    alone = _amplified({**AMPLIFIED, "edges": edges}, shocks=[{"node": "index", "size": 1.0}])
    assert only(alone, "stock", 1).central == pytest.approx(2.0 * 2.52)


def test_paths_add_up_in_an_amplified_loop() -> None:
    back = {"id": "e3", "cause": "stock", "effect": "policy", "strength": 0.3, "lag_days": 1, "sign": "-"}
    found = _amplified({**AMPLIFIED, "edges": [*AMPLIFIED["edges"], back]}, horizons=[0, 1, 5, 21, "long_run"])
    for rest in found.residual:
        for h in ("0", "1", "5", "21", "long_run"):
            shown = sum(p.contribution[h] for p in found.paths if p.target == rest.target)
            horizon: Any = int(h) if h.isdigit() else h
            assert shown + rest.contribution[h] == pytest.approx(only(found, rest.target, horizon).central, abs=1e-9)


def test_amplified_guesses_are_counted() -> None:
    found = _amplified()
    assert only(found, "stock", 1).guess_share == pytest.approx(1.52 / 2.52)
    assert only(found, "stock", 63).guess_share == 0.0


@pytest.mark.parametrize("guessed", [{"short"}, {"thin"}, {"both"}, set()])
def test_what_is_amplified_rests_on_a_guess_when_any_amplifier_does(guessed: set[str]) -> None:
    def told(row: dict[str, Any], name: str) -> dict[str, Any]:
        return {**row, "certainty": "guess" if name in guessed else "read"}

    regimes = [{**r, "states": [told(s, s["id"]) for s in r["states"]]} for r in AMPLIFIED["regimes"]]
    together = [told(a, "both") for a in AMPLIFIED["amplification"]]
    found = _amplified({**AMPLIFIED, "regimes": regimes, "amplification": together})
    assert only(found, "stock", 1).guess_share == pytest.approx(1.52 / 2.52 if guessed else 0.0)


def test_a_flow_is_carried_in_structural_mode_and_where_it_starts() -> None:
    body = {
        "nodes": [{"id": n} for n in ("index", "flow", "price")],
        "edges": [
            {"id": "e1", "cause": "index", "effect": "flow", "strength": 1.0},
            {"id": "e2", "cause": "flow", "effect": "price", "strength": 0.5, "flow": True},
        ],
    }
    start = [{"node": "index", "size": 1.0}]
    assert run(body, start).effect("price", 1) is None
    assert only(run(body, start), "flow", 1).central == 1.0
    assert only(run(body, start, amplifiers="structural"), "price", 1).central == 0.5
    assert only(run(body, [{"node": "flow", "size": 1.0}]), "price", 1).central == 0.5


def test_a_release_starts_a_flow_when_it_is_pushed_itself() -> None:
    body = {
        "nodes": [{"id": n} for n in ("word", "release", "flow", "price")],
        "edges": [
            {"id": "e1", "cause": "word", "effect": "release", "strength": 1.0},
            {"id": "e2", "cause": "release", "effect": "flow", "strength": 1.0, "params": {"starts": True}},
            {"id": "e3", "cause": "flow", "effect": "price", "strength": 0.5, "flow": True},
        ],
    }
    assert only(run(body, [{"node": "release", "size": 1.0}]), "price", 1).central == 0.5
    assert only(run(body, [{"node": "word", "size": 1.0}]), "flow", 1).central == 1.0
    assert run(body, [{"node": "word", "size": 1.0}]).effect("price", 1) is None


def test_an_own_shock_link_carries_only_what_starts_at_its_cause() -> None:
    body = {
        "nodes": [{"id": n} for n in ("index", "member", "other")],
        "edges": [
            {"id": "beta", "cause": "index", "effect": "member", "strength": 1.5},
            {"id": "weight", "cause": "member", "effect": "index", "strength": 0.1, "own_shock": True},
            {"id": "out", "cause": "index", "effect": "other", "strength": 1.0},
        ],
    }
    down = run(body, [{"node": "index", "size": 1.0}])
    assert only(down, "index", 1).central == pytest.approx(1.0)
    assert only(down, "member", 1).central == pytest.approx(1.5)
    up = run(body, [{"node": "member", "size": 1.0}], draws=10)
    assert only(up, "index", 1).central == pytest.approx(0.1)
    assert only(up, "member", 1).central == pytest.approx(1.0 + 0.15)
    assert {p.nodes for p in up.paths if p.target == "other"} == {("member", "index", "other")}
    rest = {r.target: r.contribution["1"] for r in up.residual}
    assert rest["member"] == pytest.approx(0.15), "a walk that returns to its start is no simple path"


def test_flips_turn_the_sign_before_sizes_are_multiplied_and_two_of_them_turn_it_back() -> None:
    """Results are mixed after every state has had its own sign and size."""
    first = {"id": "r", "states": ["a", "b"], "probabilities": {"a": 0.5, "b": 0.5}}
    second = {"id": "q", "states": ["c", "d"], "probabilities": {"c": 0.25, "d": 0.75}}
    body = _pair(first, second, multipliers={"r.a": -1.0, "q.c": -3.0, "q.d": 2.0}, flips=True)
    for (r, q), wanted in {("a", "c"): 3.0, ("a", "d"): -2.0, ("b", "c"): -3.0, ("b", "d"): 2.0}.items():
        assert only(run(body, SHOCK, regimes={"r": r, "q": q}), "v1", 1).central == pytest.approx(wanted)
    mixed = 0.5 * (0.25 * 3 - 0.75 * 2) + 0.5 * (-0.25 * 3 + 0.75 * 2)
    assert only(run(body, SHOCK), "v1", 1).central == pytest.approx(mixed, abs=1e-12)


def test_a_flipped_link_is_amplified_in_its_new_direction() -> None:
    turn = {"id": "turn", "states": ["on"], "probabilities": {"on": 1.0}}
    edges = [{**AMPLIFIED["edges"][0], "regimes": {"turn.on": -1.0}, "flips": True}, AMPLIFIED["edges"][1]]
    found = _amplified({**AMPLIFIED, "edges": edges, "regimes": [*AMPLIFIED["regimes"], turn]})
    assert only(found, "index", 1).central == pytest.approx(-0.5 * 2.52)


def test_a_run_has_one_amplifier_mode() -> None:
    for mode in ("both", ["reduced_form", "structural"]):
        with pytest.raises(ValidationError, match="amplifiers"):
            _amplified(amplifiers=mode)


def test_a_cap_that_binds_in_an_unlikely_state_is_said_too() -> None:
    regimes = [{**r, "probabilities": {k: 0.2 for k in r["probabilities"]}} for r in AMPLIFIED["regimes"]]
    found = _amplified({**AMPLIFIED, "regimes": regimes}, horizons=[5])
    (detail,) = [w.detail for w in found.warnings if w.code == "cap_active"]
    assert detail == "the amplifier is capped where depth.thin, gamma.short hold: 1.89 to 1.5 at 5d"
