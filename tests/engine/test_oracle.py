"""The engine against a second opinion: random graph files, read and asked as an outsider would."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from api.cli import app
from graph.engine.what_if import what_if
from graph.errors import UnstableGraph
from graph.files import parse_graph
from graph.scenario import Scenario, WhatIfResult
from tests.engine.oracle import Oracle
from tests.engine.outsider import graph_file, scenario_file

DAYS: list[Any] = [0, 1, 2, 5, 12]


def _asked(body: dict[str, Any], scenario: dict[str, Any]) -> WhatIfResult:
    return what_if(parse_graph(yaml.safe_dump(body), "yaml"), Scenario.model_validate(scenario))


def _close(value: float, wanted: float, tolerance: float = 1e-9) -> bool:
    return abs(value - wanted) <= tolerance * max(1.0, abs(wanted))


@pytest.mark.parametrize("block", range(8))
def test_effects_of_random_graph_files_match_the_oracle(block: int) -> None:
    for seed in range(50 * block, 50 * block + 50):
        luck = random.Random(seed)
        body = graph_file(luck)
        scenario = scenario_file(luck, body)
        try:
            found = _asked(body, scenario)
        except UnstableGraph:
            continue
        oracle = Oracle(body, scenario)
        pulsed = any(s.get("mode") == "pulse" for s in scenario["shocks"])
        for believed in (False, True):
            levels = oracle.mixed(believed=believed)
            limits = oracle.limit(believed=believed)
            for e in found.effects:
                value = e.if_links_hold if believed else e.central
                if e.horizon != "long_run":
                    assert _close(value, levels[e.horizon, oracle.at[e.node]]), (seed, e)
                elif not pulsed:
                    assert _close(value, limits[oracle.at[e.node]]), (seed, e)
            missed = set(oracle.names) - {e.node for e in found.effects}
            if not scenario.get("targets"):
                assert not levels[DAYS][:, [oracle.at[n] for n in missed]].any(), seed
        for rest in found.residual:
            for h in found.horizons:
                shown = math.fsum(p.contribution[str(h)] for p in found.paths if p.target == rest.target)
                effect = found.effect(rest.target, h)
                assert effect is not None
                assert _close(shown + rest.contribution[str(h)], effect.central), (seed, rest.target, h)
        scales = {n["id"]: n["scale"] for n in body["nodes"]}
        for e in found.effects:
            if e.horizon != "long_run" and e.horizon > 0:
                assert e.sigma == pytest.approx(e.central / (scales[e.node] * math.sqrt(e.horizon)))


@pytest.mark.parametrize("block", range(2))
def test_thresholds_of_random_graph_files_match_the_oracle(block: int) -> None:
    for seed in range(15 * block, 15 * block + 15):
        luck = random.Random(seed)
        body = graph_file(luck, thresholds=True)
        scenario = {**scenario_file(luck, body), "horizons": [0, 1, 2, 5]}
        found = _asked(body, scenario)
        if any(w.code == "threshold_feedback" for w in found.warnings):
            continue
        oracle = Oracle(body, scenario)
        for believed in (False, True):
            levels = oracle.mixed(believed=believed)
            for e in found.effects:
                if e.horizon != "long_run":
                    value = e.if_links_hold if believed else e.central
                    assert _close(value, levels[e.horizon, oracle.at[e.node]], 3e-5), (seed, e)


def test_contributions_match_walks_whose_loops_are_erased() -> None:
    """Every walk is followed edge by edge; its value goes to the path left when its loops are erased."""
    seen = 0
    for seed in range(60):
        luck = random.Random(seed)
        body = graph_file(luck, most=4)
        for e in body["edges"]:
            e["lag_days"] = max(1, e["lag_days"])
            e["status"] = "asserted"
        scenario = {**scenario_file(luck, body), "horizons": [1, 3, 5], "paths": 500}
        for s in scenario["shocks"]:
            s["mode"] = "shock" if s.get("mode") == "pulse" else s.get("mode", "shock")
        found, oracle = _asked(body, scenario), Oracle(body, scenario)
        for target in {p.target for p in found.paths}:
            shown = {(p.nodes[0], *p.edges): p.contribution for p in found.paths if p.target == target}
            for h in (1, 3, 5):
                wanted = {path: v for path, v in oracle.walks(target, h).items() if v != 0}
                for path in wanted.keys() | shown.keys():
                    assert _close(shown.get(path, {}).get(str(h), 0.0), wanted.get(path, 0.0)), (seed, path, h)
                    seen += 1
    assert seen > 300


@pytest.mark.parametrize("seed", [1, 5, 8, 11])
def test_ranges_match_plain_monte_carlo(seed: int) -> None:
    luck = random.Random(seed)
    body = graph_file(luck, most=4)
    for e in body["edges"]:
        e["status"], e["relation"], e["strength"] = "asserted", "causes", e["strength"] / 3
    scenario = {"shocks": [{"node": "n0", "size": 2.0}], "horizons": [1, 5], "draws": 4000, "as_of": "2025-11-21"}
    found, oracle = _asked(body, scenario), Oracle(body, scenario)
    drawn = oracle.drawn(2000, seed)
    for e in found.effects:
        assert e.horizon != "long_run"
        column = drawn[:, e.horizon, oracle.at[e.node]]
        sd = float(column.std())
        assert None not in (e.mean, e.sd, e.low, e.high, e.p_up)
        assert e.mean == pytest.approx(column.mean(), abs=5 * sd / math.sqrt(2000) + 1e-9)
        assert e.sd == pytest.approx(sd, rel=0.12, abs=1e-9)
        assert e.p_up == pytest.approx((column > 0).mean(), abs=0.06)
        half = 1.0364334 * math.sqrt((e.sd or 0) ** 2 + body["nodes"][oracle.at[e.node]]["scale"] ** 2 * e.horizon)
        assert (e.outcome_low, e.outcome_high) == pytest.approx((e.central - half, e.central + half))
        for share, bound in ((0.15, e.low), (0.85, e.high)):
            below = np.quantile(column, [share - 0.06, share + 0.06])
            assert below[0] - 1e-9 <= (bound or 0) <= below[1] + 1e-9


def test_quantiles_of_one_normal_link_are_the_analytic_ones() -> None:
    link = {"id": "e", "cause": "a", "effect": "b", "sign": "-", "strength": 0.4, "spread": 0.1, "belief": 1}
    body = {"nodes": [{"id": "a", "unit": "bp"}, {"id": "b", "unit": "%", "scale": 2.0}], "edges": [link]}
    scenario = {"shocks": [{"node": "a", "size": 5.0, "unit": "bp"}], "horizons": [1], "draws": 20000}
    e = _asked(body, scenario).effect("b", 1)
    assert e is not None
    assert (e.low, e.high) == pytest.approx((-2 - 1.0364334 * 0.5, -2 + 1.0364334 * 0.5), abs=1e-4)
    assert e.p_up == pytest.approx(0.5 * math.erfc(4 / math.sqrt(2)), abs=1e-4)


def test_the_command_prints_what_the_engine_says_in_equal_bytes(tmp_path: Path) -> None:
    luck = random.Random(4)
    body = graph_file(luck)
    scenario = {**scenario_file(luck, body), "draws": 100}
    (tmp_path / "graph.yaml").write_text(yaml.safe_dump(body), encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(yaml.safe_dump(scenario), encoding="utf-8")
    words = ["what-if", str(tmp_path / "scenario.yaml"), "--graph", str(tmp_path / "graph.yaml"), "--json"]
    first, second = (CliRunner().invoke(app, words) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    wanted = Oracle(body, scenario)
    for e in json.loads(first.stdout)["effects"]:
        if e["horizon"] != "long_run":
            assert _close(e["central"], wanted.effect(e["node"], e["horizon"]))


def test_a_large_loop_is_summed_to_the_same_answer_as_an_inverse() -> None:
    luck = random.Random(3)
    size = 320
    edges: list[dict[str, Any]] = [
        {"id": f"e{k}", "cause": f"n{a}", "effect": f"n{b}", "sign": luck.choice("+-"), "belief": 1,
         "strength": luck.uniform(0.02, 0.2), "lag_days": luck.choice([0, 0, 1])}
        for k in range(4 * size) for a, b in [luck.sample(range(size), 2)]
    ]  # fmt: skip
    edges += [
        {"id": f"r{i}", "cause": f"n{i}", "effect": f"n{(i + 1) % size}", "strength": 0.3, "belief": 1}
        for i in range(size)
    ]
    body = {"nodes": [{"id": f"n{i}"} for i in range(size)], "edges": edges}
    scenario = {"shocks": [{"node": "n0", "size": 3.0}], "horizons": [1, 4, "long_run"], "draws": 0,
                "targets": ["n1", "n7", "n300"]}  # fmt: skip
    found, oracle = _asked(body, scenario), Oracle(body, scenario)
    levels, limits = oracle.mixed(), oracle.limit()
    for e in found.effects:
        wanted = limits if e.horizon == "long_run" else levels[e.horizon]
        assert e.central == pytest.approx(wanted[oracle.at[e.node]], abs=1e-11)
    for rest in found.residual:
        for h in found.horizons:
            effect = found.effect(rest.target, h)
            assert effect is not None
            shown = math.fsum(p.contribution[str(h)] for p in found.paths if p.target == rest.target)
            assert shown + rest.contribution[str(h)] == pytest.approx(effect.central, abs=1e-11)


def test_a_link_marked_failed_is_carried_by_half_until_its_window_has_passed() -> None:
    says = {"id": "v", "kind": "data", "text": "no answer", "source": "s", "status": "failed", "date": "2025-11-20"}
    link = {"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "belief": 1, "status": "failed"}
    for evidence, as_of, wanted in (([], "2025-11-21", 0.5), ([says], "2025-11-21", 0.5), ([says], "2026-01-30", 1.0)):
        body = {"nodes": [{"id": "a"}, {"id": "b"}], "edges": [{**link, "evidence": evidence}]}
        asked = {"shocks": [{"node": "a", "size": 1.0}], "horizons": [1], "draws": 0, "as_of": as_of}
        found = _asked(body, asked)
        effect = found.effect("b", 1)
        assert effect is not None
        assert effect.central == pytest.approx(wanted)
        assert ("gate" in {w.code for w in found.warnings}) is (wanted < 1)


@pytest.mark.parametrize(
    ("side", "sign", "jump", "moves"),
    [
        ("below", "+", 3.0, 1), ("below", "+", -3.0, -1), ("below", "-", 3.0, 1), ("below", "-", -3.0, -1),
        ("above", "+", 3.0, 1), ("above", "+", -3.0, -1), ("above", "-", 3.0, -1), ("above", "-", -3.0, -1),
    ],
)  # fmt: skip
def test_a_threshold_moves_down_when_its_jump_or_the_sign_of_a_rise_says_so(
    side: str, sign: str, jump: float, moves: int
) -> None:
    params = {"level": -1.0 if side == "below" else 1.0, "side": side, "jump": jump}
    latch = {"id": "t", "cause": "a", "effect": "b", "sign": sign, "strength": 0, "form": "threshold",
             "params": params, "belief": 0.8}  # fmt: skip
    body = {"nodes": [{"id": "a", "scale": 1.0}, {"id": "b"}], "edges": [latch]}
    shock = {"node": "a", "size": -40.0 if side == "below" else 40.0}
    found = _asked(body, {"shocks": [shock], "horizons": [1], "draws": 0})
    effect = found.effect("b", 1)
    assert effect is not None
    assert effect.central == pytest.approx(moves * 0.8 * 3.0 * (1 - 0.15865525), abs=1e-6)
    assert effect.if_links_hold == pytest.approx(effect.central / 0.8)


def test_same_day_loops_that_are_too_strong_together_are_refused_with_their_radius() -> None:
    edges = [
        {"id": f"{a}{b}", "cause": a, "effect": b, "strength": 0.8, "belief": 1}
        for a, b in (("a", "b"), ("b", "a"), ("a", "c"), ("c", "a"))
    ]
    body = {"nodes": [{"id": n} for n in "abc"], "edges": edges}
    with pytest.raises(UnstableGraph, match=r"a -> b -> a.*1\.13.*lag_days") as refusal:
        _asked(body, {"shocks": [{"node": "a", "size": 1.0}], "horizons": [1]})
    assert "\n" not in str(refusal.value)
