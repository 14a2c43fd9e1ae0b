"""The words around the map, in English and Chinese, as data (`words/map.yaml`): of its pictures, tables and page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from graph.model import Edge

WORDS = Path(__file__).parent.with_name("words") / "map.yaml"


@cache
def load_words() -> dict[str, dict[str, str]]:
    """Return the words around the map: key -> language -> text."""
    found: dict[str, dict[str, str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return found


def word(key: str, language: str, **values: object) -> str:
    """Return the words of that key in `language`, with the values filled in."""
    return load_words()[key][language].format(**values)


def listed(parts: list[str], language: str) -> str:
    """Return the parts as one list, with the language's own mark between them."""
    return word("list_mark", language).join(parts)


def out_of_the_ordinary(edge: Edge, language: str) -> str:
    """Return what sets a link apart, its relation and status where they are not the plain ones; else nothing."""
    keys = [f"tag_{edge.relation}", f"tag_{edge.status}"]
    if edge.gate is not None and edge.status != "failed":
        keys.append("tag_failed")
    return " · ".join(word(key, language) for key in keys if key in load_words())
