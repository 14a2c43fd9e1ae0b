"""The whole content of a graph as seen from one point in time, and its version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from pydantic import Field, model_validator

from graph.context import (
    Amplification,
    CalendarEntry,
    Document,
    Event,
    Observation,
    Regime,
    ScenarioTemplate,
)
from graph.errors import AsOfTooEarly, EdgeNotFound, NodeNotFound
from graph.model import Edge, Entity, Frozen, Id, Node

KINDS: dict[str, type[Entity]] = {
    "nodes": Node,
    "edges": Edge,
    "regimes": Regime,
    "amplification": Amplification,
    "events": Event,
    "observations": Observation,
    "calendar": CalendarEntry,
    "scenarios": ScenarioTemplate,
    "documents": Document,
}
"""Section of a graph file -> the model of its rows; also the kinds a store keeps."""

E = TypeVar("E", bound=Entity)


class Graph(Frozen):
    """Everything visible at `as_of`; also the shape of a graph file."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    regimes: tuple[Regime, ...] = ()
    amplification: tuple[Amplification, ...] = ()
    events: tuple[Event, ...] = ()
    observations: tuple[Observation, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    scenarios: tuple[ScenarioTemplate, ...] = ()
    documents: tuple[Document, ...] = ()
    as_of: date | None = Field(default=None, exclude=True)
    """The date the view was taken at; not part of the content."""

    @model_validator(mode="before")
    @classmethod
    def _transitions_belong_to_their_regime(cls, data: Any) -> Any:
        """Move the file's `transitions` section into its regimes, so that a store keeps their revisions too."""
        if not isinstance(data, dict) or not isinstance(data.get("transitions"), dict):
            return data
        data = dict(data)
        moves = data.pop("transitions")
        regimes = [r.model_dump(mode="json") if isinstance(r, Regime) else r for r in data.get("regimes") or ()]
        named = {r.get("id", r.get("dimension")): i for i, r in enumerate(regimes) if isinstance(r, dict)}
        for dimension, rows in moves.items():
            if dimension in named:
                regimes[named[dimension]] = {**regimes[named[dimension]], "transitions": rows}
            else:
                states = list(rows) if isinstance(rows, dict) else []
                regimes.append({"id": dimension, "states": states, "transitions": rows})
        return {**data, "regimes": regimes}

    @cached_property
    def transitions(self) -> dict[Id, dict[Id, dict[Id, float]]]:
        """Return, by regime, the probabilities of the next trading day's state given today's."""
        return {r.id: r.transitions for r in self.regimes if r.transitions}

    @cached_property
    def by_id(self) -> dict[Id, Node]:
        """Return the nodes by id."""
        return {n.id: n for n in self.nodes}

    @cached_property
    def edges_by_id(self) -> dict[Id, Edge]:
        """Return the edges by id."""
        return {e.id: e for e in self.edges}

    def node(self, node_id: str) -> Node:
        """Return the node, or raise `NodeNotFound`."""
        try:
            return self.by_id[node_id]
        except KeyError:
            raise NodeNotFound(f"the graph has no node {node_id!r}") from None

    def edge(self, edge_id: str) -> Edge:
        """Return the edge, or raise `EdgeNotFound`."""
        try:
            return self.edges_by_id[edge_id]
        except KeyError:
            raise EdgeNotFound(f"the graph has no edge {edge_id!r}") from None

    def entities(self) -> Iterator[tuple[str, Entity]]:
        """Yield (kind, entity) for everything in the graph, in the order of the file."""
        for kind in KINDS:
            for entity in getattr(self, kind):
                yield kind, entity

    def closes(self, node_id: str) -> list[Observation]:
        """Return the node's levels of record, oldest first."""
        rows = [o for o in self.observations if o.node == node_id and o.kind == "close" and o.value is not None]
        return sorted(rows, key=lambda o: (o.as_of, o.known_from, o.id))

    def level(self, node_id: str) -> Observation | None:
        """Return the node's latest level of record, or None when it was never observed."""
        rows = self.closes(node_id)
        return rows[-1] if rows else None

    def seen_from(self, as_of: date) -> Graph:
        """Return the part of this graph that was known at the close of `as_of`, evidence included.

        An edge is not seen before both its ends are. A graph that has observations begins with the first of them:
        what literature knew long before says nothing of where things stood.
        """
        parts: dict[str, Any] = {
            kind: tuple(seen(e, as_of) for e in getattr(self, kind) if e.known_from <= as_of) for kind in KINDS
        }
        if self.nodes and not parts["nodes"]:
            first = min(n.known_from for n in self.nodes)
            raise AsOfTooEarly(f"as_of {as_of} is before the graph's first entry of {first}")
        if self.observations and not parts["observations"]:
            first = min(o.known_from for o in self.observations)
            raise AsOfTooEarly(f"as_of {as_of} is before the graph's first observation of {first}")
        ends = {n.id for n in parts["nodes"]}
        parts["edges"] = tuple(e for e in parts["edges"] if e.cause in ends and e.effect in ends)
        return Graph(**parts, as_of=as_of)

    @cached_property
    def version(self) -> str:
        """Return the content hash: equal content gives an equal hash, whatever the order of writing."""
        rows = sorted(canonical(kind, entity) for kind, entity in self.entities())
        return hashlib.sha256("\x1f".join(rows).encode()).hexdigest()[:16]


def canonical(kind: str, entity: Entity) -> str:
    """Return the entity as compact JSON with sorted keys, the form that is hashed and compared."""
    body = entity.model_dump(mode="json", exclude_defaults=True)
    return json.dumps([kind, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seen(entity: E, as_of: date) -> E:
    """Return the entity without evidence and verdicts that were not known at `as_of`."""
    if not isinstance(entity, Edge):
        return entity
    kept = tuple(e for e in entity.evidence if e.known_from <= as_of)
    if any(c.on > as_of for e in kept for c in e.curations):
        kept = tuple(e.model_copy(update={"curations": tuple(c for c in e.curations if c.on <= as_of)}) for e in kept)
    elif len(kept) == len(entity.evidence) and all(r.on <= as_of for r in entity.reviews):
        return entity
    return entity.model_copy(update={"evidence": kept, "reviews": tuple(r for r in entity.reviews if r.on <= as_of)})
