"""What others wrote since edits were worked out, put into the graph that they are checked against."""

from __future__ import annotations

from collections.abc import Iterable

from graph.content import Graph
from graph.model import Entity
from graph.store import GraphStore, Revision


def caught_up(graph: Graph, written: Iterable[Revision], store: GraphStore) -> Graph:
    """Return the graph with the newest revision of every thing that was written since, as a view shows it."""
    news: dict[str, dict[str, Entity | None]] = {}
    for kind, entity_id in dict.fromkeys((r.kind, r.id) for r in written):
        seen = [r for r in store.history(kind, entity_id) if graph.as_of is None or r.known_from <= graph.as_of]
        newest = max(seen, key=lambda r: (r.known_from, r.sequence), default=None)
        news.setdefault(kind, {})[entity_id] = None if newest is None or newest.retired else newest.entity
    sections = {}
    for kind, found in news.items():
        kept = [e for e in getattr(graph, kind) if e.id not in found]
        sections[kind] = tuple(sorted([*kept, *(e for e in found.values() if e is not None)], key=lambda e: e.id))
    return graph.model_copy(update=sections)
