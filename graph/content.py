"""The whole content of a graph as seen from one point in time, and its version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Self, TypeVar
from weakref import ref

from pydantic import Field, model_validator

from graph.context import (
    Amplification,
    CalendarEntry,
    Document,
    Event,
    Mechanism,
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
    "mechanisms": Mechanism,
    "documents": Document,
}
"""Section of a graph file -> the model of its rows; also the kinds a store keeps."""

E = TypeVar("E", bound=Entity)
_known: dict[int, tuple[ref[Entity], str]] = {}
"""By the id of an entity that lives, its canonical form."""


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
    mechanisms: tuple[Mechanism, ...] = ()
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

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy that works its indexes, its levels and its version out anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[name]
        return copied

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
        return list(self._closes.get(node_id, ()))

    @cached_property
    def _closes(self) -> dict[Id, list[Observation]]:
        found: dict[Id, list[Observation]] = {}
        for seen_then in sorted(self.observations, key=lambda o: (o.as_of, o.known_from, o.id)):
            if seen_then.kind == "close" and seen_then.value is not None:
                found.setdefault(seen_then.node, []).append(seen_then)
        return found

    def level(self, node_id: str) -> Observation | None:
        """Return the node's latest level of record, or None when it was never observed."""
        rows = self.closes(node_id)
        return rows[-1] if rows else None

    def seen_from(self, as_of: date) -> Graph:
        """Return the part of this graph that was known at the close of `as_of`, evidence included.

        An edge is not seen before both its ends are, and a mechanism is seen as far as its parts are. A graph that
        has observations begins with the first of them: what literature knew long before says nothing of where things
        stood.
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
        there = members(parts)
        parts["mechanisms"] = tuple(_of_what_is_there(m, there) for m in parts["mechanisms"])
        return Graph(**parts, as_of=as_of)

    @cached_property
    def version(self) -> str:
        """Return the content hash: equal content gives an equal hash, whatever the order of writing."""
        rows = sorted(_canonical_once(kind, entity) for kind, entity in self.entities())
        return hashlib.sha256("\x1f".join(rows).encode()).hexdigest()[:16]


def _canonical_once(kind: str, entity: Entity) -> str:
    """Return `canonical`, worked out once for an entity: graphs that follow each other share most of theirs."""
    kept = _known.get(id(entity))
    if kept is None or kept[0]() is not entity:
        made = canonical(kind, entity)
        place = id(entity)
        _known[place] = (ref(entity, lambda _: _known.pop(place, None)), made)
        return made
    return kept[1]


def canonical(kind: str, entity: Entity) -> str:
    """Return the entity as compact JSON with sorted keys, the form that is hashed and compared."""
    body = entity.model_dump(mode="json", exclude_defaults=True)
    return json.dumps([kind, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def members(parts: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return, by field of a mechanism, what it may name among the sections of a graph."""
    return {
        "edges": {e.id for e in parts["edges"]},
        "states": {f"{r.id}.{s.id}" for r in parts["regimes"] for s in r.states},
        "branches": {f"{t.id}.{b.id}" for t in parts["scenarios"] for b in t.branches},
        "observations": {o.id for o in parts["observations"]},
    }


def _of_what_is_there(mechanism: Mechanism, there: Mapping[str, set[str]]) -> Mechanism:
    kept = {field: tuple(one for one in getattr(mechanism, field) if one in ids) for field, ids in there.items()}
    if all(kept[field] == getattr(mechanism, field) for field in kept):
        return mechanism
    return mechanism.model_copy(update=kept)


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
