"""One batch on its way into the SQLite store, inside a transaction that the store holds."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from graph.content import KINDS, canonical
from graph.errors import BadInput, EdgeNotFound, NodeNotFound, NotInGraph
from graph.model import Edge, Entity
from graph.sqlite_file import statements
from graph.store import Change

NOT_FOUND = {"nodes": NodeNotFound, "edges": EdgeNotFound}


class Batch:
    """The revisions of one change. The change itself is recorded with its first revision, or never."""

    def __init__(self, connection: sqlite3.Connection, who: str, why: str, recorded_at: str | None) -> None:
        self._connection = connection
        self._sql = statements()
        self._last = self._one("last_change")
        last_at = self._last["recorded_at"] if self._last else ""
        if recorded_at is not None and recorded_at < last_at:
            raise BadInput(f"recorded_at {recorded_at} is before the store's last change at {last_at}")
        line = self._one("last_line")
        # A clock that is set back must not put this change before, or beside, what was recorded already: a named
        # version is what was recorded by its moment.
        lasts = [at for at in (last_at, line["at"] if line else "") if at]
        at = recorded_at or max([stamp(dt.datetime.now(dt.UTC)), *(_next(last) for last in lasts)])
        self._said: dict[str, Any] = {"who": who, "why": why, "recorded_at": at}
        self._counts = {"written": 0, "retired": 0}

    def write(self, kind: str, entity: Entity) -> None:
        """Add a revision, unless the newest one of that `known_from` says the same."""
        row = {
            "kind": kind,
            "id": entity.id,
            "known_from": entity.known_from.isoformat(),
            "valid_from": entity.valid_from and entity.valid_from.isoformat(),
            "valid_to": entity.valid_to and entity.valid_to.isoformat(),
            "body": json.dumps(json.loads(canonical(kind, entity))[1], ensure_ascii=False, separators=(",", ":")),
        }
        newest = self._one("newest_at", row)
        if newest is None or newest["retired"] or newest["body"] != row["body"]:
            self._add("written", row)

    def retire(self, kind: str, entity_id: str, since: dt.date | None) -> None:
        """Add a revision that says the entity is gone, unless it is gone already."""
        newest = self._one("newest", {"kind": kind, "id": entity_id})
        if newest is None:
            raise NOT_FOUND.get(kind, NotInGraph)(f"the store has no {entity_id!r} among its {kind} to retire")
        if newest["retired"]:
            return
        row = {key: newest[key] for key in ("known_from", "valid_from", "valid_to", "body")}
        if since is not None:
            row["known_from"] = max(row["known_from"], since.isoformat())
        self._add("retired", {**row, "kind": kind, "id": entity_id})

    def refuse_loose_ends(self, edges: Sequence[Edge], retired_nodes: Sequence[str]) -> None:
        """Raise when an edge written here has no node at an end, or a node retired here still has an edge."""
        for edge in edges:
            for part, node in (("cause", edge.cause), ("effect", edge.effect)):
                newest = self._one("newest", {"kind": "nodes", "id": node})
                if newest is None or newest["retired"]:
                    raise NodeNotFound(
                        f"edge {edge.id!r} has {part} {node!r}, which is neither in the store nor in the batch",
                        hint="Write the node first, or in the same batch.",
                    )
        for node in retired_nodes:
            held = self._one("edge_at_node", {"id": node})
            gone = self._one("newest", {"kind": "nodes", "id": node})
            if held and gone and gone["retired"]:
                raise BadInput(f"node {node!r} is an end of edge {held['id']!r}", hint="Retire its edges with it.")

    def change(self) -> Change:
        """Return the change as it was recorded; the last one, with nothing written, when there was nothing to say."""
        if "change" in self._said:
            return Change(id=self._said["change"], **self._who_when_why(self._said), **self._counts)
        last = self._last
        return Change(id=last["id"] if last else 0, **self._who_when_why(dict(last) if last else self._said))

    def _who_when_why(self, said: dict[str, Any]) -> dict[str, Any]:
        return {key: said[key] for key in ("who", "why", "recorded_at")}

    def _add(self, count: str, row: dict[str, Any]) -> None:
        if "change" not in self._said:
            self._said["change"] = self._connection.execute(self._sql["add_change"], self._said).lastrowid
        values = {**row, "change": self._said["change"], "recorded_at": self._said["recorded_at"]}
        self._connection.execute(self._sql["add_revision"], {**values, "retired": int(count == "retired")})
        self._counts[count] += 1

    def _one(self, name: str, values: dict[str, Any] | None = None) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(self._sql[name], values or {}).fetchone()
        return row


def stamp(moment: dt.datetime) -> str:
    """Return the moment in UTC as text that sorts by time, or raise `BadInput` when it has no time zone."""
    if moment.tzinfo is None:
        raise BadInput(f"time {moment.isoformat()} has no time zone; write {moment.isoformat()}+00:00 for UTC")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _next(moment: str) -> str:
    return stamp(dt.datetime.fromisoformat(moment) + dt.timedelta(microseconds=1))


def refuse_misfits(items: Sequence[tuple[str, Entity]], retire: Sequence[tuple[str, str]]) -> None:
    """Raise when a kind is not one we keep, or an entity is not of its kind."""
    for kind, entity in items:
        refuse_unknown_kind(kind)
        if not isinstance(entity, KINDS[kind]):
            raise BadInput(f"{entity.id!r} is {type(entity).__name__}, but {kind!r} holds {KINDS[kind].__name__}")
    for kind, _ in retire:
        refuse_unknown_kind(kind)


def refuse_unknown_kind(kind: str) -> None:
    """Raise `NotInGraph` unless the store keeps entities of that kind."""
    if kind not in KINDS:
        raise NotInGraph(f"there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
