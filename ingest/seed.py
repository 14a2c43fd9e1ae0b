"""The graph that ships with Knockon: every revision of it, and the graph as seen from a date."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from graph.coherence import incoherences
from graph.content import KINDS, Graph
from graph.context import Amplification, CalendarEntry, Event, Mechanism, Observation, Regime, ScenarioTemplate
from graph.model import EPOCH, Entity, Node
from ingest.map_rules import faults_in
from ingest.seed_edges import EdgeBook, Rules
from ingest.seed_files import FOLDER, Row, SeedRow, load_parts, load_rows, made, refused, rows_of
from ingest.seed_rules import words_for
from ingest.size_rows import SizeRow, read_rows

E = TypeVar("E", bound=Entity)
WHO = "knockon"
WHY = "shipped graph 0.1.0"


class Placed(NamedTuple):
    """A revision of something shipped, and the row of a file that it was made from."""

    kind: str
    entity: Any
    row: Row


class Written(Protocol):
    """What `load_into` needs of a store."""

    def write(self, items: list[tuple[str, Entity]], *, who: str, why: str) -> Any:
        """Return the change after the items are stored, all or none."""


def load_shipped(folder: Path = FOLDER) -> list[tuple[str, Entity]]:
    """Return (kind, entity) for every revision of the shipped graph, oldest first.

    Raise `GraphFileError` with file, line and thing when a row is no row, or the map breaks a rule of every map.
    """
    with _uncollected():
        placed = load_placed(folder)
        _refuse_twins(placed)
        found = sorted(((kind, entity) for kind, entity, _ in placed), key=lambda item: item[1].known_from)
        _refuse_faults(found, placed)
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the search for garbage off while tens of thousands of rows are made that all stay: a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load_placed(folder: Path = FOLDER) -> list[Placed]:
    """Return every revision of the shipped graph with the row it was made from, in the order of the files."""
    nodes = _entities(Node, "nodes.yaml", folder)
    book = load_edge_book(folder, {n.entity.id: n.entity for n in nodes})
    found: list[Placed] = [*nodes]
    found += [Placed("edges", e, book.row_of((e.cause, e.effect))) for e in book.revisions()]
    states = load_parts("regimes.yaml", folder)
    found += [r for row in rows_of(states, "regimes") for r in _readings(row)]
    strongest = states["regimes.yaml"]["amplification"]
    amplification = made(Amplification, strongest, file="regimes.yaml", thing="amplification")
    found.append(Placed("amplification", amplification, strongest))
    found += _entities(Event, "events.yaml", folder)
    found += _observations(folder)
    for model, kind in ((CalendarEntry, "calendar"), (ScenarioTemplate, "scenarios"), (Mechanism, "mechanisms")):
        found += _entities(model, f"{kind}.yaml", folder)
    return found


def shipped_graph(as_of: dt.date) -> Graph:
    """Return the shipped graph as it was known at the close of `as_of`."""
    return _known_at(load_shipped(), as_of).seen_from(as_of)


def load_last_known(folder: Path = FOLDER) -> Graph:
    """Return the graph of a folder of shipped files as it is known when everything in it has become known."""
    return _known_at(load_shipped(folder), dt.date.max)


def _known_at(shipped: list[tuple[str, Entity]], as_of: dt.date) -> Graph:
    """Return the newest revision of everything that was known at a date."""
    newest = {(kind, entity.id): entity for kind, entity in shipped if entity.known_from <= as_of}
    return Graph(**{kind: tuple(e for (k, _), e in newest.items() if k == kind) for kind in KINDS})


def load_into(store: Written) -> Any:
    """Return the store's change after the whole shipped graph is written to it in one write."""
    return store.write(load_shipped(), who=WHO, why=WHY)


def load_edge_book(folder: Path = FOLDER, nodes: dict[str, Node] | None = None) -> EdgeBook:
    """Return the links with the rows they are sized from."""
    nodes = nodes or {n.entity.id: n.entity for n in _entities(Node, "nodes.yaml", folder)}
    parts = load_parts("rows.yaml", folder)
    sizes = parts["rows.yaml"]
    rules = Rules(**{name: float(sizes["rules"][name]["value"]) for name in Rules._fields})
    return EdgeBook(load_rows("edges.yaml", folder), read_rows(rows_of(parts, "rows")), nodes, rules, sizes["sources"])


def load_size_rows(folder: Path = FOLDER) -> dict[str, SizeRow]:
    """Return the measured and judged sizes by id."""
    return read_rows(load_rows("rows.yaml", folder, "rows"))


def _entities(model: type[E], file: str, folder: Path) -> list[Placed]:
    kind = file.removesuffix(".yaml")
    rows = load_rows(file, folder)
    return [Placed(kind, made(model, row, file=file, thing=str(row.get("id"))), row) for row in rows]


def _readings(row: Row) -> Iterator[Placed]:
    """Yield the dimension once per reading of it."""
    thing = str(row.get("id"))
    constant = {k: v for k, v in row.items() if k != "readings"}
    readings = row.get("readings")
    if not readings:
        raise refused("regimes.yaml", thing, "has no readings", row)
    for reading in readings:
        yield Placed("regimes", made(Regime, constant | reading, file="regimes.yaml", thing=thing, row=row), row)


def _observations(folder: Path) -> Iterator[Placed]:
    for row in load_rows("observations.yaml", folder):
        tag = row.get("tag")
        name = f"{row.get('node')}.{row.get('as_of')}" + (f".{tag}" if tag else "")
        if row.get("as_of") is None:
            raise refused("observations.yaml", str(row.get("node")), "has no date; add `as_of`", row)
        data = {"known_from": row["as_of"]} | {k: v for k, v in row.items() if k != "tag"} | {"id": name}
        yield Placed("observations", made(Observation, data, file="observations.yaml", thing=name, row=row), row)


def _refuse_twins(placed: list[Placed]) -> None:
    """Raise for the later of two rows of one id: a node stands once, anything else once for each `known_from`."""
    seen: dict[tuple[str, str, dt.date], Row] = {}
    for kind, entity, row in placed:
        key = (kind, entity.id, EPOCH if kind == "nodes" else entity.known_from)
        if (first := seen.setdefault(key, row)) is not row:
            where = f" ({first.at})" if isinstance(first, SeedRow) else ""
            raise refused(f"{kind}.yaml", entity.id, f"stands twice{where}; keep one", row)


def _refuse_faults(found: list[tuple[str, Entity]], placed: list[Placed]) -> None:
    """Raise for the first thing that does not fit or breaks a rule of every map, as this one is known last."""
    graph = _known_at(found, dt.date.max)
    for kind, name, what in _faults(graph):
        row = next((p.row for p in placed if (p.kind, p.entity.id) == (kind, name)), {})
        raise refused(f"{kind}.yaml", words_for(row["pair"]) if "pair" in row else name, what, row)


def _faults(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, id, what is wrong)."""
    yield from ((p.kind, p.id, p.text) for p in incoherences(graph))
    yield from ((p.kind, p.id, p.detail) for p in faults_in(graph))
