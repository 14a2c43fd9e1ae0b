"""What a text says of itself: its date in the usual spellings, and fields such as title, author and publisher."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ingest.readers.reading import Told, flat

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
MONTH = r"(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in MONTHS) + r"|sept)"
YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
DAY = r"(?P<day>\d{1,2})"
DATES = (
    re.compile(rf"(?<!\d){YEAR}[-/.](?P<number>\d{{1,2}})[-/.]{DAY}(?!\d)"),
    re.compile(rf"(?<!\d){YEAR}\s?年\s?(?P<number>\d{{1,2}})\s?月\s?{DAY}\s?日"),
    re.compile(rf"(?<!\d){DAY}(?:st|nd|rd|th)?\s+{MONTH}\.?,?\s+{YEAR}", re.IGNORECASE),
    re.compile(rf"\b{MONTH}\.?\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}", re.IGNORECASE),
)
LONGEST_DATELINE = 160
"""Characters of a line that may be a dateline as a whole; in a longer one the date stands at its beginning."""
BEGINNING = 40
TIED = re.compile(
    r"(?:\b(?:since|from|until|till|before|after|by|through|of|to|due|on)\s+|[自从到至截於于在]\s?)$", re.IGNORECASE
)
"""Words that make a date one of something that is told, not of the text."""
LONGEST_FIELD = 300


def date_in(texts: Iterable[str]) -> dt.date | None:
    """Return the first whole date (with its year) that the opening lines of a text may be of, or None.

    A date in the middle of a sentence is of what is told there: taken for the text's own it would make the text older
    than it is.
    """
    for text in texts:
        whole = len(text) <= LONGEST_DATELINE
        hits = [hit for pattern in DATES for hit in pattern.finditer(text[:LONGEST_DATELINE])]
        for hit in sorted(hits, key=lambda h: h.start()):
            tied = TIED.search(text[: hit.start()])
            if not tied and (whole or hit.start() <= BEGINNING) and (day := _day(hit)) is not None:
                return day
    return None


def _day(hit: re.Match[str]) -> dt.date | None:
    parts = hit.groupdict()
    named = (parts.get("month") or "")[:3].lower()
    month = next((i for i, m in enumerate(MONTHS, 1) if named and m.startswith(named)), int(parts.get("number") or 0))
    try:
        return dt.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def day_of(value: object) -> dt.date | None:
    """Return the day that a field names: a date, a time, or a text with a whole date in it."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return date_in([value]) if isinstance(value, str) else None


def told_in(data: Mapping[Any, Any]) -> Told:
    """Return what a mapping of fields (front matter, a sidecar) tells of a document."""

    def words(*names: str) -> str:
        for name in names:
            value = data.get(name)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                return flat(str(value))[:LONGEST_FIELD]
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                return flat(", ".join(value))[:LONGEST_FIELD]
        return ""

    return Told(
        title=words("title"),
        author=words("author", "authors"),
        publisher=words("publisher", "source", "site"),
        date=next((d for name in ("date", "published") if (d := day_of(data.get(name)))), None),
        url=words("url", "link") or None,
        story=words("story"),
    )
