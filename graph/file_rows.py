"""From the plain data of a graph file to a graph: every mistake is named with its line, value and way out."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, NoReturn

from pydantic import ValidationError

from graph.coherence import incoherences
from graph.content import KINDS, Graph
from graph.errors import GraphFileError
from graph.faults import place as path_of_fault
from graph.faults import what_of
from graph.model import Entity

NOUNS = {
    "nodes": "node",
    "edges": "edge",
    "regimes": "regime",
    "amplification": "amplification",
    "events": "event",
    "observations": "observation",
    "calendar": "calendar entry",
    "scenarios": "scenario",
    "mechanisms": "mechanism",
    "documents": "document",
}
SWITCHES = {name for model in KINDS.values() for name, field in model.model_fields.items() if field.annotation is bool}
ELLIPSIS = "..."
"""An item that stands for what an example leaves out; it is skipped."""
LARGEST = 1e300
Path = tuple[Any, ...]


def read_graph(data: Any, name: str) -> Graph:
    """Return the graph that `data` describes, or raise `GraphFileError` with the first mistake in `name`."""
    return _GraphFile(data, name).graph()


class _GraphFile:
    def __init__(self, data: Any, name: str) -> None:
        self.data = data
        self.name = name

    def graph(self) -> Graph:
        if not isinstance(self.data, dict):
            self.refuse((), f"holds {_shown(self.data)} where a mapping with nodes and edges belongs")
        for section in self.data:
            if section not in KINDS and section != "transitions":
                known = [*KINDS, "transitions"]
                self.refuse((section,), f"unknown section {section!r}; {_instead(section, known)}")
        for path, value in _walk((), self.data):
            self.refuse_bad_value(path, value)
        parts: dict[str, Any] = {kind: self.section(kind) for kind in KINDS}
        try:
            graph = Graph.model_validate(parts | {"transitions": self.data.get("transitions") or {}})
        except ValidationError as error:
            self.refuse(
                ("transitions",), f"transitions are not `{{regime: {{state: {{state: p}}}}}}`: {_reason(error)}"
            )
        for problem in incoherences(graph):
            path = self.place(problem.kind, problem.id, problem.field)
            self.refuse(path, f"{NOUNS[problem.kind]} {problem.id!r} {problem.text}")
        return graph

    def section(self, kind: str) -> tuple[Entity, ...]:
        rows = self.data.get(kind)
        if rows is None:
            return ()
        if kind == "amplification" and isinstance(rows, dict):
            rows = [rows]
        if not isinstance(rows, list):
            self.refuse((kind,), f"section {kind!r} holds {_shown(rows)}; write a list")
        found = []
        for place, row in enumerate(rows):
            if row == ELLIPSIS:
                continue
            if not isinstance(row, dict):
                self.refuse((kind, place), f"{NOUNS[kind]} number {place + 1} is {_shown(row)}; write its fields")
            try:
                found.append(KINDS[kind].model_validate(_completed(kind, row)))
            except ValidationError as error:
                self.refuse_row((kind, place), error)
        return tuple(found)

    def refuse_bad_value(self, path: Path, value: Any) -> None:
        thing = self.thing(path)
        if isinstance(path[-1], bool):
            self.refuse(path, f'{thing} has the boolean {path[-1]} as a name; quote it ("on", "off", "yes", "no")')
        field = _field(path[2:])
        allowed = len(path) < 3 or path[2] == "params" or (len(path) == 3 and path[2] in SWITCHES)
        if isinstance(value, bool) and not allowed:
            self.refuse(path, f'{thing} has {field} as the boolean {value}; quote the word ("on", "off", "yes", "no")')
        if isinstance(value, int | float) and not abs(value) < LARGEST:  # not a number is not below it either
            self.refuse(path, f"{thing} has {field} {_shown(value)}; give a finite number")

    def refuse_row(self, path: Path, error: ValidationError) -> NoReturn:
        # A misspelt field is both unknown and missing; the first says which word to correct.
        first = min(error.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden")
        loc, thing = first["loc"], self.thing(path)
        field = _field(loc)
        if first["type"] == "missing":
            self.refuse((*path, *loc[:-1]), f"{thing} lacks {field!r}; add it")
        if first["type"] == "extra_forbidden":
            known = [*KINDS[path[0]].model_fields] if len(loc) == 1 else []
            self.refuse((*path, *loc), f"{thing} has the unknown field {field!r}; {_instead(loc[-1], known)}")
        value = f" {_shown(first['input'])}" if loc else ""
        self.refuse((*path, *loc), f"{thing} has {field or 'fields'}{value}: {_reason(error)}")

    def thing(self, path: Path) -> str:
        """Return the words for what stands at the path: its section and its id, or its number."""
        if len(path) < 2 or path[0] not in NOUNS:
            return f"section {path[0]!r}" if path else "the file"
        row = self.data[path[0]]
        if isinstance(row, list) and isinstance(path[1], int) and isinstance(row[path[1]], dict):
            row = row[path[1]]
            named = row.get("id", row.get("dimension"))
            return f"{NOUNS[path[0]]} {named!r}" if named is not None else f"{NOUNS[path[0]]} number {path[1] + 1}"
        return NOUNS[path[0]]

    def place(self, kind: str, id: str, field: str) -> Path:
        """Return the path of a field: the last entity of that id, since a repeated id is the later one's mistake."""
        rows = self.data.get(kind)
        if field == "transitions":
            return ("transitions", id)
        for place, row in reversed(list(enumerate(rows if isinstance(rows, list) else ()))):
            if isinstance(row, dict) and row.get("id", row.get("dimension")) == id:
                return (kind, place, field)
        return (kind,)

    def refuse(self, path: Path, what: str) -> NoReturn:
        line, here = getattr(self.data, "line", None), self.data
        for key in path:
            line = getattr(here, "lines", {}).get(key, line)
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                break
        raise GraphFileError(f"{self.name}{f':{line}' if line else ''}: {what}")


def _walk(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if path:
        yield path, value
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _walk((*path, key), item)


def _completed(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with what a hand-written file may leave out."""
    row = dict(row)
    if row.get("sign") == 0:
        row["sign"] = "0"
    if kind == "edges" and isinstance(row.get("evidence"), list):
        items = [item for item in row["evidence"] if item != ELLIPSIS]
        row["evidence"] = [_evidence(item, number, row) for number, item in enumerate(items, 1)]
    return row


def _evidence(item: Any, number: int, edge: dict[str, Any]) -> Any:
    """Return an evidence row; bare words are an analyst's mark in favour of the edge's sign."""
    own_id = {"id": f"{str(edge.get('id'))[:100]}.{number}"}
    if isinstance(item, str):
        mark = {"kind": "analyst", "text": item, "source": "graph file", "certainty": "guess"}
        return own_id | mark | {"says": "with"}
    if not isinstance(item, dict):
        return item
    words = item.get("text") or item.get("size") or item.get("source") or ""
    return own_id | {"kind": "analyst", "text": words, "source": "graph file"} | item


def _field(loc: Path) -> str:
    return path_of_fault(loc)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def _reason(error: ValidationError) -> str:
    text = what_of(error.errors(include_url=False)[0])
    return text[:1].lower() + text[1:]


def _instead(word: Any, known: list[str]) -> str:
    near = get_close_matches(str(word), known, 1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}" if known else "remove it"
