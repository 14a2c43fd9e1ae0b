"""The store's graph as seen at a date, kept while the store does not change."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from threading import Lock

from graph.content import Graph
from graph.store import GraphStore
from graph.trading_days import refuse_outside

KEPT = 16
"""Views kept at once; an older one is read again from the store."""


class Views:
    """Graphs by date. A graph is frozen, so threads share one; a change of the store drops them all."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._lock = Lock()
        self._graphs: OrderedDict[tuple[object, dt.date | None], Graph] = OrderedDict()

    def at(self, as_of: dt.date | None = None) -> Graph:
        """Return the graph as it was known on `as_of`; None is the latest observation's day."""
        refuse_outside(as_of)
        key = (self._store.version_hint(), as_of)
        with self._lock:
            if key not in self._graphs:
                self._graphs[key] = self._store.view(as_of=as_of)
            self._graphs.move_to_end(key)
            while len(self._graphs) > KEPT:
                self._graphs.popitem(last=False)
            return self._graphs[key]
