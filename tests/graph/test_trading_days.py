"""Trading days: the dates of horizons from a given close."""

from __future__ import annotations

import datetime as dt

import pytest
from holidays import financial_holidays
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import OutsideCalendar
from graph.trading_days import (
    add_sessions,
    horizon_date,
    is_session,
    last_session_of_next_week,
    load_closings,
    month_end,
    refuse_outside,
    sessions_between,
)

CLOSE = dt.date(2025, 11, 21)
DAY = dt.timedelta(days=1)
days = st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31))
counts = st.integers(-80, 80)


@pytest.mark.parametrize(
    ("sessions", "date"),
    [
        (0, "2025-11-21"),
        (1, "2025-11-24"),
        (4, "2025-11-28"),
        (5, "2025-12-01"),
        (12, "2025-12-10"),
        (16, "2025-12-16"),
        (18, "2025-12-18"),
        (21, "2025-12-23"),
    ],
)
def test_horizons_from_the_21st_of_november_fall_on_their_dates(sessions: int, date: str) -> None:
    assert add_sessions(CLOSE, sessions) == dt.date.fromisoformat(date)
    assert horizon_date(CLOSE, sessions) == dt.date.fromisoformat(date)
    assert sessions_between(CLOSE, dt.date.fromisoformat(date)) == sessions


def test_the_long_run_has_no_date() -> None:
    assert horizon_date(CLOSE, "long_run") is None


@pytest.mark.parametrize("day", ["2025-11-27", "2025-12-25", "2025-07-04", "2025-01-09", "2025-11-22", "2025-11-23"])
def test_the_exchange_is_shut_on_holidays_and_weekends(day: str) -> None:
    assert not is_session(dt.date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-11-28", "2025-12-24", "2025-11-11", "2025-11-21"])
def test_half_days_and_bank_holidays_are_trading_days(day: str) -> None:
    assert is_session(dt.date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-11-17", "2025-11-21", "2025-11-22", "2025-11-23"])
def test_next_week_ends_on_the_friday_of_the_week_after(day: str) -> None:
    assert last_session_of_next_week(dt.date.fromisoformat(day)) == dt.date(2025, 11, 28)


def test_a_week_whose_friday_is_shut_ends_on_thursday() -> None:
    assert last_session_of_next_week(dt.date(2025, 4, 11)) == dt.date(2025, 4, 17)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2025-11-21", "2025-11-28"),
        ("2025-11-28", "2025-12-31"),
        ("2025-11-30", "2025-12-31"),
        ("2025-05-01", "2025-05-30"),
    ],
)
def test_the_month_ends_on_its_last_trading_day(day: str, end: str) -> None:
    assert month_end(dt.date.fromisoformat(day)) == dt.date.fromisoformat(end)


@given(days, counts)
def test_every_horizon_falls_on_a_trading_day(day: dt.date, n: int) -> None:
    assert is_session(add_sessions(day, n))


@given(days, counts)
def test_going_and_coming_back_ends_where_it_began(day: dt.date, n: int) -> None:
    assert add_sessions(add_sessions(day, n), -n) == add_sessions(day, 0)


@given(days, counts, st.integers(0, 80))
def test_steps_add_up(day: dt.date, n: int, m: int) -> None:
    assert add_sessions(add_sessions(day, n), m) == add_sessions(day, n + m)


@given(days, counts)
def test_counting_undoes_adding(day: dt.date, n: int) -> None:
    start = add_sessions(day, 0)
    assert sessions_between(start, add_sessions(day, n)) == n


@given(days)
def test_the_next_month_end_is_ahead_and_the_last_of_its_month(day: dt.date) -> None:
    end = month_end(day)
    assert end > day
    assert add_sessions(end, 1).month != end.month
    assert sessions_between(day, end) <= 23


def test_the_shipped_closings_are_those_of_the_holidays_library() -> None:
    closings = load_closings()
    expected = financial_holidays("NYSE", years=range(min(closings), max(closings) + 1))
    assert {day for year in closings.values() for day in year} == set(expected)


def test_a_year_outside_the_calendar_is_refused_with_its_bounds() -> None:
    with pytest.raises(OutsideCalendar, match="from 1990 to 2050, not to 1989"):
        is_session(dt.date(1989, 6, 1))


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2051-01-01", "9999-12-31"])
def test_a_date_outside_the_calendar_is_refused_with_its_value_and_the_range(day: str) -> None:
    outside = dt.date.fromisoformat(day)
    with pytest.raises(OutsideCalendar, match=f"as_of {day} .* from 1990-01-01 to 2050-12-31"):
        refuse_outside(outside)
    for reckoned in (is_session, last_session_of_next_week, month_end, lambda d: add_sessions(d, 5)):
        if outside.weekday() < 5:
            with pytest.raises(OutsideCalendar):
                reckoned(outside)


@pytest.mark.parametrize("day", [dt.date(1990, 1, 1), dt.date(2050, 12, 31), None])
def test_a_date_within_the_calendar_is_not_refused(day: dt.date | None) -> None:
    refuse_outside(day)
