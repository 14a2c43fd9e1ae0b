"""Calendar facts: what was released, is due, was moved or will not come at all"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal

from graph.linker import Linker
from ingest.claims import CalendarClaim, Named
from ingest.document import Language, Passage, Span
from ingest.extract.amounts import dates
from ingest.extract.ends import named
from ingest.extract.grammar import load_words
from ingest.extract.stance import stance

RULE = "rules/calendar"
PARTS = {
    "en": re.compile(r";\s|,\s(?=(?:and |while |but |October|November|December|the |[A-Z]))|\.\s"),
    "zh": re.compile(r"[；;，,：:]"),
}
BEFORE = {"en": 24, "zh": 5}
"""Characters before a release in which what happens to it may be said."""
Happening = Literal["cancelled", "delayed", "released", "due"]
KINDS: tuple[Happening, ...] = ("cancelled", "delayed", "released", "due")


@cache
def _pattern(section: str, language: Language, key: str = "") -> re.Pattern[str]:
    rows = load_words("amounts")[section][language]
    return re.compile(
        "|".join(f"(?:{p})" for p in (rows[key] if key else rows)), re.NOFLAG if section != "happens" else re.I
    )


def calendar_facts(
    passage: Passage, index: int, span: Span, linker: Linker, published: dt.date | None
) -> Iterator[CalendarClaim]:
    """Yield what a sentence says of dates and releases, clause by clause."""
    text, language = passage.text, passage.language
    cuts = [span[0], *(m.end() for m in PARTS[language].finditer(text, *span)), span[1]]
    for a, b in pairwise(cuts):
        release = _pattern("releases", language).search(text, a, b)
        if release is None:
            continue
        # What happens to a release is said behind it, or right before it.
        first = max(a, release.start() - BEFORE[language])
        kind = next((k for k in KINDS if _pattern("happens", language, k).search(text, first, b)), None)
        if kind is None:
            continue
        told = list(dates(text, (a, b), published))
        if kind == "due" and not told:
            continue
        how = stance(text, span, (a, b), language)
        day, was = _days(text, told, kind, language)
        period = _pattern("periods", language).search(text, a, b)
        yield CalendarClaim(
            document=passage.document,
            passage=passage.index,
            sentence=index,
            quote=text[a:b].strip(" ,;，；"),
            span=passage.span(*_tight(text, a, b)),
            language=language,
            status=how.status,
            hedge=how.hedge,
            holder=how.holder,
            tense=how.tense,
            denied=how.denied,
            rhetorical=how.rhetorical,
            rule=RULE,
            reasons=how.reasons,
            what=_what(passage, release, linker, (a, b)),
            happens=kind,
            date=day,
            was=was,
            period=period.group() if period else "",
        )


def _tight(text: str, a: int, b: int) -> Span:
    while a < b and text[a] in " ,;，；":
        a += 1
    while b > a and text[b - 1] in " ,;，；":
        b -= 1
    return a, b


def _what(passage: Passage, release: re.Match[str], linker: Linker, clause: Span) -> Named:
    """Return the release that is told of, read by its own words: no longer name may swallow what happened to it."""
    known = next((m for m in linker.link(release.group()) if any(r.kind == "node" for r in m.candidates)), None)
    if known is None:
        return Named(words=release.group(), span=passage.span(*release.span()))
    return named(passage, known._replace(start=release.start() + known.start, end=release.start() + known.end), clause)


def _days(
    text: str, told: Sequence[object], kind: Happening, language: Language
) -> tuple[dt.date | None, dt.date | None]:
    """Return the day it comes, and the day it was to come before that was moved."""
    days = [(getattr(t, "date", None), getattr(t, "span", (0, 0))) for t in told]
    if not days:
        return None, None
    if len(days) > 1 and kind == "delayed":
        lead = text[max(0, days[0][1][0] - 6) : days[0][1][0]].lower()
        if re.search(r"from|由|从|原定", lead):
            return days[1][0], days[0][0]
    return days[0][0] if kind != "cancelled" else None, None
