"""The SQLite file itself: what it refuses, and that it is as it was afterwards."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graph.errors import NodeNotFound, StoreError, StoreForeign, StoreFull, StoreLocked, UnknownBackend
from graph.sqlite_store import SqliteStore
from tests.store.small import BY, edge, node, small
from tests.store.sqlite_rows import one_line, rows

SMALL_DISK = """
import resource, signal, sys
from graph.errors import StoreFull
from graph.store import open_store
from tests.store.sqlite_rows import one_line, rows
from tests.store.small import BY, node
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    open_store(sys.argv[1]).write([node(f"n{i}", note="words " * 100) for i in range(500)], **BY)
except StoreFull as error:
    print(error)
"""


@pytest.mark.parametrize("table", ["revision", "change"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {0} SET recorded_at = ''", "DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"],
)
def test_not_even_by_hand_is_a_row_changed_or_deleted(
    sqlite: SqliteStore, path: Path, table: str, statement: str
) -> None:
    sqlite.write(small(), **BY)
    before = rows(path)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="is never"):
        connection.execute(statement.format(table))
    connection.close()
    assert rows(path) == before


def test_readers_are_not_blocked_by_a_writer_and_writers_are_told(sqlite: SqliteStore, path: Path) -> None:
    sqlite.write(small(), **BY)
    before = rows(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked) as error:
        sqlite.write([node("d")], **BY)
    assert "locked by another program" in one_line(error, path)
    assert len(sqlite.view().nodes) == 3
    other.execute("ROLLBACK")
    other.close()
    assert rows(path) == before
    sqlite.write([node("d")], **BY)


def test_a_database_that_is_held_alone_by_another_program_cannot_be_opened(sqlite: SqliteStore, path: Path) -> None:
    sqlite.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked) as error:
        SqliteStore(f"sqlite:///{path}", busy_seconds=0.05)
    assert "Close the other program" in one_line(error, path)
    other.close()


def test_a_second_write_in_this_program_waits_only_so_long(sqlite: SqliteStore, path: Path) -> None:
    with sqlite._lock:
        caught: list[pytest.ExceptionInfo[StoreError]] = []

        def write() -> None:
            with pytest.raises(StoreLocked) as error:
                sqlite.write([node("a")], **BY)
            caught.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert "busy with another write" in one_line(caught[0], path)


def test_a_full_database_refuses_the_whole_batch_and_is_as_it_was(sqlite: SqliteStore, path: Path) -> None:
    sqlite.write(small(), **BY)
    before = rows(path)
    pages = sqlite._writer.execute("PRAGMA page_count").fetchone()[0]
    sqlite._writer.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(StoreFull) as error:
        sqlite.write([node(f"n{i}", note="words " * 100) for i in range(200)], **BY)
    assert "disk is full" in one_line(error, path)
    assert rows(path) == before
    assert sqlite.view().version
    sqlite._writer.execute("PRAGMA max_page_count = 1000000")
    sqlite.write([node(f"n{i}") for i in range(200)], **BY)


def test_a_disk_that_really_has_no_room_leaves_the_database_as_it_was(sqlite: SqliteStore, path: Path) -> None:
    sqlite.write(small(), **BY)
    sqlite.close()
    before = rows(path)
    limit = str(path.stat().st_size + resource.getpagesize())
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DISK, f"sqlite:///{path}", limit], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert str(path) in done.stdout
    assert rows(path) == before


def test_a_database_that_could_not_be_made_leaves_no_file(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DISK, f"sqlite:///{path}", "100"], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert str(path) in done.stdout
    assert list(path.parent.iterdir()) == []


def test_a_database_is_made_where_files_cannot_be_linked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    SqliteStore(f"sqlite:///{path}").close()
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StoreFull, match=r"other\.db' cannot be made: Operation not permitted"):
        SqliteStore(f"sqlite:///{path.parent}/other.db")
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_database_that_another_program_makes_meanwhile_is_taken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda self: False)
    first = SqliteStore(f"sqlite:///{path}")
    first.write(small(), **BY)
    second = SqliteStore(f"sqlite:///{path}")
    assert len(second.view().nodes) == 3
    first.close()
    second.close()


def test_a_read_only_database_can_be_read_and_says_so_when_written(sqlite: SqliteStore, path: Path) -> None:
    sqlite.write(small(), **BY)
    sqlite._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreFull) as error:
        sqlite.write([node("d")], **BY)
    assert "read-only" in one_line(error, path)
    assert len(sqlite.view().nodes) == 3


def test_an_unforeseen_driver_error_still_names_the_file(path: Path, sqlite: SqliteStore) -> None:
    sqlite.close()
    with pytest.raises(StoreError) as error:
        sqlite.write([node("a")], **BY)
    assert "closed" in one_line(error, path)


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    store = SqliteStore(f"sqlite:///{path}")
    assert store.is_empty()
    store.close()


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreForeign, match="is a directory"):
        SqliteStore(f"sqlite:///{tmp_path}")


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreFull, match=r"there is no directory '.*nowhere'"):
        SqliteStore(f"sqlite:///{tmp_path}/nowhere/knockon.db")


@pytest.mark.parametrize("url", ["sqlite:///", "sqlite:///:memory:", "sqlite://knockon.db"])
def test_an_address_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(UnknownBackend, match=r"names no file; write sqlite:///knockon\.db"):
        SqliteStore(url)


@pytest.mark.parametrize(
    ("name", "said"),
    [("k.db?mode=ro", "options after its file"), ("a\nb.db", "control character"), ("\x00", "control character")],
)
def test_an_address_that_means_something_else_elsewhere_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UnknownBackend, match=said) as error:
        SqliteStore(f"sqlite:///{tmp_path}/{name}")
    assert "\n" not in error.value.detail
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("length", [250, 300, 5000])
def test_a_name_that_is_too_long_is_told_in_a_short_line(tmp_path: Path, length: int) -> None:
    with pytest.raises(StoreFull, match="cannot be opened") as error:
        SqliteStore(f"sqlite:///{tmp_path}/{'x' * length}")
    assert len(error.value.detail) < 500
    assert list(tmp_path.iterdir()) == []


def test_a_path_with_blanks_signs_and_chinese_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "我的 map?#%20.db"
    store = SqliteStore(f"sqlite:///{path}")
    store.write(small(), **BY)
    assert len(store.view().nodes) == 3
    store.close()
    assert path.exists()


def test_a_write_that_is_interrupted_leaves_nothing_behind(sqlite: SqliteStore) -> None:
    sqlite.write(small(), **BY)
    with pytest.raises(NodeNotFound):
        sqlite.write([node("d"), edge("d", "nowhere")], **BY)
    assert not sqlite._writer.in_transaction
    assert len(sqlite.view().nodes) == 3


def test_the_file_is_in_write_ahead_mode(sqlite: SqliteStore) -> None:
    assert sqlite._writer.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_opening_a_store_imports_nothing_heavy() -> None:
    heavy = "numpy", "yaml", "networkx", "holidays", "neo4j", "fastapi", "langchain"
    script = f"import sys, graph.store, graph.sqlite_store; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
