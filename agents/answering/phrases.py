"""The sentences of an answer, in English and Chinese, as data (`words/phrases.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

PHRASES = Path(__file__).parent.with_name("words") / "phrases.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_phrases() -> dict[str, dict[str, str]]:
    """Return every sentence: key -> language -> format string."""
    phrases: dict[str, dict[str, str]] = yaml.load(PHRASES.read_text(encoding="utf-8"), Loader=LOADER)
    return phrases


def say(key: str, language: str, **values: object) -> str:
    """Return the sentence of that key in `language` with its values filled in."""
    return load_phrases()[key][language].format(**values)


def joined(parts: Iterable[str], language: str, mark: str = "semicolon") -> str:
    """Return the parts as one list, with the marks of the language ("semicolon" or "comma")."""
    return load_phrases()[mark][language].join(parts)


def span(kind: str, days: object, language: str) -> str:
    """Return a stretch of trading days in words: its own name where it has one, else the number of days."""
    key = f"{kind}_{days}"
    return say(key, language) if key in load_phrases() else say(f"{kind}_days", language, n=days)
