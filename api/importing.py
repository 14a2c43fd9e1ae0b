"""What an import would change in the store, and the one write that does it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from graph.content import Graph, canonical
from graph.errors import GraphFileError
from graph.model import Entity
from graph.store import GraphStore


@dataclass(frozen=True)
class ImportPlan:
    """The rows that an import adds, changes, retires and leaves alone."""

    added: tuple[tuple[str, Entity], ...]
    changed: tuple[tuple[str, Entity], ...]
    retired: tuple[tuple[str, str], ...]
    unchanged: int

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each sort."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "retired": len(self.retired),
            "unchanged": self.unchanged,
        }

    def write(self, store: GraphStore, *, why: str) -> None:
        """Write the plan into the store, whole or not at all; nothing to change writes nothing."""
        if self.added or self.changed or self.retired:
            store.write([*self.added, *self.changed], who="knockon graph import", why=why, retire=self.retired)


def plan_import(store: GraphStore, new: Graph, *, replace: bool) -> ImportPlan:
    """Return what writing `new` into the store would change; `replace` retires what `new` does not have."""
    if new.transitions:
        raise GraphFileError(
            "transitions between regimes are not kept by the store yet.",
            hint="Leave them out, or run `knockon what-if --graph` over the file itself.",
        )
    old = Graph() if store.is_empty() else store.view(as_of=dt.date.max)
    before = {(kind, e.id): canonical(kind, e) for kind, e in old.entities()}
    after = {(kind, e.id): canonical(kind, e) for kind, e in new.entities()}
    rows = list(new.entities())
    gone = [key for key in before if key not in after] if replace else []
    return ImportPlan(
        added=tuple((kind, e) for kind, e in rows if (kind, e.id) not in before),
        changed=tuple(
            (kind, e) for kind, e in rows if before.get((kind, e.id), after[kind, e.id]) != after[kind, e.id]
        ),
        retired=tuple(gone),
        unchanged=sum(before.get(key) == text for key, text in after.items()),
    )
