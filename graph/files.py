"""Graph files: the whole of a graph as YAML, JSON, GraphML, Cypher or CSV, out and in without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph.content import KINDS, Graph
from graph.errors import GraphFileError
from graph.exchange import (
    dump_csv,
    dump_cypher,
    dump_graphml,
    parse_csv,
    parse_cypher,
    parse_graphml,
)
from graph.file_rows import read_graph
from graph.yaml_text import dump_yaml, parse_yaml

SUFFIXES = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".graphml": "graphml",
    ".cypher": "cypher",
    ".cql": "cypher",
    ".csv": "csv",
}


def load_graph(path: str | Path, format: str | None = None) -> Graph:
    """Return the graph in a file; its format is that of its name, YAML when the name does not say."""
    file = Path(path)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GraphFileError(f"{file}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise GraphFileError(f"{file}: is not UTF-8 text at byte {error.start}; save it as UTF-8") from error
    return parse_graph(text, format or SUFFIXES.get(file.suffix.lower(), "yaml"), name=str(file))


def parse_graph(text: str, format: str, *, name: str = "graph") -> Graph:
    """Return the graph in `text`, or raise `GraphFileError`; `name` is what messages call the file."""
    try:
        return read_graph(_of(PARSERS, format)(text, name), name)
    except RecursionError as error:
        raise GraphFileError(f"{name}: is nested too deep; flatten it") from error


def dump_graph(graph: Graph, format: str) -> str:
    """Return the whole graph as text that `parse_graph` reads back with an equal version."""
    text: str = _of(DUMPERS, format)(graph)
    return text


def _of(table: dict[str, Any], format: str) -> Any:
    if format not in table:
        raise GraphFileError(f"format {format!r} is not one of {', '.join(table)}")
    return table[format]


def _plain(graph: Graph) -> dict[str, Any]:
    """Return the graph as the plain data of a graph file: what equals its default is left out."""
    sections: dict[str, Any] = {}
    for kind in KINDS:
        for entity in getattr(graph, kind):
            body = {"id": entity.id} | entity.model_dump(mode="json", exclude_defaults=True, exclude={"transitions"})
            sections.setdefault(kind, []).append(body)
    return sections | ({"transitions": graph.transitions} if graph.transitions else {})


def _dump_json(graph: Graph) -> str:
    return json.dumps(_plain(graph), ensure_ascii=False, indent=1) + "\n"


def _parse_json(text: str, name: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            double = next(key for key in keys if keys.count(key) > 1)
            raise GraphFileError(f"{name}: has the key {double!r} twice in one object; keep one")
        return found

    def refuse(constant: str) -> Any:
        raise GraphFileError(f"{name}: has the number {constant}; give a finite number")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise GraphFileError(f"{name}:{error.lineno}: is not JSON: {error.msg.lower()}") from error
    except ValueError as error:
        raise GraphFileError(f"{name}: has a number that cannot be read: {error}") from error


PARSERS: dict[str, Callable[[str, str], Any]] = {
    "yaml": parse_yaml,
    "json": _parse_json,
    "graphml": parse_graphml,
    "cypher": parse_cypher,
    "csv": parse_csv,
}
DUMPERS: dict[str, Callable[[Graph], str]] = {
    "yaml": lambda graph: dump_yaml(_plain(graph)),
    "json": _dump_json,
    "graphml": dump_graphml,
    "cypher": dump_cypher,
    "csv": dump_csv,
}
FORMATS = tuple(DUMPERS)
"""Names of the formats, all of them out and in."""
