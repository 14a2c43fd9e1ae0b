"""A statement taken apart: the things it names, numbers, days, horizons, directions, branches, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from agents.reading.lexicon import load_lexicon, load_traditional
from agents.reading.names import linker_of
from agents.verifying.numerals import Numeral, numerals
from agents.verifying.times import YEAR, Day, Span, days_in, spans_in
from agents.verifying.wording import load_wording
from graph.content import Graph
from graph.linker import Mention
from graph.phrase_index import Folded, fold

CITATION = re.compile(r"\[(?:r|ev)\d+(?:#[^\]\s]*)?\]|\{[^{}]*\}|\br\d+\b")
LINK = re.compile(r"https?://\S+")
SENTENCES = re.compile(r"[;；。!！?？\n]+|\.(?=\s|$)|\s[—–]\s")
CLAUSES = re.compile(r"[,，、:：()（）\[\]|]|\b(?:while|whereas|but|and)\b|而|但")
QUOTED = re.compile(r"“([^”]{2,})”|「([^」]{2,})」|『([^』]{2,})』|\"([^\"]{2,})\"|‘([^’]{8,})’")
SIGN_MARK = re.compile(r"[(（]\s*[+\-−–]\s*[)）]")


class Turn(NamedTuple):
    """A word that says up (1) or down (-1) at [start, end)."""

    start: int
    end: int
    sign: int
    negated: bool


class Passage(NamedTuple):
    """A statement taken apart; every place is one of the folded text."""

    folded: Folded
    names: tuple[Mention, ...]
    numerals: tuple[Numeral, ...]
    days: tuple[Day, ...]
    spans: tuple[Span, ...]
    turns: tuple[Turn, ...]
    sentences: tuple[tuple[int, int], ...]
    quotes: tuple[tuple[int, int, str], ...]
    """Place of each quotation and its words as written."""

    @property
    def low(self) -> str:
        """Return the text in small letters and half width."""
        return self.folded.low

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the [start, end) of the sentence at a place."""
        i = bisect_right([s for s, _ in self.sentences], place) - 1
        return self.sentences[max(i, 0)]

    def clause(self, place: int) -> tuple[int, int]:
        """Return the [start, end) of the clause at a place: what stands between commas and joining words."""
        start, end = self.sentence(place)
        named = [(m.start, m.end) for m in self.names] + [(n.start, n.end) for n in self.numerals]
        for match in CLAUSES.finditer(self.low, start, end):
            if any(a <= match.start() < b for a, b in named):
                continue
            if match.end() <= place:
                start = match.end()
            elif match.start() > place:
                return start, match.start()
        return start, end

    def nodes(self, mention: Mention) -> dict[str, int]:
        """Return the things a name may stand for, -1 where it rises when the thing falls."""
        return {r.id: r.sign for r in mention.candidates if r.kind == "node"}


def passage(text: str, graph: Graph, *, passed: Sequence[tuple[int, int]] = ()) -> Passage:
    """Return a statement taken apart; stretches of the folded text that are `passed` over assert nothing themselves."""
    wording = load_wording()
    folded = fold(text, load_traditional())
    if passed:
        folded = _blanked(folded, passed)
    low = folded.low
    taken = bytearray(len(low))
    for start, end in passed:
        taken[start:end] = b"\x01" * (end - start)
    for pattern in (CITATION, LINK):
        for match in pattern.finditer(low):
            taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    names = [m for m in linker_of(graph).link_folded(folded) if not any(taken[m.start : m.end])]
    for m in names:
        taken[m.start : m.end] = b"\x01" * (m.end - m.start)
    days = [d for d in days_in(low) if not any(taken[d.start : d.end])]
    for d in days:
        taken[d.start : d.end] = b"\x01" * (d.end - d.start)
    spans = spans_in(low, taken)
    for s in spans:
        taken[s.start : s.end] = b"\x01" * (s.end - s.start)
    years = [m for m in YEAR.finditer(low) if not any(taken[m.start() : m.end()])]
    for m_year in years:
        taken[m_year.start() : m_year.end()] = b"\x01" * (m_year.end() - m_year.start())
    numbers = numerals(low, taken)
    negations = [m.span() for m in wording.negation.finditer(low)]
    turns: list[Turn] = []
    for found in sorted(wording.directions.find(folded), key=lambda f: (f.start - f.end, f.start)):
        free = not any(taken[found.start : found.end]) and all(
            found.end <= t.start or t.end <= found.start for t in turns
        )
        if free and len(set(found.meanings)) == 1:
            turns.append(Turn(found.start, found.end, found.meanings[0], _negated(low, found.start, negations)))
    breaks = [m.span() for m in SENTENCES.finditer(low)]
    edges = [0, *(e for _, e in breaks)]
    ends = [*(s for s, _ in breaks), len(low)]
    return Passage(
        folded,
        tuple(sorted(names, key=lambda m: m.start)),
        tuple(numbers),
        tuple(days),
        tuple(spans),
        tuple(sorted(turns)),
        tuple(zip(edges, ends, strict=True)),
        tuple((m.start(), m.end(), next(g for g in m.groups() if g)) for m in QUOTED.finditer(folded.raw)),
    )


def _blanked(folded: Folded, stretches: Sequence[tuple[int, int]]) -> Folded:
    low, raw = folded.low, folded.raw
    for start, end in stretches:
        low, raw = (t[:start] + "_" * (end - start) + t[end:] for t in (low, raw))
    return Folded(low, raw, folded.at)


def _negated(low: str, start: int, negations: list[tuple[int, int]]) -> bool:
    """Return whether a negation stands right before the word, at most two words away."""
    for _begin, end in negations:
        between = low[end:start]
        if end <= start and len(between) <= 16 and len(between.split()) <= 2 and not re.search(r"[,，;；。:]", between):
            return True
    return False


def named_horizon(part: str) -> str:
    """Return what kind of horizon a stretch of a folded text names ("next week"), or nothing."""
    for language in ("en", "zh"):
        found = load_lexicon("en" if language == "en" else "zh").horizons.find(
            Folded(part, part, list(range(len(part) + 1)))
        )
        if found:
            return found[0].meanings[0].value
    return ""
