"""What is wrong with a graph file that can be read: the rules of every map, each fault told with file and line.

Whatever is to be kept is held to all of them: the shipped files, and a file on its way into a store, alone and
together with what the store holds. A file that is only run over (`--graph`) is not: its names, dates and sources
enter no number, and what would spoil a number the engine refuses itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graph.content import KINDS, Graph
from graph.errors import GraphFileError
from graph.yaml_text import LinedList, parse_yaml
from ingest.map_rules import Problem, faults_in

WAY_OUT = {"unsourced": "Add `evidence: [why, in a few words]` to it: bare words are an analyst's mark."}
SEE_ALL = "See all faults with `knockon check FILE`."


class FileFault(NamedTuple):
    """A fault of a graph file, and where in the file it stands."""

    place: str
    problem: Problem

    def __str__(self) -> str:
        """Return the fault in one line: file, line, thing, and what is wrong with it."""
        return f"{self.place}: {self.problem.id or self.problem.thing}: {self.problem.detail}"


def faults_of_file(graph: Graph, text: str, form: str, name: str) -> list[FileFault]:
    """Return what is wrong with a graph that was read from `text`; a sign may go against its sources with a note."""
    found = list(_faults(graph))
    lines = _lines(text, form, name) if found else {}
    return [FileFault(_place(name, lines.get((p.kind, p.id))), p) for p in found]


def refuse_faults(graph: Graph, text: str, form: str, name: str) -> None:
    """Raise `GraphFileError` for the first fault of a file that is to be kept."""
    for fault in faults_of_file(graph, text, form, name):
        raise GraphFileError(str(fault), hint=WAY_OUT.get(fault.problem.code, SEE_ALL))


def refuse_clashes(held: Graph, graph: Graph, text: str, form: str, name: str) -> None:
    """Raise `GraphFileError` for the first fault that comes about where a file's rows join a map that is held."""
    before = set(_faults(held))
    for problem in _faults(_joined(held, graph)):
        if problem not in before:
            fault = FileFault(_place(name, _lines(text, form, name).get((problem.kind, problem.id))), problem)
            raise GraphFileError(f"{fault}; that is with what the store holds", hint="Rename or weaken it in the file.")


def _faults(graph: Graph) -> Iterator[Problem]:
    excused = {e.id for e in graph.edges if e.sources_note}
    yield from (p for p in faults_in(graph) if not (p.code == "sign_against_rows" and p.id in excused))


def _joined(held: Graph, new: Graph) -> Graph:
    """Return what is held with the newer rows in place of the older; of one day, those of the file."""
    rows = {(kind, entity.id): entity for kind, entity in held.entities()}
    for kind, entity in new.entities():
        old = rows.pop((kind, entity.id), None)
        rows[kind, entity.id] = old if old is not None and old.known_from > entity.known_from else entity
    return Graph(**{kind: tuple(e for (k, _), e in rows.items() if k == kind) for kind in KINDS})


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
