"""By when: the horizon of a question in trading days after the graph's date."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from agents.lexicon import Lexicon
from agents.reading_numbers import numeral
from graph.content import Graph
from graph.linker import Mention
from graph.phrase_index import Folded

SESSIONS = {"day": 1, "week": 5, "month": 21, "quarter": 63, "year": 252}
"""Trading days by the contract's horizons; a year has about 252."""
DECEMBER = 12


class Horizon(NamedTuple):
    """How many trading days ahead, and the words that say so."""

    days: int | None
    words: str


def horizon(folded: Folded, mentions: list[Mention], lexicon: Lexicon, graph: Graph) -> Horizon | None:
    """Return the horizon that the question names, or None."""
    as_of = latest(graph)
    # Names keep their place but are no dates: the "year-end" of a rally, the "2-year" of a yield.
    low = folded.low
    for m in mentions:
        low = low[: m.start] + "\x00" * (m.end - m.start) + low[m.end :]
    found: list[tuple[int, int, int | None]] = []
    plain = Folded(low, low, folded.at)
    for phrase in lexicon.horizons.find(plain):
        days = _named(phrase.meanings[0].value, graph, as_of)
        found.append((phrase.start, phrase.end, days))
    for pattern in lexicon.screens["spans"]:
        for match in pattern.finditer(low):
            unit = lexicon.time_units.get(match["unit"])
            count = _count(match["n"] or "1", lexicon)
            if unit and count:
                found.append((match.start(), match.end(), max(1, round(count * SESSIONS[unit]))))
    for pattern in lexicon.screens["dates"]:
        for match in pattern.finditer(low):
            day = _date(match["month"], match["day"], lexicon, as_of)
            if day is not None:
                found.append((match.start(), match.end(), _ahead(as_of, day)))
    if not found:
        return None
    start, end, days = min(found, key=lambda f: (f[0], -f[1]))
    return Horizon(days, folded.raw[start:end].strip())


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
            found = dt.date(year, number, int(day))
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
