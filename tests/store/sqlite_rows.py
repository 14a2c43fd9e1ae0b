"""What the SQLite tests look at: the rows of the file, and the one line of an error."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from graph.errors import StoreError


def rows(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT * FROM revision ORDER BY sequence").fetchall()
    connection.close()
    return found


def one_line(error: pytest.ExceptionInfo[StoreError], path: Path) -> str:
    text = f"{error.value.detail} {error.value.hint}"
    assert str(path) in text
    assert "\n" not in text
    return text
