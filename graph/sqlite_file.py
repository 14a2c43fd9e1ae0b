"""A SQLite file of ours: opened, recognised, brought to the newest schema; its driver's errors made ours."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

from graph.errors import StoreError, StoreForeign, StoreFull, StoreLocked, UnknownBackend

SQL = Path(__file__).parent / "sql"
APPLICATION_ID = int.from_bytes(b"Knkn", "big")
"""Stamped into the file, so that another program's database is not taken for ours."""
MAGIC = b"SQLite format 3\x00"
BUSY_SECONDS = 5.0
FIRST_PRINTABLE = 32
LONGEST_SHOWN = 200
OPTIONS = re.compile(r"\?\w+=[^/]*$")
"""`?mode=ro` and the like, which other programs understand; a question mark alone may stand in a file's name."""
ERRORS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreLocked, "is locked by another program"),
    sqlite3.SQLITE_LOCKED: (StoreLocked, "is locked by another program"),
    sqlite3.SQLITE_FULL: (StoreFull, "cannot grow: the disk is full"),
    sqlite3.SQLITE_IOERR: (StoreFull, "cannot be written: the disk reports an error"),
    sqlite3.SQLITE_READONLY: (StoreFull, "is read-only"),
    sqlite3.SQLITE_PERM: (StoreFull, "may not be written by this user"),
    sqlite3.SQLITE_CANTOPEN: (StoreFull, "cannot be opened for writing"),
    sqlite3.SQLITE_NOTADB: (StoreForeign, "is not a database"),
    sqlite3.SQLITE_CORRUPT: (StoreForeign, "is damaged"),
    sqlite3.SQLITE_ERROR: (StoreForeign, "does not have the tables it should"),
}


def is_database(path: Path) -> bool:
    """Return whether the file is there and is an SQLite database, ours or another's."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def path_of(url: str) -> Path:
    """Return the file that an address `sqlite:///FILE` names, or raise `UnknownBackend` with what is wrong with it."""
    name = url.partition(":///")[2]
    if not name or name == ":memory:":
        raise UnknownBackend(f"store {url!r} names no file; write sqlite:///knockon.db")
    if any(ord(c) < FIRST_PRINTABLE for c in name):
        raise UnknownBackend(f"store {url!r} has a line break or another control character in its name")
    if OPTIONS.search(name):
        raise UnknownBackend(
            f"store {url!r} has options after its file, and this release takes none",
            hint="Leave out what follows the question mark.",
        )
    return Path(name)


@cache
def statements() -> dict[str, str]:
    """Return the named statements of the queries file."""
    parts = re.split(r"^-- name: (\w+)$", (SQL / "queries.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def schema_steps() -> tuple[str, ...]:
    """Return the schema steps in order; the n-th leads to schema version n."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(SQL.glob("[0-9]*.sql")))


@contextmanager
def our_errors(path: Path) -> Iterator[None]:
    """Turn the driver's errors into ours, which name the file and the way out."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        kind, what = ERRORS.get((code or 0) & 0xFF, (StoreError, f"failed: {error}"))
        raise kind(f"store {str(path)!r} {what}") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the database's write lock; everything inside is written, or nothing is."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def open_for_reading(path: Path, busy_seconds: float) -> Iterator[sqlite3.Connection]:
    """Yield a connection that sees one state of the database throughout, whatever is written meanwhile."""
    address = f"{path.resolve().as_uri()}?mode=ro"
    with (
        our_errors(path),
        closing(sqlite3.connect(address, uri=True, timeout=busy_seconds, isolation_level=None)) as connection,
    ):
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield connection


def open_for_writing(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Return a connection to our database at `path`, made if missing and brought to the newest schema."""
    _refuse_what_is_no_database(path)
    if not path.exists():
        _make(path, busy_seconds)
    return _open(path, path, busy_seconds)


def _open(file: Path, path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Return a connection to `file`; messages call it `path`."""
    with our_errors(path):
        connection = sqlite3.connect(file, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
        try:
            _bring_up_to_date(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _make(path: Path, busy_seconds: float) -> None:
    """Make the database under another name and move it into place, so that no one ever meets half of it."""
    unfinished = _unfinished(path)
    try:
        _open(unfinished, path, busy_seconds).close()
        try:
            os.link(unfinished, path)
        except FileExistsError:
            return  # another program was faster, and its database is as good
        except OSError:  # a file system without links
            unfinished.rename(path)
    except OSError as error:
        raise StoreFull(
            f"store {_short(path)} cannot be made: {error.strerror or error}",
            hint="Name another file in KNOCKON_STORE, in a directory that may be written.",
        ) from error
    finally:
        for rest in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + rest).unlink(missing_ok=True)


def _unfinished(path: Path, more: str = "") -> Path:
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}{more}")


def _refuse_what_is_no_database(path: Path) -> None:
    try:
        if path.is_dir():
            raise StoreForeign(f"store {str(path)!r} is a directory, not a database file")
        if not path.parent.is_dir():
            raise StoreFull(
                f"store {str(path)!r} cannot be made: there is no directory {str(path.parent)!r}",
                hint="Make the directory, or name a file elsewhere in KNOCKON_STORE.",
            )
        if path.exists() and path.stat().st_size:
            with path.open("rb") as file:
                if file.read(len(MAGIC)) != MAGIC:
                    raise StoreForeign(f"store {str(path)!r} is not a database")
        with suppress(FileNotFoundError):  # a name that is too long for the files beside it is told here
            _unfinished(path, "-journal").stat()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StoreFull(
            f"store {_short(path)} cannot be opened: {why}", hint="Name another file in KNOCKON_STORE."
        ) from error


def _short(path: Path) -> str:
    """Return the path in quotes, its middle left out when it would fill the screen."""
    text = str(path)
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:60]}...{text[-20:]}")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    steps = schema_steps()
    if _schema_version(connection, path) < len(steps):
        with transaction(connection):
            # Another program may have done it while we waited for the lock.
            for step in steps[_schema_version(connection, path) :]:
                for statement in _split(step):
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(steps)}")
    if _pragma(connection, "journal_mode") != "wal":
        connection.execute("PRAGMA journal_mode = WAL")


def _schema_version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(_pragma(connection, "user_version"))
    if _pragma(connection, "application_id") != APPLICATION_ID:
        if version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreForeign(f"store {str(path)!r} is another program's database")
    elif version > len(schema_steps()):
        raise StoreForeign(
            f"store {str(path)!r} has schema {version}; this release reads up to {len(schema_steps())}",
            hint="Install the newer release, or point KNOCKON_STORE at another file.",
        )
    return version


def _pragma(connection: sqlite3.Connection, name: str) -> str | int:
    value: str | int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _split(script: str) -> Iterator[str]:
    """Yield the statements of a script; `executescript` would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
