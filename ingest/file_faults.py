"""What is wrong with a graph file that can be read: the rules of every map, each fault told with file and line."""

from __future__ import annotations

from typing import NamedTuple

from graph.content import Graph
from graph.errors import GraphFileError
from graph.yaml_text import LinedList, parse_yaml
from ingest.map_rules import Problem, faults_in

REFUSED = frozenset({"duplicate_alias", "unknown_unit", "sign_against_rows", "undated", "loop_gain"})
"""Faults with which a file is not taken into a store. A link without a source may be drawn first and sourced later."""


class FileFault(NamedTuple):
    """A fault of a graph file, and where in the file it stands."""

    place: str
    problem: Problem

    def __str__(self) -> str:
        """Return the fault in one line: file, line, thing, and what is wrong with it."""
        return f"{self.place}: {self.problem.id or self.problem.thing}: {self.problem.detail}"


def faults_of_file(graph: Graph, text: str, form: str, name: str) -> list[FileFault]:
    """Return what is wrong with a graph that was read from `text`; a sign may go against its sources with a note."""
    excused = {e.id for e in graph.edges if e.sources_note}
    found = [p for p in faults_in(graph) if not (p.code == "sign_against_rows" and p.id in excused)]
    lines = _lines(text, form, name) if found else {}
    return [FileFault(_place(name, lines.get((p.kind, p.id))), p) for p in found]


def refuse_faults(graph: Graph, text: str, form: str, name: str) -> None:
    """Raise `GraphFileError` for the first fault with which a file is not taken into a store."""
    for fault in faults_of_file(graph, text, form, name):
        if fault.problem.code in REFUSED:
            raise GraphFileError(str(fault), hint="See all faults with `knockon check FILE`.")


def _place(name: str, line: int | None) -> str:
    return f"{name}:{line}" if line else name


def _lines(text: str, form: str, name: str) -> dict[tuple[str, str], int]:
    """Return the line on which each row begins; JSON is read as the YAML that it is, other formats have no rows."""
    if form not in ("yaml", "json"):
        return {}
    data = parse_yaml(text, name)
    return {
        (kind, str(row.get("id", row.get("dimension")))): rows.lines[i]
        for kind, rows in data.items()
        if isinstance(rows, LinedList)
        for i, row in enumerate(rows)
        if isinstance(row, dict)
    }
