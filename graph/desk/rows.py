"""Entities as rows: made from plain data, changed field by field, with more evidence or other names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from graph.content import KINDS
from graph.errors import EditRefused
from graph.faults import first_fault
from graph.model import Edge, Entity, Evidence, Node


def made(kind: str, body: dict[str, Any]) -> Entity:
    """Return the entity that a row describes, or raise `EditRefused` with the field, the value and what it must be."""
    try:
        return KINDS[kind].model_validate_json(json.dumps(body))
    except ValidationError as error:
        raise refused(kind, str(body.get("id", "(no id)")), error) from error


def changed(kind: str, entity: Entity, fields: dict[str, Any]) -> Entity:
    """Return the entity with other values of these fields; null is a field's default."""
    body = {**dumped(entity), **fields}
    return made(kind, {k: v for k, v in body.items() if v is not None})


def dumped(entity: Entity) -> dict[str, Any]:
    """Return an entity as plain data without what is at its default."""
    return entity.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def with_evidence(edge: Edge, items: Sequence[Evidence]) -> Edge:
    """Return the edge with these pieces of evidence too, those it has already left out."""
    there = {(e.source, e.text) for e in edge.evidence}
    ids = {e.id for e in edge.evidence}
    new = []
    for item in items:
        if (item.source, item.text) in there:
            continue
        name = item.id if item.id not in ids else f"{item.id}.{len(ids)}"
        ids.add(name)
        new.append(item.model_copy(update={"id": name}))
    return edge.model_copy(update={"evidence": (*edge.evidence, *new)})


def refused(kind: str, entity_id: str, error: ValidationError) -> EditRefused:
    """Return the first fault of a row as one sentence."""
    return EditRefused(f"{kind} {entity_id!r}: {first_fault(error.errors(include_url=False))}")


def corrected(edge: Edge, item: Evidence, says: str) -> Evidence:
    """Return the same words with the other sign, as evidence of its own."""
    ids = {e.id for e in edge.evidence}
    number = next(n for n in range(1, len(ids) + 2) if f"{item.id}.turned{n}" not in ids)
    return Evidence.model_validate(
        {**item.model_dump(), "id": f"{item.id}.turned{number}", "says": says, "curations": ()}
    )


def named_also(kept: Node, gone: Node) -> Node:
    """Return the node with the other's names among its aliases."""
    aliases = kept.aliases.model_dump()
    for language in ("en", "zh"):
        own = getattr(gone.name, language)
        found = [*aliases[language], *([own] if own else []), *getattr(gone.aliases, language)]
        taken = {getattr(kept.name, language)}
        aliases[language] = tuple(a for a in dict.fromkeys(found) if a not in taken)
    return kept.model_copy(update={"aliases": type(kept.aliases)(**aliases)})


def only_adds_evidence(before: Entity, after: Entity) -> bool:
    """Return whether nothing but evidence was added."""
    if not isinstance(before, Edge) or not isinstance(after, Edge):
        return False
    same = after.model_copy(update={"evidence": before.evidence}) == before
    return same and all(item in after.evidence for item in before.evidence)
