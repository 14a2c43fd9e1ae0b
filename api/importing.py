"""What an import would change in the store, and the one write that does it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from graph.content import Graph, canonical, seen
from graph.errors import GraphFileError
from graph.model import EPOCH, Entity
from graph.store import GraphStore

Row = tuple[str, Entity]


@dataclass(frozen=True)
class ImportPlan:
    """The rows that an import adds, the rows it gives a new revision, and how many it leaves alone."""

    added: tuple[Row, ...]
    changed: tuple[Row, ...]
    unchanged: int

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each sort."""
        return {"added": len(self.added), "changed": len(self.changed), "unchanged": self.unchanged}

    def write(self, store: GraphStore, *, why: str) -> None:
        """Write the plan into the store, whole or not at all."""
        store.write([*self.added, *self.changed], who="knockon graph import", why=why)


def load_held(store: GraphStore) -> Graph | None:
    """Return the map of the store as it is known last; None when it holds nothing."""
    return None if store.is_empty() else store.view(as_of=dt.date.max)


def refuse_empty(new: Graph, name: str) -> None:
    """Raise `GraphFileError` when there is nothing in the graph to import."""
    if next(new.entities(), None) is None:
        raise GraphFileError(
            f"{name}: holds no node, no edge and nothing else, so there is nothing to import.",
            hint="Check that it is the file you meant, and its --format.",
        )


def plan_import(store: GraphStore, new: Graph) -> ImportPlan:
    """Return what writing `new` into the store would change; what `new` does not have stays as it is.

    A row is unchanged when the newest revision known from the same day says the same, evidence apart that came
    after the newest thing in the file: an export as of a day leaves that out.
    """
    if new.transitions:
        raise GraphFileError(
            "the file has transitions between regimes, which the store does not keep.",
            hint="Leave them out, or run `knockon what-if --graph` over the file itself.",
        )
    added: list[Row] = []
    changed: list[Row] = []
    unchanged = 0
    newest = max((day for _, e in new.entities() for day in _days(e)), default=EPOCH)
    for kind, entity in new.entities():
        history = store.history(kind, entity.id)
        same_day = [r for r in history if r.known_from == entity.known_from]
        if not history:
            added.append((kind, entity))
        elif (
            same_day
            and not same_day[-1].retired
            and canonical(kind, seen(same_day[-1].entity, newest)) == canonical(kind, entity)
        ):
            unchanged += 1
        else:
            changed.append((kind, entity))
    return ImportPlan(tuple(added), tuple(changed), unchanged)


def _days(entity: Entity) -> list[dt.date]:
    return [entity.known_from, *(e.known_from for e in getattr(entity, "evidence", ()))]
