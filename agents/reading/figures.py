"""Numbers of a question with their units: "15bp", "$5bn", "三十个基点", "一成", "百分之十"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agents.reading.lexicon import Lexicon

FIGURE = re.compile(
    r"(?<![a-z0-9_.])(minus |[+\-−–负]?)\s?([$€¥£]?)\s?"
    r"(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?(e[+-]?\d{1,4}(?![a-z0-9]))?(?!\d)"
)
LEADS_TO = re.compile(r"(?<![\d一二三四五六七八九十百千万点%])[到至于为在是]$")
"""What says, right before a dash, that the dash is a sign: 跌到-5."""
FRACTION_OF_HUNDRED = re.compile(r"百分之([零一二两三四五六七八九十百点\d.]{1,6})")
OF_A = re.compile(r"(?: of)? an?(?= )")
FRACTION = re.compile(r"([二两三四五六七八九十])分之([一二两三四五六七八九])")
HUNDRED, TEN = 100, 10
POINT = "点"
HALF, AND_A_HALF = "半", "个半"
COUNTS = {"k": 1e3, "10k": 1e4, "mn": 1e6}
"""Units that only count, in ones."""
BEYOND = 1e30
"""What stands for a number that no float holds."""
LARGEST_WITHOUT_UNIT = 7
"""Digits beyond which a figure is no level or size of a market."""


class Figure(NamedTuple):
    """A number at [start, end) with the unit written beside it, if any."""

    start: int
    end: int
    value: float
    unit: str | None
    signed: bool
    time_unit: str | None = None


def figures(low: str, lexicon: Lexicon) -> list[Figure]:
    """Return the numbers of a folded text, those of time spans marked as such."""
    found = [
        _figure(match, low, lexicon) for match in FIGURE.finditer(low) if len(match[3]) <= LARGEST_WITHOUT_UNIT + 2
    ]
    if lexicon.digits:
        found += _written_out(low, lexicon)
    if lexicon.fractions:
        found += _spelled(low, lexicon)
    return sorted(found)


def _figure(match: re.Match[str], low: str, lexicon: Lexicon) -> Figure:
    value = min(float(match[3].replace(",", "") + (match[4] or "") + (match[5] or "")), BEYOND)
    range_dash = low[match.start() - 1 : match.start()] not in ("", " ", "(") if match.start() else False
    range_dash = range_dash and not LEADS_TO.search(low[: match.start()])
    signed = bool(match[1]) and (match[1] in ("负", "minus ", "+") or not range_dash)
    if signed and match[1] != "+":
        value = -value
    time_unit, time_end = _word_at(low, match.end(), lexicon.time_units)
    value, unit, end = _counted(value, low, match.end(), lexicon)
    if match[2] == "$" and unit in COUNTS:
        value, unit = value * COUNTS[unit], "USD"
    elif match[2] == "$":
        unit = {None: "USD", "bn": "USD bn", "mn": "USD mn", "tn": "USD tn"}.get(unit, unit)
    # A bare letter after a number is a size only when written against it: 5k, not "5 k".
    if time_unit and time_end >= end and match[2] == "":
        return Figure(match.start(), time_end, value, None, signed, time_unit)
    if unit == "tenth":
        unit, value = "%", TEN * value
    return Figure(match.start(), end, value, unit, signed)


def _counted(value: float, low: str, start: int, lexicon: Lexicon) -> tuple[float, str | None, int]:
    """Return the number with its unit; a count of thousands is multiplied out where a unit follows (80k points)."""
    unit, end = _unit_at(low, start, lexicon)
    if unit == "people":
        return value, "ones", end
    if unit in COUNTS:
        behind, after = _unit_at(low, end, lexicon)
        if behind is not None and behind not in COUNTS:
            return value * COUNTS[unit], "ones" if behind == "people" else behind, after
    return value, unit, end


def _spelled(low: str, lexicon: Lexicon) -> list[Figure]:
    """Return numbers in words beside a unit ("two sigma"), and parts of a whole ("a third")."""
    found = []
    for match in re.finditer(_alternatives(tuple(lexicon.fractions)), low):
        share = lexicon.fractions[match.group()]
        joint = OF_A.match(low, match.end())
        value, unit, end = _counted(share / HUNDRED, low, joint.end() if joint else match.end(), lexicon)
        if unit is None:
            found.append(Figure(match.start(), match.end(), share, "part", False))
        else:
            found.append(Figure(match.start(), end, value, unit, False))
    for match in re.finditer(_alternatives(tuple(lexicon.written)), low):
        value, unit, end = _counted(lexicon.written[match.group()], low, match.end(), lexicon)
        time_unit, _ = _word_at(low, match.end(), lexicon.time_units)
        if unit is not None and time_unit is None:
            found.append(Figure(match.start(), end, value, unit, False))
    return found


@cache
def _alternatives(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9_.,])(?:{joined})(?![a-z0-9_])")


def _unit_at(low: str, start: int, lexicon: Lexicon) -> tuple[str | None, int]:
    return _word_at(low, start, lexicon.units)


def _word_at(low: str, start: int, words: dict[str, str]) -> tuple[str | None, int]:
    """Return the longest word that stands at `start` (after blanks or a hyphen) and the place behind it."""
    begin = start
    while begin < len(low) and begin - start < 2 and low[begin] in " -":
        begin += 1
    for length in range(min(20, len(low) - begin), 0, -1):
        word = low[begin : begin + length]
        meant = words.get(word)
        if meant is None:
            continue
        after = low[begin + length : begin + length + 1]
        if word[-1].isascii() and word[-1].isalpha() and after.isascii() and after.isalnum():
            continue
        return meant, begin + length
    return None, start


def numeral(text: str, digits: dict[str, float]) -> float | None:
    """Return the value of a Chinese numeral below a thousand ("三十五", "两", "半"), or of digits."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    if POINT in text:
        whole, _, rest = text.partition(POINT)
        ahead = numeral(whole, digits) if whole else 0.0
        places = [digits.get(c) for c in rest]
        if ahead is None or not places or any(v is None or v >= TEN for v in places):
            return None
        behind: float = sum(float(v or 0) / TEN ** (i + 1) for i, v in enumerate(places))
        return ahead + behind
    total, current = 0.0, 0.0
    for c in text:
        value = digits.get(c)
        if value is None:
            return None
        if value >= TEN:
            total, current = total + (current or 1) * value, 0.0
        else:
            current = value
    return total + current


def _written_out(low: str, lexicon: Lexicon) -> list[Figure]:
    """Return the numbers in Chinese characters that stand before a unit; alone they are ordinary words."""
    found = []
    for match in FRACTION_OF_HUNDRED.finditer(low):
        value = numeral(match[1], lexicon.digits)
        if value is not None:
            found.append(Figure(match.start(), match.end(), value, "%", False))
    for match in FRACTION.finditer(low):
        whole, part = numeral(match[1], lexicon.digits), numeral(match[2], lexicon.digits)
        if whole and part:
            found.append(Figure(match.start(), match.end(), HUNDRED * part / whole, "part", False))
    run = re.compile(f"[{''.join(lexicon.digits)}]{{1,5}}")
    for match in run.finditer(low):
        if any(f.start <= match.start() < f.end for f in found):
            continue
        value = numeral(match.group(), lexicon.digits)
        if value is None:
            continue
        if match.group() == HALF and low[: match.start()].endswith(tuple(f"{d}个" for d in lexicon.digits)):
            continue
        behind = match.end()
        if low.startswith(AND_A_HALF, behind):
            # 两个半百分点.
            value, behind = value + 1 / 2, behind + len(AND_A_HALF)
        time_unit, time_end = _word_at(low, behind, lexicon.time_units)
        value, unit, end = _counted(value, low, behind, lexicon)
        if time_unit and time_end >= end:
            found.append(Figure(match.start(), time_end, value, None, False, time_unit))
        elif unit == "tenth":
            half = low[end : end + 1] == "半"
            found.append(Figure(match.start(), end + half, TEN * value + (TEN / 2 if half else 0), "%", False))
        elif unit:
            found.append(Figure(match.start(), end, value, unit, False))
    return found
