"""By when: the horizon of a question in trading days after the graph's date."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from typing import NamedTuple

from agents.reading.figures import numeral
from agents.reading.lexicon import Lexicon
from agents.reading.scan import Token
from graph.content import Graph
from graph.linker import Mention
from graph.phrase_index import Folded

WEEK = 7
SESSIONS = {"day": 1, "week": 5, "month": 21, "quarter": 63, "year": 252}
"""Trading days by the contract's horizons; a year has about 252."""
NOVEMBER, DECEMBER = 11, 12
CHRISTMAS_EVE = 24
MID_MONTH = 15


class Horizon(NamedTuple):
    """How many trading days ahead, and the words that say so."""

    days: int | None
    words: str


class TimeSpan(NamedTuple):
    """Words [start, end) of the folded text that say when: a named horizon, a count of a unit, or a date."""

    start: int
    end: int
    name: str = ""
    number: str = ""
    unit: str = ""
    month: str = ""
    day: str = ""


def without_dates(folded: Folded, mentions: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions that are not only the date behind "by" or "before" ("by Thanksgiving")."""
    spans = [(f.start, f.end) for f in lexicon.horizons.find(folded) if all(m.value != "meeting" for m in f.meanings)]
    return [m for m in mentions if not any(a < m.start and m.end <= b for a, b in spans)]


def time_spans(folded: Folded, mentions: list[Mention], lexicon: Lexicon) -> list[TimeSpan]:
    """Return where the question says when, in order and without overlap.

    Names are no dates: the "year-end" of a rally, the "2-year" of a yield.
    """
    low = folded.low
    for mention in mentions:
        low = low[: mention.start] + "\x00" * (mention.end - mention.start) + low[mention.end :]
    found = [
        TimeSpan(f.start, f.end, name=f.meanings[0].value) for f in lexicon.horizons.find(Folded(low, low, folded.at))
    ]
    for pattern in lexicon.screens["spans"]:
        found += [TimeSpan(*m.span(), number=m["n"] or "1", unit=m["unit"]) for m in pattern.finditer(low)]
    for pattern in lexicon.screens["dates"]:
        found += [TimeSpan(*m.span(), month=m["month"], day=m["day"]) for m in pattern.finditer(low)]
    kept: list[TimeSpan] = []
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def horizon(folded: Folded, spans: list[TimeSpan], lexicon: Lexicon, graph: Graph) -> Horizon | None:
    """Return the horizon that the question names first, or None."""
    as_of = latest(graph)
    for span in spans:
        days = None
        if span.name:
            days = _named(span.name, graph, as_of)
        elif span.unit:
            unit, count = lexicon.time_units.get(span.unit), _count(span.number, lexicon)
            if unit not in SESSIONS or not count:
                continue
            days = max(1, round(count * SESSIONS[unit]))
        else:
            day = _date(span.month, span.day, lexicon, as_of)
            if day is None:
                continue
            days = _ahead(as_of, day)
        return Horizon(days, folded.raw[span.start : span.end].strip())
    return None


def before_events(tokens: list[Token], graph: Graph) -> tuple[list[Token], Horizon | None]:
    """Return the tokens without an event that only says when ("在{meeting}前"), and the horizon it gives."""
    for i, token in enumerate(tokens[:-1]):
        if token.mention is None or not tokens[i + 1].is_("before") or tokens[i + 1].start - token.end > 1:
            continue
        days = sessions_to_event(graph, token.mention.candidates[0].id) if token.mention.candidates else None
        rest = [*tokens[:i], *tokens[i + 2 :]]
        if days and any(t.mention for t in rest):
            return rest, Horizon(days, token.mention.words + tokens[i + 1].text)
    return tokens, None


def latest(graph: Graph) -> dt.date | None:
    """Return the date a question is asked at: the view's, or that of the latest observation."""
    return graph.as_of or max((o.as_of for o in graph.observations), default=None)


def sessions_to_event(graph: Graph, node_id: str) -> int | None:
    """Return the trading days until the event's next date, or None when it has none ahead."""
    as_of = latest(graph)
    dates = [e.date for e in graph.events if e.node == node_id] + [
        c.date for c in graph.calendar if node_id in c.nodes and c.status not in ("cancelled", "no_date")
    ]
    ahead = [d for d in dates if d is not None and as_of is not None and d > as_of]
    return _ahead(as_of, min(ahead)) if ahead else None


def _count(text: str, lexicon: Lexicon) -> float | None:
    if text in lexicon.count_words:
        return lexicon.count_words[text]
    return numeral(text, lexicon.digits)


def _date(month: str, day: str, lexicon: Lexicon, as_of: dt.date | None) -> dt.date | None:
    """Return the next such date after `as_of`, or None when there is no such day."""
    number = lexicon.months.get(month) or (int(month) if month.isdigit() else None)
    if as_of is None or number is None:
        return None
    for year in (as_of.year, as_of.year + 1):
        try:
            middle = MID_MONTH if day and not day.isdigit() else None
            found = dt.date(year, number, middle or (int(day) if day else monthrange(year, number)[1]))
        except ValueError:
            return None
        if found > as_of:
            return found
    return None


def _ahead(as_of: dt.date | None, day: dt.date) -> int | None:
    if as_of is None or day <= as_of:
        return None
    from graph.trading_days import sessions_between  # noqa: PLC0415 - the holiday calendar is slow to import

    return max(1, sessions_between(as_of, day))


def _named(name: str, graph: Graph, as_of: dt.date | None) -> int | None:
    """Return the trading days to a horizon that has a name."""
    spans = {"intraday": "day", "tomorrow": "day", "next_month": "month", "next_quarter": "quarter"}
    if name in spans:
        return SESSIONS[spans[name]]
    if as_of is None:
        return None
    if name == "meeting":
        dates = [c.date for c in graph.calendar if c.kind == "decision" and c.date is not None and c.date > as_of]
        return _ahead(as_of, min(dates)) if dates else None
    if name == "christmas":
        return _ahead(as_of, dt.date(as_of.year, DECEMBER, CHRISTMAS_EVE))
    if name == "thanksgiving":
        # The fourth Thursday of November; the last session before it counts.
        first = dt.date(as_of.year, NOVEMBER, 1)
        return _ahead(as_of, first + dt.timedelta(days=(3 - first.weekday()) % WEEK + 3 * WEEK - 1))
    if name == "year_end":
        return _ahead(as_of, dt.date(as_of.year, DECEMBER, 31))
    if name == "quarter_end":
        month = (as_of.month - 1) // 3 * 3 + 3
        first_after = dt.date(as_of.year + month // DECEMBER, month % DECEMBER + 1, 1)
        return _ahead(as_of, first_after - dt.timedelta(days=1))
    from graph.trading_days import last_session_of_next_week, month_end  # noqa: PLC0415 - slow to import

    if name == "month_end":
        return _ahead(as_of, month_end(as_of))
    friday = as_of + dt.timedelta(days=4 - as_of.weekday())
    if name == "this_week" and friday > as_of:
        return _ahead(as_of, friday)
    return _ahead(as_of, last_session_of_next_week(as_of))
