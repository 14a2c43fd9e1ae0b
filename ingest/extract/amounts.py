"""Numbers of a text with their units, bounds and the value they came from; lags, extremes and dates"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from ingest.claims import Lag, Magnitude
from ingest.document import Language, Passage, Span
from ingest.extract.grammar import load_words, one_of, written
from ingest.extract.spans import squeezed

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
YEAR = re.compile(r"(?:19|20)\d{2}$")


class Amount(NamedTuple):
    """One number as it stands: its value in `unit`, and the stretch it takes up with sign, currency and unit."""

    value: float
    unit: str
    span: Span
    bound: Literal["above", "below", "about"] | None = None


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    g = load_words("amounts")
    units, scales, money, plain = (one_of(g[k]) for k in ("units", "scales", "currencies", "plain"))
    edge = r"(?![A-Za-z])"
    return {
        "amount": re.compile(
            rf"(?<![\d.A-Za-z])(?P<sign>[+\-−–](?=[\d$€]))?(?P<pre>US\$|[$€¥])?(?P<num>{NUMBER})\s?"
            rf"(?:(?P<scale>{scales}){edge}\s?)?(?P<plain>{plain}{edge})?(?P<money>{money})?(?P<unit>{units}{edge})?"
        ),
        "back": re.compile(r"^\s*(?:,? (?:up|down) )?from\s*$"),
        "bounds": re.compile("|".join(f"(?P<{k}>{one_of(v)})" for k, v in g["bounds"].items())),
    }


def amounts(text: str, span: Span, names: Sequence[Span] = ()) -> list[Amount]:
    """Return the numbers of a stretch, in order; bare years, parts of dates and of `names` ("S&P 500") are none."""
    g = load_words("amounts")
    found = []
    dated = [d.span for d in dates(text, span, None)]
    for m in _patterns()["amount"].finditer(text, *span):
        if any(a <= m.start() < b for a, b in (*dated, *names)) or (
            YEAR.match(m["num"]) and m.group().strip() == m["num"]
        ):
            continue
        if not m["unit"] and written("counting").match(text, m.end()):
            continue
        value = float(m["num"].replace(",", "")) * (-1 if m["sign"] and m["sign"] in "-−–" else 1)
        unit = g["units"].get(m["unit"] or "", "")
        currency = g["currencies"].get(m["pre"] or m["money"] or "", "")
        if m["scale"] and currency:
            value, unit = value * g["scales"][m["scale"]] / 1000, f"{currency} bn"
        elif currency and not unit:
            unit = currency
        if m["plain"] and not unit:
            value *= g["plain"][m["plain"]]
        found.append(Amount(value, unit, m.span(), _bound(text, m.start(), m.end())))
    return found


def _bound(text: str, start: int, end: int) -> Literal["above", "below", "about"] | None:
    before = text[max(0, start - 14) : start]
    hits = [m for m in _patterns()["bounds"].finditer(before) if len(before) - m.end() <= 2]
    hit = hits[-1] if hits else _patterns()["bounds"].match(text[end : end + 2])
    kind = hit.lastgroup if hit else None
    return kind if kind in ("above", "below", "about") else None  # type: ignore[return-value]  # narrowed by value


def magnitude(text: str, span: Span, passage: Passage, names: Sequence[Span] = ()) -> Magnitude | None:
    """Return the first size or level of a stretch, with the value it came from when that is said beside it."""
    found = amounts(text, span, names)
    if not found:
        return None
    first = found[0]
    stretch, before, after, value = first.span, None, None, first.value
    if len(found) > 1:
        second = found[1]
        between = text[first.span[1] : second.span[0]]
        same = not first.unit or not second.unit or first.unit == second.unit
        if (
            same
            and written("to").match(between)
            and re.search(r"(?:from|由|从|自)\s*[^\d]{0,12}$", text[span[0] : first.span[0]])
        ) or (same and re.fullmatch(r"\s*(?:->|→)\s*", between)):
            stretch, before, after, value = (first.span[0], second.span[1]), first.value, second.value, second.value
        elif same and _patterns()["back"].match(between):
            stretch, before, after, value = (first.span[0], second.span[1]), second.value, first.value, first.value
        unit = first.unit or second.unit if before is not None else first.unit
    else:
        unit = first.unit
    return Magnitude(
        words=text[slice(*squeezed(text, stretch))],
        span=passage.span(*squeezed(text, stretch)),
        value=value,
        unit=unit,
        before=before,
        after=after,
        bound=first.bound,
    )


@cache
def _searched(kind: str, language: Language) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.I) for p in load_words("amounts")[kind][language])


def lag(text: str, span: Span, passage: Passage) -> Lag | None:
    """Return when an effect is said to come, in words and trading days."""
    g = load_words("amounts")
    if record := extreme(text, span, passage.language):
        text = text.replace(record, " " * len(record))
    for pattern in _searched("lags", passage.language):
        if m := pattern.search(text, *span):
            per = next((d for u, d in g["days"].items() if m["unit"].rstrip("s") == u or m["unit"] == u), None)
            low = _number(m["n"])
            high = _number(m["m"]) if m["m"] else low
            days = (
                (round(low * per), round(high * per))
                if per is not None and low is not None and high is not None
                else None
            )
            return Lag(words=m.group(), span=passage.span(*m.span()), days=days)
    return None


def _number(word: str) -> float | None:
    return float(word) if word.isdigit() else load_words("amounts")["words"].get(word.lower())


def extreme(text: str, span: Span, language: Language) -> str:
    """Return the words that make a level an extreme ("six-month high"), or nothing."""
    for pattern in _searched("extremes", language):
        if m := pattern.search(text, *span):
            return m.group().strip()
    return ""


class Dated(NamedTuple):
    """A date as it stands; None when its year is not known."""

    date: dt.date | None
    span: Span


@cache
def _dates() -> re.Pattern[str]:
    months = one_of(load_words("amounts")["months"])
    return re.compile(
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})?(?: of)? (?P<m1>{months})\b\.?(?:,? (?P<y1>\d{{4}}))?"
        rf"|\b(?P<m2>{months})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})?\b(?!%)(?:,? (?P<y2>\d{{4}}))?"
        r"|(?:(?P<y3>\d{4})年)?(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号](?:至\d{1,2}日)?"
        r"|(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2})"
        r"|(?P<d5>\d{1,2})[日号](?!元|内)|\bthe (?P<d6>\d{1,2})(?:st|nd|rd|th)\b"
        rf"|\b(?P<d7>\d{{1,2}}) (?=to \d{{1,2}} {months})"
    )


def dates(text: str, span: Span, published: dt.date | None) -> Iterator[Dated]:
    """Yield the dates of a stretch; a missing year is the one that comes nearest to the day of publication."""
    months = load_words("amounts")["months"]
    month = year = None
    for m in _dates().finditer(text, *span):
        parts = {k[0]: v for k, v in m.groupdict().items() if v}
        if "m" in parts:
            month = int(months.get(parts["m"], parts["m"] if parts["m"].isdigit() else 0)) or None
        if "y" in parts:
            year = int(parts["y"])
        if (
            month is None
            and (later := _dates().search(text, m.end(), min(span[1], m.end() + 24)))
            and "d7" in m.groupdict()
            and m["d7"]
        ):
            named = next((v for k, v in later.groupdict().items() if k[0] == "m" and v), "")
            month = int(months.get(named, 0)) or None
        yield Dated(_day(year, month, int(parts["d"]), published), m.span())


def _day(year: int | None, month: int | None, day: int, published: dt.date | None) -> dt.date | None:
    if month is None and published is not None:
        month = published.month
    if month is None or (year is None and published is None):
        return None
    try:
        if year is not None:
            return dt.date(year, month, day)
        assert published is not None
        near = [dt.date(published.year + k, month, day) for k in (-1, 0, 1)]
    except ValueError:
        return None
    return min(near, key=lambda d: abs((d - published).days))
