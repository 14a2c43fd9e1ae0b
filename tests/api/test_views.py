from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from api.views import KEPT, Views
from graph.errors import AsOfTooEarly
from graph.model import Node, Text
from graph.store import GraphStore, open_store


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    opened = open_store(f"sqlite:///{tmp_path / 'views.db'}")
    opened.write([("nodes", Node(id="a", name=Text(en="A"), known_from=dt.date(2025, 1, 1)))], who="test", why="first")
    return opened


def test_a_view_is_read_once_while_the_store_stays_as_it_is(store: GraphStore) -> None:
    views = Views(store)
    day = dt.date(2025, 6, 1)
    assert views.at(day) is views.at(day)
    assert views.at() is views.at()


def test_a_write_is_seen_by_the_next_question(store: GraphStore) -> None:
    views = Views(store)
    day = dt.date(2025, 6, 1)
    before = views.at(day)
    store.write([("nodes", Node(id="b", name=Text(en="B"), known_from=dt.date(2025, 2, 1)))], who="test", why="second")
    assert {n.id for n in before.nodes} == {"a"}
    assert {n.id for n in views.at(day).nodes} == {"a", "b"}


def test_old_views_are_let_go(store: GraphStore) -> None:
    views = Views(store)
    first = views.at(dt.date(2025, 6, 1))
    for day in range(1, KEPT + 1):
        views.at(dt.date(2025, 7, day))
    assert views.at(dt.date(2025, 6, 1)) is not first
    assert len(views._graphs) == KEPT


def test_a_date_that_is_too_early_is_not_kept(store: GraphStore) -> None:
    views = Views(store)
    for _ in range(2):
        with pytest.raises(AsOfTooEarly):
            views.at(dt.date(2024, 1, 1))
    assert len(views._graphs) == 0
