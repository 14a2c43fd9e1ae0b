"""Each mistake that a shipped file or a graph file may hold: named with file, line and thing, and not loaded."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from graph.errors import GraphFileError
from graph.files import dump_graph, parse_graph
from ingest.file_faults import faults_of_file, refuse_clashes, refuse_faults
from ingest.seed import load_shipped
from ingest.seed_files import FOLDER, load_yaml

NODE = """
- id: {id}
  name: {{en: {name}, zh: {zh}}}
  unit: {unit}
  definition: {{en: A thing, zh: 一物}}
"""
LINK = "\n- pair: [{pair}]\n  sign: '+'\n  mech: {{en: One moves the other., zh: 一动百动。}}\n"


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    folder = tmp_path / "seed"
    copytree(FOLDER, folder)
    return folder


def _append(folder: Path, file: str, text: str) -> int:
    """Add text at the end of a file; return the line of its first row."""
    body = (folder / file).read_text(encoding="utf-8").rstrip("\n") + "\n"
    (folder / file).write_text(body + text.lstrip("\n"), encoding="utf-8")
    return body.count("\n") + 1


def _replace(folder: Path, file: str, begins: str, old: str, new: str) -> int:
    """Change the first `old` after a row's beginning; return the row's line."""
    text = (folder / file).read_text(encoding="utf-8")
    where = text.index(begins)
    assert old in text[where:]
    (folder / file).write_text(text[:where] + text[where:].replace(old, new, 1), encoding="utf-8")
    return text[:where].count("\n") + 1


def _refusal(folder: Path) -> str:
    with pytest.raises(GraphFileError) as caught:
        load_shipped(folder)
    assert "\n" not in caught.value.detail
    return caught.value.detail


@pytest.mark.parametrize("file", ["nodes.yaml", "ai_tape/nodes.yaml", "fed_macro/nodes.yaml", "world/nodes.yaml"])
def test_an_id_that_stands_twice_is_named_where_it_stands_again(seed: Path, file: str) -> None:
    line = _append(seed, file, NODE.format(id="vix", name="Another", zh="另一个", unit="pts"))
    assert _refusal(seed).startswith(f"{file}, line {line}: vix: stands twice (nodes.yaml, line ")


@pytest.mark.parametrize("file", ["nodes.yaml", "ai_tape/nodes.yaml", "world/nodes.yaml"])
@pytest.mark.parametrize("words", ["fear gauge", "Fear-Gauge"])
def test_a_name_that_two_nodes_claim_is_named(seed: Path, file: str, words: str) -> None:
    _append(seed, file, NODE.format(id="new_thing", name=words, zh="新事物", unit="pts"))
    said = _refusal(seed)
    assert "nodes.yaml, line " in said
    assert "'fear gauge' is claimed by vix and by new_thing" in said


@pytest.mark.parametrize("file", ["nodes.yaml", "fed_macro/nodes.yaml"])
def test_a_unit_that_nobody_knows_is_named(seed: Path, file: str) -> None:
    line = _append(seed, file, NODE.format(id="new_thing", name="New thing", zh="新事物", unit="furlongs"))
    assert _refusal(seed) == f"{file}, line {line}: new_thing: the unit 'furlongs' is not known"


def test_a_unit_of_an_observation_that_nobody_knows_is_named(seed: Path) -> None:
    line = _append(
        seed, "world/observations.yaml", "- {node: vix, as_of: 2025-10-31, value: 17, unit: stones, source: s}\n"
    )
    said = _refusal(seed)
    assert said.startswith(f"world/observations.yaml, line {line}: vix.2025-10-31: ")
    assert "'stones'" in said


def test_a_sign_against_a_row_is_refused_without_a_note_and_taken_with_one(seed: Path) -> None:
    pair = "pair: [fed_surprise_path, us_gdp]"
    line = _replace(seed, "fed_macro/edges.yaml", f"- {pair}", "  note: ", "  sources_were: ")
    text = (seed / "fed_macro/edges.yaml").read_text(encoding="utf-8")
    gone = "\n".join(row for row in text.splitlines() if "sources_were" not in row)
    (seed / "fed_macro/edges.yaml").write_text(gone + "\n", encoding="utf-8")
    said = _refusal(seed)
    assert said.startswith(
        f"fed_macro/edges.yaml, line {line}: fed_surprise_path -> us_gdp: sign '-' goes against P024"
    )
    (seed / "fed_macro/edges.yaml").write_text(text.replace("sources_were", "note"), encoding="utf-8")
    load_shipped(seed)


def test_a_sign_against_the_size_of_its_rows_is_refused_whatever_is_noted(seed: Path) -> None:
    line = _replace(seed, "edges.yaml", "- pair: [spx, sox]", "sign: '+'", "sign: '-'\n  note: odd, but so it is")
    said = _refusal(seed)
    assert said.startswith(f"edges.yaml, line {line}: spx -> sox: ")
    assert "goes against" in said


@pytest.mark.parametrize("file", ["edges.yaml", "ai_tape/edges.yaml", "world/edges.yaml"])
def test_a_loop_that_feeds_itself_is_named(seed: Path, file: str) -> None:
    size = "  mark: A way that is made up.\n  size: {strength: 9, spread: 1, certainty: guess}\n"
    _append(seed, "nodes.yaml", NODE.format(id="new_thing", name="New thing", zh="新事物", unit="pts"))
    there = _append(seed, file, LINK.format(pair="vix, new_thing") + size)
    back = _append(seed, file, LINK.format(pair="new_thing, vix") + size)
    said = _refusal(seed)
    assert any(said.startswith(f"{file}, line {line}: ") for line in (there, back))
    assert "feeds back on itself with a gain of 9." in said
    assert "vix -> new_thing -> vix" in said or "new_thing -> vix -> new_thing" in said


@pytest.mark.parametrize("file", ["edges.yaml", "ai_tape/edges.yaml", "fed_macro/edges.yaml", "world/edges.yaml"])
def test_a_link_without_source_or_mark_is_named(seed: Path, file: str) -> None:
    line = _append(seed, file, LINK.format(pair="gold, copper"))
    said = _refusal(seed)
    assert said.startswith(f"{file}, line {line}: gold -> copper: has neither a source nor an analyst's mark")


def test_an_observation_without_a_date_is_named(seed: Path) -> None:
    line = _append(seed, "ai_tape/observations.yaml", "- {node: vix, value: 17, unit: pts}\n")
    assert _refusal(seed) == f"ai_tape/observations.yaml, line {line}: vix: has no date; add `as_of`"


def test_a_fact_without_a_date_is_named_on_its_own_line(seed: Path) -> None:
    fact = "  facts:\n  - {id: heard, says: '+', certainty: read, source: somebody, text: So it was., zh: 如此。}\n"
    line = _append(seed, "world/edges.yaml", LINK.format(pair="gold, copper") + fact)
    said = _refusal(seed)
    assert said.startswith(f"world/edges.yaml, line {line + 4}: gold -> copper: the fact 'heard' has no date")


def test_a_row_without_a_date_is_named(seed: Path) -> None:
    row = "- {id: P999, cause: gold, effect: copper, per: 1, estimate: 1, range: [0, 2], unit: '%', kind: judgement,\n"
    line = _append(seed, "world/rows.yaml", row + "   days: 1, certainty: read, source: a page, text: So it is.}\n")
    assert _refusal(seed).startswith(f"world/rows.yaml, line {line}: P999: has no date")


def test_a_key_that_stands_twice_in_a_row_is_named(seed: Path) -> None:
    line = _append(seed, "world/nodes.yaml", NODE.format(id="new", name="New", zh="新", unit="pts") + "  unit: bp\n")
    assert _refusal(seed) == f"world/nodes.yaml, line {line + 4}: has the key 'unit' twice; keep one"


def test_a_reference_to_nothing_is_named(seed: Path) -> None:
    line = _append(
        seed, "world/observations.yaml", "- {node: nowhere, as_of: 2025-10-31, value: 17, unit: pts, source: s}\n"
    )
    said = _refusal(seed)
    assert said.startswith(
        f"world/observations.yaml, line {line}: nowhere.2025-10-31: has node 'nowhere', which is not"
    )


def test_rows_know_the_line_on_which_they_begin() -> None:
    for file in ("edges.yaml", "world/edges.yaml"):
        lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
        for row in load_yaml(file):
            assert lines[row.line - 1].lstrip("- ").startswith("pair: [" + row["pair"][0]), (file, row.line)


GRAPH = """\
nodes:
  - {id: a, name: {en: Alpha}, unit: bp}
  - {id: b, name: {en: Beta}, unit: "%"}
edges:
  - {id: ab, cause: a, effect: b, sign: "+", strength: 0.5, evidence: [a mark]}
  - {id: ba, cause: b, effect: a, sign: "+", strength: 0.5, evidence: [a mark]}
"""
SAYS_NO = "[{kind: literature, text: t, source: s, date: 2020-01-01, says: '-'}]"
UNDATED = "[{kind: quote, text: t, source: s}]"
PLANTED = [
    ("duplicate_alias", "name: {en: Beta}", "name: {en: Alpha}", 3, "b: the name 'alpha' is claimed by a and by b"),
    ("unknown_unit", "unit: bp", "unit: furlongs", 2, "a: the unit 'furlongs' is not known"),
    ("sign_against_rows", "[a mark]", SAYS_NO, 5, "ab: sign + goes against 1 of its 1 sources"),
    ("loop_gain", "strength: 0.5", "strength: 2.5", 5, "a -> b -> a feeds back on itself with a gain of 1.12"),
    ("unsourced", "[a mark]", "[]", 5, "ab: has neither a citation nor an analyst's mark"),
    ("undated", "[a mark]", UNDATED, 5, "ab: the source 'ab.1' has no date"),
]


@pytest.mark.parametrize(("code", "old", "new", "line", "says"), PLANTED, ids=[p[0] for p in PLANTED])
def test_a_fault_of_a_graph_file_is_named_with_its_line(code: str, old: str, new: str, line: int, says: str) -> None:
    text = GRAPH.replace(old, new, 1)
    graph = parse_graph(text, "yaml", name="my.map")
    faults = faults_of_file(graph, text, "yaml", "my.map")
    assert [f.problem.code for f in faults] == [code]
    assert str(faults[0]).startswith(f"my.map:{line}: ")
    assert says in str(faults[0])
    with pytest.raises(GraphFileError, match=rf"my\.map:{line}: ") as caught:
        refuse_faults(graph, text, "yaml", "my.map")
    assert caught.value.hint


def test_a_sound_graph_file_has_no_faults_and_a_note_excuses_a_sign() -> None:
    text = GRAPH.replace("[a mark]}", SAYS_NO + ", sources_note: odd but so it is}", 1)
    for sound in (GRAPH, text):
        assert faults_of_file(parse_graph(sound, "yaml"), sound, "yaml", "my.map") == []


HELD = "nodes:\n  - {id: a, name: {en: Alpha}, unit: bp}\n  - {id: c, name: {en: Gamma}, unit: bp}\n"
BACK = HELD + 'edges:\n  - {id: ab, cause: c, effect: a, sign: "+", strength: 0.5, evidence: [a mark]}\n'


@pytest.mark.parametrize(
    ("held", "new", "says"),
    [
        (HELD, HELD.replace("id: a,", "id: d,"), r"my\.map:2: d: the name 'alpha' is claimed by a and by d"),
        (
            BACK,
            BACK.replace("id: ab, cause: c, effect: a", "id: ac, cause: a, effect: c").replace("0.5", "2.5"),
            r"my\.map:5: ac: the loop a -> c -> a feeds back on itself with a gain of 1\.12",
        ),
    ],
)
def test_a_sound_file_that_clashes_with_what_is_held_is_named_too(held: str, new: str, says: str) -> None:
    before, joining = parse_graph(held, "yaml"), parse_graph(new, "yaml", name="my.map")
    refuse_faults(joining, new, "yaml", "my.map")
    with pytest.raises(GraphFileError, match=says):
        refuse_clashes(before, joining, new, "yaml", "my.map")
    refuse_clashes(joining, joining, new, "yaml", "my.map")


def test_a_fault_that_a_map_had_before_does_not_keep_a_sound_file_out() -> None:
    held = parse_graph(HELD.replace("Gamma", "Alpha"), "yaml")
    text = "nodes:\n  - {id: e, name: {en: Epsilon}, unit: bp}\n"
    refuse_clashes(held, parse_graph(text, "yaml"), text, "yaml", "my.map")


@pytest.mark.parametrize("form", ["json", "graphml", "csv"])
def test_a_fault_is_named_in_every_format_and_with_its_line_where_rows_have_one(form: str) -> None:
    text = dump_graph(parse_graph(GRAPH.replace("unit: bp", "unit: furlongs"), "yaml"), form)
    (fault,) = faults_of_file(parse_graph(text, form), text, form, "my.map")
    row = next(number for number, line in enumerate(text.splitlines(), 1) if '"id": "a"' in line or '"a"' in line)
    expected = f"my.map:{row - 1}: a: " if form == "json" else "my.map: a: "
    assert str(fault).startswith(expected)


def test_an_id_that_stands_twice_in_a_graph_file_is_refused_with_its_line() -> None:
    text = GRAPH.replace("id: b,", "id: a,")
    with pytest.raises(GraphFileError, match=r"my\.map:3: node 'a' appears twice"):
        parse_graph(text, "yaml", name="my.map")


def test_a_mechanism_that_names_a_link_that_is_not_there_is_named(seed: Path) -> None:
    text = (seed / "mechanisms.yaml").read_text(encoding="utf-8")
    name = text.split("- id: ")[1].split("\n")[0]
    line = _replace(seed, "mechanisms.yaml", f"- id: {name}\n", "edges: [", "edges: [no__link, ")
    said = _refusal(seed)
    assert said.startswith(f"mechanisms.yaml, line {line}: {name}: ")
    assert "'no__link'" in said
