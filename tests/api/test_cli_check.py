"""`knockon check`: a bad file is named and left with exit code 2, and the totals read in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree
from unicodedata import east_asian_width

import pytest

from ingest.seed_files import FOLDER
from tests.api.conftest import Cli

MAP = """\
nodes:
  - {id: a, name: {en: Alpha}, unit: bp}
  - {id: b, name: {en: Beta}, unit: pts}
edges:
  - {id: ab, cause: a, effect: b, sign: "+", strength: 0.5}
"""


def _width(line: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


def test_a_fault_of_a_file_is_named_with_its_line_and_leaves_with_two(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MAP.replace("unit: bp", "unit: furlongs"), encoding="utf-8")
    ran = cli("check", str(path))
    assert ran.code == 2
    assert ran.out.splitlines()[0] == f"{path}:2: a: the unit 'furlongs' is not known"
    assert f"{path}:5: ab: has neither a citation nor an analyst's mark" in ran.out
    told = cli("check", str(path), "--json").json["problems"]
    assert [problem["place"] for problem in told] == [f"{path}:2", f"{path}:5"]


def test_a_file_that_cannot_be_read_as_a_map_leaves_with_two(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MAP.replace("id: b,", "id: a,"), encoding="utf-8")
    ran = cli("check", str(path))
    assert ran.code == 2
    assert f"{path}:3: node 'a' appears twice" in ran.err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: bp", "unit: furlongs", ":2: a: the unit 'furlongs' is not known"),
        ("{en: Beta}", "{en: Alpha}", ":3: b: the name 'alpha' is claimed by a and by b"),
        ("strength: 0.5}", "strength: 0.5, evidence: [{kind: quote, text: t, source: s}]}", ":5: ab: the source"),
        ("strength: 0.5}", "strength: 0.5, belief: 0.9}", ":5: ab: has neither a citation nor an analyst's mark"),
        ("strength: 0.5}", "strength: 0.5, evidence: [mine]}\n  - {id: x}", ":6: "),
        ("id: b, name: {en: Beta}", "id: a, name: {en: Beta}", ":3: node 'a' appears twice"),
        (
            "strength: 0.5}",
            "strength: 0.5, evidence: [{text: t, source: s, date: 2020-01-01, says: '-'}]}",
            ":5: ab: sign + goes against 1 of its 1 sources",
        ),
        (
            "strength: 0.5}",
            "strength: 3, evidence: [m]}\n  - {id: ba, cause: b, effect: a, sign: '+', strength: 1, evidence: [m]}",
            ":5: ab: the loop a -> b -> a feeds back on itself with a gain of 1.73",
        ),
    ],
)
def test_a_map_with_a_fault_is_not_taken_into_the_store(
    cli: Cli, own_store: Path, tmp_path: Path, old: str, new: str, says: str
) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MAP.replace(old, new), encoding="utf-8")
    ran = cli("graph", "import", str(path))
    assert ran.code == 2
    assert f"{path}{says}" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_map_that_claims_a_name_of_the_stores_is_not_taken_in(cli: Cli, own_store: Path, tmp_path: Path) -> None:
    assert cli("check").code == 0
    path = tmp_path / "map.yaml"
    path.write_text("nodes:\n  - {id: fear, name: {en: Fear gauge}, unit: pts}\n", encoding="utf-8")
    ran = cli("graph", "import", str(path))
    assert ran.code == 2
    assert f"{path}:2: fear: the name 'fear gauge' is claimed by vix and by fear" in ran.err


def test_a_map_that_is_only_run_over_needs_no_sources(cli: Cli, tmp_path: Path) -> None:
    path, scenario = tmp_path / "map.yaml", tmp_path / "s.yaml"
    path.write_text(MAP, encoding="utf-8")
    scenario.write_text("shocks: [{node: a, size: 10, unit: bp}]\nhorizons: [1]\n", encoding="utf-8")
    effects = cli("what-if", str(scenario), "--graph", str(path), "--json").json["effects"]
    assert {e["node"]: e["central"] for e in effects}["b"] == pytest.approx(5.0)


def test_a_folder_of_shipped_files_is_checked_whole(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    copytree(FOLDER, folder)
    assert cli("check", str(folder)).code == 0
    with (folder / "world" / "nodes.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: vix\n  name: {en: Again, zh: 又一个}\n  unit: pts\n")
    ran = cli("check", str(folder))
    assert ran.code == 2
    assert "world/nodes.yaml, line " in ran.err
    assert "vix: stands twice" in ran.err


def test_a_file_has_no_totals(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MAP, encoding="utf-8")
    ran = cli("check", str(path), "--totals")
    assert ran.code == 2
    assert "--totals" in ran.err


@pytest.mark.parametrize(("lang", "words"), [("en", ["range", "inside", "not used: "]), ("zh", ["区间", "未采用: "])])
def test_totals_read_in_both_languages_within_120_columns(
    cli: Cli, own_store: Path, lang: str, words: list[str]
) -> None:
    ran = cli("check", "--totals", "--lang", lang)
    assert ran.code == 0, ran.out
    for word in words:
        assert word in ran.out
    table = [line for line in ran.out.splitlines() if line.startswith("P")]
    assert len(table) > 150
    assert max(map(_width, table)) <= 120


def test_only_totals_outside_their_range_are_shown_when_asked(cli: Cli, own_store: Path) -> None:
    rows = json.loads(cli("check", "--outside", "--json").out)["totals"]
    assert rows
    assert all(row["inside"] is False and not row["used"] for row in rows)
    assert all(row["why"]["zh"] for row in rows)


def test_a_store_that_holds_the_map_is_not_seeded_or_checked_again(
    cli: Cli, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never() -> None:
        raise AssertionError("the shipped files were read again")

    monkeypatch.setattr("ingest.seed.load_shipped", never)
    assert cli("graph", "export", "--format", "json").code == 0
