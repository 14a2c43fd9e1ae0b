"""The words of statements as data (`words/verifying.yaml`): units, spans, bounds, likelihood, strength, causes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from agents.reading.lexicon import LANGUAGES, inflected, load_words
from graph.phrase_index import HAN_CHARACTER, PhraseIndex
from graph.units import UNITS

DIRECTED = "go"
"""Kind of words of questions that say which way something goes."""


class Band(NamedTuple):
    """Words that claim a number between `low` and `high`."""

    words: re.Pattern[str]
    low: float
    high: float


class Wording(NamedTuple):
    """Everything that is known of the words of statements, compiled."""

    units: dict[str, str]
    longest_unit: int
    spans: dict[str, int]
    span: re.Pattern[str]
    short_span: re.Pattern[str]
    named_spans: dict[str, tuple[int, int]]
    counts: dict[str, int]
    months: dict[str, int]
    parts: dict[str, tuple[float, float]]
    part: re.Pattern[str]
    ratio: re.Pattern[str]
    bounds: dict[str, re.Pattern[str]]
    sides: dict[str, re.Pattern[str]]
    after_bound: re.Pattern[str]
    attributed: re.Pattern[str]
    from_to: re.Pattern[str]
    keyed: dict[str, re.Pattern[str]]
    ends: re.Pattern[str]
    sizes: re.Pattern[str]
    odds: re.Pattern[str]
    share: re.Pattern[str]
    market: re.Pattern[str]
    band: re.Pattern[str]
    band_of: float
    likelihood: tuple[Band, ...]
    strength: tuple[Band, ...]
    most: re.Pattern[str]
    least: re.Pattern[str]
    more: re.Pattern[str]
    less: re.Pattern[str]
    onward: re.Pattern[str]
    backward: re.Pattern[str]
    beside: re.Pattern[str]
    channel: re.Pattern[str]
    through: re.Pattern[str]
    hedge: re.Pattern[str]
    hedged_statuses: frozenset[str]
    negation: re.Pattern[str]
    counted: dict[str, tuple[str, ...]]
    count_of: re.Pattern[str]
    ordinary: frozenset[str]
    directions: PhraseIndex[int]
    """Words that say up (1) or down (-1)."""


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of the words, longest first: English ones whole, Chinese ones wherever they stand."""
    unique = sorted({w.lower() for w in words}, key=lambda w: (-len(w), w))
    parts = []
    for word in unique:
        body = re.escape(word).replace(r"\ ", r"[\s-]+")
        left = r"(?<![a-z0-9_])" if word[0].isascii() and word[0].isalnum() else ""
        right = r"(?![a-z0-9_])" if word[-1].isascii() and word[-1].isalnum() else ""
        parts.append(f"{left}{body}{right}")
    return re.compile("|".join(parts) or r"(?!)")


@cache
def load_wording() -> Wording:
    """Return the words of statements, read once."""
    data = load_words("verifying")
    units = {s.lower(): u.symbol for u in UNITS for s in (u.symbol, *u.spellings)}
    units |= {s.lower(): unit for unit, spellings in data["units"].items() for s in spellings}
    spans = {s.lower(): int(days) for days, spellings in data["spans"].items() for s in spellings}
    counts = {str(w).lower(): int(n) for w, n in data["counts"].items()}
    return Wording(
        units=units,
        longest_unit=max(len(s) for s in units),
        spans=spans,
        span=_span(spans, counts),
        short_span=re.compile(r"(?<![a-z0-9_.,])(\d{1,3})(d|w|m|日|周|个月)(?![a-z0-9_])"),
        named_spans={k: (int(v[0]), int(v[1])) for k, v in data["named_spans"].items()},
        counts=counts,
        months={m: int(n) for m, n in data["months"].items()},
        parts={str(w).lower(): (float(v[0]), float(v[1])) for w, v in data["parts"].items()},
        part=any_of(map(str, data["parts"])),
        ratio=any_of(data["ratios"]),
        bounds={k: re.compile(rf"(?:{any_of(words).pattern})\s*$") for k, words in data["bounds"].items()},
        sides={k: re.compile(rf"(?:{any_of(words).pattern})\s*$") for k, words in data["sides"].items()},
        after_bound=re.compile(r"\s*(?:左右|上下|or so|or thereabouts)"),
        attributed=any_of(data["attributed"]),
        from_to=re.compile(rf"(?:{any_of(data['from_to']).pattern})\s*$"),
        keyed={key: any_of(words) for key, words in data["keyed"].items()},
        ends=any_of(data["ends"]),
        sizes=any_of(data["sizes"]),
        odds=any_of(data["odds"]),
        share=any_of(data["share"]),
        market=any_of(data["market"]),
        band=any_of(data["band"]),
        band_of=float(data["band_of"]),
        likelihood=_bands(data["likelihood"]),
        strength=_bands(data["strength"]),
        most=any_of(data["most"]),
        least=any_of(data["least"]),
        more=any_of(data["more"]),
        less=any_of(data["less"]),
        onward=any_of(data["causal"]["onward"]),
        backward=any_of(data["causal"]["backward"]),
        channel=re.compile(
            rf"\s*(?:is|was|being|as|是|为)?\s*(?:the|a|an)?\s*(?:{any_of(data['causal']['channel']).pattern})"
        ),
        beside=any_of(data["beside"]),
        through=any_of(data["causal"]["through"]),
        hedge=any_of(data["hedges"]),
        hedged_statuses=frozenset(data["statuses_to_hedge"]),
        negation=any_of(data["negations"]),
        counted={k: tuple(w.lower() for w in words) for k, words in data["counted"].items()},
        count_of=_count_of(counts, data["counted"]),
        ordinary=frozenset(w.lower() for w in data["ordinary"]),
        directions=_directions(data["directions"]),
    )


def _count_of(counts: dict[str, int], counted: dict[str, list[str]]) -> re.Pattern[str]:
    """Return the pattern of "two branches": a count in words, and a noun that a list of a result stands for."""
    numbers = any_of(w for w in counts if w not in {"a", "an", "one", "一"}).pattern
    nouns = any_of(n for words in counted.values() for n in words).pattern
    return re.compile(rf"({numbers})\s*(?:[a-z]+\s)?({nouns})")


def _directions(own: dict[str, list[str]]) -> PhraseIndex[int]:
    index: PhraseIndex[int] = PhraseIndex()
    for way, sign in (("up", 1), ("down", -1)):
        for word in {*own[way], *_directed(way)}:
            index.add(word, sign)
    return index


def _bands(rows: list[dict[str, Any]]) -> tuple[Band, ...]:
    """Return the bands; words that hold others of them come first, so that "very likely" is not read as "likely"."""
    return tuple(Band(any_of(r["words"]), float(r["low"]), float(r["high"])) for r in rows)


def _span(spans: dict[str, int], counts: dict[str, int]) -> re.Pattern[str]:
    latin = "|".join(sorted((re.escape(c) for c in counts if not _han(c)), key=len, reverse=True))
    han = "|".join(sorted((re.escape(c) for c in counts if _han(c)), key=len, reverse=True))
    names = (re.escape(s).replace(r"\ ", r"\s+") for s in spans if len(s) > 1 or _han(s))
    units = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"((?<![a-z0-9_.,])(?:\d{{1,3}}|{latin})|{han})(?:[\s-]*)({units})(?![a-z0-9_])")


def _han(text: str) -> bool:
    return bool(HAN_CHARACTER.search(text))


def _directed(way: str) -> list[str]:
    """Return the words of questions that say up or down, all forms of them."""
    found: list[str] = []
    for language in LANGUAGES:
        for entry in load_words(language)["tokens"]:
            if entry["kind"] == DIRECTED and str(entry.get("value", "")) == way:
                found += [str(w) for w in entry.get("words", ()) if len(str(w)) > 1]
                found += [form for verb in entry.get("verbs", ()) for form in inflected(verb)]
    return found
