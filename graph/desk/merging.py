"""Three versions of one thing, field by field: what it was, what it is now, and what an edit makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]
GONE = object()
"""A field that is at its default; no value that a field may have is equal to it."""


def merged(base: Body, now: Body, mine: Body, name: str) -> tuple[dict[str, Any], list[dict[str, object]]]:
    """Return `now` with what `mine` changed of `base`, and the fields that both changed, each in another way.

    Fields are compared whole, but for lists of things with ids (evidence), of which each is a field of its own.
    """
    out: dict[str, Any] = dict(now)
    clashes: list[dict[str, object]] = []
    for field in sorted({*base, *now, *mine}):
        was, is_, wants = (side.get(field, GONE) for side in (base, now, mine))
        if wants in (was, is_):
            continue
        if is_ != was:
            parts = [_by_id(side) for side in (was, is_, wants)]
            if any(p is None for p in parts):
                told = {"was": was, "now": is_, "edit": wants}
                clashes.append({"field": f"{name}.{field}", **{k: _shown(v) for k, v in told.items()}})
                continue
            both, inner = merged(parts[0] or {}, parts[1] or {}, parts[2] or {}, f"{name}.{field}")
            clashes += inner
            wants = list(both.values())
        if wants is GONE:
            out.pop(field, None)
        else:
            out[field] = wants
    return out, clashes


def _shown(value: Any) -> Any:
    return "(default)" if value is GONE else value


def _by_id(value: Any) -> dict[str, Any] | None:
    """Return a list of things by their ids, a missing list as none of them; None for anything else."""
    if value is GONE:
        return {}
    if not isinstance(value, list) or not all(isinstance(v, dict) and "id" in v for v in value):
        return None
    return {v["id"]: v for v in value}
