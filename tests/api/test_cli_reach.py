"""`knockon reach` and `knockon replay`: over the store and over a file, as text and as JSON, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.conftest import Cli
from tests.api.test_cli_bad_input import refused

GRAPH = """\
nodes:
  - {id: a, name: {en: Alpha}, unit: bp, level_unit: "%", scale: 5.0}
  - {id: b, name: {en: Beta}, unit: "%", level_unit: points, scale: 1.0}
  - {id: c, name: {en: Gamma}, unit: "", scale: 2.0}
edges:
  - {id: ab, cause: a, effect: b, sign: "-", strength: 0.05, belief: 1.0}
  - {id: bc, cause: b, effect: c, sign: "+", strength: 2.0, belief: 1.0}
observations:
  - {id: a20, node: a, as_of: 2025-11-20, known_from: 2025-11-20, value: 4.1, unit: "%", source: screen}
  - {id: b20, node: b, as_of: 2025-11-20, known_from: 2025-11-20, value: 100, unit: points, source: screen}
  - {id: a21, node: a, as_of: 2025-11-21, known_from: 2025-11-21, value: 4.0, unit: "%", source: screen}
  - {id: b21, node: b, as_of: 2025-11-21, known_from: 2025-11-21, value: 101, unit: points, source: screen}
"""


@pytest.fixture
def town(tmp_path: Path) -> str:
    path = tmp_path / "town.yaml"
    path.write_text(GRAPH, encoding="utf-8")
    return str(path)


def test_a_level_is_reached_over_a_file_alone(cli: Cli, town: str) -> None:
    """101 to 102.01 is +1%, which takes -20 bp: 1.79 sigma of five days."""
    ran = cli("reach", "b", "102.01", "--by", "2025-12-01", "--graph", town, "--json")
    assert ran.code == 0, ran.err
    found = ran.json
    assert (found["level"], found["level_after"], found["date"]) == (101, 102.01, "2025-12-01")
    (way,) = found["singles"]
    assert way["causes"][0]["size"] == pytest.approx(-20)
    assert way["sigma"] == pytest.approx(20 / (5 * 5**0.5))
    assert way["reached"] == pytest.approx(1.0)
    assert cli("reach", "b", "102.01", "--days", "5", "--graph", town, "--json").out == ran.out


@pytest.mark.parametrize("to", ["-30bp", "\u221230bp", "-30 basis points", "-0.3pp"])
def test_a_signed_move_with_its_unit_is_read_as_it_is_written(cli: Cli, town: str, to: str) -> None:
    ran = cli("reach", "a", to, "--graph", town, "--json")
    assert ran.json["move"] == pytest.approx(-30)
    assert ran.json["level_after"] == pytest.approx(3.7)
    assert [w["code"] for w in ran.json["warnings"]] == ["no_way"]


def test_a_node_without_a_unit_takes_a_bare_move(cli: Cli, town: str) -> None:
    assert cli("reach", "c", "+2", "--graph", town, "--json").json["move"] == 2


def test_the_text_names_shock_odds_level_and_path(cli: Cli, town: str) -> None:
    out = cli("reach", "c", "+2", "--graph", town).out
    assert "Alpha -20 bp (-1.79 sigma)" in out
    assert "Alpha → Beta → Gamma" in out
    assert "Two together" in out
    assert "Gamma: what is to be reached" in out


def test_the_shipped_map_says_what_takes_an_index_to_a_level(cli: Cli) -> None:
    ran = cli("reach", "spx", "6725", "--by", "2025-11-28", "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["singles"]
    assert found["pairs"][0]["sigma"] <= found["singles"][0]["sigma"]
    for way in (*found["singles"], *found["pairs"]):
        assert way["reached"] == pytest.approx(found["move"], rel=1e-6)
    assert cli("reach", "spx", "6725", "--by", "2025-11-28", "--json").out == ran.out


def test_an_episode_is_run_again_over_a_file_alone(cli: Cli, town: str) -> None:
    ran = cli("replay", "a21", "--graph", town, "--json")
    assert ran.code == 0, ran.err
    (row,) = ran.json["compared"]
    assert (row["node"], row["expected"], row["observed"]) == ("b", pytest.approx(0.5), pytest.approx(1.0))
    assert row["error_sigma"] == pytest.approx(0.5)
    out = cli("replay", "2025-11-21", "--graph", town).out
    assert "shock: Alpha -10.00 bp on 2025-11-21" in out
    assert "Beta  1d (2025-11-21)  +0.50 %" in out


def test_without_a_name_the_episodes_are_listed(cli: Cli, town: str) -> None:
    assert {e["id"] for e in cli("replay", "--graph", town, "--json").json} == {"a21", "b21", "2025-11-21"}
    assert "2025-11-21  day" in cli("replay", "--graph", town).out


def test_the_shipped_record_can_be_replayed(cli: Cli) -> None:
    ran = cli("replay", "2025-11-21", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["as_of"] == "2025-11-20"
    assert {c["node"] for c in ran.json["compared"]} >= {"spx", "ust_10y"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["reach"], "NODE"),
        (["reach", "b"], "TO"),
        (["reach", "zeppelin", "5"], "no node 'zeppelin'"),
        (["reach", "b", "soon"], "'soon' is neither a level nor a move"),
        (["reach", "b", ""], "'' is neither a level nor a move"),
        (["reach", "b", "+5"], "the move +5 of 'b' has no unit"),
        (["reach", "b", "5bp"], "given in 'bp'"),
        (["reach", "b", "-30bp"], "the wanted move of 'b' is -30 'bp'"),
        (["reach", "b", "+1furlong"], "'furlong'"),
        (["reach", "b", "0"], "a fall by 100% leaves nothing"),
        (["reach", "c", "5"], "'c' has no observed level"),
        (["reach", "b", "102", "--by", "soon"], "--by 'soon' is not a date"),
        (["reach", "b", "102", "--by", "2025-11-21"], "--by 2025-11-21 is not after"),
        (["reach", "b", "102", "--by", "2075-11-21"], "2075-11-21 is outside the trading calendar"),
        (["reach", "b", "102", "--by", "2025-12-01", "--days", "4"], "--by 2025-12-01 and --days 4"),
        (["reach", "b", "102", "--days", "-1"], "--days -1"),
        (["reach", "b", "102", "--days", "99999"], "99999 trading days"),
        (["reach", "b", "102", "--days", "many"], "--days"),
        (["reach", "b", "102", "--cause", "zeppelin"], "no node 'zeppelin'"),
        (["reach", "b", "102", "--frob"], "--frob"),
        (["reach", "b c", "102"], "'b c' is not the id of a node"),
        (["reach", "b", "102", "--as-of", "2001-01-01"], "2001-01-01 is before"),
        (["replay", "crash"], "no episode 'crash'; it has 2025-11-21"),
        (["replay", "a20"], "has no observed move of a"),
        (["replay", "a21", "--days", "0"], "--days 0 is not between 1 and 250"),
    ],
)
def test_what_cannot_be_asked_is_named(cli: Cli, town: str, args: list[str], said: str) -> None:
    refused(cli(*args, "--graph", town), said)
