"""Numbers, dates and shares as a desk writes them, the same in every part of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

MINUS = "−"
WHOLE_UNITS = {"bp", "count", "k jobs", "k", "index points"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def decimals(value: float, unit: str) -> int:
    """Return the decimals a value is shown with: none for 10 bp and more, two where one would show 0.0."""
    if (unit in WHOLE_UNITS and abs(value) >= 9.95) or (abs(value) >= 9.95 and value == round(value)):
        return 0
    return 1 if abs(value) >= 0.095 or value == 0 else 2


def plain(value: float, places: int, *, signed: bool) -> str:
    """Return the number with a true minus sign, `+` when `signed` and positive, and no negative zero."""
    text = f"{abs(value):,.{places}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def amount(value: float, unit: str, *, signed: bool = True) -> str:
    """Return a move with its unit: "−0.9%", "+5 bp", "+7.2 pp"."""
    glue = "" if unit in {"%", ""} else " "
    return f"{plain(value, decimals(value, unit), signed=signed)}{glue}{unit}"


def band(low: float, high: float, unit: str) -> str:
    """Return a range without its unit: "[−1.5, −0.3]"."""
    places = max(decimals(low, unit), decimals(high, unit)) if unit in WHOLE_UNITS else 1
    return f"[{plain(low, places, signed=False)}, {plain(high, places, signed=False)}]"


def level(value: float, unit: str) -> str:
    """Return a level as on a screen: "6,602.99", "3.51%", "70%"."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text}%" if unit == "%" else text


def percent(p: float) -> str:
    """Return a probability in whole percent: "19%"."""
    return f"{100 * p:.0f}%"


def day(date: dt.date, language: str) -> str:
    """Return a date in the reader's language: "28 Nov", "11月28日"."""
    return f"{date.month}月{date.day}日" if language == "zh" else f"{date.day} {MONTHS[date.month - 1]}"


def steps_of_five(shares: Sequence[float]) -> list[int]:
    """Return percents in 5-point steps that add to 100, by largest remainder.

    Args:
        shares: Probabilities that add to 1.
    """
    units = [20 * s for s in shares]
    floors = [int(u + 1e-9) for u in units]
    order = sorted(range(len(units)), key=lambda i: floors[i] - units[i])
    for i in order[: 20 - sum(floors)]:
        floors[i] += 1
    return [5 * f for f in floors]
