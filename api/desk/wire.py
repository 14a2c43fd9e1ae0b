"""What only the desk and its keys speak over HTTP: requests, previews, keys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import AwareDatetime, Field

from api.security.principals import Scope
from graph.desk.edits import Edit
from graph.desk.history import Difference
from graph.model import Frozen, Id, Str


class MovedNumber(Frozen):
    """One number of an answer, before and after; None where it is not in the answer."""

    branch: Str
    what: Str
    """`probability`, or the node and the horizon of an effect."""
    unit: Str = ""
    was: float | None = None
    now: float | None = None


class MovedAnswer(Frozen):
    """A saved question whose answer changes: its headline and its numbers, from what to what."""

    question: Str
    headline_was: Str
    headline_now: Str
    numbers: tuple[MovedNumber, ...]


class Fault(Frozen):
    """Something that is wrong with the map as the edits leave it, and was not before."""

    code: Str
    thing: Str
    detail: Str


class Preview(Frozen):
    """What edits would do: nothing of it is written."""

    graph_version: Str
    graph_version_after: Str
    differences: tuple[Difference, ...]
    answers: tuple[MovedAnswer, ...]
    unchanged: int
    """Saved questions whose answers stay as they are."""
    faults: tuple[Fault, ...] = ()
    mended: tuple[Fault, ...] = ()
    loops: tuple[tuple[Str, ...], ...] = ()
    """Shortest ways back to where each new link starts, as nodes."""
    totals: tuple[Str, ...] = ()
    """Published rows that the map's own total leaves, or comes back into."""


class ProposalRequest(Frozen):
    """Edits with their reasons."""

    title: Str = Field(default="", max_length=200)
    why: Str = Field(max_length=10_000)
    evidence: tuple[Str, ...] = Field(default=(), max_length=100)
    edits: tuple[Edit, ...] = Field(min_length=1, max_length=500)


class Words(Frozen):
    """What is said with a step; a rejection and a request for changes need it."""

    words: Str = Field(default="", max_length=10_000)


class Assignment(Frozen):
    """Who is to decide."""

    assignee: Str = Field(min_length=1, max_length=200)


class PreviewRequest(Frozen):
    """Edits that are only tried."""

    edits: tuple[Edit, ...] = Field(min_length=1, max_length=500)
    questions: tuple[Str, ...] = Field(default=(), max_length=20)


class FieldsRequest(Frozen):
    """Other values of some fields, with the reason and what it leans on; null takes a field back to its default."""

    set: dict[str, Any] = Field(min_length=1)
    why: Str = Field(min_length=1, max_length=10_000)
    evidence: tuple[Str, ...] = Field(min_length=1, max_length=100)


class RetireRequest(Frozen):
    """Why a thing goes."""

    why: Str = Field(min_length=1, max_length=10_000)


class Why(Frozen):
    """The reason."""

    why: Str = Field(min_length=1, max_length=10_000)


class VersionRequest(Frozen):
    """A name for the graph as it is now."""

    name: Id
    why: Str = Field(default="", max_length=10_000)


class Key(Frozen):
    """What is kept of a key."""

    id: Str
    name: Str
    scopes: tuple[Scope, ...]
    expires: AwareDatetime | None = None
    made_at: AwareDatetime
    made_by: Str
    revoked_at: AwareDatetime | None = None
    used_at: AwareDatetime | None = None

    def holds(self, now: dt.datetime) -> bool:
        """Return whether the key opens anything."""
        return self.revoked_at is None and (self.expires is None or now < self.expires)


class KeyRequest(Frozen):
    """Whose key it is, what it opens, and until when."""

    name: Str = Field(min_length=1, max_length=200)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    expires: AwareDatetime | None = None


class NewKey(Frozen):
    """A key with its secret, which is shown this once."""

    key: Key
    secret: Str


class Seal(Frozen):
    """Whether the journal holds from its first line to its last; else what is wrong with the first that does not."""

    holds: bool
    broken: Str = ""
