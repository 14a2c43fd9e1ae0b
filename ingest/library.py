"""The library's files: one database of documents and claims, and beside it original bytes and texts by their hash.

It is the record from which the graph's evidence is worked out. What one document changes is one transaction.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from graph.errors import NotInGraph, StoreForeign, StoreFull, StoreLocked

SCHEMA = Path(__file__).with_name("library.sql")
BUSY_SECONDS = 30.0
MARK = 0x4B4E4C42
"""`application_id` of a library: the letters KNLB."""
Sort = Literal["bytes", "text"]


class Library:
    """A folder of documents, one writer at a time. Without a folder it is in memory, for a dry run.

    What is `durable` survives a power cut once it is written; without it the disk is not waited for.
    """

    def __init__(self, folder: Path | None, *, behind: Library | None = None, durable: bool = True) -> None:
        self.folder = folder
        self._durable = durable
        self._behind = behind
        self._held: dict[str, bytes] = {}
        name = ":memory:"
        if folder is not None:
            self._make(folder)
            name = str(folder / "library.db")
        try:
            self.db = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self.db.row_factory = sqlite3.Row
            if behind is not None:
                behind.db.backup(self.db)
            self._prepare()
        except sqlite3.OperationalError as error:
            raise StoreFull(f"library {str(folder)!r} cannot be opened: {error}.") from error
        except sqlite3.DatabaseError as error:
            raise StoreForeign(f"{name!r} is not a library of documents: {error}.") from error

    @staticmethod
    def _make(folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreFull(f"library {str(folder)!r} cannot be made: {error.strerror}.") from error

    def _prepare(self) -> None:
        found = self.db.execute("PRAGMA application_id").fetchone()[0]
        tables = self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found != MARK and (found or tables):
            raise StoreForeign(f"{str(self.folder)!r} holds another program's library.db.")
        if self.folder is not None:
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'OFF'}")
        if found != MARK:
            self.db.executescript(SCHEMA.read_text(encoding="utf-8"))
            self.db.execute(f"PRAGMA application_id={MARK}")

    def close(self) -> None:
        """Let go of the files."""
        self.db.close()

    def in_memory(self) -> Library:
        """Return a copy that is forgotten when it is closed: what a dry run writes to."""
        return Library(None, behind=self)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is written inside hold together, or none of it."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StoreLocked(f"library {str(self.folder)!r} is busy with another run.") from error
        try:
            yield
            self.db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            raise StoreFull(f"library {str(self.folder)!r} cannot be written: {error}.") from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def save(self, sort: Sort, data: bytes) -> str:
        """Return the SHA-256 of the data after it is kept, whole, under that name; what is there is not written again.

        A file that no document names, after an interruption, does no harm: it is what it is called.
        """
        name = hashlib.sha256(data).hexdigest()
        if self.folder is None:
            self._held[f"{sort}/{name}"] = data
            return name
        path = path_of(self.folder, sort, name)
        if path.exists():
            return name
        part = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
                part = file.name
                file.write(data)
                file.flush()
                if self._durable:
                    os.fsync(file.fileno())
            os.replace(part, path)
        except OSError as error:
            if part:
                Path(part).unlink(missing_ok=True)
            raise StoreFull(f"{str(path)!r} cannot be written: {error.strerror}.") from error
        return name

    def load(self, sort: Sort, name: str) -> bytes:
        """Return what is kept under a hash, or raise when it is not there or not what it is called."""
        held = self._held.get(f"{sort}/{name}")
        if held is not None:
            return held
        if self.folder is None and self._behind is not None:
            return self._behind.load(sort, name)
        return load_kept(self.folder or Path(), sort, name)


def load_kept(folder: Path, sort: Sort, name: str) -> bytes:
    """Return what a library's folder keeps under a hash, or raise when it is not there or not what it is called."""
    try:
        data = path_of(folder, sort, name).read_bytes()
    except OSError as error:
        way_out = "Restore the library from a backup."
        raise NotInGraph(f"the library has no {sort} {name!r}.", hint=way_out) from error
    if hashlib.sha256(data).hexdigest() != name:
        raise StoreForeign(f"the library's {sort} {name!r} was changed.", hint="Restore it from a backup.")
    return data


def path_of(folder: Path, sort: Sort, name: str) -> Path:
    """Return the file that keeps the data of a hash."""
    return folder / sort / name[:2] / name
