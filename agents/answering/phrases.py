"""The sentences of an answer, in English and Chinese, as data (`words/phrases.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

PHRASES = Path(__file__).parent.with_name("words") / "phrases.yaml"
AGREES = re.compile(r"\{(\w+)\}( )\[(\w+)\|(\w+)\]")
"""A name and the verb behind it, for one and for many: "{node} [does|do] not get there"."""
HEAD = re.compile(
    r" (?:of|to|in|at|on|after|for|from|with|by|against|under|over|among|between|as|than|rather|that) |[,(:]"
)
"""What ends the head of an English name: "H200 sales" of "H200 sales to China"."""
SINGULAR = ("ss", "us", "is", "news", "series", "ics", "platforms")
"""Ends of words that end in s and are one thing."""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_phrases() -> dict[str, dict[str, str]]:
    """Return every sentence: key -> language -> format string."""
    phrases: dict[str, dict[str, str]] = yaml.load(PHRASES.read_text(encoding="utf-8"), Loader=LOADER)
    return phrases


def say(key: str, language: str, **values: object) -> str:
    """Return the sentence of that key in `language` with its values filled in, its verbs agreeing with their names."""
    return AGREES.sub(lambda m: _agreed(m, values), load_phrases()[key][language]).format(**values)


def plural(name: str) -> bool:
    """Return whether an English name is of many things: "December cut odds", "H200 sales to China"."""
    head = HEAD.split(name, maxsplit=1)[0].rstrip()
    last = head.rpartition(" ")[2]
    return last.endswith("s") and not last.lower().endswith(SINGULAR)


def _agreed(found: re.Match[str], values: dict[str, object]) -> str:
    name, between, one, many = found.groups()
    return f"{{{name}}}{between}{many if plural(str(values[name])) else one}"


def joined(parts: Iterable[str], language: str, mark: str = "semicolon") -> str:
    """Return the parts as one list, with the marks of the language ("semicolon" or "comma")."""
    return load_phrases()[mark][language].join(parts)


def span(kind: str, days: object, language: str) -> str:
    """Return a stretch of trading days in words: its own name where it has one, else the number of days."""
    key = f"{kind}_{days}"
    return say(key, language) if key in load_phrases() else say(f"{kind}_days", language, n=days)
