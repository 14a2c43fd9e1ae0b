"""Stretches of a text: sentences, clauses, and ends that may be made of several pieces"""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.model import Relation
from ingest.document import Language, Span

ZH_STOP = re.compile(r"[。！？!?；;\n]+[”’」』\"）)]*|###")
ZH_BREAK = re.compile(r"[，：:]|,(?!\d)|(?<!\d),|——")
RATHER = re.compile(r"与其[^，,；;。]{1,40}[，,]|而不是[^，,；;。]{1,30}")
STOPS = " \n\u3000。！？!?；;"
BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")


class End(NamedTuple):
    """A cause or an effect as its pieces stand in the text, in order; more than one when words stand between."""

    pieces: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Return where its first piece begins."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Return where its last piece ends."""
        return self.pieces[-1][1]

    def words(self, text: str) -> str:
        """Return its pieces joined."""
        return "".join(text[a:b] for a, b in self.pieces)


class Found(NamedTuple):
    """Two ends of one text and the word that joins them. `push`: what the word itself does to the effect."""

    cause: End
    effect: End
    cue: Span
    push: int
    trust: int
    rule: str
    relation: Relation = "causes"
    turns: bool = False
    """The word holds back a move of the effect: "slows the rise in" is less of that rise."""


def end(*spans: Span) -> End:
    """Return an end of the given spans, in order, the empty ones left out."""
    return End(tuple(sorted(s for s in spans if s[1] > s[0])))


def split(text: str, at: re.Pattern[str], start: int, stop: int) -> list[Span]:
    """Return the non-empty stretches of [start, stop) between the matches of `at`."""
    found, last = [], start
    for m in at.finditer(text, start, stop):
        found.append((last, m.start()))
        last = m.end()
    found.append((last, stop))
    return [(a, b) for a, b in found if text[a:b].strip()]


def masked(text: str) -> str:
    """Return the text with what stands in brackets blotted out, character for character."""
    return RATHER.sub(_blot, BRACKETS.sub(_blot, text))


def _blot(m: re.Match[str]) -> str:
    return "\u3000" * len(m.group())


def sentences(text: str, language: Language) -> list[Span]:
    """Return the sentences of a passage, without the blanks around them."""
    return [squeezed(text, s) for s in (_chinese(text) if language == "zh" else _english(text))]


def _chinese(text: str) -> list[Span]:
    """Return the sentences with their stops: a question mark is part of what is said."""
    found, last = [], 0
    for m in [*ZH_STOP.finditer(text), None]:
        stop = len(text) if m is None else m.start() if "#" in m.group() else m.end()
        if text[last:stop].strip(STOPS):
            found.append((last, stop))
        last = m.end() if m else stop
    return found


def squeezed(text: str, span: Span) -> Span:
    """Return the span without blanks at its edges."""
    a, b = span
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return a, b


EN_STOP = re.compile(r"(?:(?<=[a-z0-9)%\"”’])|(?<=[A-Z]{3}))[.!?]+[\"”’)]*\s+(?=[\"“(‘'$£€]?[A-Z0-9])|\n+")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|vs|No|Inc|Ltd|Co|Corp|etc|approx|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])$"
)


def _english(text: str) -> list[Span]:
    found, last = [], 0
    for m in EN_STOP.finditer(text):
        if ABBREVIATION.search(text[max(0, m.start() - 8) : m.start()]) and not m.group().startswith("\n"):
            continue
        found.append((last, m.end()))
        last = m.end()
    found.append((last, len(text)))
    return [(a, b) for a, b in found if text[a:b].strip()]
