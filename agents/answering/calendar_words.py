"""When things happen: dates, what they were moved from, what was cancelled, what has no date."""

from __future__ import annotations

import datetime as dt
import re

from agents.answering.numbers import day
from agents.answering.phrases import joined, load_phrases, say
from agents.answering.source_words import source_words
from graph.content import Graph
from graph.context import CalendarEntry

MONTH_NAMES = re.compile(
    r"january|february|march|april|may|june|july|august|september|october|november|december|(?<!\d)1?\d月(?!\d)"
)
FOLDED = {"十一月": "11月", "十二月": "12月", "十月": "10月", "九月": "9月"}
DATED = {"scheduled", "delayed"}


def entries_of(graph: Graph, node: str) -> list[CalendarEntry]:
    """Return the calendar entries that concern the node, in the order of their dates, those without one last."""
    rows = [c for c in graph.calendar if node in c.nodes]
    return sorted(rows, key=lambda c: (c.date is None, c.date or dt.date.max, c.name.en))


def named_in(question: str, entries: list[CalendarEntry]) -> list[CalendarEntry]:
    """Return the entries that the question names by month and asks the time or fate of, or names in full."""
    text = question.lower()
    for words, month in FOLDED.items():
        text = text.replace(words, month)
    cues = load_phrases()["cues_when"]
    asked = any(c in text for both in cues.values() for c in both.split(","))
    months = set(MONTH_NAMES.findall(text))
    if months and not asked:
        return []
    if months:
        return [c for c in entries if months & set(MONTH_NAMES.findall(f"{c.name.en} {c.name.zh}".lower()))]
    return [c for c in entries if c.name.en.lower() in text or (c.name.zh and c.name.zh in text)]


def ahead(entries: list[CalendarEntry], as_of: dt.date | None) -> list[CalendarEntry]:
    """Return the entries that are still to come, moved or cancelled; where there are none, the last that is past."""
    coming = [c for c in entries if c.date is None or as_of is None or (c.until or c.date) >= as_of]
    return coming or entries[-1:]


def entry_words(entry: CalendarEntry, as_of: dt.date | None, language: str) -> str:
    """Return when an entry is or was, what it was moved from, and who says so."""
    date = dated(entry.date, language) if entry.date else ""
    until = dated(entry.until, language) if entry.until else ""
    values = {"name": entry.name.in_(language), "date": date, "until": until}
    if entry.status == "delayed" and date:
        key = "calendar_moved" if entry.was else "calendar_postponed"
        told = say(key, language, **values, was=dated(entry.was, language) if entry.was else "")
    elif entry.status == "cancelled":
        told = say("calendar_cancelled", language, **values)
    elif not date:
        told = say("calendar_no_date", language, **values)
    elif until:
        told = say("calendar_span", language, **values)
    else:
        past = as_of is not None and entry.date is not None and entry.date < as_of
        told = say("calendar_past" if past or entry.status == "past" else "calendar_on", language, **values)
    remarks = [entry.note.in_(language)] if entry.note else []
    remarks += [source_words(entry.source, language)] if entry.source else []
    return say("calendar_remark", language, told=told, remark=joined(remarks, language)) if remarks else told


def dated(date: dt.date, language: str) -> str:
    """Return a date with its year: "16 Dec 2025", "2025年12月16日"."""
    return f"{date.year}年{day(date, language)}" if language == "zh" else f"{day(date, language)} {date.year}"
