"""Text of documents on its way to a model: one line, no hidden characters, capped, and named for what it is."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 400
"""Characters of a quote that reaches a model."""
BLANKS = re.compile(r"\s+")
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode categories without a glyph: control, format (zero-width, bidirectional), surrogates, private, unassigned."""


def untrusted(text: str) -> str:
    """Return the text as one line of visible characters, cut at 400 of them; data, never an instruction."""
    line = BLANKS.sub(" ", text)
    line = "".join(c for c in line if unicodedata.category(c) not in HIDDEN).strip()
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
