"""What a store of graph revisions must do, whatever database is behind it, and how one is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Annotated, Protocol

from pydantic import AwareDatetime, SerializeAsAny, WithJsonSchema

from graph.content import Graph
from graph.errors import UnknownBackend
from graph.journal import Entry, Line
from graph.model import Entity, Frozen, Id, Str

BACKENDS = {"sqlite": "graph.sqlite_store:SqliteStore"}
"""URL scheme -> `module:Class`; the module, and the driver it needs, is imported when its scheme is asked for."""


class Change(Frozen):
    """One write: who made it, when and why, and how many revisions it left behind.

    A write that would change nothing leaves no record; it returns the last change with both counts at 0.
    """

    id: int
    who: Str
    why: Str
    recorded_at: AwareDatetime
    written: int = 0
    retired: int = 0


class Revision(Frozen):
    """What an entity was said to be, from `known_from` on, by a change recorded at `recorded_at`."""

    sequence: int
    kind: Str
    id: Id
    known_from: dt.date
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    recorded_at: AwareDatetime
    retired: bool = False
    """True: from here on the entity is gone; `entity` is what it last was."""
    change: int
    who: Str
    why: Str
    entity: Annotated[SerializeAsAny[Entity], WithJsonSchema({"type": "object", "title": "A row of its kind"})]


class GraphStore(Protocol):
    """Keeps every revision of every entity. Methods block; they may be called from any thread.

    Three times are kept apart: when a thing holds (`valid_from`, `valid_to`), since when it could be known
    (`known_from`), and when it was written down (`recorded_at`).
    """

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
        """Write all of the batch as one change, or none of it; writing it twice changes nothing.

        A change leaves a line in the journal, with what it wrote under one seal; `entries` stand beside it.

        Args:
            items: (kind, entity) pairs, in the order of their revisions; kinds are those of `graph.content.KINDS`.
            who: Who makes the change.
            why: Why it is made.
            retire: (kind, id) pairs that are gone from now on; their history stays.
            retired_from: The day from which the retired are not seen; by default from their newest revision's
                `known_from`, so that no view since then has them.
            recorded_at: When this is written down, by default now; never before the last change.
            entries: What the journal says of this besides; without any, that something was written.
            expect: (kind, id) -> sequence of its newest revision, as the writer saw it; 0 for none.
            unmoved: Subject -> sequence of its last line in the journal, as the writer saw it.
            last: Sequence of the store's last revision, as the writer saw it; None when it does not matter.

        Raises:
            NodeNotFound: An edge has an end that is neither in the store nor in the batch.
            StaleEdit: Something was changed since the writer saw it; nothing is written.
            StoreMoved: Something else was, and `last` is given; nothing is written.
        """

    def view(self, *, as_of: dt.date | None = None, recorded_by: dt.datetime | None = None) -> Graph:
        """Return what was known at the close of `as_of`, as far as it had been written down by `recorded_by`.

        Of the revisions that qualify, an entity's is the one known last, and of those the one written last.
        Without `as_of` the view is taken at `latest_as_of`. Raises `AsOfTooEarly` when no node was known
        yet, or, for an `as_of` that is given, no observation although there are some later.
        """

    def rows(self, *, as_of: dt.date | None = None, recorded_by: dt.datetime | None = None) -> Graph:
        """Return the entities of a view, each whole: with what came after its day, and links whose ends did.

        `rows(...).seen_from(as_of)` is the view.
        """

    def latest_as_of(self, *, recorded_by: dt.datetime | None = None) -> dt.date:
        """Return the date of the latest observation; without observations the day by which all of it was known."""

    def history(self, kind: str, id: str) -> tuple[Revision, ...]:
        """Return every revision of an entity in the order of writing; empty when there is none."""

    def changes(self, *, after: int = 0, most: int = 1000) -> tuple[Change, ...]:
        """Return the changes with a number above `after`, in order."""

    def revisions_of(self, change: int) -> tuple[Revision, ...]:
        """Return what one change wrote, in order; empty when there is no such change."""

    def revisions_after(self, sequence: int) -> tuple[Revision, ...]:
        """Return the revisions with a number above `sequence`, in order."""

    def note(self, entries: Sequence[Entry], *, unmoved: Mapping[str, int] | None = None) -> tuple[Line, ...]:
        """Write lines into the journal without a change of the graph, all or none; `unmoved` as in `write`."""

    def journal(
        self, *, subject: str | None = None, action: str | None = None, after: int = 0, most: int = 100_000
    ) -> tuple[Line, ...]:
        """Return the lines of the journal with a sequence above `after`, in order."""

    def broken_seal(self) -> str:
        """Return what is wrong with the first line of the journal that does not hold; empty when all hold."""

    def version_hint(self) -> int:
        """Return a number that grows with every change: views taken at equal numbers are equal."""

    def is_empty(self) -> bool:
        """Return whether nothing was ever written."""

    def close(self) -> None:
        """Let go of the database; the store is of no use afterwards."""


def open_store(url: str) -> GraphStore:
    """Open the store at `sqlite:///file.db`; its driver is imported only now."""
    scheme, separator, _ = url.partition("://")
    if not separator or scheme not in BACKENDS:
        raise UnknownBackend(f"store {_without_password(url)!r} is not one of {', '.join(s + '://' for s in BACKENDS)}")
    module, _, name = BACKENDS[scheme].partition(":")
    store: GraphStore = getattr(import_module(module), name)(url)
    return store


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"{scheme}://...@{rest.rpartition('@')[2]}" if separator and "@" in rest else url
