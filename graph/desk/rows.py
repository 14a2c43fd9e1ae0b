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

LARGEST = 1e300
"""Size of a number above which sums of it leave the range of floats."""


def made(kind: str, body: dict[str, Any]) -> Entity:
    """Return the entity that a row describes, or raise `EditRefused` with the field, the value and what it must be."""
    if (far := _too_large(body)) is not None:
        raise EditRefused(f"{kind} {body.get('id', '(no id)')!r}: {str(far)[:40]} is no number to reckon with")
    try:
        return KINDS[kind].model_validate_json(json.dumps(body))
    except ValidationError as error:
        raise refused(kind, str(body.get("id", "(no id)")), error) from error


def _too_large(value: Any) -> int | float | None:
    """Return the first number in plain data that no float holds; free fields (`params`) take any value."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return next((far for one in inner if (far := _too_large(one)) is not None), None)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and not abs(value) <= LARGEST else None


def changed(kind: str, entity: Entity, fields: dict[str, Any]) -> Entity:
    """Return the entity with other values of these fields; null is a field's default."""
    body = {**dumped(entity), **fields}
    return made(kind, {k: v for k, v in body.items() if v is not None})


def dumped(entity: Entity) -> dict[str, Any]:
    """Return an entity as plain data without what is at its default."""
    return entity.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def moved_evidence(source: Edge, target: Edge, items: Sequence[Evidence]) -> Edge:
    """Return `target` with evidence of `source`: where their signs differ, each piece keeps the sign that it gave."""
    if source.sign != target.sign:
        items = [item.model_copy(update={"says": source.said_by(item)}) for item in items]
    return with_evidence(target, items)


def with_evidence(edge: Edge, items: Sequence[Evidence]) -> Edge:
    """Return the edge with these pieces of evidence too, those it has already left out."""
    there = {(e.source, e.text) for e in edge.evidence}
    ids = {e.id for e in edge.evidence}
    new = []
    for item in items:
        if (item.source, item.text) in there:
            continue
        names = (item.id, *(f"{item.id}.{n}" for n in range(1, len(ids) + 2)))
        name = next(n for n in names if n not in ids)
        ids.add(name)
        new.append(item.model_copy(update={"id": name}))
    return edge.model_copy(update={"evidence": (*edge.evidence, *new)})


def refuse_verdicts(before: Edge | None, after: Edge) -> None:
    """Raise `EditRefused` when a piece of evidence has other verdicts than before: those are given by `curate`."""
    known = {e.id: e.curations for e in before.evidence} if before is not None else {}
    for item in after.evidence:
        if item.curations != known.get(item.id, ()):
            raise EditRefused(
                f"edges {after.id!r}: evidence {item.id!r} would have other curations",
                hint="Give a verdict on evidence with `curate`.",
            )


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
    opposites = {
        language: tuple(dict.fromkeys([*getattr(kept.opposites, language), *getattr(gone.opposites, language)]))
        for language in ("en", "zh")
    }
    guarded = {name: words for name, words in gone.only_with.items() if name not in _names(kept)}
    return kept.model_copy(
        update={
            "aliases": type(kept.aliases)(**aliases),
            "opposites": type(kept.opposites)(**opposites),
            "only_with": {**guarded, **kept.only_with},
        }
    )


def _names(node: Node) -> set[str]:
    return {node.name.en, node.name.zh, *node.aliases.en, *node.aliases.zh, *node.opposites.en, *node.opposites.zh}


def only_adds_evidence(before: Entity, after: Entity) -> bool:
    """Return whether nothing but evidence was added."""
    if not isinstance(before, Edge) or not isinstance(after, Edge):
        return False
    same = after.model_copy(update={"evidence": before.evidence}) == before
    return same and all(item in after.evidence for item in before.evidence)
