"""Texts made comparable: small letters, half width, no marks, single blanks."""

from __future__ import annotations

import re

from graph.phrase_index import fold

MARKS = re.compile(r"[\s.,;:!?。，；：！？、“”\"'‘’「」『』…]+")


def plainly(text: str) -> str:
    """Return the text in small letters and half width without marks and blanks, for finding one text in another."""
    return MARKS.sub(" ", fold(text).low).strip()
