"""Lists of the word files as patterns."""

from __future__ import annotations

import re

from graph.phrase_index import HAN_CHARACTER


def any_of(words: list[str]) -> re.Pattern[str]:
    """Return the pattern of any of the words, the longest first, letters as whole words, then patterns in brackets."""
    ordered = sorted(words, key=lambda w: (w.startswith("("), -len(w)))
    parts = [w if w.startswith("(") or HAN_CHARACTER.search(w) else rf"\b{re.escape(w)}\b" for w in ordered]
    return re.compile("|".join(parts))


def is_pattern(words: str) -> bool:
    """Return whether the words of a list are a pattern: it holds a bracket."""
    return "(" in words or "[" in words


def compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    """Return the patterns compiled."""
    return tuple(re.compile(p) for p in patterns)
