"""Numbers of a statement as they are written: value, digits, sign, unit, and what bounds them ("at least", "about")."""

from __future__ import annotations

import re
from typing import NamedTuple

from agents.reading.figures import figures
from agents.reading.lexicon import load_lexicon
from agents.verifying.wording import Wording, load_wording

NUMERAL = re.compile(
    r"(?<![a-z0-9_.])(?P<sign>[+\-−–±]\s?|minus |plus |负|正)?(?P<money>[$€¥£])?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?(?![\d_]|\.\d)"
)
MINUS = "-−–"
JOINS = re.compile(r"[\s%]*(?:-|–|—|~|to|and|至|到|,|、|→|->|/)\s*[\[(]?\s*")
RANGE_JOINS = re.compile(r"\s*(?:-|–|—|~|to|至|到|/|→|->)\s*")
IN_BRACKETS = re.compile(r"[\[(]\s*[^\[\]()]{1,40}[\])]")
WORDY = re.compile(r"[^\d]*")
MOST_PLACES = 12
MONEY = {"$": "USD", "€": "EUR", "¥": "JPY"}


class Numeral(NamedTuple):
    """A number at [start, end) of the folded text. `unit` is canonical, None where none is written."""

    start: int
    end: int
    value: float
    places: int
    """Digits shown behind the point; negative where the number is in words."""
    sign: int
    unit: str | None
    bound: str
    """`least`, `most`, `near` or nothing."""
    slack: float = 0.0
    """How far off a number in words may be ("a third")."""

    @property
    def tolerance(self) -> float:
        """Return how far the true number may be off: half of the last shown digit."""
        return max(10.0 ** -max(self.places, 0) / 2, self.slack) * (1 + 1e-9) + 1e-12


def numerals(low: str, taken: bytearray) -> list[Numeral]:
    """Return the numbers of a folded text outside the places that are taken (names, dates, citations), in order."""
    wording = load_wording()
    found = [
        n for m in NUMERAL.finditer(low) if not any(taken[m.start("whole") : m.end()]) for n in [_read(m, low, wording)]
    ]
    held = bytearray(taken)
    for n in found:
        held[n.start : n.end] = b"\x01" * (n.end - n.start)
    found += _in_words(low, held, wording)
    found.sort()
    return _with_units(low, found)


def _read(match: re.Match[str], low: str, wording: Wording) -> Numeral:
    digits, part = match["whole"].replace(",", ""), match["part"] or ""
    sign, start = _sign(match, low), match.start("whole")
    if sign and match["sign"]:
        start = match.start("sign")
    unit, end = _unit_at(low, match.end(), wording)
    if match["money"]:
        start = min(start, match.start("money"))
        # "$20bn" and "$84,000": the sign makes the unit, or is part of it.
        unit = unit or MONEY.get(match["money"])
    bound = next((k for k, p in wording.bounds.items() if p.search(low[max(0, start - 24) : start])), "")
    if not bound and wording.after_bound.match(low, end):
        bound = "near"
    return Numeral(start, end, float(digits + part), len(part) - 1 if part else 0, sign, unit, bound)


def _sign(match: re.Match[str], low: str) -> int:
    """Return the sign that is written; a dash between two numbers is a range, and one behind a word joins it."""
    mark = (match["sign"] or "").strip()
    if not mark or mark == "±":
        return 0
    if mark in "+" or mark in ("plus", "正"):
        return 1
    before = low[: match.start("sign")]
    if mark in MINUS and before[-1:] and (before[-1].isdigit() or before[-1] in "%)]"):
        return 0
    if mark in MINUS and before[-1:] and before[-1].isalpha() and before[-1].isascii():
        return 0
    spaced = match["sign"][-1:].isspace() and before[-1:].isspace()
    if (
        mark in MINUS
        and spaced
        and before.rstrip()[-1:]
        and (before.rstrip()[-1].isdigit() or before.rstrip()[-1] in "%)]")
    ):
        return 0
    return -1


def _unit_at(low: str, start: int, wording: Wording) -> tuple[str | None, int]:
    """Return the unit that stands behind a number, and where it ends."""
    begin = start
    while begin < len(low) and low[begin] in " -" and begin - start < 1:
        begin += 1
    for length in range(min(wording.longest_unit, len(low) - begin), 0, -1):
        unit = wording.units.get(low[begin : begin + length])
        if unit is None:
            continue
        after = low[begin + length : begin + length + 1]
        last = low[begin + length - 1]
        if last.isascii() and last.isalnum() and after.isascii() and (after.isalnum() or after == "_"):
            continue
        return unit, begin + length
    return None, start


def _in_words(low: str, held: bytearray, wording: Wording) -> list[Numeral]:
    """Return numbers in words beside a unit ("two sigma", 三十个基点), and parts of a whole ("a third")."""
    found: list[Numeral] = []
    for match in wording.part.finditer(low):
        if not any(held[match.start() : match.end()]):
            value, slack = wording.parts[re.sub(r"[\s-]+", " ", match.group())]
            found.append(Numeral(match.start(), match.end(), value, -1, 0, "%", "", slack))
            held[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    for lexicon in (load_lexicon("en"), load_lexicon("zh")):
        for f in figures(low, lexicon):
            text = low[f.start : f.end]
            if any(held[f.start : f.end]) or f.unit in (None, "part", "ones") or any(c.isdigit() for c in text):
                continue
            unit = next((u for n in range(len(text)) if (u := wording.units.get(text[n:].strip()))), f.unit)
            found.append(Numeral(f.start, f.end, abs(f.value), 0, -1 if f.value < 0 else 0, unit, ""))
            held[f.start : f.end] = b"\x01" * (f.end - f.start)
    return found


def _with_units(low: str, found: list[Numeral]) -> list[Numeral]:
    """Return the numbers, those of a range or a bracket with the unit that is written once."""
    rows = list(found)
    for i in range(len(rows) - 2, -1, -1):
        here, after = rows[i], rows[i + 1]
        if (here.unit is None and after.unit and RANGE_JOINS.fullmatch(low[here.end : after.start])) or (
            here.unit is None
            and after.unit
            and low[here.end : after.start].strip() == "and"
            and low[: here.start].rstrip().endswith("between")
        ):
            rows[i] = here._replace(unit=after.unit)
    for bracket in IN_BRACKETS.finditer(low):
        inside = [i for i, n in enumerate(rows) if bracket.start() < n.start and n.end <= bracket.end()]
        before = [n for n in rows if n.end <= bracket.start() and n.unit]
        if (
            inside
            and before
            and all(rows[i].unit is None for i in inside)
            and _only_numbers(low, bracket, [rows[i] for i in inside])
        ):
            for i in inside:
                rows[i] = rows[i]._replace(unit=before[-1].unit)
    return rows


def _only_numbers(low: str, bracket: re.Match[str], inside: list[Numeral]) -> bool:
    """Return whether a bracket holds a range and nothing else: "[−1.5, 0.2]", "(−1.5 to 0.2)"."""
    rest = bracket.group()
    for n in sorted(inside, reverse=True):
        rest = rest[: n.start - bracket.start()] + rest[n.end - bracket.start() :]
    return re.fullmatch(r"[\[(]\s*(?:to|,|–|-|—|~|至|到|、|;|\s)*[\])]", rest) is not None
