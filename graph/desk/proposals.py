"""A proposal: edits with their reasons on the way to the graph, as the lines of the journal tell it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import AwareDatetime

from graph.desk.edits import EDITS, Edit
from graph.journal import Line
from graph.model import Frozen, Str

Status = Literal["open", "changes_asked", "accepted", "rejected", "withdrawn", "reverted"]
PENDING = ("open", "changes_asked")
AFTER: dict[str, Status] = {
    "made": "open", "revised": "open", "changes_asked": "changes_asked", "accepted": "accepted",
    "rejected": "rejected", "withdrawn": "withdrawn", "reverted": "reverted",
}  # fmt: skip


class Said(Frozen):
    """One step of a proposal's life: who did what, when, and in which words."""

    at: AwareDatetime
    who: Str
    what: Str
    words: Str = ""


class Proposal(Frozen):
    """A change set with its reasons, where it stands, and what was said of it. `line` is its ETag."""

    id: Str
    title: Str
    why: Str
    evidence: tuple[Str, ...] = ()
    """What it leans on: addresses, documents, data, in words."""
    edits: tuple[Edit, ...]
    bases: dict[str, int] = {}
    """`kind/id` -> sequence of the revision that its author saw; 0 where there was none."""
    author: Str
    made_at: AwareDatetime
    status: Status = "open"
    assignee: Str = ""
    reviewer: Str = ""
    change: int | None = None
    """The change of the graph that it became."""
    said: tuple[Said, ...] = ()
    line: int
    """Sequence of its last line in the journal."""


def subject_of(proposal_id: str) -> str:
    """Return what the journal calls a proposal."""
    return f"proposal:{proposal_id}"


def folded(lines: Iterable[Line]) -> tuple[Proposal, ...]:
    """Return the proposals that these lines tell of, in the order in which they were made."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        kind, _, step = line.action.partition(".")
        if kind != "proposal":
            continue
        name = line.subject.partition(":")[2]
        told = Said(at=line.at, who=line.who, what=step, words=str(line.body.get("words", "")))
        if step == "made":
            found[name] = {"id": name, "author": line.who, "made_at": line.at, "said": ()}
        here = found[name]
        if step in ("made", "revised"):
            here |= {k: line.body[k] for k in ("title", "why", "evidence", "bases")}
            here["edits"] = EDITS.validate_python(line.body["edits"])
        if step == "assigned":
            here["assignee"] = line.body["assignee"]
        if step in ("accepted", "rejected"):
            here["reviewer"] = line.who
        if step == "accepted":
            here["change"] = line.change
        here["status"] = AFTER.get(step, here.get("status", "open"))
        here["said"] = (*here["said"], told)
        here["line"] = line.sequence
    return tuple(Proposal.model_validate(p) for p in found.values())
