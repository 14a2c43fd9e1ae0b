"""The SQLite file of conversations: opened, recognised, brought to the newest schema."""

from __future__ import annotations

import os
import re
import sqlite3
from functools import cache
from pathlib import Path

from graph.errors import StoreForeign, StoreFull
from graph.sqlite_file import BUSY_SECONDS, our_errors, path_of, transaction

SQL = Path(__file__).parent / "sql"
APPLICATION_ID = int.from_bytes(b"Knch", "big")
"""Stamped into the file, so that neither a map nor another program's database is taken for it."""


def path_beside(store: str) -> Path:
    """Return where the conversations over a store are kept: beside its file, else in the working directory."""
    if not store.startswith("sqlite:"):
        return Path("knockon-chat.db")
    map_file = path_of(store)
    return map_file.with_name(f"{map_file.stem}-chat.db")


@cache
def statements() -> dict[str, str]:
    """Return the named statements of the queries file."""
    parts = re.split(r"^-- name: (\w+)$", (SQL / "queries.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def schema_steps() -> tuple[str, ...]:
    """Return the schema steps in order; the n-th leads to schema version n."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(SQL.glob("[0-9]*.sql")))


def open_chats(path: Path) -> sqlite3.Connection:
    """Return a connection to the conversations at `path`, made if missing, and readable by their owner alone."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreFull(
            f"the conversations {str(path)!r} cannot be kept: {error.strerror}.",
            hint="Point KNOCKON_STORE into a directory that may be written.",
        ) from error
    with our_errors(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            _bring_up_to_date(connection, path)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")  # a finished turn outlives even a loss of power
        except BaseException:
            connection.close()
            raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    steps = schema_steps()
    with transaction(connection):
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version > len(steps) or not (ours or (empty and not version)):
            raise StoreForeign(
                f"{str(path)!r} does not hold conversations that this release reads.", hint="Move it away."
            )
        for step in steps[version:]:
            for statement in filter(str.strip, step.split(";\n")):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
