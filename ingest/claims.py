"""What a passage says: causal claims, states and calendar facts, each with the literal words it stands on.

All spans are in characters of the document's stored text. A claim that its words do not make outright
(denied, failed, asked, rumoured, supposed) is marked as such here and decided on later, never left out silently.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from graph.model import Frozen, Relation, Sign, Status
from ingest.document import Language, Span

Direction = Literal["up", "down", "on", "off", "unchanged"]
Tense = Literal["past", "present", "future"]


class Named(Frozen):
    """A thing as the text calls it, and what it is in the graph: one node, several candidates, or none."""

    words: str
    """Literally the stored text's `span`."""
    span: Span
    node: str | None = None
    """The node it is, when that is clear."""
    state: str | None = None
    """`dimension.state`, where a market regime is named and no node."""
    candidates: tuple[str, ...] = ()
    """Nodes it may be, when it is not clear; never resolved by a guess."""
    turned: bool = False
    """The words rise when the node falls ("the yen" for dollars per yen turned round)."""
    direction: Direction | None = None
    """How the words have the NODE move (turned and negated words are worked out)."""
    referred: bool = False
    """The node was taken over from a neighbouring sentence ("it", "this", 其)."""


class Magnitude(Frozen):
    """A size or level as the text gives it; `before` and `after` where it moves from one to the other."""

    words: str
    span: Span
    value: float | None = None
    unit: str = ""
    before: float | None = None
    after: float | None = None
    bound: Literal["above", "below", "about"] | None = None


class Lag(Frozen):
    """When the effect comes, in words and in trading days (least and most)."""

    words: str
    span: Span
    days: tuple[int, int] | None = None


class Said(Frozen):
    """What every kind of claim has: its words, where they stand, who says it and how surely."""

    document: str
    passage: int
    """Index of the passage."""
    sentence: int
    """Index of the sentence in its passage, from 0."""
    quote: str
    """Literally the stored text's `span`: the sentence, or the part of it that makes the claim."""
    span: Span
    language: Language
    status: Status = "asserted"
    hedge: str = ""
    """The words that soften it ("may", 或将), literal."""
    holder: str = ""
    """Who says so, when the text says it is not the author ("Goldman Sachs")."""
    tense: Tense = "present"
    denied: bool = False
    """The text says it is not so; never a link."""
    rhetorical: bool = False
    """It is asked, ironic or supposed for argument's sake; never a link."""
    rule: str = ""
    """What found it: a reader, or `reader/rule`; its record of errors is kept."""
    reasons: tuple[str, ...] = ()
    """Why it is marked or what is unclear about it: codes that the ledger puts into words."""


class Claim(Said):
    """The text says that `cause` brings `effect`."""

    kind: Literal["claim"] = "claim"
    cause: Named
    effect: Named
    sign: Sign | None = None
    """Of the effect of a RISE of the cause node on the effect node; `0` is said to have none; None is not told."""
    relation: Relation = "causes"
    cue: str = ""
    """The word that makes it causal ("because", 导致), literal."""
    cue_span: Span | None = None
    strength: str = ""
    """The words for how strong, literal ("sharply")."""
    magnitude: Magnitude | None = None
    lag: Lag | None = None
    condition: str = ""
    """"if ..." in literal words."""
    regime: str | None = None
    """`dimension.state` under which alone it is said to hold."""


class StateClaim(Said):
    """The text says where a thing stands or how it moved, without a cause."""

    kind: Literal["state"] = "state"
    thing: Named
    magnitude: Magnitude | None = None
    extreme: str = ""
    """"six-month high" and the like, literal."""
    when: dt.date | None = None


class CalendarClaim(Said):
    """The text says when something comes, came, or that it will not."""

    kind: Literal["calendar"] = "calendar"
    what: Named
    happens: Literal["released", "delayed", "cancelled", "due"]
    date: dt.date | None = None
    was: dt.date | None = None
    """The date it had before it was moved."""
    period: str = ""
    """The period the release is about ("October"), literal."""


AnyClaim = Claim | StateClaim | CalendarClaim
