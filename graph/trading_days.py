"""Trading days of the New York Stock Exchange: what a horizon of so many days means as a date."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from graph.errors import OutsideCalendar

CLOSINGS = Path(__file__).with_name("closings.json")
DAY = dt.timedelta(days=1)
SATURDAY = 5


@cache
def load_closings() -> dict[int, frozenset[dt.date]]:
    """Return year -> the weekdays on which the exchange stays shut; half days are open.

    Rows of data rather than the holidays library, whose import alone takes longer than an answer; a test holds
    them against that library.
    """
    rows = json.loads(CLOSINGS.read_text(encoding="utf-8"))["closed"]
    return {int(y): frozenset(dt.date.fromisoformat(f"{y}-{day}") for day in days) for y, days in rows.items()}


def _closed(year: int) -> frozenset[dt.date]:
    closings = load_closings()
    if year not in closings:
        first, last = min(closings), max(closings)
        raise OutsideCalendar(f"the trading calendar runs from {first} to {last}, not to {year}")
    return closings[year]


def refuse_outside(as_of: dt.date | None) -> None:
    """Raise `OutsideCalendar` unless `as_of` lies within the calendar; None is left to the graph."""
    closings = load_closings()
    first, last = dt.date(min(closings), 1, 1), dt.date(max(closings), 12, 31)
    if as_of is not None and not first <= as_of <= last:
        raise OutsideCalendar(f"as_of {as_of} is outside the trading calendar, which runs from {first} to {last}")


def is_session(day: dt.date) -> bool:
    """Return whether the exchange trades on `day`."""
    return day.weekday() < SATURDAY and day not in _closed(day.year)


@lru_cache(maxsize=4096)
def add_sessions(day: dt.date, n: int) -> dt.date:
    """Return the session `n` trading days after the close of `day` (before it when `n` is negative).

    On a day without trading the close is that of the last session before it, which is also the answer for 0.
    """
    while not is_session(day):
        day -= DAY
    step = DAY if n > 0 else -DAY
    for _ in range(abs(n)):
        day += step
        while not is_session(day):
            day += step
    return day


def sessions_between(a: dt.date, b: dt.date) -> int:
    """Return the number of trading days after `a` up to and including `b`; negative when `b` is before `a`."""
    if b < a:
        return -sessions_between(b, a)
    return sum(is_session(a + DAY * i) for i in range(1, (b - a).days + 1))


def horizon_date(as_of: dt.date, horizon: int | Literal["long_run"]) -> dt.date | None:
    """Return the date of a horizon in trading days, or None for the long run."""
    return None if horizon == "long_run" else add_sessions(as_of, horizon)


def last_session_of_next_week(as_of: dt.date) -> dt.date:
    """Return the last trading day of the week after the one `as_of` lies in; weeks begin on Monday."""
    _closed(as_of.year)
    return add_sessions(as_of + DAY * (13 - as_of.weekday()), 0)


def month_end(as_of: dt.date) -> dt.date:
    """Return the next month-end close after `as_of`: the last trading day of the month in which trading resumes."""
    resumes = add_sessions(as_of, 1)
    next_month = resumes.replace(day=28) + DAY * 4
    return add_sessions(next_month.replace(day=1) - DAY, 0)
