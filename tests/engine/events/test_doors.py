"""The tree by the command line on a file alone, and what the file may say of events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import run as command_line
from graph.errors import GraphFileError
from graph.files import dump_graph, parse_graph
from tests.engine.events.enumeration import ASIA

GRAPH = """
nodes:
  - {id: surprise, unit: bp, scale: 1.5}
  - {id: stocks, unit: "%", scale: 1.2}
edges:
  - {id: e, cause: surprise, effect: stocks, sign: "-", strength: 0.04, belief: 1}
regimes:
  - {id: mood, states: [calm, panic], probabilities: {calm: 0.8, panic: 0.2}}
events:
  - {id: dec, date: 2025-12-10, states: [cut, hold], table: [{p: {cut: 0.7, hold: 0.3}}],
     shocks: {cut: [{node: surprise, size: -7.5, unit: bp}], hold: [{node: surprise, size: 17.5, unit: bp}]}}
  - {id: crash, states: ["yes", "no"], parents: [dec, mood], regimes: {"yes": {mood: panic}},
     table: [{when: {mood: panic}, p: {"yes": 0.3, "no": 0.7}}, {when: {mood: calm}, p: {"yes": 0.1, "no": 0.9}}]}
"""


class Door:
    """The command line, over files in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, graph: str, scenario: str) -> tuple[int, str, str]:
        (self.folder / "graph.yaml").write_text(graph, encoding="utf-8")
        (self.folder / "scenario.yaml").write_text(scenario, encoding="utf-8")
        code = command_line(
            ["what-if", str(self.folder / "scenario.yaml"), "--graph", str(self.folder / "graph.yaml"), "--json"]
        )
        said = self.capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def door(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Door:
    return Door(tmp_path, capsys)


def test_a_tree_runs_over_a_file_without_a_store(door: Door) -> None:
    scenario = "tree: {market: {dec: {cut: 0.6}}}\nobserve: [{event: crash, state: 'no'}]\nhorizons: [1]\ndraws: 50\n"
    code, out, err = door.run(GRAPH, scenario)
    assert code == 0, err
    tree: dict[str, Any] = json.loads(out)["tree"]
    assert tree["marginals"]["dec"]["cut"] == pytest.approx(0.6)
    assert tree["marginals_before"]["dec"]["cut"] == pytest.approx(0.7)
    assert tree["marginals"]["mood"]["panic"] == pytest.approx(0.2 * 0.7 / (0.2 * 0.7 + 0.8 * 0.9))
    assert sum(leaf["p"] for leaf in tree["leaves"]) == pytest.approx(1)
    assert {"states", "p", "p_before", "effects"} <= set(tree["leaves"][0])
    assert {"leaves", "marginals", "kl", "effective_leaves", "changed", "bounds"} <= set(tree)


def test_the_chest_clinic_runs_from_a_file_of_events_alone(door: Door) -> None:
    scenario = json.dumps({"observe": [{"event": "asia", "state": "yes"}, {"event": "dysp", "state": "yes"}]})
    code, out, err = door.run(json.dumps({"events": ASIA}), scenario)
    assert code == 0, err
    assert round(json.loads(out)["tree"]["marginals"]["bronc"]["yes"], 3) == 0.811


def test_incoherent_odds_end_with_code_two_and_one_line(door: Door) -> None:
    code, out, err = door.run(GRAPH, "tree: {market: {dec: {cut: 0.7, hold: 0.4}}}\n")
    assert (code, out) == (2, "")
    assert "1.1" in err
    assert len(err.strip().splitlines()) == 1


def test_an_unquoted_yes_is_refused_where_a_state_belongs(door: Door) -> None:
    code, _, err = door.run(GRAPH, "observe: [{event: crash, state: no}]\n")
    assert code == 2
    assert "quote" in err


def test_events_of_a_file_come_back_as_they_went() -> None:
    graph = parse_graph(GRAPH, "yaml")
    for format in ("yaml", "json", "graphml", "csv", "cypher"):
        assert parse_graph(dump_graph(graph, format), format).version == graph.version


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("parents: [dec, mood]", "parents: [dec, moood]", "'moood', which is not in events or regimes"),
        ("{mood: panic}}", "{mood: bliss}}", "'bliss', which is no state of that regime"),
        ("{mood: panic}}", "{moood: panic}}", "'moood', which is not in regimes"),
        ('regimes: {"yes": {mood', 'regimes: {"maybe": {mood', "'maybe', which is not one of its states"),
        ("{when: {mood: calm}, p: {", "{when: {mood: calm, dec: cut}, p: {", "no table row for"),
        ('p: {"yes": 0.1, "no": 0.9}', 'p: {"yes": 0.1, "no": 0.8}', "0.9, not 1"),
        ("states: [cut, hold], table", "states: [cut, hold], parents: [crash], table", "its own ancestor"),
    ],
)
def test_mistakes_in_events_are_named_with_their_line(old: str, new: str, words: str) -> None:
    assert GRAPH.count(old) == 1
    with pytest.raises(GraphFileError, match=rf"graph:\d+: .*{words}"):
        parse_graph(GRAPH.replace(old, new), "yaml")
