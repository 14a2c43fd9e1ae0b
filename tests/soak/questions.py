"""Questions nobody would ask: names of a map, words of the grammar, numbers, units and noise, in any order."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from agents.reading.lexicon import load_words
from graph.content import Graph

NOISE = (
    "\u202e", "\u200b", "\u200d", "\ufeff", "\u0301" * 8, "\U0001f4c9", "\U0001f1fa\U0001f1f8", "\ufb01", "ß", "İ",
    "\u017f", "Ⅻ", "½", "²", "\u0661\u0662\u0663", "１２３", "％", "〇", "零", "廿", "　", "\u06d4", "\ufdfa", "\x85",
    "\u2028", "\t", "\r\n", "\\", "`", "<b>", "[ev1]", "%s", "{0}", "$$", "\ud7ff", "\ue000", "\U0010ffff", "한국",
    "рост", "नहीं", "'" * 9, "((((", "?!", "。。。", "……", "——", "-", "−", "–", "+",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1", "25", "1e9", "1e400", "9" * 30, "0.0000001", "1,000", "1,00,0", "1.2.3", ".5", "5.", "-25", "+25",
    "−5", "3/4", "1/0", "50-75", "50 to 75", "~10", "≈3", "a dozen", "half", "twenty-five", "minus five", "三十",
    "一百二十", "两成", "百分之十", "百分之二百", "负五", "半", "3万亿", "$5bn", "¥1兆", "12月10日", "2025-11-21",
    "2025-13-45", "Feb 30", "Q4", "99:99",
)  # fmt: skip
UNITS = ("bp", "%", "pp", "基点", "个百分点", "点", "sigma", "x", "")
GLUE = {
    "en": (
        "what if",
        "if",
        "and",
        "but",
        "or",
        "then",
        "not",
        "by",
        "to",
        "from",
        "does",
        "to",
        "what happens to",
        "the",
    ),
    "zh": ("如果", "会怎样", "和", "但是", "或者", "不", "从", "到", "对", "的影响", "了", "为什么", "，", "。"),
}


@cache
def grammar(language: str) -> tuple[str, ...]:
    """Return every word and phrase of a language's lexicon that is a plain word."""
    return tuple(sorted({word for word in _words(load_words(language)) if len(word) < 60}))


def _words(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data.split("/")[0].rstrip("*")]
    if isinstance(data, dict):
        return [word for key, value in data.items() for word in (*_words(key), *_words(value))]
    return [word for item in data for word in _words(item)] if isinstance(data, list | tuple) else []


def names_of(graph: Graph) -> tuple[str, ...]:
    """Return everything that a map calls a thing: names and other names, in both languages."""
    found = set()
    for kind in ("nodes", "events", "regimes", "scenarios"):
        for thing in getattr(graph, kind):
            data = thing.model_dump(mode="json", include={"name", "names", "aliases", "states", "question", "trigger"})
            found |= {word for word in _words(list(data.values())) if 1 < len(word) < 60}
    return tuple(sorted(found))


def odd_question(rng: random.Random, names: tuple[str, ...]) -> str:
    """Return a question of one to a dozen pieces, sometimes damaged once more, sometimes very long."""
    language = rng.choice(("en", "zh"))
    pieces = [_piece(rng, names, rng.choice((language, language, "en", "zh"))) for _ in range(rng.randint(1, 12))]
    text = (" " if language == "en" else rng.choice(("", " "))).join(pieces)
    if rng.random() < 0.5:
        text = rng.choice(("What if ", "Why did ", "How does ", "如果", "为什么", "对比 ")) + text
    if rng.random() < 0.2:
        at, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        text = text[:at] + rng.choice((text[at:end][::-1], text[at:end].upper(), text[at:end] * 2, "")) + text[end:]
    if rng.random() < 0.03:
        text *= rng.randint(2, 60)
    return text


def _piece(rng: random.Random, names: tuple[str, ...], language: str) -> str:
    sort = rng.randrange(12)
    if sort < 4:
        return rng.choice(names)
    if sort < 7:
        return rng.choice(grammar(language))
    if sort < 9:
        return rng.choice(NUMBERS) + rng.choice(("", " ")) + rng.choice(UNITS)
    return rng.choice(GLUE[language]) if sort < 11 else rng.choice(NOISE)
