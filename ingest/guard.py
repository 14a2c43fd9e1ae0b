"""Whether a document speaks to the machine that reads it: such a document is set aside, whatever else it says.

Text is data. Nothing here obeys anything; this finds texts that were written to be obeyed, so that a person looks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from ingest.policy import load_policy

INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me", "Cs"})
LOOK_ALIKES = str.maketrans("аеорсухіјѕԁԛԝ" + "οαενρτυικ" + "０１３＠", "aeopcyxijsdqw" + "oaevptuik" + "013@")
"""Cyrillic and Greek letters that look like Latin ones."""
SHOWN = 80


class Order(NamedTuple):
    """Words that look like an instruction: which pattern found them, and the words themselves."""

    name: str
    words: str


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load_policy("injection")["patterns"]
    return tuple((row["name"], re.compile(row["pattern"], re.MULTILINE)) for row in rows)


def bare(text: str) -> str:
    """Return the text in small plain letters: full-width, look-alike and invisible characters made ordinary."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in folded if c == "\n" or unicodedata.category(c) not in INVISIBLE)
    return kept.lower().translate(LOOK_ALIKES)


def orders_in(*texts: str) -> list[Order]:
    """Return what reads as an instruction to a machine in what a document shows, hides, or says of itself."""
    found = []
    for text in texts:
        plain = bare(text)
        for name, pattern in _patterns():
            hit = pattern.search(plain)
            if hit:
                found.append(Order(name, " ".join(hit.group().split())[:SHOWN]))
    return found
