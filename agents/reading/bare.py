"""Suppositions without an "if": "{index} loses 2%. {bond}?" supposes the first and asks about the second."""

from __future__ import annotations

from itertools import pairwise

from agents.reading.clauses import Clause
from agents.reading.commas import moved
from agents.reading.scan import ARROW, Token

ASKING = ("effect_cue", "aux", "how_far", "whether")
"""Kinds of words with which a clause asks."""
ENDS = ("?", "？", "呢", "吗")
"""What a text ends with that asks."""


def with_bare(found: list[Clause], text: str) -> list[Clause]:
    """Return the clauses with those that only say what happens, before the one that asks, as what is supposed.

    Nothing is marked where an "if" does so, and nothing in a text that asks nothing.
    """
    if any(c.supposed and c.mentions for c in found):
        return found
    asking = [i for i, c in enumerate(found) if c.mentions or any(t.is_("effect_cue") for t in c.tokens)]
    asks = text.rstrip().endswith(ENDS) or any(t.is_("effect_cue") for t in found[-1].tokens)
    if len(asking) < 2 or not (asks or ARROW.search(text)):
        return found
    named = bool(found[asking[-1]].mentions)
    says = [_says(c, named=named) for c in found]
    first = next((i for i, c in enumerate(found) if c.mentions and not says[i]), len(found))
    return [
        c._replace(role="cause", supposed=True) if says[i] and i < min(first, asking[-1]) and c.role != "effect" else c
        for i, c in enumerate(found)
    ]


def _says(clause: Clause, *, named: bool) -> bool:
    """Return whether the clause says that a thing moves or happens, and asks nothing.

    A story by its bare name is supposed only where the question names (`named`) what is asked about.
    """
    tokens = clause.tokens
    first = next((i for i, t in enumerate(tokens) if t.mention), None)
    if first is None or _asks(tokens, first):
        return False
    happens = any(t.is_("happens") or _is_state(t) or (named and t.is_("tale", "toned", "tells")) for t in tokens)
    happens = happens or any(a.is_("adjacent") and b.mention for a, b in pairwise(tokens))
    sized = any(t.figure and not t.figure.time_unit for t in tokens)
    return happens or sized or moved(tokens) or any(t.is_("not") for t in tokens)


def _asks(tokens: tuple[Token, ...], first: int) -> bool:
    """Return whether a question word opens the clause, or stands behind what it names (but for a last 呢)."""
    opens = any(t.is_(*ASKING) for t in tokens[:first])
    return opens or any(t.is_("effect_cue", "how_far") for t in tokens[first + 1 : -1] + tokens[-1:] if t.text != "呢")


def _is_state(token: Token) -> bool:
    return token.mention is not None and any(r.kind == "state" for r in token.mention.candidates)
