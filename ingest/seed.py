"""The graph that ships with Knockon: every revision of it, and the graph as seen from a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Protocol, TypeVar

from graph.content import KINDS, Graph
from graph.context import Amplification, CalendarEntry, Event, Observation, Regime, ScenarioTemplate
from graph.model import EPOCH, Entity, Node
from ingest.seed_edges import EdgeBook, Rules
from ingest.seed_files import FOLDER, Row, load_parts, load_rows, made, refused, rows_of
from ingest.size_rows import SizeRow, read_rows

E = TypeVar("E", bound=Entity)
WHO = "knockon"
WHY = "shipped graph 0.1.0"


class Written(Protocol):
    """What `load_into` needs of a store."""

    def write(self, items: list[tuple[str, Entity]], *, who: str, why: str) -> Any:
        """Return the change after the items are stored, all or none."""


def load_shipped(folder: Path = FOLDER) -> list[tuple[str, Entity]]:
    """Return (kind, entity) for every revision of the shipped graph, oldest first."""
    nodes = _entities(Node, "nodes.yaml", folder)
    book = load_edge_book(folder, {n.id: n for n in nodes})
    found: list[tuple[str, Entity]] = [("nodes", n) for n in nodes]
    found += [("edges", e) for e in book.revisions()]
    states = load_parts("regimes.yaml", folder)
    found += [("regimes", r) for row in rows_of(states, "regimes") for r in _readings(row, folder)]
    strongest = states["regimes.yaml"]["amplification"]
    amplification = made(Amplification, strongest, file="regimes.yaml", thing="amplification", folder=folder)
    found.append(("amplification", amplification))
    found += [("events", e) for e in _entities(Event, "events.yaml", folder)]
    found += [("observations", o) for o in _observations(folder)]
    found += [("calendar", c) for c in _entities(CalendarEntry, "calendar.yaml", folder)]
    found += [("scenarios", s) for s in _entities(ScenarioTemplate, "scenarios.yaml", folder)]
    _refuse_twins(found, folder)
    return sorted(found, key=lambda item: item[1].known_from)


def shipped_graph(as_of: dt.date) -> Graph:
    """Return the shipped graph as it was known at the close of `as_of`."""
    newest: dict[tuple[str, str], Entity] = {}
    shipped = load_shipped()
    for kind, entity in shipped:
        if entity.known_from <= as_of:
            newest[kind, entity.id] = entity
    parts = {kind: tuple(e for (k, _), e in newest.items() if k == kind) for kind in KINDS}
    return Graph(**parts).seen_from(as_of)


def load_into(store: Written) -> Any:
    """Return the store's change after the whole shipped graph is written to it in one write."""
    return store.write(load_shipped(), who=WHO, why=WHY)


def load_edge_book(folder: Path = FOLDER, nodes: dict[str, Node] | None = None) -> EdgeBook:
    """Return the links with the rows they are sized from."""
    nodes = nodes or {n.id: n for n in _entities(Node, "nodes.yaml", folder)}
    parts = load_parts("rows.yaml", folder)
    sizes = parts["rows.yaml"]
    rules = Rules(**{name: float(sizes["rules"][name]["value"]) for name in Rules._fields})
    return EdgeBook(load_rows("edges.yaml", folder), read_rows(rows_of(parts, "rows")), nodes, rules, sizes["sources"])


def load_size_rows(folder: Path = FOLDER) -> dict[str, SizeRow]:
    """Return the measured and judged sizes by id."""
    return read_rows(load_rows("rows.yaml", folder, "rows"))


def _entities(model: type[E], file: str, folder: Path) -> list[E]:
    return [made(model, row, file=file, thing=str(row.get("id")), folder=folder) for row in load_rows(file, folder)]


def _readings(row: Row, folder: Path) -> list[Regime]:
    """Return the dimension once per reading of it."""
    constant = {k: v for k, v in row.items() if k != "readings"}
    readings = row.get("readings")
    if not readings:
        raise refused("regimes.yaml", str(row.get("id")), "has no readings", folder)
    return [
        made(Regime, constant | reading, file="regimes.yaml", thing=str(row.get("id")), folder=folder)
        for reading in readings
    ]


def _observations(folder: Path) -> list[Observation]:
    found = []
    for row in load_rows("observations.yaml", folder):
        tag = row.get("tag")
        name = f"{row.get('node')}.{row.get('as_of')}" + (f".{tag}" if tag else "")
        data = {"known_from": row.get("as_of", EPOCH)} | {k: v for k, v in row.items() if k != "tag"} | {"id": name}
        found.append(made(Observation, data, file="observations.yaml", thing=name, folder=folder))
    return found


def _refuse_twins(found: list[tuple[str, Entity]], folder: Path) -> None:
    seen: set[tuple[str, str, dt.date]] = set()
    for kind, entity in found:
        key = (kind, entity.id, entity.known_from)
        if key in seen:
            raise refused(f"{kind}.yaml", entity.id, f"stands twice with known_from {entity.known_from}", folder)
        seen.add(key)
