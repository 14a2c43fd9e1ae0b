"""Who changed what, when and why: differences between two graphs, and the revision each field goes back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.content import Graph, canonical
from graph.desk.rows import dumped
from graph.model import Entity, Frozen, Str
from graph.store import Revision


class Difference(Frozen):
    """One field of one thing that two graphs have differently; None where it is at its default or not there."""

    kind: Str
    id: Str
    field: Str
    """Empty where the whole thing is new or gone."""
    was: Any = None
    now: Any = None


class Blame(Frozen):
    """The revision that gave a field the value it has now."""

    field: Str
    value: Any
    revision: int
    change: int
    who: Str
    why: Str
    recorded_at: Str


def differences(before: Graph, after: Graph) -> tuple[Difference, ...]:
    """Return what `after` has differently, by kind, id and field."""
    old = {(kind, e.id): e for kind, e in before.entities()}
    new = {(kind, e.id): e for kind, e in after.entities()}
    return tuple(d for key in sorted({*old, *new}) for d in _of_one(key, old.get(key), new.get(key)))


def field_changes(kind: str, was: Mapping[str, Any], now: Mapping[str, Any], id: str) -> Iterator[Difference]:
    """Yield the fields that two states of one thing have differently."""
    for field in sorted({*was, *now}):
        if was.get(field) != now.get(field):
            yield Difference(kind=kind, id=id, field=field, was=was.get(field), now=now.get(field))


def blame(history: Sequence[Revision]) -> tuple[Blame, ...]:
    """Return, by field, the revision that gave it its value; of a thing that is retired, nothing."""
    lived = sorted(history, key=lambda r: (r.known_from, r.sequence))
    if not lived or lived[-1].retired:
        return ()
    found = []
    for field, value in sorted(dumped(lived[-1].entity).items()):
        given = lived[-1]
        for revision in reversed(lived):
            if revision.retired or dumped(revision.entity).get(field) != value:
                break
            given = revision
        found.append(
            Blame(
                field=field, value=value, revision=given.sequence, change=given.change, who=given.who, why=given.why,
                recorded_at=given.recorded_at.isoformat(),
            )
        )  # fmt: skip
    return tuple(found)


def _of_one(key: tuple[str, str], was: Entity | None, now: Entity | None) -> Iterator[Difference]:
    kind, entity_id = key
    if was is None or now is None:
        one = dumped(was) if was is not None else None, dumped(now) if now is not None else None
        yield Difference(kind=kind, id=entity_id, field="", was=one[0], now=one[1])
    elif canonical(kind, was) != canonical(kind, now):
        yield from field_changes(kind, dumped(was), dumped(now), entity_id)
