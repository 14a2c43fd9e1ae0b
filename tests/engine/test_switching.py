"""Regimes that switch day by day: against every sequence of states, against a mixture, and where they do not settle."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.errors import ScenarioError
from graph.scenario import WhatIfResult
from tests.engine.systems import bodies, centrals, lag_matrices, only, run

Array = NDArray[np.float64]
DAYS = 6
HORIZONS = [0, 1, 3, DAYS]
SHOCK = [{"node": "v0", "size": 1.0}]
odds = st.sampled_from([0.0, 0.1, 0.5, 0.8, 1.0])


def every_sequence(by_state: list[list[Array]], start: list[float], move: list[list[float]], push: Array) -> Array:
    """Return expected levels by day, shape (days + 1, nodes), summed over all sequences of states.

    What leaves a node on a day goes by the matrices of that day's state, whenever it arrives.
    """
    size = len(push)
    out = np.zeros((DAYS + 1, size))
    for states in itertools.product(range(len(start)), repeat=DAYS + 1):
        p = start[states[0]]
        for today, tomorrow in itertools.pairwise(states):
            p *= move[today][tomorrow]
        if p == 0:
            continue
        x = np.zeros((DAYS + 1, size))
        for t in range(DAYS + 1):
            arriving = push.copy() if t == 0 else np.zeros(size)
            for s in range(t):
                matrices = by_state[states[s]]
                if t - s < len(matrices):
                    arriving += matrices[t - s] @ x[s]
            x[t] = np.linalg.solve(np.eye(size) - by_state[states[t]][0], arriving)
        out += p * np.cumsum(x, axis=0)
    return out


def switched(
    body: dict[str, Any], factors: dict[str, float], start: float, stay: tuple[float, float]
) -> dict[str, Any]:
    """Return a body whose marked links are multiplied in state `on`, which comes and goes."""
    edges = [
        {**e, "regimes": {"r.on": factors[e["id"]]}, "flips": factors[e["id"]] < 0} if e["id"] in factors else e
        for e in body["edges"]
    ]
    regimes = [{"id": "r", "states": ["on", "off"], "probabilities": {"on": start, "off": 1 - start}}]
    moves = {"on": {"on": stay[0], "off": 1 - stay[0]}, "off": {"on": 1 - stay[1], "off": stay[1]}}
    return {**body, "edges": edges, "regimes": regimes, "transitions": {"r": moves}}


@st.composite
def factors(draw: st.DrawFn, body: dict[str, Any]) -> dict[str, float]:
    marked = draw(st.lists(st.sampled_from(body["edges"]), min_size=1, unique_by=lambda e: str(e["id"])))
    return {e["id"]: draw(st.sampled_from([0.0, 0.5, 0.9, -0.8])) for e in marked}


@settings(max_examples=30, deadline=None)
@given(bodies(most=4), st.data(), odds, odds, odds)
def test_effects_are_the_mean_over_all_sequences_of_states(
    body: dict[str, Any], data: st.DataObject, start: float, a: float, b: float
) -> None:
    by = data.draw(factors(body))
    found = run(switched(body, by, start, (a, b)), SHOCK, horizons=HORIZONS, paths=1000)
    size = len(body["nodes"])
    length = max(len(lag_matrices(body, by)), len(lag_matrices(body)))
    both = [m + [np.zeros((size, size))] * (length - len(m)) for m in (lag_matrices(body, by), lag_matrices(body))]
    wanted = every_sequence(both, [start, 1 - start], [[a, 1 - a], [1 - b, b]], np.eye(size)[0])
    for e in found.effects:
        assert isinstance(e.horizon, int)
        assert e.central == pytest.approx(wanted[e.horizon, int(e.node[1:])], abs=1e-9)
    for rest in found.residual:
        for h in HORIZONS:
            shown = sum(q.contribution[str(h)] for q in found.paths if q.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(only(found, rest.target, h).central, abs=1e-9)
            assert rest.contribution[str(h)] == pytest.approx(0, abs=1e-9), "every walk belongs to a path that is shown"


@settings(max_examples=30, deadline=None)
@given(bodies(most=5), st.data(), odds)
def test_regimes_that_never_move_are_a_mixture(body: dict[str, Any], data: st.DataObject, start: float) -> None:
    moving = switched(body, data.draw(factors(body)), start, (1.0, 1.0))
    staying = {k: v for k, v in moving.items() if k != "transitions"}
    horizons = [*HORIZONS, "long_run"]
    assert centrals(run(moving, SHOCK, horizons=horizons)) == pytest.approx(
        centrals(run(staying, SHOCK, horizons=horizons)), abs=1e-9
    )


@settings(max_examples=30, deadline=None)
@given(bodies(most=5), st.data())
def test_one_state_is_a_plain_network(body: dict[str, Any], data: st.DataObject) -> None:
    by = data.draw(factors(body))
    edges = [{**e, "regimes": {"r.on": by[e["id"]]}, "flips": True} if e["id"] in by else e for e in body["edges"]]
    regimes = [{"id": "r", "states": ["on"], "probabilities": {"on": 1.0}}]
    one = {**body, "edges": edges, "regimes": regimes, "transitions": {"r": {"on": {"on": 1.0}}}}
    plain = [_times(e, by.get(e["id"], 1.0)) for e in body["edges"]]
    horizons = [*HORIZONS, "long_run"]
    found = centrals(run(one, SHOCK, horizons=horizons))
    wanted = centrals(run({**body, "edges": plain}, SHOCK, horizons=horizons))
    assert found == pytest.approx({k: wanted.get(k, 0.0) for k in found}, abs=1e-9)


def _times(e: dict[str, Any], factor: float) -> dict[str, Any]:
    """Return the link with its strength multiplied, its sign turned by a negative factor."""
    if factor >= 0:
        return {**e, "strength": e["strength"] * factor}
    belief = e["belief"]
    turned = {**belief, "plus": belief["minus"], "minus": belief["plus"]} if isinstance(belief, dict) else belief
    return {**e, "strength": -e["strength"] * factor, "sign": "-" if e["sign"] == "+" else "+", "belief": turned}


SELF: dict[str, Any] = {
    "nodes": [{"id": "v0"}, {"id": "v1"}],
    "edges": [
        {"id": "a", "cause": "v0", "effect": "v1", "strength": 0.5, "lag_days": 1},
        {"id": "b", "cause": "v1", "effect": "v0", "strength": 0.4, "lag_days": 1},
    ],
}


def test_averaging_the_matrices_is_wrong() -> None:
    """Both links are strong together or not at all; a mean network would let each through half the time."""
    by = {"a": 0.0, "b": 0.0}
    body = switched(SELF, by, 0.5, (0.9, 0.9))
    shock = [{"node": "v0", "size": 1.0}]
    found = only(run(body, shock, horizons=[2]), "v0", 2).central - 1
    halved = {**SELF, "edges": [{**e, "strength": e["strength"] / 2} for e in SELF["edges"]]}
    averaged = only(run(halved, shock, horizons=[2]), "v0", 2).central - 1
    assert found == pytest.approx(0.5 * 0.9 * 0.2), "off today half the time, and still on tomorrow with 0.9"
    assert averaged == pytest.approx(0.05)


@settings(max_examples=25, deadline=None)
@given(
    bodies(most=4),
    st.data(),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from([0.2, 0.9]),
    st.sampled_from([0.5, 0.9]),
)
def test_the_long_run_is_the_limit_of_the_horizons(
    body: dict[str, Any], data: st.DataObject, start: float, a: float, b: float
) -> None:
    found = run(switched(body, data.draw(factors(body)), start, (a, b)), SHOCK, horizons=[300, "long_run"], paths=1000)
    assume("long_run" in found.horizons)
    for e in found.effects:
        if e.horizon == "long_run":
            assert e.central == pytest.approx(only(found, e.node, 300).central, abs=1e-5)
    for rest in found.residual:
        assert rest.contribution["long_run"] == pytest.approx(0, abs=1e-9)


def exploding(stay: float) -> WhatIfResult:
    """Return a loop of gain 1.21 in two days while `on`, and of none while `off`."""
    edges = [{**e, "strength": 1.1, "regimes": {"r.off": 0.0}} for e in SELF["edges"]]
    body = switched({**SELF, "edges": edges}, {}, 0.5, (stay, 0.5))
    return run(body, SHOCK, horizons=[1, 4, "long_run"])


def test_a_state_that_explodes_but_passes_soon_enough_settles_in_the_mean() -> None:
    """The block matrix has radius 1.1 x the chance to stay, for the state that is off carries nothing on."""
    assert "long_run" in exploding(0.9).horizons
    found = exploding(0.92)
    assert "long_run" not in found.horizons
    detail = next(w.detail for w in found.warnings if w.code == "long_run_undefined")
    assert "their block matrix has spectral radius 1.01" in detail
    assert "v0 -> v1" in detail
    assert only(found, "v0", 4).central > 1


def test_where_today_stands_and_where_it_goes_is_said() -> None:
    found = run(switched(SELF, {"a": 0.0}, 1.0, (0.5, 1.0)), SHOCK, horizons=[1, 2])
    detail = next(w.detail for w in found.warnings if w.code == "regime_switching")
    assert (
        detail
        == "regime r moves day by day by its transitions: on 1 today and 0.25 on day 2, off 0 today and 0.75 on day 2"
    )


def test_a_scenario_sets_where_a_regime_starts_and_do_fixes_it() -> None:
    body = switched(SELF, {"b": 0.0}, 0.0, (0.5, 1.0))
    assert only(run(body, SHOCK, horizons=[2]), "v0", 2).central == pytest.approx(1.2)
    assert only(run(body, SHOCK, horizons=[2], regimes={"r": "on"}), "v0", 2).central == pytest.approx(1.1)
    fixed = run(body, SHOCK, horizons=[2], do=[{"event": "r", "state": "on"}])
    assert only(fixed, "v0", 2).central == pytest.approx(1.0)
    assert "regime_switching" not in {w.code for w in fixed.warnings}


def test_two_dimensions_switch_apart_from_each_other() -> None:
    first = switched(SELF, {"a": 0.0}, 1.0, (0.5, 1.0))
    body = {
        **first,
        "edges": [first["edges"][0], {**first["edges"][1], "regimes": {"q.x": 2.0}}],
        "regimes": [*first["regimes"], {"id": "q", "states": ["x", "y"], "probabilities": {"x": 1.0, "y": 0.0}}],
        "transitions": {**first["transitions"], "q": {"x": {"x": 0.25, "y": 0.75}, "y": {"y": 1.0}}},
    }
    shock = [{"node": "v1", "size": 1.0}]
    # b carries 0.4 x 2 today; a then passes 0.5 with the chance that r has gone off by tomorrow.
    assert only(run(body, shock, horizons=[2]), "v1", 2).central == pytest.approx(1 + 0.8 * 0.5 * 0.5)


def test_draws_live_through_states_of_their_own_and_their_mean_is_the_centre() -> None:
    body = switched(SELF, {"a": 0.0, "b": -0.8}, 0.5, (0.7, 0.8))
    found = run(body, SHOCK, horizons=[1, 2, 4, "long_run"], draws=40_000)
    for h in (1, 2, 4):
        for node in ("v0", "v1"):
            e = only(found, node, h)
            assert e.mean == pytest.approx(e.central, abs=4 * max(e.sd or 0.0, 1e-6) / 200)
    assert only(found, "v1", 1).sd == pytest.approx(0.25, rel=0.02)
    assert only(found, "v1", "long_run").low is None


def test_a_pulse_and_an_amplified_link_match_all_sequences() -> None:
    """An amplifier's clock starts in the state of the day on which the link passes something on."""
    body: dict[str, Any] = {
        "nodes": [{"id": "v0"}, {"id": "v1"}],
        "edges": [{"id": "a", "cause": "v0", "effect": "v1", "strength": 0.5, "amplified": True}],
        "regimes": [{"id": "r", "states": [{"id": "on", "amplifier": {0: 3.0, 2: 1.0}}, {"id": "off"}],
                     "probabilities": {"on": 1.0, "off": 0.0}}],
        "transitions": {"r": {"on": {"on": 0.5, "off": 0.5}, "off": {"off": 1.0}}},
    }  # fmt: skip
    found = run(body, [{"node": "v0", "size": 1.0, "mode": "pulse"}], horizons=[0, 1, 2, 3])
    # +1 today while on: cumulated 3, 2, 1, 1; -1 tomorrow: half of that while still on, else plainly.
    wanted = [3, 2 - (0.5 * 3 + 0.5), 1 - (0.5 * 2 + 0.5), 1 - (0.5 * 1 + 0.5)]
    assert [only(found, "v1", h).central for h in (0, 1, 2, 3)] == pytest.approx([0.5 * w for w in wanted])
    for rest in found.residual:
        assert all(abs(v) < 1e-9 for v in rest.contribution.values())


def test_a_threshold_fires_at_the_multiplier_of_its_day() -> None:
    body: dict[str, Any] = {
        "nodes": [{"id": "v0", "scale": 1.0}, {"id": "v1"}],
        "edges": [{"id": "t", "cause": "v0", "effect": "v1", "form": "threshold", "strength": 0, "belief": 1,
                   "params": {"level": 0.5, "side": "above", "jump": 2.0}, "regimes": {"r.on": 3.0}}],
        "regimes": [{"id": "r", "states": ["on", "off"], "probabilities": {"on": 0.0, "off": 1.0}}],
        "transitions": {"r": {"on": {"on": 1.0}, "off": {"on": 0.4, "off": 0.6}}},
    }  # fmt: skip
    found = run(body, SHOCK, horizons=[1, 2])
    hit = found.thresholds[0]
    gap = [hit.p_do[h] - hit.p_base[h] for h in ("1", "2")]
    first = 2 * gap[0] * (3 * 0.4 + 0.6)
    assert only(found, "v1", 1).central == pytest.approx(first)
    assert only(found, "v1", 2).central == pytest.approx(first + 2 * (gap[1] - gap[0]) * (3 * 0.64 + 0.36))


HALF = {"id": "r", "states": ["on", "off"], "probabilities": {"on": 0.5}}
APART = {**HALF, "probabilities": {"on": 0.5, "off": 0.5}, "exclusive": False}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"transitions": {"r": {"on": {"on": 0.5, "off": 0.4}}}}, "from 'on' add to 0.9, not 1"),
        ({"transitions": {"r": {"on": {"on": 0.5, "of": 0.5}}}}, "name state 'of'; the regime has on, off"),
        ({"transitions": {"r": {"on": {"on": 1.5, "off": -0.5}}}}, "'on' the probability 1.5"),
        ({"regimes": [HALF]}, "odds of regime 'r' add to 0.5"),
        ({"regimes": [APART]}, "'r' has transitions, but its states may hold together"),
    ],
)
def test_transitions_that_make_no_sense_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        run({**switched(SELF, {"a": 0.0}, 0.5, (0.5, 0.5)), **change}, SHOCK)


def test_too_many_switching_states_are_refused_with_their_number() -> None:
    names = [f"r{i}" for i in range(7)]
    body = {
        **SELF,
        "edges": [{**e, "regimes": {f"{n}.on": 0.9 for n in names}} for e in SELF["edges"]],
        "regimes": [{"id": n, "states": ["on", "off"], "probabilities": {"on": 0.5, "off": 0.5}} for n in names],
        "transitions": {n: {"on": {"on": 0.5, "off": 0.5}, "off": {"on": 0.5, "off": 0.5}} for n in names},
    }
    with pytest.raises(ScenarioError, match="128 joint states"):
        run(body, SHOCK)
