"""Events that a question names only to say when: "before the meeting", "two dissents at the meeting"."""

from __future__ import annotations

from agents.reading.parts import Room, Supposed
from agents.reading.when import Horizon, sessions_to_event


def without_dates(causes: list[Supposed], room: Room) -> tuple[list[Supposed], Horizon | None]:
    """Return what is supposed without the events that only say when, and how far ahead the last such event is."""
    if len(causes) < 2:
        return causes, None
    dated = [s for s in causes if (not s.trigger.direction and _says_when(s, room)) or _is_meeting(s, room)]
    ahead = [(s, sessions_to_event(room.graph, s.trigger.node)) for s in dated]
    when = next((Horizon(days, s.trigger.words) for s, days in ahead if days), None)
    return [s for s in causes if s not in dated], when


def _is_meeting(s: Supposed, room: Room) -> bool:
    """Return whether the event is named as a date, beside something that moves: "two dissents at the meeting"."""
    words = s.said.mention.text if s.said is not None else ""
    dated = room.lexicon.horizons.has(words) or room.lexicon.horizons.has(f"the {words}")
    # 会议出现两张反对票: what comes about there is what is named behind it.
    there = room.lexicon.language == "zh" and s.trigger.direction == "on"
    return dated and (there or not s.trigger.direction)


def _says_when(s: Supposed, room: Room) -> bool:
    """Return whether a word like "before" or "after" stands beside the event."""
    tokens = [t for t in room.tokens if not t.is_("det")]
    at = next(i for i, t in enumerate(tokens) if s.said is not None and t.start == s.said.mention.start)
    near = tokens[max(0, at - 1) : at] if room.lexicon.language == "en" else tokens[at + 1 : at + 2]
    return any(t.is_("before", "after") for t in near)
