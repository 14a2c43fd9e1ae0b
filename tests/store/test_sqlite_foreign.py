"""Files that are not ours, or not of our schema: refused and left alone, or brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from graph import sqlite_file
from graph.errors import StoreError, StoreForeign
from graph.sqlite_store import SqliteStore
from tests.store.small import BY, small
from tests.store.sqlite_rows import one_line, rows


@pytest.mark.parametrize("content", [b"name,value\n" * 20, b"{}", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreForeign) as error:
        SqliteStore(f"sqlite:///{path}")
    assert "is not a database" in one_line(error, path)
    assert path.read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_another_program_s_database_is_refused_and_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE revision (id)")
    other.close()
    content = path.read_bytes()
    with pytest.raises(StoreForeign) as error:
        SqliteStore(f"sqlite:///{path}")
    assert "another program's database" in one_line(error, path)
    assert path.read_bytes() == content


def test_a_database_of_a_newer_release_is_refused_and_left_alone(sqlite: SqliteStore, path: Path) -> None:
    sqlite.close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    content = path.read_bytes()
    with pytest.raises(StoreForeign) as error:
        SqliteStore(f"sqlite:///{path}")
    assert "schema 99" in one_line(error, path)
    assert path.read_bytes() == content


def test_a_database_whose_tables_were_taken_away_is_refused(sqlite: SqliteStore, path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("DROP TABLE revision")
    other.close()
    with pytest.raises(StoreForeign) as error:
        sqlite.view()
    assert "tables" in one_line(error, path)


def test_schema_steps_are_applied_one_after_the_other(
    sqlite: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.write(small(), **BY)
    sqlite.close()
    before = rows(path)
    more = (
        *sqlite_file.schema_steps(),
        "CREATE TABLE more (id);\n-- a remark\nCREATE INDEX more_by_id ON more (id);\n",
    )
    monkeypatch.setattr(sqlite_file, "schema_steps", lambda: more)
    newer = SqliteStore(f"sqlite:///{path}")
    assert newer._writer.execute("PRAGMA user_version").fetchone()[0] == len(more)
    assert newer._writer.execute("SELECT count(*) FROM more").fetchone()[0] == 0
    newer.close()
    assert rows(path) == before


def test_a_schema_step_that_fails_leaves_the_database_as_it_was(
    sqlite: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.write(small(), **BY)
    sqlite.close()
    more = (*sqlite_file.schema_steps(), "CREATE TABLE more (id);\nCREATE TABLE revision (id);\n")
    monkeypatch.setattr(sqlite_file, "schema_steps", lambda: more)
    with pytest.raises(StoreError):
        SqliteStore(f"sqlite:///{path}")
    monkeypatch.undo()
    again = SqliteStore(f"sqlite:///{path}")
    assert len(again.view().nodes) == 3
    assert again._writer.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone()[0] == 0
    again.close()


def test_a_damaged_row_is_told_and_not_read_around(sqlite: SqliteStore, path: Path) -> None:
    sqlite.write(small(), **BY)
    with sqlite3.connect(path) as other:
        for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f"DROP TRIGGER {trigger}")
        other.execute("UPDATE revision SET body = replace(body, '\"unit\":\"bp\"', '\"unit\":7') WHERE kind = 'nodes'")
    other.close()
    ids = [entity.id for kind, entity in small() if kind == "nodes"]
    for read in (sqlite.view, lambda: [sqlite.history("nodes", n) for n in ids]):
        with pytest.raises(StoreForeign) as error:
            read()
        assert "damaged row" in one_line(error, path)
