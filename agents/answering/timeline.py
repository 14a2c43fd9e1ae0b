"""When a branch is decided, and which dates of the calendar end the phases of its story."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from agents.answer import Interpretation
from graph.content import Graph
from graph.context import Event, ScenarioTemplate
from graph.trading_days import add_sessions, last_session_of_next_week, sessions_between

WEEK = 5
COMING_SESSIONS = 24
"""How far ahead the calendar is told: the shown month and the days that open just after it."""
TOLD_KINDS = ("decision", "release", "window")
"""Calendar entries that end a phase of the story; of two on one day, the first kind of these is told."""


@dataclass(frozen=True)
class Window:
    """From the close of `start`, when the move comes, to that of `end`, `sessions` trading days; seen on `known`."""

    start: dt.date
    end: dt.date
    sessions: int
    known: dt.date


def window_of(
    as_of: dt.date, reading: Interpretation, template: ScenarioTemplate | None, event: Event | None
) -> Window:
    """Return the stretch in which the fork is decided: asked for, the template's, or to the end of next week."""
    rule = template.window if template else "next_week"
    coming = event.date if event and event.date and event.date > as_of else None
    if coming and event and event.node == reading.triggers[0].node:
        # An event moves nothing before its day; its horizons run from that day's close.
        days = reading.horizon_days or WEEK
        return Window(coming, add_sessions(coming, days), days, as_of)
    if reading.horizon_days:
        end = add_sessions(as_of, reading.horizon_days)
        if coming and end >= coming and event and event.priced_by == reading.triggers[0].node:
            # Odds of a decision end with it: a longer horizon is judged on its eve.
            end = add_sessions(coming, -1)
    elif rule == "meeting" and event is not None and event.date is not None and event.date > as_of:
        end = event.date
    elif rule in {"1w", "1m"}:
        end = add_sessions(as_of, 5 if rule == "1w" else 21)
    else:
        end = last_session_of_next_week(as_of)
    return Window(as_of, end, max(1, sessions_between(as_of, end)), as_of)


def calendar_days(graph: Graph, window: Window) -> dict[int, str]:
    """Return the coming entries by trading days ahead: decisions, releases, and windows still to open."""
    days: dict[int, str] = {}
    told = [c for c in graph.calendar if c.kind in TOLD_KINDS]
    for entry in sorted(told, key=lambda c: (c.date or dt.date.max, TOLD_KINDS.index(c.kind), c.name.en)):
        if entry.date is None or entry.status in {"cancelled", "no_date"} or entry.date <= window.start:
            continue
        ahead = sessions_between(window.start, entry.date)
        under_way = entry.until is not None and entry.date <= window.end
        if ahead <= COMING_SESSIONS and not under_way:
            days.setdefault(ahead, entry.id)
    return days
