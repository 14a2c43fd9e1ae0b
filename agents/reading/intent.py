"""What kind of answer a question wants, from the cues of its language."""

from __future__ import annotations

from typing import NamedTuple, cast

from agents.answer import Intent
from agents.reading.lexicon import Lexicon


class Shape(NamedTuple):
    """What the cues' further conditions look at."""

    named: int
    """Different things of the map that the question names."""
    conditional: bool
    moves: bool
    """A direction is said of something that is supposed."""
    acts: bool
    """One thing is said to act on another."""
    screened: str
    """The folded question with every mention replaced by a placeholder."""


def intent_of(shape: Shape, lexicon: Lexicon) -> tuple[Intent | None, str]:
    """Return the first intent whose cue and condition are met, and the cue; None when no cue is."""
    for cue in lexicon.cues:
        if not _allowed(cue.only, shape):
            continue
        for pattern in cue.patterns:
            if pattern.search(shape.screened):
                return cast(Intent, cue.intent), pattern.pattern
    return None, ""


def _allowed(only: str, shape: Shape) -> bool:
    if only == "plain":
        return not shape.conditional
    if only == "still":
        return not shape.conditional and not shape.acts
    if only == "two":
        return shape.named > 1
    if only == "two_unmoved":
        return shape.named > 1 and not shape.moves and not shape.conditional
    return True


def top_of(screened: str, lexicon: Lexicon) -> int | None:
    """Return how many answers are asked for ("top three"), or None."""
    for pattern in lexicon.screens["top"]:
        match = pattern.search(screened)
        if match:
            word = match[1]
            count = lexicon.count_words.get(word) or lexicon.digits.get(word)
            number = int(word) if word.isdigit() else int(count or 0)
            if number:
                return number
    return None
