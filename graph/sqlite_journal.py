"""The journal in a SQLite file: lines are added in the transaction of what they tell, and checked from the first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.errors import StaleEdit, StoreMoved
from graph.journal import FIRST, Entry, Line, digest, first_broken, seal
from graph.sqlite_file import statements


def add_lines(
    connection: sqlite3.Connection, entries: Sequence[Entry], at: str, change: int | None = None
) -> tuple[Line, ...]:
    """Write the entries behind the last line, the first of them with what `change` wrote; return them as they stand."""
    last = connection.execute(statements()["last_line"]).fetchone()
    sequence, before = (last["sequence"], last["seal"]) if last else (0, FIRST)
    written: list[Line] = []
    at = max(at, last["at"]) if last else at  # a clock that is set back turns nothing round
    for entry in entries:
        sequence += 1
        row = {
            **entry.model_dump(mode="json"),
            "sequence": sequence,
            "at": at,
            "change": change,
            "digest": digest(_rows(connection, change)) if change is not None and not written else "",
        }
        line = Line.model_validate({**row, "seal": ""})
        before = seal(before, line.model_dump(mode="json", exclude={"seal"}))
        line = line.model_copy(update={"seal": before})
        connection.execute(
            statements()["add_line"],
            {**row, "seal": before, "body": json.dumps(row["body"], ensure_ascii=False, separators=(",", ":"))},
        )
        written.append(line)
    return tuple(written)


def refuse_moved(connection: sqlite3.Connection, unmoved: Mapping[str, int]) -> None:
    """Raise `StaleEdit` when a subject has a line that the writer had not seen."""
    for subject, seen in unmoved.items():
        last = connection.execute(statements()["last_of_subject"], {"subject": subject}).fetchone()[0]
        if last != seen:
            raise StaleEdit(f"{subject} has moved on: line {last} of the journal is its last, and {seen} was read")


def refuse_changed(connection: sqlite3.Connection, expect: Mapping[tuple[str, str], int]) -> None:
    """Raise `StaleEdit` when an entity has a newer revision than the writer had seen."""
    for (kind, entity_id), seen in expect.items():
        found = connection.execute(statements()["newest_sequence"], {"kind": kind, "id": entity_id}).fetchone()
        if (found[0] if found else 0) != seen:
            now = f"revision {found[0]}" if found else "not there"
            raise StaleEdit(f"{kind} {entity_id!r} is now {now}, and revision {seen} was read")


def refuse_later(connection: sqlite3.Connection, last: int | None) -> None:
    """Raise `StoreMoved` when the store has a revision after the one that the writer took for the last."""
    found = connection.execute(statements()["last_sequence"]).fetchone()[0]
    if last is not None and found != last:
        raise StoreMoved(f"the graph has moved on: revision {found} is its last, and {last} was read")


def lines(connection: sqlite3.Connection, **asked: Any) -> Iterator[Line]:
    """Yield the lines asked for, in order."""
    for row in connection.execute(statements()["journal"], asked):
        yield Line.model_validate({**dict(row), "body": json.loads(row["body"])})


def broken(connection: sqlite3.Connection) -> str:
    """Return what is wrong with the first line that does not hold, or with a change that its line does not seal."""
    every = {"subject": None, "action": None, "after": 0, "most": -1}
    if wrong := first_broken(lines(connection, **every)):
        return wrong
    sealed: set[int] = set()
    for line in lines(connection, **every):
        if line.change is None or line.change in sealed:
            continue
        sealed.add(line.change)
        if line.digest != digest(_rows(connection, line.change)):
            return f"change {line.change} is not what line {line.sequence} of {line.at.isoformat()} sealed"
    first = min(sealed, default=None)
    if first is not None:
        (last,) = connection.execute("SELECT max(id) FROM change").fetchone()
        missing = next((c for c in range(first, last + 1) if c not in sealed), None)
        if missing is not None:
            return f"change {missing} has no line in the journal"
    return ""


def _rows(connection: sqlite3.Connection, change: int) -> list[tuple[str, str, str, bool]]:
    found = connection.execute(statements()["of_change"], {"change": change})
    return [(row["kind"], row["id"], row["body"], bool(row["retired"])) for row in found]
