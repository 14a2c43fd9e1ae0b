"""The journal: everything that was done to a store, by whom and when, each line sealed by a hash over all before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from pydantic import AwareDatetime

from graph.model import Frozen, Str

FIRST = "0" * 64
"""The seal before the first line."""


class Entry(Frozen):
    """Something that was done: by whom, what, to what, and the rest of it as plain data."""

    who: Str
    action: Str
    subject: Str
    body: dict[str, Any] = {}


class Line(Entry):
    """An entry as it stands in the journal."""

    sequence: int
    at: AwareDatetime
    change: int | None = None
    """The change of the graph that was written with it, in one transaction."""
    digest: str = ""
    """SHA-256 over the revisions of that change, in order; empty where nothing was written."""
    seal: str

    def sealed_after(self, before: str) -> str:
        """Return the seal that this line has behind one with the seal `before`."""
        return seal(before, self.model_dump(mode="json", exclude={"seal"}))


def seal(before: str, line: dict[str, Any]) -> str:
    """Return SHA-256 over the seal before and the line as compact JSON with sorted keys."""
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def digest(rows: Iterable[tuple[str, str, str, bool]]) -> str:
    """Return SHA-256 over revisions, each as (kind, id, body, retired); empty for none."""
    found = hashlib.sha256()
    some = False
    for row in rows:
        some = True
        found.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return found.hexdigest() if some else ""


def first_broken(lines: Iterable[Line], before: str = FIRST, last: int = 0) -> str:
    """Return what is wrong with the first line that does not follow from those before it; empty when all do."""
    for line in lines:
        if line.sequence != last + 1:
            return f"line {last + 1} is missing: line {line.sequence} follows line {last}"
        if line.seal != line.sealed_after(before):
            return f"line {line.sequence} of {line.at.isoformat()} was changed after it was written, or one before it"
        before, last = line.seal, line.sequence
    return ""
