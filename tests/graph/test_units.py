"""Units: their spellings, and what converts into what."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UnitMismatch, UnitUnknown
from graph.units import UNITS, canonical, convert, known

ALIKE = [(a.symbol, b.symbol) for a in UNITS for b in UNITS if a.measures == b.measures]
sizes = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("bps", "bp"),
        ("Basis  Points", "bp"),
        ("个基点", "bp"),
        ("基点", "bp"),
        ("percent", "%"),
        ("pct", "%"),
        ("percentage points", "pp"),
        ("百分点", "pp"),
        ("points", "pts"),
        ("点", "pts"),
        ("vol pts", "pts"),
        ("standard deviations", "sigma"),
        ("σ", "sigma"),
        ("index pt", "index points"),
        ("x", "x of norm"),
        ("usd BN", "USD bn"),
        ("USD bn (global)", "USD bn (global)"),
        ("$bn (US)", "USD bn (US)"),
    ],
)
def test_a_spelling_is_read_as_its_unit(spelling: str, unit: str) -> None:
    assert known(spelling)
    assert canonical(spelling) == unit


def test_no_spelling_stands_for_two_units() -> None:
    names = Counter(name.casefold() for unit in UNITS for name in {unit.symbol, *unit.spellings})
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("unit", ["furlongs", "", "bp bp", "furlongs (US)", "()"])
def test_an_unknown_unit_is_named_with_those_that_are_known(unit: str) -> None:
    assert not known(unit)
    with pytest.raises(UnitUnknown, match="is not known; the units are bp, pp, %") as error:
        canonical(unit)
    assert repr(unit) in str(error.value)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (25, "bp", "pp", 0.25),
        (-30.9, "pp", "bp", -3090.0),
        (1.5, "个百分点", "bps", 150.0),
        (12.8, "USD bn", "USD mn", 12800.0),
        (39, "亿美元", "USD bn", 3.9),
        (2, "weeks", "days", 14.0),
        (1.4, "x of norm", "% of norm", 140.0),
        (30, "万人", "k jobs", 300.0),
        (7, "furlongs", "Furlongs", 7),
        (5, "USD bn (US)", "usd bn (us)", 5),
    ],
)
def test_sizes_of_one_thing_convert(value: float, source: str, target: str, expected: float) -> None:
    assert convert(value, source, target) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("bp", "%"),
        ("%", "bp"),
        ("%", "pp"),
        ("sigma", "bp"),
        ("pts", "%"),
        ("USD bn", "EUR bn"),
        ("USD bn / yr", "USD bn / qtr"),
        ("USD bn (global)", "USD bn (US)"),
        ("USD bn", "USD bn (US)"),
    ],
)
def test_sizes_of_different_things_do_not_convert(source: str, target: str) -> None:
    with pytest.raises(UnitMismatch, match="cannot be read as"):
        convert(2.0, source, target)


def test_a_mismatch_names_the_size_both_units_and_the_way_out() -> None:
    with pytest.raises(UnitMismatch, match=r"^25 bp cannot be read as %; give the size in %$"):
        convert(25, "basis points", "percent")


def test_a_per_cent_of_a_rate_is_a_percentage_point() -> None:
    assert convert(0.25, "%", "bp", rate=True) == 25
    assert convert(25, "bp", "%", rate=True) == 0.25
    assert convert(-30.9, "%", "pp", rate=True) == pytest.approx(-30.9, rel=1e-15)
    with pytest.raises(UnitMismatch):
        convert(1, "sigma", "bp", rate=True)


def test_an_unknown_unit_does_not_convert() -> None:
    with pytest.raises(UnitUnknown, match="'furlongs'"):
        convert(1, "furlongs", "bp")


@given(sizes, st.sampled_from(ALIKE))
def test_there_and_back_is_where_it_began(value: float, pair: tuple[str, str]) -> None:
    there = convert(value, *pair)
    assert convert(there, *reversed(pair)) == pytest.approx(value, rel=1e-12, abs=1e-12)


@given(sizes, sizes, st.sampled_from(ALIKE))
def test_converting_keeps_sums(a: float, b: float, pair: tuple[str, str]) -> None:
    together = convert(a + b, *pair)
    apart = convert(a, *pair) + convert(b, *pair)
    assert together == pytest.approx(apart, rel=1e-9, abs=1e-6)
