"""Lists in pages, and one item of a list: an opaque cursor says which list is read, as of when, and how far."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import TypeVar

from api.wire import Page
from graph.content import Graph
from graph.errors import BadInput, NotInGraph
from graph.model import Entity

E = TypeVar("E", bound=Entity)


def page_of(graph: Graph, kind: str, items: Sequence[E], cursor: str | None, limit: int) -> Page[E]:
    """Return the page of `items`, by id, that follows `cursor`."""
    rows = sorted(items, key=lambda e: e.id)
    mark = [kind, graph.as_of.isoformat() if graph.as_of else None]
    if cursor is not None:
        after = _read(cursor, mark)
        rows_left = [e for e in rows if e.id > after]
    else:
        rows_left = rows
    shown = tuple(rows_left[:limit])
    more = len(rows_left) > limit
    return Page[E](
        items=shown,
        next_cursor=_written(mark, shown[-1].id) if more else None,
        total=len(rows),
        graph_version=graph.version,
        as_of=graph.as_of,
    )


def one_of(kind: str, items: Sequence[E], wanted: str) -> E:
    """Return the item with this id, or raise `NotInGraph`."""
    for item in items:
        if item.id == wanted:
            return item
    raise NotInGraph(f"the graph has no {kind} {wanted!r}.", hint=f"List them with GET /api/{kind}s.")


def _written(mark: list[str | None], after: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([*mark, after]).encode()).decode().rstrip("=")


def _read(cursor: str, mark: list[str | None]) -> str:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        kind, as_of, after = parts
    except (ValueError, TypeError) as error:
        raise BadInput(f"cursor {cursor!r} was not given by this server.", hint="Start without a cursor.") from error
    if [kind, as_of] != mark or not isinstance(after, str):
        raise BadInput(
            f"cursor {cursor!r} belongs to another list or another as_of.",
            hint="Read on with the same path and as_of, or start without a cursor.",
        )
    return after
