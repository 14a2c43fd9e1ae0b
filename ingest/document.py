"""A text that was read, cut into passages: every span counts characters of the document's stored text."""

from __future__ import annotations

from typing import Literal

from graph.model import Frozen

Language = Literal["en", "zh"]
Span = tuple[int, int]
"""[start, end) in characters of the document's stored text."""
PassageKind = Literal["text", "heading", "item", "quote", "row"]
"""`quote`: words of somebody else, set apart; `row`: a line of a table."""


class Passage(Frozen):
    """A stretch of one document that is read by itself: a paragraph, a heading, a list item.

    `text` is the stored text's `start:end`, character for character; passages come in order and do not overlap.
    """

    document: str
    """Id of the `Document`."""
    index: int
    text: str
    start: int
    end: int
    language: Language = "en"
    kind: PassageKind = "text"

    def span(self, start: int, end: int) -> Span:
        """Return a span of this passage's text as a span of the document's."""
        return self.start + start, self.start + end
