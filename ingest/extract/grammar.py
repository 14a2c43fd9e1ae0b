"""The grammar of causal text as data (`words/en.yaml`, `words/zh.yaml`), read once and compiled"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from graph.model import Relation
from ingest.document import Language


class Cue(NamedTuple):
    """What a causal word does: `push` on its object's own direction, `trust` in its being causal (3 plainly)."""

    push: int = 0
    trust: int = 2
    relation: Relation = "causes"
    shape: str = ""


@cache
def load_words(name: str) -> Mapping[str, Any]:
    """Return one file of `words/` as plain data."""
    data = yaml.safe_load(files("ingest.extract").joinpath(f"words/{name}.yaml").read_text("utf-8"))
    return data if isinstance(data, dict) else {}


def one_of(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def written(name: str) -> re.Pattern[str]:
    """Return one of the single patterns of `words/patterns.yaml`, compiled."""
    return re.compile(load_words("patterns")[name], re.I)


@cache
def verbs(language: Language) -> Mapping[str, Cue]:
    """Return every causal verb form with what it does."""
    found: dict[str, Cue] = {}
    for row in load_words(language)["verbs"]:
        cue = Cue(row["push"], row["trust"], row.get("relation", "causes"), row.get("shape", ""))
        found |= {word: cue for word in row["words"]}
    return found
