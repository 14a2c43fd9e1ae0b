"""What models are told: Markdown files with named places, one file for each occasion (`agents/prompts/*.md`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PROMPTS = Path(__file__).parent.with_name("prompts")
PLACE = re.compile(r"\{\{(\w+)\}\}")
"""A named place: {{as_of}}. Single braces are left alone, since drafts use them."""


def prompt(name: str, **values: object) -> str:
    """Return the prompt of that name with its places filled in; a place without a value raises `KeyError`."""
    return PLACE.sub(lambda found: str(values[found.group(1)]), load_prompt(name)).strip()


@cache
def load_prompt(name: str) -> str:
    """Return the text of a prompt's file."""
    return (PROMPTS / f"{name}.md").read_text(encoding="utf-8")
