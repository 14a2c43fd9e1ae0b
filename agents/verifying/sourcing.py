"""By which names the sources of a result may be called, and where their rows are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agents.verifying.facts import Row
from agents.verifying.plain import plainly
from graph.phrase_index import HAN_CHARACTER

PARTS = re.compile(r"[,;(]| via | and | on |，|；|（")
SHORTEST, SHORTEST_HAN = 5, 4
CALLED_BY = 2
"""Words by which a longer name is called."""


def sources_of(texts: Iterable[tuple[str, Row, str]]) -> dict[str, set[tuple[str, str]]]:
    """Return the part of a source's name by which it may be called -> the places of its rows."""
    found: dict[str, set[tuple[str, str]]] = {}
    for text, row, key in texts:
        if key != "source":
            continue
        for part in PARTS.split(text.lower()):
            whole = plainly(part)
            least = SHORTEST_HAN if HAN_CHARACTER.search(whole) else SHORTEST
            words = whole.split()
            short = " ".join(words[:CALLED_BY]) if len(words) > CALLED_BY else whole
            for name in {whole, short}:
                if len(name) >= least and not name[0].isdigit():
                    found.setdefault(name, set()).add((row.receipt, row.pointer))
    return found
