"""Copies of one story: documents that share most of their clauses, found without comparing each with each.

Min-hashing (Broder 1997): of each of 32 orderings of all clauses the first that a text has; the share of orderings
in which two texts agree estimates the share of their clauses that they have in common.
"""

from __future__ import annotations

import hashlib
import re

from ingest.policy import load_policy

Sketch = tuple[int, ...]
BETWEEN = re.compile(r"[,.;:!?()\[\]\n，。；：！？、（）]+")
KEPT = re.compile(r"[^\W_]+")
PRIME = (1 << 61) - 1
ORDERINGS = 32
ROWS = 2


def _mark(text: str) -> int:
    return (
        int.from_bytes(hashlib.blake2b(text.encode("utf-8", errors="replace"), digest_size=8).digest(), "big") % PRIME
    )


FACTORS = tuple((_mark(f"a{i}") | 1, _mark(f"b{i}")) for i in range(ORDERINGS))


def plain_words(text: str) -> str:
    """Return the letters and digits of a text in small letters, without spaces: what copies agree in."""
    return "".join(KEPT.findall(text.casefold()))


def sketch_of(text: str) -> Sketch:
    """Return the sketch of a text; empty when it has no clause long enough to tell it by."""
    least = int(load_policy("weights")["clause_letters"]["value"])
    clauses = {plain_words(clause) for clause in BETWEEN.split(text)}
    # A Chinese character says as much as two letters.
    marks = {_mark(c) for c in clauses if len(c) + (0 if c.isascii() else len(c)) >= least}
    if not marks:
        return ()
    return tuple(min((a * mark + b) % PRIME for mark in marks) for a, b in FACTORS)


def bands(sketch: Sketch) -> list[str]:
    """Return the keys under which texts that resemble this one are sure to be found with it at least once."""
    return [f"{i}:{'.'.join(f'{low:x}' for low in sketch[i : i + ROWS])}" for i in range(0, len(sketch), ROWS)]


def resembles(one: Sketch, other: Sketch) -> bool:
    """Return whether two texts are copies: they agree in at least the share of their clauses that counts as one."""
    if not one or not other:
        return False
    same = sum(a == b for a, b in zip(one, other, strict=True))
    return same >= float(load_policy("weights")["copy_share"]["value"]) * ORDERINGS
