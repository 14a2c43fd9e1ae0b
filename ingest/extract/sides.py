"""From what a causal word joins to the stretches that are read for things: the clauses next to the word"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from graph.linker import Mention
from ingest.document import Passage, Span
from ingest.extract.grammar import written
from ingest.extract.spans import End, Found

ASIDE = 3
"""Words that a clause may have and still be stepped over: ", however,"."""


def sides(passage: Passage, relation: Found, mentions: Sequence[Mention]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the pieces of the cause and of the effect in which things are looked for, the cue left out."""
    if passage.language == "zh":
        return relation.cause.pieces, relation.effect.pieces
    return (
        _nearest(passage.text, relation.cause, relation.cue, mentions),
        _nearest(passage.text, relation.effect, relation.cue, mentions),
    )


def _nearest(text: str, end: End, cue: Span, mentions: Sequence[Mention]) -> tuple[Span, ...]:
    """Return the clause of an end next to the cue, or the next further off that names something known."""
    start, stop = end.start, end.end
    cuts = [start, *(m.end() for m in written("clause").finditer(text, start, stop)), stop]
    clauses = [(a, b) for a, b in pairwise(cuts) if b - a > 2]
    if not clauses:
        return ()
    behind = start >= cue[1]
    ordered = clauses if behind else clauses[::-1]
    ordered = [c for c in ordered if not written("besides").match(text[slice(*c)])] or ordered
    near = ordered[0]
    for i, (a, b) in enumerate(ordered):
        if any(a <= m.start and m.end <= b for m in mentions):
            return ((a, b),)
        # Beyond the nearest clause only when that is a mere aside, and never beyond a stop.
        stops = text[a:b].rstrip()[-1:] if behind else text[:a].rstrip()[-1:]
        if (i == 0 and len(text[a:b].split()) > ASIDE) or stops in ";:.":
            break
    return (near,)
