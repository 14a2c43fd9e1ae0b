"""The stores that the conformance suite runs over; a backend is one more parameter here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite_store import SqliteStore
from graph.store import GraphStore, open_store


@pytest.fixture(params=["sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a store that nobody has written to."""
    return {"sqlite": f"sqlite:///{tmp_path / 'knockon.db'}"}[request.param]


@pytest.fixture
def store(address: str) -> Iterator[GraphStore]:
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "knockon.db"


@pytest.fixture
def sqlite(path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(f"sqlite:///{path}", busy_seconds=0.05)
    yield opened
    opened.close()
