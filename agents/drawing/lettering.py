"""How much room words take in a picture, and where a line of them breaks: no font is asked."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

WIDE = frozenset("mwMW@%&—…→")
NARROW = frozenset("iljtfrI.,:;'!|()[]- ")
PIECES = re.compile(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
"""Gaps, words, and single Chinese characters."""
NEVER_FIRST = frozenset("，。、；：？！）」』】》,.;:?!)]")
NEVER_LAST = frozenset("（「『【《([")


def text_width(text: str, size: float) -> float:
    """Return the width of the text in pixels at a font size in pixels, on the wide side for any common sans serif.

    Source: advance widths of DejaVu Sans, the widest of the usual fonts, rounded up by classes of letters.
    """
    return size * sum(_em(c) for c in text)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Return the text in lines that are no wider than `room` pixels, unless a single word is."""
    lines: list[str] = []
    line = ""
    for piece in _unbroken(PIECES.findall(text)):
        if line and text_width((line + piece).rstrip(), size) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def balanced(text: str, size: float, room: float) -> list[str]:
    """Return the text in as few lines as `wrapped` needs, but of like lengths: no single character is left over."""
    lines = wrapped(text, size, room)
    for narrower in range(int(room), 0, -int(size / 2) or -1):
        fewer = wrapped(text, size, narrower)
        if len(fewer) > len(lines) or any(text_width(line, size) > narrower for line in fewer):
            break
        lines = fewer
    return lines


def _unbroken(pieces: list[str]) -> list[str]:
    """Return the pieces with punctuation joined to what it must stay with."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (piece[0] in NEVER_FIRST or joined[-1][-1] in NEVER_LAST):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _em(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.0
    if character in NARROW:
        return 0.42
    if character in WIDE:
        return 1.0
    if character.isupper():
        return 0.74
    return 0.64
