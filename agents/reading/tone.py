"""Worse and better, tighter and looser, hawkish and dovish: which way the thing itself goes."""

from __future__ import annotations

from typing import Literal

from agents.reading.lexicon import Lexicon, Meaning, load_words
from agents.reading.scan import Token
from graph.content import Graph
from graph.linker import Referent
from graph.model import Node

OPPOSED = {"worse": "better", "better": "worse", "tighter": "looser", "looser": "tighter"}
OPPOSED |= {"dovish": "hawkish", "hawkish": "dovish"}
Way = Literal["up", "down"]


def with_tone(tokens: list[Token], graph: Graph, lexicon: Lexicon) -> list[Token]:
    """Return the tokens with every word of tone turned into a move of the thing it is said of, where that is clear."""
    out = list(tokens)
    for i, token in enumerate(tokens):
        value = token.value("tone")
        if not value:
            continue
        said_of = _said_of(tokens, i)
        if value == "lifting" and any(t.mention for t in tokens[i + 1 :]):
            continue
        way = _way(value, said_of, graph, lexicon) if said_of is not None else None
        if way is not None:
            kept = tuple(m for m in token.meanings if m.kind not in ("go", "tone"))
            out[i] = token._replace(meanings=(Meaning("go", way), *kept))
    return out


def _said_of(tokens: list[Token], place: int) -> Token | None:
    """Return the name the word belongs to: the last before it in its clause, else the first behind it."""
    for token in reversed(tokens[:place]):
        if token.is_("break", "if"):
            break
        if token.mention is not None:
            return token
    for token in tokens[place + 1 :]:
        if token.is_("break"):
            return None
        if token.mention is not None:
            return token
    return None


def _way(value: str, said_of: Token, graph: Graph, lexicon: Lexicon) -> Way | None:
    if said_of.mention is None:
        return None
    referent = said_of.mention.candidates[0]
    node = graph.by_id.get(referent.id)
    if node is None:
        return None
    value = "better" if value == "lifting" else value
    if value in ("calmer", "normal"):
        return _settling(value, said_of.text, node, lexicon)
    up = value in ("worse", "tighter", "hawkish")
    turns = _turns(value if up else OPPOSED[value], said_of.text, node, referent, lexicon)
    return None if turns is None else "up" if turns == up else "down"


def _settling(value: str, text: str, node: Node, lexicon: Lexicon) -> Way | None:
    """Return which way a thing goes that calms down: what was wild falls, and a price goes neither way.

    What goes back to normal also rises, where it is something that dries up.
    """
    named = f"{text} {node.name.en.lower()} {node.name.zh or ''}"
    if node.kind == "volatility" or any(w in named for w in lexicon.tones["dark"]):
        return "down" if node.kind not in ("equity", "rate") else None
    return "up" if value == "normal" and node.kind in load_words("kinds")["never_negative"] else None


def _turns(value: str, text: str, node: Node, referent: Referent, lexicon: Lexicon) -> bool | None:
    """Return whether the words name something that rises when worse, tighter or more hawkish; None if unclear."""
    named = text if referent.sign < 0 else f"{text} {node.name.en.lower()} {node.name.zh or ''}"
    if value == "tighter":
        return not any(w in named for w in lexicon.tones["narrow"])
    if value == "hawkish":
        if any(w in named for w in lexicon.tones["easing"]):
            return False
        return True if node.kind in ("rate", "policy_expectation") else None
    if any(w in named for w in lexicon.tones["bright"]):
        # "Risk appetite" is what a fear is not, whatever it is an appetite for.
        return any(w in text for w in lexicon.tones["dark"]) and not any(w in text for w in lexicon.tones["bright"])
    if any(w in named for w in lexicon.tones["dark"]):
        return True
    if node.kind == "volatility":
        return True
    if value == "worse" and node.kind in load_words("kinds")["flowing"]:
        # A trade that blows up is a position that goes.
        return False
    return False if node.kind in load_words("kinds")["liked"] and node.unit != "sigma" else None
