"""Where one entity names a node, and the same entity naming another in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from graph.context import Mechanism
from graph.model import Entity

E = TypeVar("E", bound=Entity)

NAMING = {
    "nodes": ("level.node", "scale_from.node"),
    "edges": ("cause", "effect"),
    "regimes": ("node", "states[].widen{}"),
    "events": ("node", "priced_by", "shocks{}[].node"),
    "observations": ("node", "denies[]"),
    "calendar": ("nodes[]",),
    "scenarios": ("trigger", "levels[]", "branches[].tells{}", "views[].about"),
}
"""Kind -> the places in its rows that hold the id of a node: `[]` each of a list, `{}` each value (at the end, key)."""


def names(kind: str, entity: Entity, node: str) -> bool:
    """Return whether the entity names the node anywhere."""
    return repointed(kind, entity, node, f"{node}.") is not entity


def repointed(kind: str, entity: E, old: str, new: str) -> E:
    """Return the entity with `new` wherever it names the node `old`; itself when it does not."""
    body = entity.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    changed = False
    for place in NAMING.get(kind, ()):
        body, there = _put(body, place.replace("[]", ".[]").replace("{}", ".{}").split("."), old, new)
        changed = changed or there
    return type(entity).model_validate(body) if changed else entity


def with_links(mechanism: Mechanism, instead: Mapping[str, str | None]) -> Mechanism:
    """Return the mechanism with other links in the place of those that went; None stands for no other."""
    wanted = [instead.get(edge, edge) for edge in mechanism.edges]
    return mechanism.model_copy(update={"edges": tuple(dict.fromkeys(e for e in wanted if e is not None))})


def _put(value: Any, place: list[str], old: str, new: str) -> tuple[Any, bool]:
    """Return the value with `new` for `old` at the place, and whether it was there."""
    if not place:
        return (new, True) if value == old else (value, False)
    head, rest = place[0], place[1:]
    if head == "[]" and isinstance(value, list):
        found = [_put(one, rest, old, new) for one in value]
        return _unique([v for v, _ in found]) if not rest else [v for v, _ in found], any(there for _, there in found)
    if head == "{}" and isinstance(value, dict):
        if not rest:
            return ({new if k == old else k: v for k, v in value.items()}, True) if old in value else (value, False)
        parts = {k: _put(v, rest, old, new) for k, v in value.items()}
        return {k: v for k, (v, _) in parts.items()}, any(there for _, there in parts.values())
    if isinstance(value, dict) and head in value:
        inner, there = _put(value[head], rest, old, new)
        return ({**value, head: inner}, True) if there else (value, False)
    return value, False


def _unique(values: list[Any]) -> list[Any]:
    return [v for i, v in enumerate(values) if v not in values[:i]]
