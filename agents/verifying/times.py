"""Days and horizons of a statement: 28 Nov, 2025-11-28, 11月28日; within four trading days, 1w, 5个交易日内."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from agents.verifying.wording import Wording, load_wording

MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
DATES = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(r"(?:(?P<year>\d{4})年)?(?P<number>\d{1,2})月(?P<day>\d{1,2})[日号]"),
    re.compile(rf"(?<![a-z0-9])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH}(?![a-z])(?:,? (?P<year>\d{{4}}))?"),
    re.compile(rf"(?<![a-z0-9]){MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.%])(?:,? (?P<year>\d{{4}}))?"),
)
YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d{2}(?:年)?(?![\d,.%]|\s*(?:pts|points|点))")
LONG_RUN = re.compile(r"\b(?:in the )?long[ -]run\b|长期")


class Day(NamedTuple):
    """A date at [start, end); `year` None where it is not written."""

    start: int
    end: int
    month: int
    day: int
    year: int | None

    def is_(self, date: dt.date) -> bool:
        """Return whether it is that date, as far as it is written."""
        return (date.month, date.day) == (self.month, self.day) and self.year in (None, date.year)


class Span(NamedTuple):
    """A stretch of time at [start, end), in trading days; None for the long run."""

    start: int
    end: int
    days: int | None
    many: int
    """How many of its unit."""


def days_in(low: str) -> list[Day]:
    """Return the dates of a folded text, in order."""
    wording = load_wording()
    found: list[Day] = []
    for pattern in DATES:
        for match in pattern.finditer(low):
            parts = match.groupdict()
            month = int(parts["number"]) if parts.get("number") else wording.months[parts["month"]]
            day = int(parts["day"])
            free = all(match.end() <= d.start or d.end <= match.start() for d in found)
            if free and 1 <= month <= 12 and 1 <= day <= 31:
                found.append(Day(*match.span(), month, day, int(parts["year"]) if parts.get("year") else None))
    return sorted(found)


def spans_in(low: str, taken: bytearray) -> list[Span]:
    """Return the stretches of time of a folded text outside the places that are taken, in order."""
    wording = load_wording()
    found = []
    for match in wording.span.finditer(low):
        if not any(taken[match.start() : match.end()]):
            found.append(_span(match, wording))
    for match in wording.short_span.finditer(low):
        inside = any(s.start <= match.start() < s.end for s in found)
        if not inside and not any(taken[match.start() : match.end()]):
            found.append(_span(match, wording))
    for match in LONG_RUN.finditer(low):
        if not any(taken[match.start() : match.end()]):
            found.append(Span(*match.span(), None, 1))
    return sorted(found, key=lambda s: s.start)


def _span(match: re.Match[str], wording: Wording) -> Span:
    count = int(match[1]) if match[1].isdigit() else wording.counts[match[1]]
    return Span(*match.span(), count * wording.spans[" ".join(match[2].split())], count)
