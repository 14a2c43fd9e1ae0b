"""Chinese potential complements written out: 补不上 is 不补上 with the denial inside, 守得住 is 守住."""

from __future__ import annotations

import re

from agents.reading.lexicon import Lexicon
from graph.phrase_index import Folded

INSIDE = re.compile(r"(?=([\u4e00-\u9fff])([不得])(起来|下来|下去|上去|回来|回去|[上下住到掉过回出完动稳成破开满]))")


def without_potentials(folded: Folded, lexicon: Lexicon) -> Folded:
    """Return the text with each potential complement as its verb, denied or not; what the lexicon has itself stays."""
    low, raw = folded.low, folded.raw
    for match in INSIDE.finditer(folded.low):
        verb, inside, result = match.groups()
        start = match.start()
        said, whole = verb + result, verb + inside + result
        if not lexicon.words.has(said) or lexicon.words.has(whole) or low[start : start + len(whole)] != whole:
            continue
        # Of one length, so that every place stays where it is.
        written = f"不{said}" if inside == "不" else f"{verb} {result}"
        low = low[:start] + written + low[start + len(whole) :]
        raw = raw[:start] + written + raw[start + len(whole) :]
    return Folded(low, raw, folded.at)
