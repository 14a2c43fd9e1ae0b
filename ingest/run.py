"""A run: sources in, one after the other, each with one line in the ledger; what is wrong with one stops no other."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from graph.errors import BadInput, StoreError
from graph.linker import Linker
from graph.store import GraphStore
from ingest.admission import Desk, Extractor, admit
from ingest.policy import load_policy
from ingest.readers.reading import Raw, Reading
from ingest.settling import END_OF_TIME, Settled, settle
from ingest.shelf import Shelf
from ingest.sources import Source

Reader = Callable[[Raw], list[Reading]]


@dataclass(frozen=True)
class Line:
    """One line of the ledger: a document, or a file that held none."""

    place: str
    outcome: str
    reason: str = ""
    document: str | None = None
    title: str = ""
    date: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    why: dict[str, int] = field(default_factory=dict)
    """How many of its claims are marked, wait or are rejected, by reason."""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def data(self) -> dict[str, Any]:
        """Return the line as plain data."""
        return {
            "place": self.place, "document": self.document, "title": self.title, "date": self.date or None,
            "outcome": self.outcome,
            "reason": self.reason, "claims": self.counts, "why": self.why, "notes": list(self.notes),
            "seconds": round(self.seconds, 3),
        }  # fmt: skip


@dataclass
class Ledger:
    """What a run did: how many documents came to what, how many claims, and what changed in the graph."""

    run: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    settled: list[Settled] = field(default_factory=list)
    newest: str = ""
    """The latest day that a document of this run is of, as 2025-11-21."""
    seconds: float = 0.0

    def changes(self) -> dict[str, int]:
        """Return how many links changed, went live or went, and how many proposals wait."""
        total: Counter[str] = Counter()
        for one in self.settled:
            total.update(one.counts())
        return {name: total[name] for name in ("links", "live", "gone", "waiting")}

    def links(self) -> dict[str, list[str]]:
        """Return the ids of the links that changed, went live or went."""
        fields = {"links": "linked", "live": "new", "gone": "gone"}
        return {k: sorted({name for one in self.settled for name in getattr(one, f)}) for k, f in fields.items()}

    def waiting(self) -> list[dict[str, str]]:
        """Return the links that wait, and why each does."""
        last = {pair: why for one in self.settled for pair, why in one.proposals.items()}
        return [{"cause": pair[0], "effect": pair[1], "why": why} for pair, why in sorted(last.items())]

    def totals(self) -> dict[str, Any]:
        """Return the sums of a run as plain data."""
        return {"documents": dict(sorted(self.outcomes.items())), "claims": dict(sorted(self.claims.items())),
                "graph": self.changes(), "seconds": round(self.seconds, 3)}  # fmt: skip


def ingest(
    shelf: Shelf, store: GraphStore, found: Iterable[Source | None], *, read: Reader, extract: Extractor,
    today: dt.date, who: str = "", write: bool = True, tell: Callable[[Line], None] = lambda line: None,
) -> Ledger:  # fmt: skip
    """Return the ledger of a run after every source was read and the graph brought up to date.

    Each document is one transaction of the library; the graph follows in batches, each one change of the store. A run
    that was interrupted anywhere is made good by the next: nothing is read twice, nothing is lost.

    Args:
        shelf: The library; for a dry run a copy in memory.
        store: The graph.
        found: What is to be read, opened one at a time; None where the graph is to be brought up to date.
        read: From a file's bytes to its documents.
        extract: From passages to claims.
        today: The day from which undated documents are known.
        who: Who asked for the run.
        write: False: work out what would change in the graph and write nothing.
        tell: Called with each line as it is known.
    """
    started = time.monotonic()
    graph = store.view(as_of=END_OF_TIME)
    ledger = Ledger(run=open_run(shelf, who))
    desk = Desk(shelf, Linker(graph), frozenset(graph.by_id), extract, today, ledger.run)
    batch = int(load_policy("weights")["batch"]["value"])
    waiting = number = 0
    for source in found:
        for line in () if source is None else lines_of(desk, source, read):
            number += 1
            write_line(shelf, ledger.run, number, line)
            ledger.outcomes[line.outcome] += 1
            ledger.claims.update(line.counts)
            ledger.newest = max(ledger.newest, line.date)
            tell(line)
            waiting += line.outcome == "accepted"
        if write and waiting and (source is None or waiting >= batch):
            ledger.settled.append(settle(shelf, store, why=f"ingest run {ledger.run}"))
            waiting = 0
    ledger.settled.append(settle(shelf, store, why=f"ingest run {ledger.run}", write=write))
    ledger.seconds = time.monotonic() - started
    close_run(shelf, ledger)
    return ledger


def lines_of(desk: Desk, source: Source, read: Reader) -> Iterable[Line]:
    """Yield a line for each document of a source, or one that says why there is none."""
    start = time.monotonic()
    try:
        raw = source.load()
        readings = read(raw)
    except StoreError:
        raise
    except BadInput as refused:
        yield Line(source.place, "rejected", refused.detail, seconds=time.monotonic() - start)
        return
    for reading in readings:
        yield _admitted(desk, reading, raw.data, reading.place or source.place, start)
        start = time.monotonic()


def _admitted(desk: Desk, reading: Reading, data: bytes, place: str, start: float) -> Line:
    """Return the line of one document; what goes wrong with it is its own affair, but for the database's trouble."""
    try:
        done = admit(desk, reading, data)
    except StoreError:
        raise
    except BadInput as refused:
        return Line(place, "rejected", refused.detail, seconds=time.monotonic() - start)
    except Exception as error:  # one document that an extractor stumbles over must not stop the others
        return Line(place, "rejected", f"could not be understood ({type(error).__name__})")
    seconds = time.monotonic() - start
    found = done.document
    name, title, day = (found.id, found.title, str(found.date or "")) if found is not None else (None, "", "")
    return Line(place, done.outcome, done.reason, name, title, day, done.counts, done.why, done.notes, seconds)


def open_run(shelf: Shelf, who: str) -> int:
    """Return the number of a new run, written down as begun."""
    with shelf.library.transaction():
        row = shelf.library.db.execute(
            "INSERT INTO run (started, who) VALUES (?, ?)", (dt.datetime.now(dt.UTC).isoformat(), who)
        )
    return int(row.lastrowid or 0)


def write_line(shelf: Shelf, run: int, number: int, line: Line) -> None:
    """Write a line into the library's ledger."""
    more = {"claims": line.counts, "why": line.why, "notes": line.notes, "title": line.title}
    with shelf.library.transaction():
        shelf.library.db.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (run, number, line.place, line.document, line.outcome, line.reason,
             json.dumps(more), line.seconds),
        )  # fmt: skip


def close_run(shelf: Shelf, ledger: Ledger) -> None:
    """Write down what a run came to."""
    with shelf.library.transaction():
        shelf.library.db.execute(
            "UPDATE run SET ended = ?, totals = ? WHERE id = ?",
            (dt.datetime.now(dt.UTC).isoformat(), json.dumps(ledger.totals()), ledger.run),
        )
