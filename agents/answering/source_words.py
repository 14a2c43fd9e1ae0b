"""What a source is called in the reader's language: names stay, words are translated (`words/sources.yaml`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

SOURCES = Path(__file__).parent.with_name("words") / "sources.yaml"


def source_words(source: str, language: str) -> str:
    """Return the source as it is written in `language`: "desk commentary, 21-22 Nov 2025" in Chinese words."""
    for pattern, words in _patterns().get(language, ()):
        source = pattern.sub(words, source)
    return source


@cache
def _patterns() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    rows: dict[str, list[list[str]]] = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    return {language: [(re.compile(p), w) for p, w in pairs] for language, pairs in rows.items()}
