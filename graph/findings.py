"""What the backward question and a replay are asked, and what they answer: wire models of every door."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from graph.asked import IsoDate, Number, StateOrWeights, Whole
from graph.model import Frozen, Id, Str
from graph.scenario import Warning


class ReachAsked(Frozen):
    """Which level, or which move, of `node` is to be reached through trading day `days`."""

    node: Id
    level: Number | None = None
    """In the node's level unit; from its last observation."""
    move: Number | None = None
    """In `unit`, or in the node's own unit."""
    unit: Str = ""
    days: Whole = Field(default=5, ge=0)
    causes: tuple[Id, ...] = ()
    """Nodes that may be shocked; empty: all that lead to it."""
    without: tuple[Id, ...] = ()
    """Nodes that may not."""
    singles: Whole = Field(default=10, ge=0, le=100)
    pairs: Whole = Field(default=5, ge=0, le=100)
    regimes: dict[str, StateOrWeights] = {}
    amplifiers: Literal["reduced_form", "structural"] = "reduced_form"
    as_of: IsoDate = None


class ReachCause(Frozen):
    """One node's part of a way: its shock in its own unit and in sigma of the horizon, and its strongest path."""

    node: Id
    unit: str
    size: float
    sigma: float
    level: float | None = None
    """The node's last observed level, and where the shock takes it."""
    level_after: float | None = None
    path: tuple[Id, ...] = ()
    edges: tuple[Id, ...] = ()


class Way(Frozen):
    """Shocks that reach the target: how unusual they are together, and what a forward run makes of them.

    `sigma` is the root of the summed squares of the causes' sigmas; `odds` the chance of news at least that far out
    in that direction, with the daily sigmas and no drift. `reached` is the target's move in a what-if of these shocks.
    """

    causes: tuple[ReachCause, ...]
    sigma: float
    odds: float
    reached: float
    extrapolated: bool = False
    """Some shock lies beyond the moves that effects were measured on."""
    thresholds: tuple[Id, ...] = ()
    """Threshold edges that add to it."""


class LeftOut(Frozen):
    """A node that is no answer, and why."""

    node: Id
    why: Literal["itself", "definition", "impossible", "asked"]
    detail: str


class Reach(Frozen):
    """The smallest plausible shocks that reach a target, singly and in pairs, least unusual first."""

    graph_version: str
    asked: ReachAsked
    unit: str
    move: float
    level: float | None = None
    level_after: float | None = None
    date: dt.date | None = None
    sigma: float
    """The move in sigma of the horizon of the node itself."""
    odds: float
    """Chance that the node gets that far by its own volatility, without drift."""
    singles: tuple[Way, ...] = ()
    pairs: tuple[Way, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[Warning, ...] = ()


class Episode(Frozen):
    """Something that moved on a day, as a row of the graph tells it."""

    id: Id
    kind: Literal["observation", "event", "calendar", "evidence", "day"]
    name: str
    date: dt.date
    nodes: tuple[Id, ...] = ()
    """What it is about; empty: whatever moved first that day."""


class Moved(Frozen):
    """An observed move of `node` from the close before the episode through trading day `horizon`."""

    node: Id
    unit: str
    horizon: int
    date: dt.date
    move: float
    observations: tuple[Id, ...]


class Compared(Frozen):
    """What the engine expected of a node beside what was observed."""

    node: Id
    unit: str
    horizon: int
    date: dt.date
    expected: float
    outcome_low: float | None = None
    outcome_high: float | None = None
    observed: float
    error: float
    """Observed less expected."""
    error_sigma: float
    """The error in sigma of the horizon."""
    inside: bool | None = None
    """Whether the observed move lies in the outcome's central 70%."""


class Replay(Frozen):
    """A historical episode run through the graph as it was known before it, beside what was observed then and after."""

    graph_version: str
    episode: Episode
    as_of: dt.date
    """The close before the episode: what the graph knew, and where the moves start."""
    shocks: tuple[Moved, ...]
    compared: tuple[Compared, ...] = ()
    unreached: tuple[Moved, ...] = ()
    """Moves that were observed and that no path explains."""
    mean_abs_error_sigma: float | None = None
    warnings: tuple[Warning, ...] = ()
