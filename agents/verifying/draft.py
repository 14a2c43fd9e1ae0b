"""What a brain hands in before it is checked: statements with their references, numbers written out or as pointers."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field

from agents.answer import Claim, ClaimKind

__all__ = ["AnswerDraft", "Claim", "ClaimKind", "DraftClaim", "draft_of"]

HEADING = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|\d{1,2}[.)]\s+|>\s+)+")
SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+(?=[A-Z0-9\[“\"「])")
ABBREVIATED = re.compile(r"\b(?:[A-Z]|vs|e\.g|i\.e|approx|No|Mr|U\.S)\.$")
MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.$")
MOST_CLAIMS = 60


class DraftClaim(BaseModel):
    """One statement: plain words with numbers written out, or with {r1#/json/pointer} in their place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(
        min_length=1,
        max_length=2000,
        description="One statement in the language of the question. Numbers as the tools gave them, with unit and "
        "sign, or as {r1#/json/pointer}.",
    )
    kind: ClaimKind = Field(default="fact", description="effect: what a move does; path: how it gets there; ...")
    refs: tuple[str, ...] = Field(
        default=(), max_length=20, description='Receipts it rests on: "r1", or "r1#/json/pointer", or an id in one.'
    )

    def claim(self) -> Claim:
        """Return it as a statement of an answer."""
        return Claim(text=self.text, kind=self.kind, refs=self.refs)


class AnswerDraft(BaseModel):
    """An answer before it is checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    headline: str = Field(min_length=1, max_length=1000, description="The answer in one sentence.")
    claims: tuple[DraftClaim, ...] = Field(default=(), max_length=MOST_CLAIMS)


def draft_of(text: str) -> AnswerDraft:
    """Return free text as a draft: each sentence, list item and table row a statement without references."""
    said: list[str] = []
    for line in text.splitlines():
        plain = HEADING.sub("", line).strip()
        if plain:
            said += _sentences(plain)
    rows = [DraftClaim(text=s[:2000]) for s in said[: MOST_CLAIMS + 1]] or [DraftClaim(text="-")]
    return AnswerDraft(headline=rows[0].text[:1000], claims=tuple(rows[1:]))


def _sentences(line: str) -> list[str]:
    parts: list[str] = []
    for piece in SENTENCE_END.split(line):
        goes_on = parts and (ABBREVIATED.search(parts[-1]) or (MONTH.search(parts[-1]) and piece[:1].isdigit()))
        if goes_on:
            parts[-1] = f"{parts[-1]} {piece}"
        elif piece.strip():
            parts.append(piece.strip())
    return parts
