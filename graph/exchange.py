"""Graphs for other programs: GraphML, Cypher and CSV, each with the whole entity in a `body` of its own.

The readable columns and attributes are for the other program; read back, the body is what counts.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from pydantic import ValidationError

from graph.content import KINDS, Graph, canonical
from graph.errors import GraphFileError
from graph.model import Edge, Entity, Node

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
NOT_XML = re.compile("[\ufffe\uffff]")
CYPHER_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'")
CYPHER_BODY = re.compile(r" body: ((?:'(?:[^'\\]|\\.)*'(?: \+ )?)+)\}")
CYPHER_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
COLUMNS = ("kind", "id", "name_en", "name_zh", "unit", "cause", "effect", "sign", "strength", "known_from", "body")
GRAPHML_KEYS = {
    "node": ("name_en", "name_zh", "unit", "known_from", "body"),
    "edge": ("sign", "strength", "relation", "known_from", "body"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""A spreadsheet runs a cell that begins so; an apostrophe before it makes it words (and itself is doubled)."""
LONGEST_CELL = 2**31 - 1


def _sections(rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    sections: dict[str, Any] = {}
    for kind, body in rows:
        sections.setdefault(kind, []).append(body)
    return sections


def _entity(text: str, name: str, where: str) -> tuple[str, Any]:
    """Return (kind, plain data) of a body, the canonical form of an entity."""
    (found,) = _entities(f"[{text}]", name, where)
    return found


def _entities(text: str, name: str, where: str) -> list[tuple[str, Any]]:
    try:
        found = [(kind, body) for kind, body in json.loads(text)]
    except (ValueError, TypeError) as error:
        raise GraphFileError(f"{name}: {where} has a body that is not `[kind, entity]`: {error}") from error
    for kind, _ in found:
        if not isinstance(kind, str) or kind not in KINDS:
            raise GraphFileError(f"{name}: {where} has a body of kind {kind!r}; known are {', '.join(KINDS)}")
    return found


def _readable(kind: str, entity: Entity) -> dict[str, Any]:
    """Return what another program can use of an entity without reading its body."""
    found: dict[str, Any] = {"kind": kind, "id": entity.id, "known_from": entity.known_from.isoformat()}
    if isinstance(entity, Node):
        found |= {"name_en": entity.name.en, "name_zh": entity.name.zh, "unit": entity.unit}
    if isinstance(entity, Edge):
        found |= {"cause": entity.cause, "effect": entity.effect, "sign": entity.sign, "strength": entity.strength}
    return found


def dump_graphml(graph: Graph) -> str:
    """Return GraphML: nodes and edges as such, everything else in the graph's own `rest`."""
    lines = ["<?xml version='1.0' encoding='utf-8'?>", '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for part, key in [("graph", "rest"), *((part, key) for part, keys in GRAPHML_KEYS.items() for key in keys)]:
        kind = "double" if key == "strength" else "string"
        lines.append(f'<key id="{part}_{key}" for="{part}" attr.name="{key}" attr.type="{kind}"/>')
    lines.append('<graph edgedefault="directed">')
    rest = [canonical(kind, e) for kind, e in graph.entities() if kind not in ("nodes", "edges")]
    if rest:
        lines.append(f'<data key="graph_rest">{escape(_ascii("[" + ",".join(rest) + "]"))}</data>')
    for node in graph.nodes:
        lines.append(f"<node id={quoteattr(node.id)}>{_graphml_data('node', 'nodes', node)}</node>")
    for edge in graph.edges:
        ends = f"source={quoteattr(edge.cause)} target={quoteattr(edge.effect)}"
        lines.append(f"<edge id={quoteattr(edge.id)} {ends}>{_graphml_data('edge', 'edges', edge)}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _graphml_data(part: str, kind: str, entity: Node | Edge) -> str:
    values = _readable(kind, entity) | {"body": _ascii(canonical(kind, entity))}
    if isinstance(entity, Edge):
        values["relation"] = entity.relation
    texts = {key: NOT_XML.sub("", str(values[key])) for key in GRAPHML_KEYS[part]}
    return "".join(f'<data key="{part}_{key}">{escape(text)}</data>' for key, text in texts.items() if text)


def _ascii(text: str) -> str:
    """Return the JSON text with every character that XML might refuse or change written as an escape."""
    return json.dumps(json.loads(text), separators=(",", ":"))


def parse_graphml(text: str, name: str) -> dict[str, Any]:
    """Return the plain data of a GraphML text that `dump_graphml` made."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise GraphFileError(f"{name}: declares a document type, which is not read; remove it")
    try:
        # The text is decoded already: what encoding it declares of itself is neither looked up nor believed.
        root = ElementTree.fromstring(text.encode(), ElementTree.XMLParser(encoding="utf-8"))
    except ElementTree.ParseError as error:
        raise GraphFileError(f"{name}:{error.position[0]}: is not XML: {error}") from error
    rows: list[tuple[str, Any]] = []
    for part in ("node", "edge"):
        for element in root.iter(f"{GRAPHML}{part}"):
            where = f"{part} {element.get('id')!r}"
            bodies = [d.text or "" for d in element.findall(f"{GRAPHML}data") if d.get("key") == f"{part}_body"]
            if not bodies:
                raise GraphFileError(
                    f"{name}: {where} has no body; only files of `knockon graph export` can be read back"
                )
            rows.append(_entity(bodies[0], name, where))
    for element in root.iter(f"{GRAPHML}data"):
        if element.get("key") == "graph_rest":
            rows.extend(_entities(element.text or "[]", name, "the graph"))
    return _sections(rows)


def dump_cypher(graph: Graph) -> str:
    """Return Cypher, one CREATE a line: nodes and links as such, everything else as a node of its kind."""
    return "".join(f"{line}\n" for line in _cypher(graph))


def _cypher(graph: Graph) -> Iterator[str]:
    for kind, entity in graph.entities():
        values = _readable(kind, entity)
        del values["kind"]
        pairs = [f"{key}: {_cypher_value(value)}" for key, value in values.items() if value != ""]
        properties = f"{{{', '.join(pairs)}, body: {_cypher_value(canonical(kind, entity))}}}"
        if isinstance(entity, Edge):
            ends = f"(a:Node {{id: {_cypher_value(entity.cause)}}}), (b:Node {{id: {_cypher_value(entity.effect)}}})"
            yield f"MATCH {ends} CREATE (a)-[:{entity.relation.upper()} {properties}]->(b);"
        else:
            yield f"CREATE (:{type(entity).__name__} {properties});"


def _cypher_value(value: str | float) -> str:
    if not isinstance(value, str):
        return repr(value)
    text = "".join(CYPHER_ESCAPES.get(c, c) for c in value)
    # Older servers read \\uXXXX as a character before they look at quotes, even after an escaped backslash.
    return "'" + text.replace("\\\\u", "\\\\' + 'u") + "'"


def parse_cypher(text: str, name: str) -> dict[str, Any]:
    """Return the plain data of Cypher that `dump_cypher` made."""
    back = {escaped[1]: plain for plain, escaped in CYPHER_ESCAPES.items()}
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("//"):
            continue
        body = CYPHER_BODY.search(line)
        if body is None:
            raise GraphFileError(f"{name}:{number}: has no body; only files of `knockon graph export` can be read back")
        joined = "".join(CYPHER_TEXT.findall(body[1]))
        plain = re.sub(r"\\(.)", lambda found: back.get(found[1], found[1]), joined)
        rows.append(_entity(plain, name, f"line {number}"))
    return _sections(rows)


def dump_csv(graph: Graph) -> str:
    """Return one table of everything, a row an entity; no cell of it can run in a spreadsheet."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for kind, entity in graph.entities():
        values = _readable(kind, entity) | {"body": canonical(kind, entity)}
        table.writerow([_cell(str(values.get(column, ""))) for column in COLUMNS])
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def parse_csv(text: str, name: str) -> dict[str, Any]:
    """Return the plain data of a table that `dump_csv` made; a cell edited beside its body is refused."""
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise GraphFileError(f"{name}: is not CSV: {error}") from error
    finally:
        csv.field_size_limit(limit)
    if not table or tuple(table[0]) != COLUMNS:
        raise GraphFileError(f"{name}:1: the header is not {','.join(COLUMNS)}")
    return _sections(_csv_row(row, name, number) for number, row in enumerate(table[1:], 2) if row)


def _csv_row(row: list[str], name: str, number: int) -> tuple[str, Any]:
    if len(row) != len(COLUMNS):
        raise GraphFileError(f"{name}: row {number} has {len(row)} cells, not {len(COLUMNS)}")
    cells = dict(zip(COLUMNS, (c[1:] if c.startswith("'") else c for c in row), strict=True))
    kind, body = _entity(cells["body"], name, f"row {number}")
    try:
        said = _readable(kind, KINDS[kind].model_validate(body))
    except ValidationError:
        return kind, body  # what is wrong with it is told when the graph is read
    for column in COLUMNS[:-1]:
        if not _same(cells[column], said.get(column, "")):
            raise GraphFileError(
                f"{name}: row {number} has {column} {cells[column]!r} beside a body with {said.get(column, '')!r}; "
                "change the body"
            )
    return kind, body


def _same(cell: str, said: Any) -> bool:
    if isinstance(said, str):
        return cell == said
    try:
        return float(cell) == float(said)
    except ValueError:
        return False
