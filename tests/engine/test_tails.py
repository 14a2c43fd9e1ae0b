"""Tails: quantiles and the means beyond them; how often an outcome's range holds; equal bytes everywhere."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from graph.engine.tails import outcome_tails, tail_mean, tails
from tests.engine.oracle import Oracle
from tests.engine.outsider import graph_file
from tests.engine.systems import only, run

Plain = dict[str, Any]
NODES: list[Plain] = [{"id": n, "name": f"Node {n}", "scale": 1.0, "unit": "%"} for n in "abc"]
Z05, PHI05 = 1.6448536269514722, 0.10313564037537139
"""Upper 5% point of the standard normal and its density there."""


def _edge(cause: str, effect: str, **fields: Any) -> Plain:
    return {"id": f"{cause}{effect}", "cause": cause, "effect": effect, "strength": 1.0, "belief": 1, **fields}


def _run(*edges: Plain, **options: Any) -> Any:
    scenario = {"draws": 20_000, "horizons": [1, 5], **options}
    return run({"nodes": NODES, "edges": list(edges)}, [{"node": "a", "size": 2.0}], **scenario)


def test_the_two_tails_of_a_sample_are_the_means_of_its_two_ends() -> None:
    ordered = np.sort(np.random.default_rng(11).exponential(size=(2, 40)))
    mean, widening = ordered.mean(axis=1), np.array([1.0, 3.0])
    found = tails(ordered, mean, widening)
    ends = ordered[:, :2].mean(axis=1), ordered[:, -2:].mean(axis=1)
    assert found.lowest == pytest.approx(mean + (ends[0] - mean) * widening)
    assert found.highest == pytest.approx(mean + (ends[1] - mean) * widening)


def test_the_tail_of_a_sample_is_the_mean_of_its_lowest_share() -> None:
    values = np.arange(1.0, 41.0)
    assert tail_mean(values, 0.05) == pytest.approx(1.5)
    assert tail_mean(values, 0.0625) == pytest.approx((1 + 2 + 0.5 * 3) / 2.5)
    assert tail_mean(values[:5], 0.05) == 1.0
    assert tail_mean(values, 1.0) == pytest.approx(values.mean())


def test_the_tail_mean_is_the_least_of_the_means_that_rockafellar_and_uryasev_maximise() -> None:
    """CVaR = max over c of c - E[(c - x)+] / a (Rockafellar and Uryasev, Journal of Risk 2, 2000, 21-41)."""
    x = np.sort(np.random.default_rng(3).standard_t(4, 997))
    for share in (0.05, 0.2):
        best = max(c - np.maximum(c - x, 0).mean() / share for c in x)
        assert tail_mean(x, share) == pytest.approx(best)


def test_the_tails_of_a_normal_effect_are_the_normal_ones() -> None:
    e = only(_run(_edge("a", "b", spread=0.3)), "b", 1)
    assert e.quantiles == pytest.approx(
        {"0.05": 2 - Z05 * 0.6, "0.15": e.low, "0.5": 2.0, "0.85": e.high, "0.95": 2 + Z05 * 0.6}, abs=1e-3
    )
    assert (e.cvar_low, e.cvar_high) == pytest.approx((2 - 0.6 * PHI05 / 0.05, 2 + 0.6 * PHI05 / 0.05), abs=2e-3)


def test_the_tails_of_an_outcome_add_the_noise_of_its_days() -> None:
    e = only(_run(_edge("a", "b", spread=0.3)), "b", 5)
    sd = (0.6**2 + 5) ** 0.5
    assert (e.outcome_cvar_low, e.outcome_cvar_high) == pytest.approx(
        (2 - sd * PHI05 / 0.05, 2 + sd * PHI05 / 0.05), rel=1e-3
    )
    assert e.outcome_p_up == pytest.approx(0.5 * (1 + _erf(2 / sd / 2**0.5)), abs=1e-6)


def _erf(x: float) -> float:
    steps = np.linspace(0, x, 20_001)
    return float(np.trapezoid(np.exp(-(steps**2)), steps) * 2 / np.pi**0.5)


def test_tails_widen_beyond_the_days_they_were_measured_over() -> None:
    e = only(_run(_edge("a", "b", spread=0.3, measured_days=1)), "b", 5)
    assert e.cvar_low == pytest.approx(2 - 0.6 * 5**0.5 * PHI05 / 0.05, rel=2e-3)


def test_a_link_that_may_not_hold_has_its_tail_at_nothing() -> None:
    e = only(_run(_edge("a", "b", belief=0.9)), "b", 1)
    assert (e.cvar_low, e.cvar_high, e.p_up) == pytest.approx((0.0, 2.0, 0.9))


def test_turning_every_sign_turns_the_tails() -> None:
    up = only(_run(_edge("a", "b", spread=0.3, belief=0.8)), "b", 1)
    down = only(_run(_edge("a", "b", spread=0.3, belief=0.8, sign="-")), "b", 1)
    turned = [-(v or math.nan) for v in (up.cvar_high, up.cvar_low, up.outcome_cvar_high)]
    assert [down.cvar_low, down.cvar_high, down.outcome_cvar_low] == pytest.approx(turned, abs=5e-3)


def test_a_settled_outcome_has_no_tail() -> None:
    found = outcome_tails(-1.0, 0.0)
    assert (found.p_up, found.lowest, found.highest) == (0.0, -1.0, -1.0)
    assert [outcome_tails(centre, 0.0).p_up for centre in (0.0, 0.5)] == [0.0, 1.0]
    assert outcome_tails(0.25, 0.5).p_up == pytest.approx(0.5 * (1 + _erf(0.5 / 2**0.5)), abs=1e-6)


def test_the_tail_lies_beyond_every_quantile() -> None:
    ordered = np.sort(np.random.default_rng(1).normal(size=(3, 999)), axis=1)
    found = tails(ordered, ordered.mean(axis=1), np.ones(3))
    rows = [found.lowest, *found.quantiles.values(), found.highest]
    assert all((low <= high).all() for low, high in itertools.pairwise(rows))


def _covered(body: Plain, shock: Plain, seed: int, draws: int) -> list[float]:
    """Return by node and horizon how many outcomes lie in the range: plain draws of the effect, plus normal noise."""
    days = [1, 5, 12]
    scenario = {"shocks": [shock], "horizons": days, "as_of": "2025-11-21"}
    oracle = Oracle(body, scenario)
    plain = oracle.drawn(draws, seed)
    luck = np.random.default_rng(seed)
    found = run(body, [shock], draws=2000, horizons=days, as_of="2025-11-21", seed=seed)
    shares = []
    for e in found.effects:
        scale = next(n["scale"] for n in body["nodes"] if n["id"] == e.node)
        outcome = plain[:, int(e.horizon), oracle.at[e.node]] + luck.normal(size=draws) * scale * int(e.horizon) ** 0.5
        assert e.outcome_low is not None
        assert e.outcome_high is not None
        shares.append(float(((outcome >= e.outcome_low) & (outcome <= e.outcome_high)).mean()))
    return shares


@pytest.mark.parametrize("seed", range(8))
def test_outcome_ranges_cover_seventy_percent_of_simulated_outcomes(seed: int) -> None:
    luck = Random(100 + seed)
    body = graph_file(luck, most=5)
    body["edges"] = [e for e in body["edges"] if e["cause"] < e["effect"] or e.get("lag_days", 0) > 0]
    body["edges"] = [{**e, "strength": e["strength"] / 2} for e in body["edges"] if e.get("status") != "failed"]
    shares = _covered(body, {"node": "n0", "size": 1.5}, seed, 2000)
    assert 0.65 <= sum(shares) / len(shares) <= 0.75
    assert all(0.65 <= share <= 0.75 for share in shares)


SCRIPT = """
import json, sys
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.scenario import Scenario
body, scenario = json.load(sys.stdin)
sys.stdout.write(what_if(Graph.model_validate(body), Scenario.model_validate(scenario)).model_dump_json())
"""


@pytest.mark.parametrize("seed", [3, 4])
def test_two_processes_say_the_same_bytes(seed: int) -> None:
    """Whatever the hash seed: sets and dictionaries decide no order."""
    body = graph_file(Random(seed), thresholds=True)
    scenario = {"shocks": [{"node": "n0", "size": 2.0}], "as_of": "2025-11-21", "draws": 500}
    scenario["targets"] = [n["id"] for n in body["nodes"]]
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=json.dumps([body, scenario]),
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        ).stdout
        for hash_seed in (1, 2)
    }
    assert len(said) == 1
    assert '"width"' in next(iter(said))
