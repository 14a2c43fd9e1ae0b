"""When a branch is decided, and which dates of the calendar end the phases of its story."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from agents.answer import Interpretation
from graph.content import Graph
from graph.context import Event, ScenarioTemplate
from graph.trading_days import add_sessions, last_session_of_next_week, sessions_between

COMING_SESSIONS = 24
"""How far ahead the calendar is told: the shown month and the days that open just after it."""
TOLD_KINDS = {"decision", "release", "window"}
"""Calendar entries that end a phase of the story."""


@dataclass(frozen=True)
class Window:
    """From the close of `start` to that of `end`, `sessions` trading days."""

    start: dt.date
    end: dt.date
    sessions: int


def window_of(
    as_of: dt.date, reading: Interpretation, template: ScenarioTemplate | None, event: Event | None
) -> Window:
    """Return the stretch in which the fork is decided: asked for, the template's, or to the end of next week."""
    rule = template.window if template else "next_week"
    if reading.horizon_days:
        end = add_sessions(as_of, reading.horizon_days)
    elif rule == "meeting" and event is not None and event.date is not None and event.date > as_of:
        end = event.date
    elif rule in {"1w", "1m"}:
        end = add_sessions(as_of, 5 if rule == "1w" else 21)
    else:
        end = last_session_of_next_week(as_of)
    return Window(as_of, end, max(1, sessions_between(as_of, end)))


def calendar_days(graph: Graph, window: Window) -> dict[int, str]:
    """Return the coming entries by trading days ahead: decisions, releases, and windows still to open."""
    days: dict[int, str] = {}
    for entry in sorted(graph.calendar, key=lambda c: (c.date or dt.date.max, c.name.en)):
        if entry.date is None or entry.status in {"cancelled", "no_date"} or entry.date <= window.start:
            continue
        if entry.kind not in TOLD_KINDS:
            continue
        ahead = sessions_between(window.start, entry.date)
        under_way = entry.until is not None and entry.date <= window.end
        if ahead <= COMING_SESSIONS and not under_way:
            days.setdefault(ahead, entry.id)
    return days
