"""What surrounds the links: regimes, events, observations, the calendar, scenarios and documents."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, model_validator

from graph.model import Aliases, Certainty, Entity, Frozen, Id, Status, Str, Text


class RegimeState(Frozen):
    """One state of a regime dimension. `amplifier` scales pushes, by trading days after the shock."""

    id: Id
    name: Text | None = None
    aliases: Aliases = Aliases()
    rule: Str = ""
    rule_zh: Str = ""
    """`rule` in Chinese; may be missing."""
    certainty: Certainty = "guess"
    source: Str = ""
    amplifier: dict[int, float] = {}
    """{1: 1.4, 5: 1.05}: factor on amplified edges at that many trading days, the last one held."""
    widen: dict[Id, float] = {}
    """Node -> factor on its own daily scale while this state holds (visibility on cut odds)."""


class Regime(Entity):
    """A dimension of the market's state, with the probability of each state as last read."""

    name: Text | None = None
    node: Id | None = None
    states: tuple[RegimeState, ...]
    probabilities: dict[Id, float] = {}
    exclusive: bool = True
    """False: states may hold together, each with a probability of its own."""
    reading: Text | None = None
    certainty: Certainty = "guess"
    source: Str = ""
    persistence: Str = ""
    persistence_zh: Str = ""
    """`persistence` in Chinese; may be missing."""
    transitions: dict[Id, dict[Id, float]] = {}
    """State -> probabilities of the next trading day's state; the file's `transitions` section."""

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if "dimension" in data and "id" not in data:
            data["id"] = data.pop("dimension")
        if "p" in data and "probabilities" not in data:
            data["probabilities"] = data.pop("p")
        states = data.get("states")
        if isinstance(states, dict):
            data.setdefault("probabilities", states)
            states = list(states)
        if states is None and data.get("probabilities"):
            states = list(data["probabilities"])
        if isinstance(states, list | tuple):
            data["states"] = [{"id": s} if isinstance(s, str) else s for s in states]
            given = {s["id"]: s["p"] for s in data["states"] if isinstance(s, dict) and "p" in s}
            if given:
                data["states"] = [{k: v for k, v in s.items() if k != "p"} for s in data["states"]]
                data.setdefault("probabilities", given)
        return data


class Interaction(Frozen):
    """A further factor while several states hold at once (short gamma in thin depth)."""

    states: tuple[Str, ...]
    value: float


class Amplification(Entity):
    """How amplifying regimes combine: interactions, and the cap on their product by trading days."""

    id: Id = "amplification"
    caps: dict[int, float] = {}
    interactions: tuple[Interaction, ...] = ()
    source: Str = ""
    certainty: Certainty = "guess"


class EventShock(Frozen):
    """What an outcome does to a node when nothing was priced: `size` in `unit`."""

    node: Id
    size: float
    unit: Str


class TableRow(Frozen):
    """Probabilities of an event's states given its parents' states."""

    when: dict[str, str] = {}
    p: dict[str, float]


class Event(Entity):
    """A discrete outcome on a date. `priced_by` names the node that holds the odds of `priced_state`."""

    name: Text | None = None
    date: dt.date | None = None
    node: Id | None = None
    states: tuple[Str, ...]
    parents: tuple[Id, ...] = ()
    table: tuple[TableRow, ...] = ()
    shocks: dict[str, tuple[EventShock, ...]] = {}
    regimes: dict[str, dict[Id, Str]] = {}
    """State -> regime -> the state of it that this outcome brings."""
    state_names: dict[str, Text] = {}
    """State -> how the outcome is called in an answer."""
    priced_by: Id | None = None
    priced_state: Str | None = None
    source: Str = ""


class Observation(Entity):
    """A value that was on the screen, or that a document states, with its source."""

    node: Id
    as_of: dt.date
    value: float | None = None
    before: float | None = None
    """The value it is said to have come from (a -> b)."""
    unit: Str
    source: Str
    kind: Literal["close", "print", "stated"] = "close"
    """close: the level of record; print: another reading; stated: what a document says."""
    text: Text | None = None
    url: Str | None = None
    note: Str = ""
    status: Status = "asserted"
    denies: tuple[Id, ...] = ()
    """Things that the source says `node` is not the cause of, or not a case of; makes it a denial."""
    dispute: Text | None = None
    """What this and the other observations that carry the same words disagree on; all of them are kept."""


class CalendarEntry(Entity):
    """Something that happens on a date, or was to."""

    name: Text
    date: dt.date | None = None
    until: dt.date | None = None
    was: dt.date | None = None
    """The date it had before it was moved."""
    status: Literal["scheduled", "delayed", "cancelled", "no_date", "past"] = "scheduled"
    kind: Literal["decision", "release", "expiry", "window", "speech", "holiday"] = "release"
    nodes: tuple[Id, ...] = ()
    event: Id | None = None
    """The event whose outcome is known on that day."""
    source: Str = ""
    note: Text | None = None


class Phase(Frozen):
    """A stretch of a branch's story: until a calendar entry (`until`), what is expected."""

    until: Id | None = None
    text: Text


class TemplateBranch(Frozen):
    """One way a scenario goes: `outcome` fails, holds, happens or not, with its story in words."""

    id: Id
    outcome: Literal["trigger", "otherwise"]
    label: Text
    story: Text
    tells: dict[Id, Literal["up", "down"]] = {}
    """Node -> which way its story has it go; where the numbers go the other way the story is not told."""
    phases: tuple[Phase, ...] = ()
    status: Status = "conditional"
    source: Str = ""


class HedgedView(Frozen):
    """A document's likelihood word for something, kept beside our number with weight 0."""

    about: Id
    words: Text
    low: float
    high: float
    source: Str
    branch: Id | None = None


class ScenarioTemplate(Entity):
    """A fork that people talk about: its trigger, its window and the stories of its branches."""

    title: Text
    trigger: Id
    direction: Literal["up", "down", "on", "off"]
    levels: tuple[Id, ...] = ()
    """Level nodes that belong to the fork."""
    window: Literal["next_week", "1w", "1m", "meeting"] = "next_week"
    branches: tuple[TemplateBranch, ...] = ()
    views: tuple[HedgedView, ...] = ()
    source: Str = ""


class Mechanism(Entity):
    """A named part of the map: what happens in it, and the rows of the other sections that make it up."""

    name: Text
    what: Text
    edges: tuple[Id, ...] = ()
    states: tuple[Str, ...] = ()
    """`dimension.state` of the regimes that bend its links."""
    branches: tuple[Str, ...] = ()
    """`scenario.branch` of the forks that tell how it may go."""
    observations: tuple[Id, ...] = ()
    source: Str = ""


class Document(Entity):
    """A text that was read: where it came from and when it was published."""

    title: Str
    date: dt.date | None = None
    publisher: Str = ""
    author: Str = ""
    url: Str | None = None
    language: Str = "en"
    sha256: Str = ""
    """Of the original bytes, as they were brought."""
    text_sha256: Str = ""
    """Of the stored text (UTF-8), in whose characters the spans of its quotes count; kept in the library."""
    place: Str = ""
    """Address it was read from, or the name of the file."""
    reader: Str = ""
    """What read it: html, pdf, markdown, text, feed, mail, table."""
    story: Str = ""
    """The story it was said to be a copy or a translation of."""
    version: int = Field(default=1, ge=1)
    replaces: Id | None = None
    """The earlier version of it, whose evidence was withdrawn."""
    quarantined: Str = ""
    """Why nothing of it is used; empty when it is."""
    text: str = Field(default="", repr=False)
