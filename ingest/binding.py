"""Whether a claim holds on to its document: every quotation literal, at its span, and both ends near it.

The same check stands behind every extractor, ours and a model's; what fails it never reaches the graph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graph.model import CONTROL
from ingest.claims import AnyClaim, CalendarClaim, Claim, Named, StateClaim
from ingest.document import Span

LONGEST_QUOTE = 1200


def unbound(claim: AnyClaim, text: str, nodes: Collection[str]) -> str:
    """Return why a claim does not hold on to its document, as a code, or nothing when it does.

    Args:
        claim: What an extractor says the text says.
        text: The stored text.
        nodes: Ids of the nodes there are; a claim that names another was not linked by the registry.
    """
    if not claim.quote.strip() or _lies(text, claim.span, claim.quote):
        return "quote_not_literal"
    if len(claim.quote) > LONGEST_QUOTE or CONTROL.search(claim.quote):
        return "quote_not_usable"
    for named in ends_of(claim):
        if not named.words.strip() or _lies(text, named.span, named.words):
            return "words_not_literal"
        if not named.referred and not _within(named.span, claim.span):
            return "end_outside_quote"
        known = [n for n in (named.node, *named.candidates) if n is not None]
        if any(n not in nodes for n in known):
            return "node_unknown"
    return next(_details(claim, text), "")


def ends_of(claim: AnyClaim) -> tuple[Named, ...]:
    """Return the things that a claim names."""
    if isinstance(claim, Claim):
        return claim.cause, claim.effect
    return (claim.thing,) if isinstance(claim, StateClaim) else (claim.what,)


def _details(claim: AnyClaim, text: str) -> Iterator[str]:
    if isinstance(claim, Claim):
        if claim.cue_span is not None and _lies(text, claim.cue_span, claim.cue):
            yield "cue_not_literal"
        if claim.lag is not None and _lies(text, claim.lag.span, claim.lag.words):
            yield "lag_not_literal"
    size = None if isinstance(claim, CalendarClaim) else claim.magnitude
    if size is not None and _lies(text, size.span, size.words):
        yield "number_not_literal"
    for words in (claim.hedge, getattr(claim, "strength", ""), getattr(claim, "condition", "")):
        if words and words not in text:
            yield "words_not_literal"


def _lies(text: str, span: Span, words: str) -> bool:
    start, end = span
    return not (0 <= start <= end <= len(text)) or text[start:end] != words


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
