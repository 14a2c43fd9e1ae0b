"""Exact moments: the formula over pairs of paths, plain draws, and where it must not be used."""

from __future__ import annotations

import itertools
import math
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.oracle import Oracle
from tests.engine.outsider import graph_file
from tests.engine.systems import bodies, only, run

DAYS = (0, 1, 2, 5, 12)
Plain = dict[str, Any]


def _signs(e: Plain) -> tuple[float, float]:
    belief = e.get("belief", 1.0)
    if isinstance(belief, dict):
        return belief["plus"], belief["minus"]
    return (0.0, belief) if e.get("sign") == "-" else (belief, 0.0)


def _first(e: Plain) -> float:
    plus, minus = _signs(e)
    return float((plus - minus) * e["strength"])


def _second(e: Plain) -> float:
    plus, minus = _signs(e)
    return float((plus + minus) * (e["strength"] ** 2 + e.get("spread", 0.0) ** 2))


def _paths(body: Plain, start: str, end: str) -> list[tuple[int, ...]]:
    """Return every path as its edges, by walking."""
    found: list[tuple[int, ...]] = []
    stack: list[tuple[str, tuple[int, ...]]] = [(start, ())]
    while stack:
        at, taken = stack.pop()
        if at == end:
            found.append(taken)
        for k, e in enumerate(body["edges"]):
            if e["cause"] == at:
                stack.append((e["effect"], (*taken, k)))
    return found


def _reached(body: Plain, path: tuple[int, ...], day: int) -> float:
    """Return which part of a path's effect has arrived through a day."""
    ways = [list(enumerate(body["edges"][k].get("kernel") or [1.0], body["edges"][k]["lag_days"])) for k in path]
    return math.fsum(
        math.prod(share for _, share in combo)
        for combo in itertools.product(*ways)
        if sum(lag for lag, _ in combo) <= day
    )


def _by_pairs(body: Plain, start: str, end: str, day: int) -> tuple[float, float]:
    """Return mean and variance: sum over p, q of E[w^2] on shared edges times E[w] on the others, less the square."""
    paths = [(p, _reached(body, p, day)) for p in _paths(body, start, end)]
    mean = math.fsum(r * math.prod(_first(body["edges"][k]) for k in p) for p, r in paths)
    square = math.fsum(
        r * s
        * math.prod(_second(body["edges"][k]) for k in {*p} & {*q})
        * math.prod(_first(body["edges"][k]) for k in {*p} ^ {*q})
        for p, r in paths
        for q, s in paths
    )  # fmt: skip
    return mean, square - mean**2


@settings(deadline=None, max_examples=60)
@given(bodies(cyclic=False, most=6))
def test_moments_are_those_of_all_pairs_of_paths(body: Plain) -> None:
    found = run(body, [{"node": "v0", "size": 2.0}], draws=50, horizons=DAYS)
    assert found.moments == "exact"
    for e in found.effects:
        mean, variance = _by_pairs(body, "v0", e.node, int(e.horizon))
        assert e.mean == pytest.approx(2 * mean, abs=1e-12)
        assert e.sd is not None
        assert e.sd**2 == pytest.approx(4 * variance, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_moments_match_plain_draws_within_four_standard_errors(seed: int) -> None:
    """Regimes, flips, kernels and every status; the other side draws signs, strengths and states and steps by day."""
    luck, draws = Random(seed), 4000
    body = graph_file(luck, most=5)
    body["edges"] = [e for e in body["edges"] if e["cause"] < e["effect"] and e.get("status") != "failed"]
    shock = {"node": "n0", "size": 1.5}
    scenario = {"shocks": [shock], "horizons": [0, 1, 5], "as_of": "2025-11-21"}
    plain = Oracle(body, scenario).drawn(draws, seed)
    found = run(body, [shock], draws=10, horizons=[0, 1, 5], as_of="2025-11-21")
    assert found.moments == "exact"
    for e in found.effects:
        x = plain[:, int(e.horizon), Oracle(body, scenario).at[e.node]]
        deviations = (x - x.mean()) ** 2
        assert e.mean is not None
        assert e.sd is not None
        assert abs(e.mean - x.mean()) <= 4 * x.std() / draws**0.5 + 1e-9
        assert abs(e.sd**2 - deviations.mean()) <= 4 * deviations.std() / draws**0.5 + 1e-9


NODES: list[Plain] = [{"id": n, "name": f"Node {n}", "scale": 1.0, "unit": "%"} for n in "abcdxy"]


def _edge(cause: str, effect: str, **fields: Any) -> Plain:
    return {"id": f"{cause}{effect}", "cause": cause, "effect": effect, "strength": 1.0, "belief": 1, **fields}


def _both(edges: list[Plain], **options: Any) -> tuple[Any, Any]:
    """Return the exact run, and the same with a loop too weak to matter, which is drawn."""
    base: Plain = {"nodes": NODES, "edges": edges, **options}
    loop = [_edge("x", "y"), _edge("y", "x", strength=1e-9, lag_days=1)]
    shocks = [{"node": "a", "size": 2.0}]
    scenario = {"draws": 40_000, "horizons": [1, 5, "long_run"], "amplifiers": "reduced_form"}
    one = run(base, shocks, **scenario)
    two = run({**base, "edges": [*edges, *loop]}, [*shocks, {"node": "x", "size": 1e-9}], **scenario)
    assert (one.moments, two.moments) == ("exact", "draws")
    return one, two


def _agree(one: Any, two: Any, draws: int = 40_000) -> None:
    for e in one.effects:
        if e.node in "xy":
            continue
        twin = only(two, e.node, e.horizon)
        assert twin.sd is not None
        assert abs(e.mean - twin.mean) <= 4 * twin.sd / draws**0.5 + 1e-9
        assert e.sd == pytest.approx(twin.sd, rel=0.03, abs=1e-6)


def test_an_amplified_link_met_before_and_behind_another_is_one_weight() -> None:
    """The link c -> d is carried by two copies of its nodes; a recursion over places would take them as independent."""
    regimes = [
        {"id": "r", "states": [{"id": "s", "amplifier": {1: 2.0, 5: 1.2}}, {"id": "t"}],
         "probabilities": {"s": 0.6, "t": 0.4}},
    ]  # fmt: skip
    edges = [
        _edge("a", "b", spread=0.3, amplified=True),
        _edge("b", "c", spread=0.2, belief=0.8),
        _edge("a", "c", spread=0.2),
        _edge("c", "d", spread=0.5, belief=0.7),
        _edge("b", "d", spread=0.1, amplified=True, strength=0.5),
    ]
    _agree(*_both(edges, regimes=regimes))


def test_links_that_carry_only_their_own_shock_and_gated_ones_are_drawn_alike() -> None:
    edges = [
        _edge("a", "b", spread=0.3, own_shock=True),
        _edge("a", "c", spread=0.2, lag_days=1),
        _edge("b", "c", spread=0.2, kernel=[1.4, -0.4]),
        _edge("c", "d", status="failed", spread=0.2),
    ]
    _agree(*_both(edges))


def test_a_threshold_that_fires_adds_its_own_uncertainty() -> None:
    edges = [
        _edge("a", "b", spread=0.3),
        {"id": "t", "cause": "b", "effect": "c", "form": "threshold", "strength": 0, "belief": 0.6,
         "params": {"level": 2.0, "side": "above", "jump": 3.0}},
        _edge("c", "d", spread=0.4),
        _edge("b", "d", spread=0.2),
    ]  # fmt: skip
    _agree(*_both(edges))


def test_a_loop_is_drawn_because_there_the_formula_is_false() -> None:
    """x = 1 / (1 - w) with w half the time 0.9 and half 0: paths say 1.82, the truth is 5.5."""
    edges = [_edge("a", "b", lag_days=1, strength=0.9, belief=0.5), _edge("b", "a", lag_days=1)]
    body = {"nodes": NODES, "edges": edges}
    found = run(body, [{"node": "a", "size": 1.0}], draws=4000, horizons=[1, "long_run"])
    assert found.moments == "draws"
    assert only(found, "a", "long_run").mean == pytest.approx(0.5 * 10 + 0.5 * 1, rel=0.02)
    assert only(found, "a", "long_run").central == pytest.approx(1 / (1 - 0.45))


def test_regimes_mix_the_moments_of_their_results() -> None:
    """Variance between states is part of the variance: w is 1 or 3 by state, its mean 1.8, its variance 0.96."""
    regimes = [{"id": "r", "states": ["s", "t"], "probabilities": {"s": 0.4, "t": 0.6}}]
    body = {"nodes": NODES, "edges": [_edge("a", "b", regimes={"r.s": 3.0})], "regimes": regimes}
    e = only(run(body, [{"node": "a", "size": 1.0}], draws=100), "b", 1)
    assert (e.mean, e.sd) == pytest.approx((1.8, 0.96**0.5))


def test_moments_need_no_particular_seed_and_no_many_draws() -> None:
    edges = [_edge("a", "b", spread=0.3, belief=0.6), _edge("b", "c", spread=0.2)]
    body = {"nodes": NODES, "edges": edges}
    few = run(body, [{"node": "a", "size": 1.0}], draws=3, seed=1)
    many = run(body, [{"node": "a", "size": 1.0}], draws=3000, seed=2)
    for e in few.effects:
        assert (e.mean, e.sd) == (only(many, e.node, e.horizon).mean, only(many, e.node, e.horizon).sd)


def test_a_ladder_of_a_billion_paths_has_exact_moments() -> None:
    """Thirty rungs of two links each: (1/2)^n of 2^n paths; E = 1, E x^2 = ((1 + s^2 + 1) / 2)^n by hand."""
    rungs, spread = 30, 0.1
    nodes = [{"id": f"n{i:02}", "name": f"Rung {i:02}"} for i in range(rungs + 1)]
    edges = [
        {"id": f"e{i}{side}", "cause": f"n{i:02}", "effect": f"n{i + 1:02}", "strength": 0.5, "spread": spread / 2}
        for i in range(rungs)
        for side in "lr"
    ]
    found = run({"nodes": nodes, "edges": edges}, [{"node": "n00", "size": 1.0}], draws=2, horizons=[1])
    assert found.moments == "exact"
    e = only(found, f"n{rungs:02}", 1)
    assert e.mean == pytest.approx(1.0)
    assert e.sd == pytest.approx(((1 + spread**2 / 2) ** rungs - 1) ** 0.5)


def test_a_run_beyond_the_table_that_is_worked_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.engine.moments.NUMBERS_AT_ONCE", 4)
    body = {"nodes": NODES, "edges": [_edge("a", "b", spread=0.3), _edge("b", "c"), _edge("c", "d")]}
    found = run(body, [{"node": "a", "size": 1.0}], draws=2000)
    assert found.moments == "draws"
    assert only(found, "d", 1).sd == pytest.approx(0.3, rel=0.02)


@pytest.mark.parametrize("seed", range(6))
def test_exact_and_drawn_moments_of_one_run_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thresholds, bent links and pulses too, whatever a form does: the table is forbidden, and the draws speak."""
    luck, draws = Random(200 + seed), 10_000
    body = graph_file(luck, thresholds=True, most=6)
    body["edges"] = [e for e in body["edges"] if e["cause"] < e["effect"]]
    for e in body["edges"][::3]:
        if e.get("form") != "threshold":
            e |= {"form": "convex", "params": {"up": e["strength"], "down": e["strength"] / 2}}
    shocks = [
        {"node": "n0", "size": 2.5},
        {"node": "n1", "size": -1.0, "mode": luck.choice(["pulse", "hold", "shock"])},
    ]
    scenario = {"draws": draws, "horizons": [1, 5, "long_run"], "as_of": "2025-11-21"}
    one = run(body, shocks, **scenario)
    monkeypatch.setattr("graph.engine.moments.NUMBERS_AT_ONCE", 0)
    two = run(body, shocks, **scenario)
    assert two.moments == "draws"
    _agree(one, two, draws)


def test_without_draws_no_moments_are_claimed() -> None:
    body = {"nodes": NODES, "edges": [_edge("a", "b", spread=0.3)]}
    found = run(body, [{"node": "a", "size": 1.0}], draws=0)
    assert (found.moments, only(found, "b", 1).mean) == (None, None)
    assert np.isfinite(only(found, "b", 1).central)
