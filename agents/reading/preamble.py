"""What is said around a question and is no part of it: who asks, to whom, why, and thanks."""

from __future__ import annotations

import re

from agents.reading.lexicon import Lexicon
from graph.linker import Mention
from graph.phrase_index import Folded

OPENING = re.compile(r"[.:;!,。：；！，]|\s[-–]\s|\s?—+\s?")
CLOSING = re.compile(r"(?<=[?？])(?=.)|,(?= (?:would|could|will|can|won't) you(?: please)?[?.! ]*$)")
TELLS = frozenset({
    "if", "weak_if", "inverted_if", "unless", "go", "effect_cue", "aux", "not", "outcome", "fading", "flat",
    "tone", "how_far", "except", "but_this", "toward", "reason", "affects", "acts", "times", "beyond",
    "pricing", "whether", "adjacent", "market",
})  # fmt: skip
"""Kinds of words that say something of the matter."""
LONGEST, MOST = 80, 3
"""Characters of one such stretch, and how many of them a question may open with."""


def surroundings(folded: Folded, mentions: list[Mention], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the stretches before and behind the question that name nothing, suppose nothing and ask nothing."""
    found: list[tuple[int, int]] = []
    if not mentions:
        return found
    start = 0
    for _ in range(MOST):
        cut = OPENING.search(folded.low, start)
        if cut is None or cut.end() >= mentions[-1].start or not _idle(folded, start, cut.start(), mentions, lexicon):
            break
        found.append((start, cut.end()))
        start = cut.end()
    closing = [m.start() for m in CLOSING.finditer(folded.low)]
    last = max((c for c in closing), default=None)
    asks = last is not None and folded.low[last] == ","
    if (
        last is not None
        and last >= mentions[-1].end
        and (asks or _idle(folded, last, len(folded.low), mentions, lexicon))
    ):
        found.append((last, len(folded.low)))
    return found


def _idle(folded: Folded, start: int, end: int, mentions: list[Mention], lexicon: Lexicon) -> bool:
    """Return whether nothing in the stretch bears on what is asked."""
    if end - start > LONGEST or any(m.start < end and start < m.end for m in mentions):
        return False
    text = Folded(folded.low[start:end], folded.raw[start:end], folded.at[start : end + 1])
    if any(c.isdigit() for c in text.low) or lexicon.off_map.find(text) or lexicon.horizons.find(text):
        return False
    return not any(m.kind in TELLS for f in lexicon.words.find(text) for m in f.meanings)
