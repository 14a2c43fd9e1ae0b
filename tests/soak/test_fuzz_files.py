"""Damaged graph files and scenario files: each is refused by name, or it is a sound graph or scenario that runs."""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from api.scenario_file import parse_scenario
from graph.coherence import incoherences
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.errors import AnswerRefused, GraphFileError, KnockonError, ScenarioError
from graph.files import FORMATS, dump_graph, load_graph, parse_graph
from graph.scenario import Scenario, Shock
from ingest.check import check
from ingest.seed import shipped_graph
from tests.house.tree import ROOT
from tests.soak.damage import damaged_bytes, damaged_data, damaged_text

pytestmark = pytest.mark.soak

seeds = st.integers(0, 2**48)
PHASES = (Phase.explicit, Phase.generate)
SLOWEST = 5.0
"""Seconds of processor time for one graph of a dozen nodes, read, checked, written and run."""


@cache
def shipped() -> Graph:
    """Return the shipped graph; not a fixture, since a failing test would tell all of it."""
    return shipped_graph(dt.date(2025, 11, 21))


@cache
def little() -> Graph:
    """Return a map of half a dozen things."""
    return parse_graph((ROOT / "tests/answers/little_map.yaml").read_text(encoding="utf-8"), "yaml")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def check_sound(graph: Graph) -> None:
    """Assert that what was read is a graph: coherent, equal when written and read again, and able to run or refuse."""
    assert list(incoherences(graph)) == []
    for form in ("yaml", "json"):
        assert parse_graph(dump_graph(graph, form), form).version == graph.version
    check(graph)
    for node in graph.nodes[:2]:
        check_runs(graph, Scenario(shocks=(Shock(node=node.id, size=1.0, unit=node.unit),), draws=40))


def check_runs(graph: Graph, scenario: Scenario) -> None:
    """Assert that a scenario runs to finite numbers, or is refused with a way out."""
    try:
        result = what_if(graph, scenario)
    except KnockonError as error:
        check_refusal(error)
        return
    for effect in result.effects:
        assert all(math.isfinite(v) for v in effect.model_dump().values() if isinstance(v, float)), effect
    json.loads(result.model_dump_json())


def check_refusal(error: KnockonError) -> None:
    assert not isinstance(error, AnswerRefused)
    assert error.detail
    assert error.hint
    assert "\n" not in error.detail
    assert len(error.detail) < 2000


def test_the_damage_is_neither_so_light_nor_so_heavy_that_nothing_is_tried() -> None:
    sound = ran = 0
    for rng in map(random.Random, range(80)):
        with suppress(GraphFileError):
            parse_graph(
                json.dumps(damaged_data(rng, yaml.safe_load(dump_graph(little(), "yaml"))), default=str), "json"
            )
            sound += 1
        with suppress(KnockonError):
            what_if(
                shipped(), parse_scenario(json.dumps(damaged_data(rng, scenario_of(rng, shipped())), default=str), "")
            )
            ran += 1
    assert 8 <= sound <= 72
    assert 8 <= ran <= 72


def check_read(text: str, form: str) -> None:
    note(f"{form}: {text!r}" if len(text) < 20_000 else f"{form} of {len(text)} characters")
    start = time.process_time()
    try:
        graph = parse_graph(text, form)
    except GraphFileError as error:
        check_refusal(error)
    else:
        check_sound(graph)
    assert time.process_time() - start < SLOWEST


@settings(max_examples=300, phases=PHASES)
@given(seed=seeds, form=st.sampled_from(FORMATS))
def test_a_small_graph_file_with_damaged_words_is_refused_or_sound(seed: int, form: str) -> None:
    rng = random.Random(seed)
    check_read(damaged_text(rng, dump_graph(little(), form)), form)


@settings(max_examples=300, phases=PHASES)
@given(seed=seeds, form=st.sampled_from(["yaml", "json"]))
def test_a_small_graph_with_damaged_values_is_refused_or_sound(seed: int, form: str) -> None:
    rng = random.Random(seed)
    data = damaged_data(rng, yaml.safe_load(dump_graph(little(), "yaml")))
    check_read(yaml.safe_dump(data) if form == "yaml" else json.dumps(data, default=str), form)


@settings(max_examples=60, phases=PHASES)
@given(seed=seeds, form=st.sampled_from(FORMATS))
def test_the_shipped_graph_in_damaged_words_is_refused_or_sound(seed: int, form: str) -> None:
    rng = random.Random(seed)
    text = damaged_text(rng, dump_graph(shipped(), form))
    try:
        graph = parse_graph(text, form)
    except GraphFileError as error:
        check_refusal(error)
    else:
        assert list(incoherences(graph)) == []


@settings(max_examples=300, phases=PHASES)
@given(seed=seeds, form=st.sampled_from(FORMATS))
def test_a_graph_file_of_damaged_bytes_is_refused_or_sound(seed: int, form: str, files: Path) -> None:
    rng = random.Random(seed)
    file = files / f"graph.{form}"
    file.write_bytes(damaged_bytes(rng, dump_graph(little(), form).encode()))
    note(repr(file.read_bytes()))
    try:
        graph = load_graph(file)
    except GraphFileError as error:
        check_refusal(error)
    else:
        check_sound(graph)


def scenario_of(rng: random.Random, graph: Graph) -> dict[str, Any]:
    """Return a scenario that uses every field, over the nodes, links and regimes of `graph`."""
    nodes, edges = rng.sample(graph.nodes, 4), rng.sample(graph.edges, 3)
    regime = rng.choice(graph.regimes)
    return {
        "shocks": [
            {"node": n.id, "size": rng.uniform(-5, 5), "unit": n.unit, "mode": mode}
            for n, mode in zip(nodes, ("shock", "hold", "pulse"), strict=False)
        ],
        "cuts": [{"cause": edges[0].cause, "effect": edges[0].effect}],
        "overrides": [{"edge": edges[1].id, "strength": rng.uniform(0, 2)}],
        "regimes": {regime.id: regime.states[0].id},
        "amplifiers": rng.choice(("reduced_form", "structural")),
        "horizons": [1, 5, 21, "long_run"],
        "targets": [nodes[3].id],
        "paths": 5,
        "draws": 40,
        "seed": 7,
        "as_of": "2025-11-21",
    }


def check_scenario(text: str, graph: Graph) -> None:
    note(repr(text))
    start = time.process_time()
    try:
        scenario = parse_scenario(text, "scenario.yaml")
    except ScenarioError as error:
        check_refusal(error)
    else:
        check_runs(graph, scenario.model_copy(update={"draws": min(scenario.draws, 200)}))
    assert time.process_time() - start < SLOWEST


@settings(max_examples=500, phases=PHASES)
@given(seed=seeds)
def test_a_scenario_with_damaged_values_is_refused_or_runs(seed: int) -> None:
    rng = random.Random(seed)
    data = damaged_data(rng, scenario_of(rng, shipped()))
    check_scenario(yaml.safe_dump(data) if rng.random() < 0.5 else json.dumps(data, default=str), shipped())


@settings(max_examples=400, phases=PHASES)
@given(seed=seeds)
def test_a_scenario_in_damaged_words_is_refused_or_runs(seed: int) -> None:
    rng = random.Random(seed)
    check_scenario(damaged_text(rng, yaml.safe_dump(scenario_of(rng, shipped()))), shipped())
