"""The store in one SQLite file: revisions are added, never changed; readers are never blocked."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from pydantic import ValidationError

from graph.content import KINDS, Graph
from graph.errors import AsOfTooEarly, BadInput, StoreForeign, StoreLocked
from graph.journal import Entry, Line
from graph.model import Edge, Entity
from graph.sqlite_file import (
    BUSY_SECONDS,
    open_for_reading,
    open_for_writing,
    our_errors,
    path_of,
    statements,
    transaction,
)
from graph.sqlite_journal import add_lines, broken, lines, refuse_changed, refuse_later, refuse_moved
from graph.sqlite_write import Batch, refuse_misfits, refuse_unknown_kind, stamp
from graph.store import Change, Revision

END_OF_TIME = "9999-12-31"


class SqliteStore:
    """Revisions in a SQLite file. One writer at a time; every read has a connection of its own."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path_of(url)
        self._busy_seconds = busy_seconds
        self._sql = statements()
        self._lock = threading.Lock()
        self._writer = open_for_writing(self.path, busy_seconds)
        self._writer.row_factory = sqlite3.Row

    def write(
        self,
        items: Sequence[tuple[str, Entity]],
        *,
        who: str,
        why: str,
        retire: Sequence[tuple[str, str]] = (),
        retired_from: dt.date | None = None,
        recorded_at: dt.datetime | None = None,
        entries: Sequence[Entry] = (),
        expect: Mapping[tuple[str, str], int] | None = None,
        unmoved: Mapping[str, int] | None = None,
        last: int | None = None,
    ) -> Change:
        """Write all of the batch as one change, or none of it; see `GraphStore.write`."""
        if not who.strip() or not why.strip():
            raise BadInput(f"a change says who makes it and why; who is {who!r}, why is {why!r}")
        refuse_misfits(items, retire)
        at = None if recorded_at is None else stamp(recorded_at)
        with self._writing() as connection:
            refuse_changed(connection, expect or {})
            refuse_moved(connection, unmoved or {})
            refuse_later(connection, last)
            batch = Batch(connection, who, why, at)
            for kind, entity in items:
                batch.write(kind, entity)
            for kind, entity_id in retire:
                batch.retire(kind, entity_id, retired_from)
            edges = [entity for _, entity in items if isinstance(entity, Edge)]
            batch.refuse_loose_ends(edges, [entity_id for kind, entity_id in retire if kind == "nodes"])
            change = batch.change()
            made = change.id if change.written or change.retired else None
            told = [*entries] or [Entry(who=who, action="write", subject=f"change:{change.id}", body={"why": why})]
            if made is not None or entries:
                add_lines(connection, told, stamp(change.recorded_at) if made else _now(), made)
            return change

    def note(self, entries: Sequence[Entry], *, unmoved: Mapping[str, int] | None = None) -> tuple[Line, ...]:
        """Write lines into the journal without a change of the graph; see `GraphStore.note`."""
        with self._writing() as connection:
            refuse_moved(connection, unmoved or {})
            return add_lines(connection, entries, _now())

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold this store's write lock and the database's; all inside is written, or nothing is."""
        if not self._lock.acquire(timeout=self._busy_seconds):
            raise StoreLocked(f"store {str(self.path)!r} is busy with another write")
        try:
            with our_errors(self.path), transaction(self._writer):
                yield self._writer
        finally:
            self._lock.release()

    def view(self, *, as_of: dt.date | None = None, recorded_by: dt.datetime | None = None) -> Graph:
        """Return what was known at the close of `as_of`; see `GraphStore.view`."""
        graph = self.rows(as_of=as_of, recorded_by=recorded_by)
        return graph if graph.as_of is None else graph.seen_from(graph.as_of)

    def rows(self, *, as_of: dt.date | None = None, recorded_by: dt.datetime | None = None) -> Graph:
        """Return the entities of a view, whole; see `GraphStore.rows`."""
        by = _by(recorded_by)
        bodies: dict[str, list[str]] = {}
        with open_for_reading(self.path, self._busy_seconds) as connection:
            day = self._latest_as_of(connection, by) if as_of is None else as_of
            for kind, body in connection.execute(self._sql["visible"], {**by, "as_of": day.isoformat()}):
                bodies.setdefault(kind, []).append(body)
            if "nodes" not in bodies:
                raise self._too_early(connection, by, day)
            if as_of is not None and "observations" not in bodies:
                self._refuse_before_observations(connection, by, as_of)
        sections = [f'"{kind}":[{",".join(bodies[kind])}]' for kind in KINDS if kind in bodies]
        sections.append(f'"as_of":"{day.isoformat()}"')
        with self._as_written():
            return Graph.model_validate_json(f"{{{','.join(sections)}}}")

    def latest_as_of(self, *, recorded_by: dt.datetime | None = None) -> dt.date:
        """Return the date of the latest observation; see `GraphStore.latest_as_of`."""
        with open_for_reading(self.path, self._busy_seconds) as connection:
            return self._latest_as_of(connection, _by(recorded_by))

    def _latest_as_of(self, connection: sqlite3.Connection, by: dict[str, str]) -> dt.date:
        for query in ("latest_observation", "all_known_by"):
            found = connection.execute(self._sql[query], by).fetchone()[0]
            if found:
                return dt.date.fromisoformat(found)
        raise self._too_early(connection, by, None)

    def _refuse_before_observations(self, connection: sqlite3.Connection, by: dict[str, str], day: dt.date) -> None:
        first = connection.execute(self._sql["first_observation"], by).fetchone()[0]
        if first and first > day.isoformat():
            raise AsOfTooEarly(f"as_of {day} is before the store's first observation of {first}")

    def _too_early(self, connection: sqlite3.Connection, by: dict[str, str], day: dt.date | None) -> AsOfTooEarly:
        first = connection.execute(self._sql["first_node"], by).fetchone()[0]
        if first and day:
            return AsOfTooEarly(f"as_of {day} is before the store's first entry of {first}")
        written = f" that was recorded by {by['recorded_by']}" if by["recorded_by"] != END_OF_TIME else ""
        return AsOfTooEarly(
            f"store {str(self.path)!r} holds nothing{written}", hint="Load a graph with `knockon graph import`."
        )

    def history(self, kind: str, id: str) -> tuple[Revision, ...]:
        """Return every revision of an entity in the order of writing; empty when there is none."""
        refuse_unknown_kind(kind)
        return self._revisions("history", {"kind": kind, "id": id})

    def revisions_of(self, change: int) -> tuple[Revision, ...]:
        """Return what one change wrote, in order; empty when there is no such change."""
        return self._revisions("revisions_of_change", {"change": change})

    def revisions_after(self, sequence: int) -> tuple[Revision, ...]:
        """Return the revisions with a number above `sequence`, in order."""
        return self._revisions("revisions_after", {"after": sequence})

    def changes(self, *, after: int = 0, most: int = 1000) -> tuple[Change, ...]:
        """Return the changes with a number above `after`, in order."""
        with open_for_reading(self.path, self._busy_seconds) as connection:
            rows = connection.execute(self._sql["changes"], {"after": after, "most": most})
            return tuple(Change.model_validate(dict(row)) for row in rows)

    def journal(
        self, *, subject: str | None = None, action: str | None = None, after: int = 0, most: int = 100_000
    ) -> tuple[Line, ...]:
        """Return the lines of the journal with a sequence above `after`, in order."""
        with open_for_reading(self.path, self._busy_seconds) as connection:
            return tuple(lines(connection, subject=subject, action=action, after=after, most=most))

    def broken_seal(self) -> str:
        """Return what is wrong with the first line of the journal that does not hold; see `GraphStore.broken_seal`."""
        with open_for_reading(self.path, self._busy_seconds) as connection:
            return broken(connection)

    def _revisions(self, query: str, asked: dict[str, object]) -> tuple[Revision, ...]:
        with open_for_reading(self.path, self._busy_seconds) as connection:
            rows = [dict(row) for row in connection.execute(self._sql[query], asked)]
        with self._as_written():
            return tuple(
                Revision(entity=KINDS[row["kind"]].model_validate_json(row.pop("body")), **row) for row in rows
            )

    @contextmanager
    def _as_written(self) -> Iterator[None]:
        """Raise `StoreForeign` when a row is not as any store of ours writes it."""
        try:
            yield
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "a row"
            raise StoreForeign(
                f"store {str(self.path)!r} holds a damaged row: {where}: {first['msg']}",
                hint="Restore it from a backup, or name another file in KNOCKON_STORE.",
            ) from error

    def version_hint(self) -> int:
        """Return the number of the last revision: views taken at equal numbers are equal."""
        with open_for_reading(self.path, self._busy_seconds) as connection:
            last: int = connection.execute(self._sql["last_sequence"]).fetchone()[0]
            return last

    def is_empty(self) -> bool:
        """Return whether nothing was ever written."""
        with open_for_reading(self.path, self._busy_seconds) as connection:
            return connection.execute(self._sql["last_change"]).fetchone() is None

    def close(self) -> None:
        """Let go of the file; the store is of no use afterwards."""
        self._writer.close()


def _now() -> str:
    return stamp(dt.datetime.now(dt.UTC))


def _by(recorded_by: dt.datetime | None) -> dict[str, str]:
    return {"recorded_by": END_OF_TIME if recorded_by is None else stamp(recorded_by)}
