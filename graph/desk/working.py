"""What edits make of the graph: the rows they write and retire, worked out before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from pydantic import ValidationError

from graph.content import KINDS, Graph
from graph.context import Mechanism
from graph.desk.edits import Add, ChangeFields, Curate, Edit, Judge, LockIt, Merge, Retire, Split, Unlock
from graph.desk.merging import merged
from graph.desk.references import names, repointed, with_links
from graph.desk.rows import (
    changed,
    corrected,
    dumped,
    made,
    moved_evidence,
    named_also,
    only_adds_evidence,
    refuse_verdicts,
    refused,
)
from graph.errors import EdgeNotFound, EditRefused, NodeNotFound, NotInGraph, StaleEdit
from graph.model import Curation, Edge, Entity, Lock, Node, Review
from graph.store import Revision

Key = tuple[str, str]
Newest = Callable[[str, str], Revision | None]
"""(kind, id) -> the newest revision, retired or not; None when there never was one."""
FIXED = ("id", "lock", "known_from", "reviews")
"""Fields that no change sets: another id is another thing, locks and verdicts have operations of their own."""
SAID_BY_NAME = ("lock", "reviews")
"""Fields of a new thing that would put words into someone's mouth."""
MISSING = {"nodes": NodeNotFound, "edges": EdgeNotFound}
OTHER_WAY = {"+": "-", "-": "+", "with": "against", "against": "with"}


class Sheet:
    """The graph's entities as the edits leave them, each read from its newest revision."""

    def __init__(
        self, graph: Graph, newest: Newest, who: str, on: dt.date, bases: Mapping[Key, Revision] | None = None
    ) -> None:
        self.graph, self._newest, self._who, self._on = graph, newest, who, on
        self.last: int | None = None
        """Sequence of the store's last revision when the graph was read."""
        self._bases = bases or {}
        """What the writer of the edits had before them, where it is no longer the newest."""
        self.rows: dict[Key, Entity | None] = {}
        """What is written, by (kind, id); None is retired."""
        self.seen: dict[Key, int] = {}
        """Sequence of the revision each was read at; 0 where there was none."""

    def play(self, edits: Sequence[Edit]) -> None:
        """Make the edits one after the other, each on what the ones before it left."""
        for edit in edits:
            match edit:
                case Add():
                    self._add(edit.kind, edit.entity)
                case ChangeFields():
                    self._change(edit)
                case Retire():
                    self._refuse_unseen(edit.kind, edit.id)
                    self._put(edit.kind, self._free(edit.kind, edit.id), gone=True)
                case Merge():
                    self._merge(edit.id, edit.into)
                case Split():
                    self._split(edit)
                case LockIt():
                    self._lock(edit.kind, edit.id, Lock(by=self._who, on=self._on, why=edit.why))
                case Unlock():
                    self._lock(edit.kind, edit.id, None)
                case Curate():
                    self._curate(edit)
                case Judge():
                    self._judge(edit)

    def edges(self) -> list[Edge]:
        """Return the links as they stand now."""
        return [e for e in self._all("edges") if isinstance(e, Edge)]

    def one(self, kind: str, entity_id: str) -> Entity:
        """Return an entity as it stands now, or raise when there is none."""
        key = (kind, entity_id)
        if key not in self.rows:
            found = self._newest(kind, entity_id)
            self.seen[key] = found.sequence if found else 0
            if found is None or found.retired:
                raise MISSING.get(kind, NotInGraph)(f"the store has no {entity_id!r} among its {kind} to edit")
            return found.entity
        standing = self.rows[key]
        if standing is None:
            raise EditRefused(f"{kind} {entity_id!r} is retired by an edit before this one")
        return standing

    def _free(self, kind: str, entity_id: str) -> Entity:
        """Return an entity that no one has locked."""
        found = self.one(kind, entity_id)
        if found.lock is not None:
            raise EditRefused(
                f"{kind} {entity_id!r} was locked by {found.lock.by} on {found.lock.on}: {found.lock.why}",
                hint="Unlock it in the same change set, saying why.",
            )
        return found

    def _put(self, kind: str, entity: Entity, *, gone: bool = False) -> None:
        self.rows[kind, entity.id] = None if gone else entity

    def _add(self, kind: str, body: dict[str, Any]) -> Entity:
        body = {"known_from": self._on.isoformat(), **body} if kind != "amplification" else body
        for field in SAID_BY_NAME:
            if body.get(field):
                raise EditRefused(f"{kind} {body.get('id', '(no id)')!r}: {field} is not set by adding it")
        entity = made(kind, body)
        if isinstance(entity, Edge):
            refuse_verdicts(None, entity)
        key = (kind, entity.id)
        found = self._newest(kind, entity.id)
        if self.rows.get(key) is not None or (key not in self.rows and found and not found.retired):
            raise EditRefused(
                f"{kind} {entity.id!r} is there already", hint="Change it, or give the new one its own id."
            )
        if found is not None and entity.known_from < found.known_from:
            raise EditRefused(
                f"{kind} {entity.id!r} was retired as known from {found.known_from}, which would hide this one",
                hint=f"Give it known_from {found.known_from} or later, or an id of its own.",
            )
        self.seen.setdefault(key, found.sequence if found else 0)
        self._put(kind, entity)
        return entity

    def _change(self, edit: ChangeFields) -> None:
        for field in FIXED:
            if field in edit.set:
                raise EditRefused(
                    f"{edit.kind} {edit.id!r}: {field} is not set by a change",
                    hint="Locks and verdicts have edits of their own; for the rest add a new one.",
                )
        before = self.one(edit.kind, edit.id)
        base = self._bases.get((edit.kind, edit.id)) if (edit.kind, edit.id) not in self.rows else None
        after = changed(edit.kind, before, edit.set) if base is None else onto(edit, base.entity, before)
        if before.lock is not None and not only_adds_evidence(before, after):
            self._free(edit.kind, edit.id)
        if isinstance(before, Edge) and isinstance(after, Edge):
            refuse_verdicts(before, after)
        self._put(edit.kind, after)

    def _refuse_unseen(self, kind: str, entity_id: str) -> None:
        """Raise when a thing that is to go was changed since it was decided on."""
        if (kind, entity_id) in self._bases and (kind, entity_id) not in self.rows:
            raise StaleEdit(f"{kind} {entity_id!r} was changed since its retirement was proposed")

    def _merge(self, loser: str, into: str) -> None:
        if loser == into:
            raise EditRefused(f"node {loser!r} cannot be merged into itself")
        gone, kept = self._node(loser), self._node(into)
        if gone.unit != kept.unit:
            raise EditRefused(
                f"node {loser!r} is in {gone.unit!r} and {into!r} in {kept.unit!r}, so sizes do not compare",
                hint="Change the unit and the sizes of its links first.",
            )
        self._put("nodes", named_also(kept, gone))
        instead: dict[str, str | None] = {}
        there = {(e.cause, e.effect): e for e in self.edges() if loser not in (e.cause, e.effect)}
        for edge in [e for e in self.edges() if loser in (e.cause, e.effect)]:
            self._free("edges", edge.id)
            moved = repointed("edges", edge, loser, into)
            twin = there.get((moved.cause, moved.effect))
            if moved.cause == moved.effect:
                self._put("edges", edge, gone=True)
                instead[edge.id] = None
            elif twin is not None:
                self._put("edges", moved_evidence(edge, self._edge(twin.id), edge.evidence))
                self._put("edges", edge, gone=True)
                instead[edge.id] = twin.id
            else:
                self._put("edges", moved)
                there[moved.cause, moved.effect] = moved
        for told in [m for m in self._all("mechanisms") if isinstance(m, Mechanism)]:
            if not instead.keys().isdisjoint(told.edges):
                self._put("mechanisms", with_links(cast(Mechanism, self.one("mechanisms", told.id)), instead))
        self._elsewhere(loser, into)
        self._put("nodes", gone, gone=True)

    def _split(self, edit: Split) -> None:
        gone = self._free("nodes", edit.id)
        ids = []
        for body in edit.into:
            one = self.one("nodes", str(body["id"])) if set(body) == {"id"} else self._add("nodes", body)
            ids.append(one.id)
        at = [e for e in self.edges() if edit.id in (e.cause, e.effect)]
        missing = sorted(e.id for e in at if e.id not in edit.edges)
        stray = sorted({*edit.edges} - {e.id for e in at})
        if stray:
            raise EditRefused(f"node {edit.id!r} cannot be split: {', '.join(stray)}: not among its links")
        wrong = sorted({n for n in (*edit.edges.values(), *([edit.others] if edit.others else [])) if n not in ids})
        if missing or wrong:
            said = (
                f"links without a node: {', '.join(missing)}" if missing else f"not among its parts: {', '.join(wrong)}"
            )
            raise EditRefused(f"node {edit.id!r} cannot be split: {said}", hint="Give every link one of the new nodes.")
        for edge in at:
            self._free("edges", edge.id)
            self._put("edges", repointed("edges", edge, edit.id, edit.edges[edge.id]))
        self._elsewhere(edit.id, edit.others)
        self._put("nodes", gone, gone=True)

    def _elsewhere(self, old: str, new: str | None) -> None:
        """Name `new` wherever the graph names `old`, its links apart."""
        for kind in KINDS:
            for entity in self._all(kind) if kind != "edges" else ():
                if entity.id == old or not names(kind, entity, old):
                    continue
                if new is None:
                    raise EditRefused(
                        f"{kind} {entity.id!r} names {old!r}", hint="Say in `others` which node takes over."
                    )
                self._put(kind, repointed(kind, self.one(kind, entity.id), old, new))

    def _all(self, kind: str) -> Iterator[Entity]:
        """Yield the entities of a kind as they stand now; those the graph shows are read when they are named."""
        shown = {e.id for e in getattr(self.graph, kind)}
        for entity in getattr(self.graph, kind):
            standing = self.rows.get((kind, entity.id), entity)
            if standing is not None:
                yield standing if (kind, entity.id) in self.rows else self.one(kind, entity.id)
        for (k, i), added in list(self.rows.items()):
            if k == kind and i not in shown and added is not None:
                yield added

    def _edge(self, edge_id: str) -> Edge:
        return cast(Edge, self.one("edges", edge_id))

    def _node(self, node_id: str) -> Node:
        return cast(Node, self._free("nodes", node_id))

    def _lock(self, kind: str, entity_id: str, lock: Lock | None) -> None:
        entity = self.one(kind, entity_id)
        if (entity.lock is None) == (lock is None):
            raise EditRefused(f"{kind} {entity_id!r} is {'locked already' if lock else 'not locked'}")
        self._put(kind, entity.model_copy(update={"lock": lock}))

    def _curate(self, edit: Curate) -> None:
        edge = cast(Edge, self._free("edges", edit.edge))
        item = next((e for e in edge.evidence if e.id == edit.evidence), None)
        if item is None:
            raise EditRefused(
                f"edge {edge.id!r} has no evidence {edit.evidence!r}", hint="Look at it with `edges show`."
            )
        right = edit.verdict == "right"
        found = Curation(by=self._who, on=self._on, verdict="right" if right else "wrong", why=edit.why or edit.verdict)
        kept = [e.model_copy(update={"curations": (*e.curations, found)}) if e is item else e for e in edge.evidence]
        if edit.verdict == "wrong_sign":
            if item.says not in OTHER_WAY:
                raise EditRefused(f"evidence {item.id!r} says no sign, so it has none to be wrong")
            kept.append(corrected(edge, item, OTHER_WAY[item.says]))
        self._put("edges", edge.model_copy(update={"evidence": tuple(kept)}))
        if edit.verdict == "wrong_node":
            if edit.to is None or edit.to == edge.id:
                raise EditRefused(f"evidence {item.id!r} is of another link, which `to` must name")
            other = self._edge(edit.to)
            self._put("edges", moved_evidence(edge, other, [item.model_copy(update={"curations": ()})]))

    def _judge(self, edit: Judge) -> None:
        edge = cast(Edge, self._free("edges", edit.edge))
        body = {**edit.model_dump(exclude={"op", "edge"}, exclude_none=True), "by": self._who, "on": self._on}
        try:
            review = Review.model_validate(body)
        except ValidationError as error:
            raise refused("review of edge", edit.edge, error) from error
        self._put("edges", edge.model_copy(update={"reviews": (*edge.reviews, review)}))


def onto(edit: ChangeFields, base: Entity, now: Entity) -> Entity:
    """Return the thing as it is now with the edit of an older state on it, where the two touch different fields."""
    mine = changed(edit.kind, base, edit.set)
    body, clashes = merged(dumped(base), dumped(now), dumped(mine), f"{edit.kind}.{edit.id}")
    if clashes:
        fields = ", ".join(str(c["field"]) for c in clashes)
        raise StaleEdit(f"{fields}: changed since the edit was written, to another value", clashes=tuple(clashes))
    return made(edit.kind, body)
