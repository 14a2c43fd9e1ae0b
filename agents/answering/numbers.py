"""Numbers, dates and shares as a desk writes them, the same in every part of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from agents.answering.phrases import load_phrases

MINUS = "−"
CENT = Decimal("0.01")
ROUNDING = 1e-9
SMALL = 0.095
"""Size below which a tenth would show nothing."""
MOST_PLACES = 3
"""Decimals beyond which a range is given up as a point."""
SURELY = 5e-3
"""Probability that whole percents would round to none (or, from one, to all)."""
WHOLE_UNITS = {"bp", "count", "k jobs", "k", "index points"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def decimals(value: float, unit: str) -> int:
    """Return the decimals a value is shown with: none for 10 bp and more, two where one would show 0.0."""
    if (unit in WHOLE_UNITS and abs(value) >= 9.95) or (abs(value) >= 9.95 and abs(value - round(value)) < ROUNDING):
        return 0
    return 1 if abs(value) >= SMALL or value == 0 else 2


def plain(value: float, places: int, *, signed: bool) -> str:
    """Return the number with a true minus sign, `+` when `signed` and positive, and no negative zero."""
    text = f"{abs(value):,.{places}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def unit_words(unit: str, language: str) -> str:
    """Return the unit as it is written in `language`; symbols and codes are the same in both."""
    return load_phrases().get(f"unit_{unit}", {}).get(language, unit)


def unit_factor(unit: str, language: str) -> float:
    """Return what a number is multiplied by to be read in the language's own unit: USD bn are tens of 亿美元."""
    return float(load_phrases().get(f"factor_{unit}", {}).get(language, 1))


def amount(value: float, unit: str, *, signed: bool = True, language: str = "en") -> str:
    """Return a move with its unit: "−0.9%", "+5 bp", "+7.2 pp", "+1.4点", "−200亿美元"."""
    words = unit_words(unit, language)
    value = value * unit_factor(unit, language)
    glue = "" if not words or words.startswith("%") or not words.isascii() else " "
    return f"{plain(value, decimals(value, unit), signed=signed)}{glue}{words}"


def band(low: float, high: float, unit: str, centre: float | None = None, language: str = "en") -> str:
    """Return a range without its unit, both ends with the same decimals: "[−1.5, −0.3]", "[−0.01, 0.00]".

    As many decimals as it takes for the ends to stay apart and to hold the centre as that is shown.
    """
    factor = unit_factor(unit, language)
    low, high = low * factor, high * factor
    low_places, high_places = decimals(low, unit), decimals(high, unit)
    # Hundredths are shown only where both ends are smaller than a tenth.
    small = low_places == high_places == 2 or 0 < max(abs(low), abs(high)) < SMALL
    places = 2 if small else min(1, max(low_places, high_places))
    if unit not in WHOLE_UNITS:
        places = max(1, places)
    shown = None if centre is None else round(centre * factor, decimals(centre * factor, unit))
    wanted = next((n for n in range(places, MOST_PLACES + 1) if _holds(low, high, shown, n)), places)
    # Ends that stay together even then are one point, and need no more digits.
    places = wanted if low < high else places
    return f"[{plain(low, places, signed=False)}, {plain(high, places, signed=False)}]"


def _holds(low: float, high: float, shown: float | None, places: int) -> bool:
    """Return whether the rounded ends differ and hold the shown centre."""
    first, last = round(low, places), round(high, places)
    return first < last and (shown is None or first <= shown <= last)


def level(value: float, unit: str, language: str = "en") -> str:
    """Return a level as on a screen: "6,602.99", "3.51%", "70%"; in Chinese flows and jobs in 亿 and 万."""
    value = value * unit_factor(unit, language)
    # Halves go up as in the source, not to the nearest binary fraction: 1.785 is 1.79.
    shown = Decimal(repr(float(value))).quantize(CENT, ROUND_HALF_UP)
    text = f"{abs(shown):,.2f}".rstrip("0").rstrip(".")
    sign = MINUS if shown < 0 else ""
    return f"{sign}{text}%" if unit == "%" else f"{sign}{text}"


def with_unit(value: float, unit: str, language: str) -> str:
    """Return a level with its unit: "6,602.99 index points", "70%", "11.9万"."""
    words, shown = unit_words(unit, language), level(value, unit, language)
    return f"{shown}{'' if words[:1] == '%' or not words.isascii() else ' '}{words}".strip() if unit != "%" else shown


def percent(p: float) -> str:
    """Return a probability in whole percent: "19%"; never 0% or 100% of what is not certain."""
    if ROUNDING < p < SURELY:
        return "<1%"
    if ROUNDING < 1 - p < SURELY:
        return ">99%"
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
