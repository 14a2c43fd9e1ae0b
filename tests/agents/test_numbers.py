"""Numbers as a desk writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.answering.numbers import amount, band, day, level, percent, steps_of_five


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (-0.927, "%", "−0.9%"),
        (0.054, "%", "+0.05%"),
        (4.71, "bp", "+4.7 bp"),
        (-15.2, "bp", "−15 bp"),
        (-30.9, "pp", "−30.9 pp"),
        (0.0, "%", "0.0%"),
        (-0.0001, "%", "0.00%"),
        (1.4, "pts", "+1.4 pts"),
    ],
)
def test_a_move_is_shown_in_its_unit_with_its_sign(value: float, unit: str, shown: str) -> None:
    assert amount(value, unit) == shown


def test_levels_ranges_dates_and_odds_are_shown_as_on_a_screen() -> None:
    assert level(6602.99, "index points") == "6,602.99"
    assert level(39.1, "%") == "39.1%"
    assert band(-1.5, 0.01, "%") == "[−1.5, 0.0]"
    assert day(dt.date(2025, 11, 28), "en") == "28 Nov"
    assert day(dt.date(2025, 11, 28), "zh") == "11月28日"
    assert percent(0.19) == "19%"


def test_leaves_are_rounded_to_five_points_by_largest_remainder() -> None:
    assert steps_of_five([0.316, 0.494, 0.135, 0.055]) == [30, 50, 15, 5]


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=6))
def test_rounded_shares_add_to_a_hundred_and_stay_near(weights: list[float]) -> None:
    shares = [w / sum(weights) for w in weights]
    shown = steps_of_five(shares)
    assert sum(shown) == 100
    assert all(abs(s - 100 * p) < 5 + 1e-6 for s, p in zip(shown, shares, strict=True))
