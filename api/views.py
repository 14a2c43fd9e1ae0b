"""The store's graph as seen at a date, kept while the store does not change, and brought up to date when it does."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from graph.content import Graph
from graph.model import Entity
from graph.store import GraphStore
from graph.trading_days import refuse_outside

KEPT = 16
"""Views kept at once; an older one is read again from the store."""
MOST_PATCHED = 1000
"""Revisions up to which a view is brought up to date; after more it is read again."""


class View(NamedTuple):
    """A graph, the rows it was seen in, and the number of the last revision in them."""

    graph: Graph
    rows: Graph
    last: int


class Views:
    """Graphs by date. A graph is frozen, so threads share one."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._lock = Lock()
        self._graphs: OrderedDict[dt.date | None, View] = OrderedDict()

    def at(self, as_of: dt.date | None = None) -> Graph:
        """Return the graph as it was known on `as_of`; None is the latest observation's day."""
        refuse_outside(as_of)
        last = self._store.version_hint()
        with self._lock:
            kept = self._graphs.get(as_of)
            if kept is None or kept.last != last:
                # The number was read before the rows: what is written meanwhile is read again the next time.
                kept = (kept and self._patched(kept, as_of, last)) or self._read(as_of, last)
                self._graphs[as_of] = kept
            self._graphs.move_to_end(as_of)
            while len(self._graphs) > KEPT:
                self._graphs.popitem(last=False)
            return kept.graph

    def _read(self, as_of: dt.date | None, last: int) -> View:
        rows = self._store.rows(as_of=as_of)
        return View(rows.seen_from(rows.as_of) if rows.as_of else rows, rows, last)

    def _patched(self, kept: View, as_of: dt.date | None, last: int) -> View | None:
        """Return the view with what was written since put in; None where it must be read again."""
        day = kept.rows.as_of
        written = self._store.revisions_after(kept.last)
        if day is None or len(written) > MOST_PATCHED or any(r.kind == "observations" for r in written):
            return None
        if as_of is None and self._store.latest_as_of() != day:
            return None
        new: dict[tuple[str, str], Entity | None] = {}
        for kind, entity_id in dict.fromkeys((r.kind, r.id) for r in written):
            lived = [r for r in self._store.history(kind, entity_id) if r.known_from <= day and r.sequence <= last]
            newest = max(lived, key=lambda r: (r.known_from, r.sequence), default=None)
            new[kind, entity_id] = None if newest is None or newest.retired else newest.entity
        rows = patched(kept.rows, new)
        return View(rows.seen_from(day), rows, last) if rows.nodes else None


def patched(graph: Graph, new: dict[tuple[str, str], Entity | None]) -> Graph:
    """Return the graph with these entities in the place of those of their kind and id; None takes one out."""
    sections = {}
    for kind in {kind for kind, _ in new}:
        kept = {e.id: e for e in getattr(graph, kind) if (kind, e.id) not in new}
        kept |= {i: e for (k, i), e in new.items() if k == kind and e is not None}
        sections[kind] = tuple(kept[i] for i in sorted(kept))
    return graph.model_copy(update=sections)
