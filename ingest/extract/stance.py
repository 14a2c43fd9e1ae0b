"""How a sentence says what it says: denied, asked or supposed, in whose words, how surely, and of when"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from graph.model import Status
from ingest.claims import Tense
from ingest.document import Language, Span
from ingest.extract.grammar import load_words, written


class Stance(NamedTuple):
    """What the words around a claim make of it. `reasons` are the codes of what was found."""

    status: Status = "asserted"
    denied: bool = False
    none: bool = False
    rhetorical: bool = False
    hedge: str = ""
    holder: str = ""
    tense: Tense = "present"
    strength: str = ""
    reasons: tuple[str, ...] = ()


ORDER: tuple[tuple[str, Status], ...] = (
    ("rumour", "rumour"),
    ("hypothetical", "hypothetical"),
    ("conditional", "conditional"),
    ("failed", "failed"),
)
"""What a sentence is when several words tell: the first of these that it has."""


@cache
def _pattern(language: Language, key: str) -> re.Pattern[str]:
    flags = re.I if language == "en" and key not in ("holders",) else re.NOFLAG
    return re.compile("|".join(f"(?:{p})" for p in load_words(f"{language}_stance")[key]), flags)


@cache
def _holders(language: Language) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in load_words(f"{language}_stance")["holders"])


def found(language: Language, key: str, text: str, span: Span) -> str:
    """Return the words of one kind that a stretch holds, or nothing."""
    m = _pattern(language, key).search(text[span[0] : span[1]])
    return m.group().strip() if m else ""


def stance(text: str, sentence: Span, near: Span, language: Language, spoken: str = "") -> Stance:
    """Return how a sentence says what stands in `near`.

    Args:
        text: The passage.
        sentence: The sentence's [start, end).
        near: From the first word of the claim's ends to the last: denials count only there.
        language: Of the sentence.
        spoken: Who was speaking when the sentence began (a quotation that goes on).
    """
    has = {
        k: found(language, k, text, sentence)
        for k in ("failed", "rumour", "hypothetical", "conditional", "pattern", "opinion")
    }
    denied = found(language, "denied", written("set_against").sub(lambda m: " " * len(m.group()), text), near)
    none = found(language, "none", text, near)
    rhetorical = found(language, "rhetorical", text, sentence)
    who = holder(text, sentence, language) or spoken
    status: Status = next((s for k, s in ORDER if has[k]), "asserted")
    if status == "asserted":
        if who:
            status = "attributed"
        elif has["opinion"]:
            status = "opinion"
        elif has["pattern"]:
            status = "historical_pattern"
        elif found(language, "forecast", text, near):
            status = "forecast"
    tense: Tense = "future" if found(language, "future", text, near) else "present"
    if tense == "present" and found(language, "past", text, near):
        tense = "past"
    marks = {**has, "denied": denied, "none": none, "rhetorical": rhetorical}
    return Stance(
        status,
        bool(denied) and not none,
        bool(none),
        bool(rhetorical),
        found(language, "hedge", text, sentence),
        who,
        tense,
        found(language, "strength", text, near),
        tuple(sorted(k for k, v in marks.items() if v)),
    )


def holder(text: str, sentence: Span, language: Language) -> str:
    """Return who is said to say what a sentence says, or nothing when it is its author."""
    barred = set(load_words(f"{language}_stance")["not_holders"])
    for pattern in _holders(language):
        for m in pattern.finditer(text[sentence[0] : sentence[1]]):
            who = m["who"].strip(" ，,.")
            first = who.split()[0] if language == "en" else who
            if first not in barred and not (language == "zh" and any(who.startswith(b) for b in barred)):
                return who
    return ""
