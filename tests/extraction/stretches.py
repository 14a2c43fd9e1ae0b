"""Spans of cause and effect in an English stretch that is known to tell both, as FinCausal has them"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.document import Span
from ingest.extract.english import joined, patterns, relations, results
from ingest.extract.grammar import Cue
from ingest.extract.spans import Found, end, sentences, squeezed

QUESTION = re.compile(r"(?:But |And |So )?(?:Why|How so|How come)[^.?]{0,20}\?", re.I)
PLAIN = {"result": 0.5, "backward": 0.6}
"""What is taken off how plainly a rule's words say cause, where several join one sentence."""


def across(text: str, spans: list[Span]) -> list[Found]:
    """Return what neighbouring sentences join: by their opening words, and without any, for what it is worth."""
    p = patterns()
    found: list[Found] = []
    for i, here in enumerate(spans[1:], 1):
        words = text[here[0] : here[1]]
        if m := p["goes_back"].match(words):
            cue = (here[0], here[0] + m.end())
            for earlier in dict.fromkeys((spans[0], spans[i - 1])):
                found += joined(text, here, earlier, cue, Cue(0, 3), "goes_back")
        elif m := p["goes_on"].match(words):
            cue = (here[0], here[0] + m.end())
            found += joined(text, spans[i - 1], here, cue, Cue(0, 3), "goes_on")
    return found


def told_together(text: str) -> list[Found]:
    """Return the readings of a stretch that is known to tell a cause and its effect, the likeliest first."""
    spans = [squeezed(text, s) for s in sentences(text, "en") if not QUESTION.fullmatch(text[s[0] : s[1]].strip())]
    if len(spans) == 1:
        return sorted(relations(text, spans[0]), key=lambda f: (PLAIN.get(f.rule, 0) - f.trust, f.cue))
    told = across(text, spans)
    if len(spans) > 2:
        # The stretch begins with the cause, and what lies between is told on the way.
        told = [f._replace(cause=end(spans[0])) if f.rule == "goes_on" else f for f in told]
    counted = [f for f in results(text, spans[0]) if patterns()["counted"].match(text, f.effect.start)]
    return [*told, *counted, *_unsaid(text, spans)]


def _unsaid(text: str, spans: list[Span]) -> Iterator[Found]:
    """Sentences without a joining word: a figure is what came of it, and what is told first comes first."""
    figures = [bool(patterns()["figure"].search(text[a:b])) for a, b in spans]
    first = spans[0]
    later = [s for s, has in zip(spans[1:], figures[1:], strict=True) if has]
    cue = (spans[-1][0], spans[-1][0])
    if figures[0] and not figures[-1]:
        # Figures first and words last: the words say why.
        for effect in (s for s, has in zip(spans, figures, strict=True) if has):
            yield from joined(text, spans[-1], effect, cue, Cue(0, 0), "unsaid")
    for effect in reversed(later):
        yield from joined(text, first, effect, cue, Cue(0, 0), "unsaid")
    if len(spans) > 2:
        yield from joined(text, spans[1], spans[-1], cue, Cue(0, 0), "unsaid")
    yield from joined(text, first, spans[-1], cue, Cue(0, 0), "unsaid")
