"""`knockon map`: the table, one mechanism, pictures, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.commands_map import named_mechanism
from api.wiring import System
from ingest.coverage import counted
from tests.api.conftest import Cli
from tests.drawing import pictures
from tests.house import map_page


def test_the_table_has_a_line_for_every_mechanism_and_one_for_the_whole_map(cli: Cli, system: System) -> None:
    graph = system.views.at()
    lines = cli("map").out.splitlines()
    for m in graph.mechanisms:
        (line,) = [x for x in lines if x.startswith(f"{m.id} ")]
        numbers = re.split(r"\s{2,}", line)
        counts = counted(graph.edge(e) for e in m.edges)
        assert numbers[1] == m.name.en
        assert numbers[2:6] == [str(n) for n in counts[:4]]
    whole = counted(graph.edges)
    (last,) = [x for x in lines if "the whole map" in x]
    assert last.split()[3:7] == [str(n) for n in whole[:4]]
    assert f"{len(graph.nodes)} things, {len(graph.edges)} links" in "\n".join(lines)


def test_every_headline_asset_is_reached_by_a_mechanism(cli: Cli, system: System) -> None:
    told = cli("map", "--json").json
    headline = {n.id for n in system.views.at().nodes if n.headline is not None}
    assert {n for row in told["asset_classes"] for n, by in row["headline"].items() if by} == headline
    for node in headline:
        name = system.views.at().node(node).name
        assert name.en in cli("map").out
        assert name.zh in cli("map", "--lang", "zh").out


def test_sizes_add_up_in_every_row(cli: Cli) -> None:
    told = cli("map", "--json").json
    for row in (told["links"], *told["mechanisms"]):
        assert row["sourced"] + row["guessed"] + row["unsized"] == row["links"]
        assert row["share_guessed"] == pytest.approx(row["guessed"] / (row["sourced"] + row["guessed"]))
    assert sum(row["sizes"] for row in told["by_certainty"]) == told["links"]["sourced"] + told["links"]["guessed"]


def test_a_mechanism_is_shown_with_every_link_its_size_and_its_citations(cli: Cli, system: System) -> None:
    graph = system.views.at()
    for m in graph.mechanisms:
        out = cli("map", m.id).out
        assert m.what.en in out
        for edge in (graph.edge(e) for e in m.edges):
            ends = f"{graph.node(edge.cause).name.en} → {graph.node(edge.effect).name.en}"
            (line,) = [x for x in out.splitlines() if f"  {ends}  " in x]
            assert line.startswith(edge.sign)
            assert line.endswith(", ".join(item.id for item in edge.evidence))
            assert not edge.carries or not edge.strength or f"{edge.strength:.3g} " in line
        for source in {item.source for e in m.edges for item in graph.edge(e).evidence}:
            assert f"\n  {source}" in out


def test_a_mechanism_is_named_by_id_or_name_in_either_language(cli: Cli, system: System) -> None:
    graph = system.views.at()
    for m in graph.mechanisms:
        for asked in (m.id, m.id.upper(), m.name.en.upper(), f" {m.name.en} ", m.name.zh):
            assert named_mechanism(graph, asked) == m
    m = graph.mechanisms[0]
    assert cli("map", m.name.en).out == cli("map", m.id).out
    assert m.what.zh in cli("map", m.name.zh).out
    assert cli("map", m.id, "--lang", "zh").out == cli("map", m.name.zh).out


def test_part_of_a_name_is_enough_where_it_can_mean_one_only(cli: Cli, system: System) -> None:
    found = [m for m in system.views.at().mechanisms if "gamma" in m.id + m.name.en.lower()]
    assert len(found) == 1
    assert found[0].what.en in cli("map", "gamma").out


def test_json_has_the_links_whole(cli: Cli, system: System) -> None:
    graph = system.views.at()
    m = graph.mechanisms[0]
    told = cli("map", m.id, "--json").json
    assert told["name"] == m.name.model_dump()
    assert [e["id"] for e in told["edges"]] == list(m.edges)
    assert told["edges"][0]["evidence"][0]["source"]
    assert [o["id"] for o in told["observations"]] == [o.id for o in graph.observations if o.id in m.observations]


def test_pictures_are_those_of_the_docs(cli: Cli, tmp_path: Path) -> None:
    for language in ("en", "zh"):
        ran = cli("map", "--svg", str(tmp_path / "new" / "folder"), "--lang", language)
        assert (ran.code, ran.out) == (0, "")
        assert f"to {tmp_path / 'new' / 'folder'}" in ran.err
    made = {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "new" / "folder").iterdir()}
    assert made == map_page.pictures()


def test_one_picture_is_written_for_the_mechanism_that_is_named(cli: Cli, system: System, tmp_path: Path) -> None:
    m = system.views.at().mechanisms[0]
    assert cli("map", m.id, "--svg", str(tmp_path)).code == 0
    assert [p.name for p in tmp_path.iterdir()] == [f"{m.id}.svg"]
    assert len(pictures.links((tmp_path / f"{m.id}.svg").read_text(encoding="utf-8"))) == len(m.edges)


def test_an_unknown_mechanism_is_told_in_one_line_with_those_that_come_near(cli: Cli, system: System) -> None:
    m = system.views.at().mechanisms[0]
    for asked, near in ((m.id[:-1] + "x", m.id), ("no such thing at all", None), ("", None), ("没有这个", None)):
        ran = cli("map", asked)
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) == 1
        assert f"no mechanism {asked!r}" in ran.err
        assert ran.err.rstrip().endswith("`knockon map` lists them all.")
        assert (f"Did you mean {near}" in ran.err) == (near is not None)


def test_a_folder_that_cannot_be_made_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ran = cli("map", "--svg", str(tmp_path / "file"))
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be made" in ran.err


def test_a_day_before_the_mechanisms_shows_the_map_without_them(cli: Cli) -> None:
    ran = cli("map", "--as-of", "2025-11-20")
    assert ran.code == 0
    assert "This map has no mechanisms." in ran.out
    assert cli("map", "--as-of", "2025-11-20", "--lang", "zh").out.endswith("这张图谱没有机制。\n")


def test_a_map_of_ones_own_needs_no_mechanisms_and_may_have_some(
    cli: Cli, chain_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{tmp_path / 'own.db'}")
    assert cli("graph", "import", str(chain_file)).code == 0
    assert "3 things, 2 links" in cli("map").out
    more = (
        "mechanisms:\n  - {id: down_the_chain, name: {en: Down the chain}, what: {en: A moves C.}, edges: [ab, bc]}\n"
    )
    chain_file.write_text(chain_file.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert cli("graph", "import", str(chain_file)).out == "imported: 1 added, 0 changed, 5 unchanged\n"
    out = cli("map", "down the chain").out
    assert "-  Alpha → Beta  0.05 % per 1 bp" in out
    assert cli("map", "down the chain", "--svg", str(tmp_path / "svg")).code == 0
