"""Taking a change back: each thing as it was before, with what was done to it since."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph.desk.merging import merged
from graph.desk.rows import dumped, made, only_adds_evidence
from graph.errors import EditRefused, StaleEdit
from graph.model import Entity
from graph.store import Revision

Key = tuple[str, str]


def reverting(
    undone: Sequence[Revision], history: Callable[[str, str], Sequence[Revision]]
) -> tuple[dict[Key, Entity | None], dict[Key, int]]:
    """Return what to write (None: retire) so that a change is taken back, and the revisions that this leans on.

    Raises `StaleEdit` with each field that was changed since to something else.
    """
    rows: dict[Key, Entity | None] = {}
    seen: dict[Key, int] = {}
    clashes: list[dict[str, object]] = []
    for revision in undone:
        key = (revision.kind, revision.id)
        lived = sorted(history(*key), key=lambda r: (r.known_from, r.sequence))
        before = next((r for r in reversed(lived) if r.change < revision.change), None)
        now = lived[-1]
        seen[key] = now.sequence
        was = before if before is not None and not before.retired else None
        if now.change == revision.change:
            rows[key] = _again(was, now)
        elif now.retired or revision.retired or was is None:
            clashes.append({"field": f"{revision.kind}.{revision.id}", "was": "as it was", "now": "changed since"})
        else:
            body, inner = merged(
                dumped(revision.entity), dumped(now.entity), dumped(was.entity), f"{revision.kind}.{revision.id}"
            )
            clashes += inner
            rows[key] = made(revision.kind, body) if not inner else None
        if now.entity.lock is not None and not now.retired and now.change != revision.change and not clashes:
            after = rows[key]
            if after is None or not only_adds_evidence(now.entity, after):
                locked = now.entity.lock
                raise EditRefused(
                    f"{revision.kind} {revision.id!r} was locked since by {locked.by} on {locked.on}: {locked.why}",
                    hint="Unlock it first, saying why.",
                )
    if clashes:
        fields = ", ".join(str(c["field"]) for c in clashes)
        raise StaleEdit(
            f"{fields}: changed since, so the change cannot be taken back as it was",
            hint="Revert the later changes first, or edit the fields by hand.",
            clashes=tuple(clashes),
        )
    return rows, seen


def _again(was: Revision | None, now: Revision) -> Entity | None:
    """Return the thing as it was; known from where the undone one was, which would hide it otherwise."""
    if was is None:
        return None
    return (
        was.entity if was.known_from >= now.known_from else was.entity.model_copy(update={"known_from": now.known_from})
    )
