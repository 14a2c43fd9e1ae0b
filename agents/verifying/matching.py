"""Whether a written number is a fact: value to the digits shown, unit, and the kinds of number that its words allow."""

from __future__ import annotations

from functools import cache

from agents.verifying.facts import Fact
from agents.verifying.numerals import Numeral
from graph.errors import UnitMismatch, UnitUnknown
from graph.units import convert

UNSIGNED = {"odds", "level", "size", "count", "time", "factor"}
BARE = {"level", "count", "factor"}
"""Kinds of numbers that may stand without a unit."""
FAR = 2.0
"""How far off "more than" and "less than" may be, as a ratio."""
ZERO = 0.05


@cache
def in_unit(written: str | None, unit: str) -> float | None:
    """Return what one of a written unit is in a fact's unit, or None where they measure different things."""
    if written is None:
        return None
    if written == unit:
        return 1.0
    try:
        return convert(1.0, written, unit)
    except (UnitMismatch, UnitUnknown):
        return 1.0 if {written, unit} in ({"pts", "index points"}, {"times", "x of norm"}) else None


def value_fits(numeral: Numeral, fact: Fact, sign: int) -> bool:
    """Return whether the number is the fact's to the digits shown; `sign` 0 compares sizes alone."""
    factor = 1.0
    if numeral.unit is None:
        if fact.quantity not in BARE and fact.unit not in {"", "count"}:
            return False
    else:
        found = in_unit(numeral.unit, fact.unit)
        if found is None:
            return False
        factor = found
    shown = numeral.value * factor
    size = abs(fact.value) if sign == 0 or (fact.quantity in UNSIGNED and fact.value >= 0) else sign * fact.value
    if numeral.sign < 0 and fact.value > 0 and numeral.value:
        return False
    if fact.quantity == "level":
        return abs(shown - size) <= numeral.tolerance * factor
    if numeral.bound == "least":
        return shown <= size <= max(FAR * shown, shown + numeral.tolerance * factor)
    if numeral.bound == "most":
        return shown / FAR <= size <= shown
    if numeral.value == 0 and abs(size) > ZERO * factor:
        return False
    return abs(shown - size) <= numeral.tolerance * factor


def of_a_line(fact: Fact) -> bool:
    """Return whether the number belongs to a level and the odds of a close beyond it."""
    return {"level", "p"} <= {k for k, _ in fact.row.values}


def comparable(first: Fact, second: Fact) -> bool:
    """Return whether two numbers said in one breath are of one row: one thing, one horizon, one branch."""
    a, b = first.row, second.row
    if (a.receipt, a.pointer) == (b.receipt, b.pointer):
        return True
    if of_a_line(first) or of_a_line(second):
        return False
    if a.nodes != b.nodes or a.branch != b.branch:
        return False
    return a.horizon == b.horizon
