from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.paging import page_of
from graph.content import Graph
from graph.errors import BadInput
from graph.model import Node, Text

ids = st.sets(st.text(string.ascii_lowercase + "_", min_size=1, max_size=6), max_size=30)


def graph_of(names: set[str], as_of: dt.date | None = dt.date(2025, 11, 21)) -> Graph:
    return Graph(nodes=tuple(Node(id=n, name=Text(en=n)) for n in names), as_of=as_of)


@given(ids, st.integers(1, 7))
def test_the_pages_together_are_the_list_each_item_once(names: set[str], limit: int) -> None:
    graph = graph_of(names)
    read: list[str] = []
    cursor: str | None = None
    while True:
        page = page_of(graph, "nodes", graph.nodes, cursor, limit)
        assert page.total == len(names)
        assert len(page.items) <= limit
        read += [n.id for n in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert read == sorted(names)


def test_a_cursor_of_another_list_or_date_is_refused() -> None:
    graph = graph_of({"a", "b", "c"})
    cursor = page_of(graph, "nodes", graph.nodes, None, 1).next_cursor
    with pytest.raises(BadInput, match="belongs to another list"):
        page_of(graph, "edges", graph.nodes, cursor, 1)
    later = graph_of({"a", "b", "c"}, dt.date(2025, 11, 22))
    with pytest.raises(BadInput, match="belongs to another list"):
        page_of(later, "nodes", later.nodes, cursor, 1)


@pytest.mark.parametrize("cursor", ["x", "", "bm90IGpzb24", "W10", "MTI", "é"])
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    graph = graph_of({"a", "b"})
    with pytest.raises(BadInput, match="was not given by this server"):
        page_of(graph, "nodes", graph.nodes, cursor, 1)
