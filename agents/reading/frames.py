"""Questions that name a cause and what it did: "was A behind the fall in B", "why did B not fall though A rose"."""

from __future__ import annotations

import re
from typing import NamedTuple, cast

from agents.answer import Intent
from agents.reading.clauses import Clause
from agents.reading.lexicon import Lexicon
from agents.reading.names import whole_market
from agents.reading.scan import Screened, Token
from graph.content import Graph
from graph.linker import Referent

LONGEST = 300
"""Characters of a question that is one sentence about one cause."""
MOVING = ("go", "fading", "flat", "outcome", "times")
"""Kinds of words that say what a thing did."""


class Framed(NamedTuple):
    """What kind of answer is wanted, and what is explained, before what is held to be its cause."""

    intent: Intent
    clauses: list[Clause]


def framed(tokens: list[Token], screened: Screened, graph: Graph, lexicon: Lexicon) -> Framed | None:
    """Return the intent and the clauses of a question that names a cause, or None for any other.

    The groups of a frame say what is what: `effect`, `cause`, `verb` (what the cause did, which may give the
    direction), `moved` (only where a move is said). A move of nothing in particular ("the sell-off", "it") is
    one of the market as a whole.
    """
    if len(screened.text) > LONGEST or any(t.is_("if") for t in tokens):
        return None
    for intent, pattern in lexicon.frames:
        match = pattern.search(screened.text)
        if match is None:
            continue
        parts = {name: _within(tokens, screened, match, name) for name in match.groupdict()}
        effect, cause, verb = parts["effect"], parts.get("cause", []), parts.get("verb", [])
        if "cause" in parts and not any(t.mention for t in cause):
            continue
        if (
            intent == "why"
            and any(t.is_("or") for t in cause)
            and any(r.kind == "state" for t in cause for r in _referents(t))
        ):
            # "Is it A-driven or B-driven" asks which state holds.
            continue
        moves = any(t.is_(*MOVING) for t in [*effect, *verb])
        if not any(t.mention for t in effect):
            bare = moves or any(p.search(match["effect"].strip()) for p in lexicon.screens["bare"])
            if not bare or any(t.is_("stranger") for t in effect):
                continue
            place = screened.at[min(match.start("effect"), len(screened.at) - 1)]
            effect = [*(Token(place, place, "", mention=m) for m in whole_market(place, graph, lexicon)), *effect]
        elif "moved" in parts and not moves:
            continue
        push = next((t.value("affects") or t.value("go") for t in verb if t.is_("affects", "go")), "")
        return Framed(cast(Intent, intent), [Clause("effect", tuple(effect), push=push), Clause("cause", tuple(cause))])
    return None


def _within(tokens: list[Token], screened: Screened, match: re.Match[str], name: str) -> list[Token]:
    start, end = match.span(name)
    if start < 0 or start == end:
        return []
    left, right = screened.at[start], screened.at[end - 1]
    return [t for t in tokens if left <= t.start <= right]


def _referents(token: Token) -> tuple[Referent, ...]:
    return token.mention.candidates if token.mention else ()
