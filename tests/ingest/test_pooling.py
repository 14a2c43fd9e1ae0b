"""The arithmetic of pooled sizes, against the worked example and by its laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pooling import Size, pooled, second_leg, size_of, unsized, weights

BK = size_of(-1.0, -1.6, -0.5, per=25)
RS = size_of(-1.7, -2.6, -0.8, per=25)
CAP = 3.0
positive = st.floats(0.01, 100)
sizes = st.lists(st.builds(Size, st.floats(-50, 50), positive), min_size=1, max_size=6)


def test_the_worked_weights_come_out() -> None:
    assert weights([BK.sd, RS.sd], CAP) == pytest.approx([0.728, 0.272], abs=5e-4)


def test_the_worked_pool_comes_out() -> None:
    found = pooled([BK, RS], CAP)
    assert found.value == pytest.approx(-0.0476, abs=5e-5)
    assert found.sd == pytest.approx(0.0285, abs=5e-5)


def test_a_range_of_two_standard_errors_is_halved_and_a_judged_one_is_a_70_percent_range() -> None:
    assert size_of(1.6, 1.4, 1.9, two_standard_errors=True).sd == pytest.approx(0.125)
    assert size_of(0.61, 0.46, 0.76).sd == pytest.approx(0.15 / 1.036)


def test_a_row_is_divided_by_the_multipliers_it_was_measured_under() -> None:
    assert size_of(31, 28, 40, divisor=1.5 * 1.3).value == pytest.approx(15.897, abs=1e-3)


def test_a_move_measured_downwards_gives_the_same_size_as_one_upwards() -> None:
    assert size_of(1.75, 1.41, 2.09, per=-1) == size_of(-1.75, -2.09, -1.41, per=1)


def test_a_row_without_width_does_not_take_all_the_weight() -> None:
    assert weights([0.0, 1.0], CAP) == pytest.approx([0.75, 0.25])
    assert weights([0.0, 0.0], CAP) == [0.5, 0.5]


@given(sizes)
def test_weights_add_to_one_and_none_outweighs_another_beyond_the_cap(rows: list[Size]) -> None:
    found = weights([r.sd for r in rows], CAP)
    assert math.fsum(found) == pytest.approx(1)
    assert max(found) <= CAP * min(found) + 1e-12


@given(sizes)
def test_a_pool_lies_among_its_rows_and_is_no_narrower_than_the_narrowest(rows: list[Size]) -> None:
    found = pooled(rows, CAP)
    assert min(r.value for r in rows) - 1e-9 <= found.value <= max(r.value for r in rows) + 1e-9
    assert found.sd >= min(r.sd for r in rows) - 1e-9


@given(sizes)
def test_pooling_does_not_depend_on_the_order_of_rows(rows: list[Size]) -> None:
    there, back = pooled(rows, CAP), pooled(rows[::-1], CAP)
    assert there.value == pytest.approx(back.value)
    assert there.sd == pytest.approx(back.sd)


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.01, 0.3), st.floats(0.3, 0.9))
def test_two_legs_multiply_back_to_their_total(total: float, first: float, narrow: float, wide: float) -> None:
    whole, leg = Size(total, total * wide), Size(first, first * narrow)
    rest = second_leg(whole, leg)
    assert rest.value * leg.value == pytest.approx(whole.value)
    spread = math.sqrt((1 + narrow**2) * (1 + (rest.sd / rest.value) ** 2) - 1)
    assert spread == pytest.approx(wide)


def test_a_link_nobody_sized_is_a_quarter_sigma_per_sigma() -> None:
    found = unsized(6.0, 2.0, 0.25, 0.7)
    assert found.value == pytest.approx(0.75)
    assert found.sd == pytest.approx(0.525)
