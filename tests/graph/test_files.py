"""Graph files: what goes out comes back, and what is wrong is named with its line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.content import KINDS, Graph
from graph.errors import GraphFileError
from graph.files import FORMATS, dump_graph, load_graph, parse_graph
from tests.graph.graphs import EXAMPLE, graphs


def mistake(text: str, format: str) -> str | None:
    """Return what is said against the text, or None when it is a graph; any other error is the test's."""
    try:
        parse_graph(text, format)
    except GraphFileError as error:
        return str(error)
    return None


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("format", FORMATS)
@given(graph=graphs())
def test_every_format_brings_the_whole_graph_back(format: str, graph: Graph) -> None:
    back = parse_graph(dump_graph(graph, format), format)
    assert back.version == graph.version
    assert back == graph


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_graph_comes_back_empty(format: str) -> None:
    assert parse_graph(dump_graph(Graph(), format), format) == Graph()


@given(graph=graphs(), data=st.data())
def test_the_order_of_rows_does_not_change_the_version(graph: Graph, data: st.DataObject) -> None:
    parts = {kind: data.draw(st.permutations(getattr(graph, kind))) for kind in KINDS}
    assert Graph.model_validate(parts).version == graph.version


@given(graph=graphs())
def test_a_change_of_content_changes_the_version(graph: Graph) -> None:
    first = graph.nodes[0].model_copy(update={"scale": graph.nodes[0].scale * 2})
    assert graph.model_copy(update={"nodes": (first, *graph.nodes[1:])}).version != graph.version


def test_the_example_of_the_format_is_read_as_it_stands() -> None:
    graph = parse_graph(EXAMPLE, "yaml")
    edge = graph.edge("e1")
    assert edge.belief is not None
    assert (edge.belief.minus, edge.evidence, edge.kernel) == (0.95, (), None)
    assert graph.node("odds").name.en == "odds"
    assert graph.node("surprise").unit == "furlongs"
    assert graph.transitions["mood"]["panic"] == {"calm": 0.1, "panic": 0.9}
    assert [s.id for s in graph.regimes[0].states] == ["calm", "panic"]


def test_transitions_join_the_regime_they_belong_to() -> None:
    text = "nodes: [{id: a}]\nregimes: [{dimension: r, states: {x: 0.5, y: 0.5}}]\ntransitions: {r: {x: {y: 1}}}\n"
    (regime,) = parse_graph(text, "yaml").regimes
    assert (regime.probabilities, regime.transitions) == ({"x": 0.5, "y": 0.5}, {"x": {"y": 1.0}})


def test_words_given_as_evidence_are_an_analyst_s_mark_for_the_edge_s_sign() -> None:
    text = (
        'nodes: [{id: a}, {id: b}]\nedges: [{id: e, cause: a, effect: b, sign: "-", strength: 1, evidence: [seen it]}]'
    )
    (mark,) = parse_graph(text, "yaml").edge("e").evidence
    assert (mark.id, mark.kind, mark.text, mark.says, mark.certainty) == ("e.1", "analyst", "seen it", "with", "guess")


def test_evidence_may_leave_out_what_it_does_not_know() -> None:
    row = (
        "{id: e, cause: a, effect: a, strength: 1, sign: 0, evidence: [{kind: literature, source: A paper, says: '+'}]}"
    )
    edge = parse_graph(f"nodes: [{{id: a}}]\nedges: [{row}]", "yaml").edge("e")
    assert edge.sign == "0"
    assert (edge.evidence[0].id, edge.evidence[0].text, edge.evidence[0].kind) == ("e.1", "A paper", "literature")


@pytest.mark.parametrize("number", ["1e-3", "1.0e-3", "0.001", ".001", "1E-3"])
def test_a_number_with_an_exponent_is_a_number_even_where_anything_may_stand(number: str) -> None:
    text = f"nodes: [{{id: a}}]\nedges: [{{id: e, cause: a, effect: a, strength: 1, params: {{level: {number}}}}}]"
    assert parse_graph(text, "yaml").edge("e").params == {"level": 0.001}


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_s_name_tells_its_format(tmp_path: Path, format: str) -> None:
    graph = parse_graph(EXAMPLE, "yaml")
    path = write(tmp_path, f"graph.{format}", dump_graph(graph, format))
    assert load_graph(path).version == graph.version
    other = write(tmp_path, "graph.txt", dump_graph(graph, format))
    assert load_graph(str(other), format).version == graph.version


def test_a_byte_order_mark_is_no_part_of_the_graph(tmp_path: Path) -> None:
    path = write(tmp_path, "graph.json", '\ufeff{"nodes": [{"id": "a"}]}')
    assert load_graph(path).nodes[0].id == "a"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match=r"nowhere.yaml: cannot be read: no such file"):
        load_graph(tmp_path / "nowhere.yaml")
    with pytest.raises(GraphFileError, match="is a directory"):
        load_graph(tmp_path)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "graph.yaml"
    path.write_bytes("nodes: []  # é".encode("latin-1"))
    with pytest.raises(GraphFileError, match="is not UTF-8 text at byte 13"):
        load_graph(path)


def test_an_unknown_format_is_named_with_the_known_ones() -> None:
    with pytest.raises(GraphFileError, match="format 'xls' is not one of yaml, json, graphml, cypher, csv"):
        dump_graph(Graph(), "xls")


def test_networkx_reads_the_graphml() -> None:
    graph = parse_graph(EXAMPLE, "yaml")
    read = networkx.read_graphml(io.BytesIO(dump_graph(graph, "graphml").encode()))
    assert set(read.nodes) == {n.id for n in graph.nodes}
    assert read.nodes["two_year"]["name_zh"] == "两年期收益率"
    assert read.edges["odds", "two_year"]["strength"] == 0.155


def test_no_cell_of_the_table_can_run_in_a_spreadsheet() -> None:
    graph = Graph.model_validate({"nodes": [{"id": f"n{i}", "name": f"{c}1+1"} for i, c in enumerate("=+-@\t'")]})
    table = list(csv.reader(io.StringIO(dump_graph(graph, "csv"))))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in table for cell in row)
    assert parse_graph(dump_graph(graph, "csv"), "csv") == graph


def test_a_cell_edited_beside_its_body_is_refused() -> None:
    text = dump_graph(parse_graph(EXAMPLE, "yaml"), "csv")
    with pytest.raises(GraphFileError, match=r"row 5 has strength '0.2' beside a body with 0.155; change the body"):
        parse_graph(text.replace(",0.155,", ",0.2,", 1), "csv")
    with pytest.raises(GraphFileError, match="row 5 has sign"):
        parse_graph(text.replace(",'-,", ",'+,", 1), "csv")
    with pytest.raises(GraphFileError, match="row 5 has strength 'much'"):
        parse_graph(text.replace(",0.155,", ",much,", 1), "csv")
    assert parse_graph(text.replace(",0.155,", ",0.1550,", 1), "csv").edges[0].strength == 0.155


def test_long_texts_fit_into_a_cell() -> None:
    graph = Graph.model_validate({"documents": [{"id": "d", "title": "t", "text": "字" * 200_000}]})
    limit = csv.field_size_limit()
    assert parse_graph(dump_graph(graph, "csv"), "csv") == graph
    assert csv.field_size_limit() == limit


def test_each_statement_of_the_cypher_is_one_line_whose_quotes_close() -> None:
    name = "it's \\u0027 a \\ 'test'\n}); MATCH (n) DETACH DELETE n; //"
    text = dump_graph(Graph.model_validate({"nodes": [{"id": "a", "name": name}]}), "cypher")
    (line,) = text.splitlines()
    outside, quoted, escaped = "", False, False
    for c in line:
        if quoted and not escaped and c == "\\":
            escaped = True
            continue
        if c == "'" and not escaped:
            quoted = not quoted
        elif not quoted:
            outside += c
        escaped = False
    assert not quoted
    assert outside == "CREATE (:Node {id: , known_from: , name_en:  + , body:  + });"
    assert "\\u" not in line


@pytest.mark.parametrize(
    "text", ["", "{}", "nodes: 1", "'", "a: [", "<a/>", "CREATE", "kind\n", '{"nodes": [NaN]}', "[[[", "\x00"]
)
@pytest.mark.parametrize("format", FORMATS)
def test_rubbish_is_refused_in_one_line_or_is_an_empty_graph(text: str, format: str) -> None:
    told = mistake(text, format)
    assert told is None or told.startswith("graph")
    assert told or parse_graph(text, format) == Graph()


@pytest.mark.parametrize("format", ["yaml", "json"])
@given(data=st.data())
def test_a_damaged_file_is_refused_in_one_line_or_still_a_graph(format: str, data: st.DataObject) -> None:
    text = dump_graph(parse_graph(EXAMPLE, "yaml"), format)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 30, len(text))))
    word = data.draw(
        st.sampled_from(["", "yes", "null", "-1", "1e400", "{}", "[]", '"', "a: b", "\x07", "?", "&a *a", "\n"])
    )
    assert "\n" not in (mistake(text[:start] + word + text[end:], format) or "")


@pytest.mark.parametrize("format", ["graphml", "csv", "cypher"])
@given(data=st.data())
def test_a_damaged_exchange_file_is_refused_in_one_line_or_still_a_graph(format: str, data: st.DataObject) -> None:
    text = dump_graph(parse_graph(EXAMPLE, "yaml"), format)
    start = data.draw(st.integers(0, len(text)))
    word = data.draw(st.sampled_from(["", "null", "-1", "[]", '"', "'", "\n", "<", "&", "{}"]))
    assert "\n" not in (mistake(text[:start] + word + text[start + 5 :], format) or "")


@pytest.mark.parametrize("declared", ["latin-1", "shift_jis", "utf-16", "no-such-code", "null"])
def test_graphml_is_read_by_its_characters_whatever_encoding_it_declares(declared: str) -> None:
    graph = parse_graph(EXAMPLE, "yaml")
    text = dump_graph(graph, "graphml")
    assert parse_graph(text.replace("utf-8", declared, 1), "graphml") == graph


def test_graphml_of_another_program_is_refused() -> None:
    text = dump_graph(parse_graph(EXAMPLE, "yaml"), "graphml").replace('key="node_body"', 'key="node_other"')
    with pytest.raises(GraphFileError, match="node 'two_year' has no body"):
        parse_graph(text, "graphml")
    with pytest.raises(GraphFileError, match="document type"):
        parse_graph('<!DOCTYPE x [<!ENTITY a "aaa">]>' + text, "graphml")


def test_a_body_of_an_unknown_kind_is_refused() -> None:
    text = dump_graph(parse_graph(EXAMPLE, "yaml"), "cypher").replace('["nodes"', '["things"', 1)
    with pytest.raises(GraphFileError, match="line 1 has a body of kind 'things'; known are nodes"):
        parse_graph(text, "cypher")


def test_json_keeps_chinese_readable() -> None:
    text = dump_graph(parse_graph(EXAMPLE, "yaml"), "json")
    assert "两年期" in text
    assert set(json.loads(text)) == {"nodes", "edges", "regimes", "events", "transitions"}
