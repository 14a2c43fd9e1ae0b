"""The outcome of an event that a question calls by its name: "the meeting is a hold"."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from agents.reading.direction import Said, Way
from agents.reading.lexicon import inflected, load_words
from agents.reading.scan import Token
from graph.content import Graph
from graph.context import Event
from graph.model import Node
from graph.phrase_index import HAN_CHARACTER, WORD

ENDS = ("break", "if", "weak_if", "effect_cue", "or")
"""Kinds of words at which another clause begins."""
FEWEST_HAN = 2
"""Characters of a Chinese outcome that tell it from a word of the sentence."""


def outcome_said(graph: Graph, node: Node, mention: Token, tokens: list[Token], low: str) -> Way | None:
    """Return whether the outcome that is named of an event is the priced one (on) or another (off).

    None when no outcome is named or several are, and for a name that holds an outcome itself: a cut that holds
    is not a hold.
    """
    event = next((e for e in graph.events if e.node == node.id and e.priced_state), None)
    if event is None or any(_named(event, state, mention.text) for state in event.states):
        return None
    start, end = _stretch(mention, tokens)
    found = {state: place for state in event.states if (place := _named(event, state, low[start:end]))}
    if len(found) != 1:
        return None
    state, place = next(iter(found.items()))
    denials = sum(t.is_("not", "unless") for t in tokens if start <= t.start < start + place.end())
    return "on" if (state == event.priced_state) == (denials % 2 == 0) else "off"


def with_outcome(said: Said, way: Way | None) -> Said:
    """Return what is said, as the named outcome has it."""
    return said if way is None else said._replace(way=way, named=None, denied=False, instead=None, conflict=False)


def _stretch(mention: Token, tokens: list[Token]) -> tuple[int, int]:
    """Return [start, end) of the words around the mention, as far as the next name or clause on either side."""
    before = next((t for t in reversed(tokens) if t.end <= mention.start and _closes(t)), None)
    after = next((t for t in tokens if t.start >= mention.end and _closes(t)), None)
    start = mention.start if before is not None and before.mention else before.end if before else 0
    return start, after.start if after else max(t.end for t in tokens) + 1


def _closes(token: Token) -> bool:
    return token.mention is not None or token.is_(*ENDS)


def _named(event: Event, state: str, low: str) -> re.Match[str] | None:
    """Return where the text names the outcome: by its id, or by what only its own name says."""
    words = {form for word in WORD.findall(state.lower()) for form in _forms(word)} if "_" not in state else set()
    names = {s: t for s in event.states if (t := event.state_names.get(s)) is not None}
    if state in names:
        others = {w for s, t in names.items() if s != state for w in WORD.findall(t.en.lower())}
        words |= {w for w in WORD.findall(names[state].en.lower()) if w not in others and not w.isdigit()}
    patterns = [rf"(?<![a-z]){re.escape(w)}(?![a-z])" for w in words]
    own = _own_han(state, {s: t.zh or "" for s, t in names.items()})
    patterns += [re.escape(own)] if own else []
    return re.search("|".join(sorted(patterns)), low) if patterns else None


def _own_han(state: str, names: dict[str, str]) -> str:
    """Return the Chinese name of an outcome without what all outcomes' names begin with."""
    if len(names) < FEWEST_HAN or not names.get(state):
        return ""
    shared = takewhile(lambda characters: len(set(characters)) == 1, zip(*names.values(), strict=False))
    own = names[state][len(list(shared)) :]
    return own if len(HAN_CHARACTER.findall(own)) >= FEWEST_HAN else ""


@cache
def _forms(word: str) -> frozenset[str]:
    """Return the forms of a word as a verb and as a noun, irregular ones as the grammar has them."""
    verbs = [v for row in load_words("en")["tokens"] for v in row.get("verbs", ())]
    irregular = {form for v in verbs if v.split("/")[0] == word for form in inflected(v)}
    return frozenset({word, *inflected(word), *inflected(f"{word}*"), *irregular})
