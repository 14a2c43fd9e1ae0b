"""What is said of a claim as a claim: it is wrong, only a rumour, no more than something else, or it breaks."""

from __future__ import annotations

from typing import Literal

from agents.reading.lexicon import Meaning
from agents.reading.scan import Token
from graph.content import Graph
from graph.model import Node

CLAIMS = ("theme", "narrative", "event", "regime")
"""Kinds of things that are true or not, where a price is what it is."""
STORIES = ("theme", "narrative")


def with_claims(tokens: list[Token], graph: Graph) -> list[Token]:
    """Return the tokens with each word that gainsays a claim made what it says of the thing named before it."""
    out: list[Token] = []
    for i, token in enumerate(tokens):
        if (
            token.is_("ended")
            and out
            and out[-1].mention is not None
            and not any(t.figure for t in tokens[i + 1 : i + 3])
        ):
            # "Shutdown over, ..."; "over 6,700" is a place.
            ends = i + 1 == len(tokens) or tokens[i + 1].is_("break", "and", "effect_cue", "aux")
            out.append(token._replace(meanings=(Meaning("outcome", "off"),)) if ends else token)
            continue
        if token.is_("acts", "affects") and _everything(out, tokens[i + 1 :]):
            # "Dampens everything" says what it does, not what becomes of it.
            out.append(token._replace(meanings=(Meaning("affects", token.value("acts") or token.value("affects")),)))
            continue
        node = _claimed(out, graph)
        meaning = _meant(token, tokens[i + 1 :], out, node)
        out.append(token if meaning is None else token._replace(meanings=(meaning,)))
    return out


def _meant(token: Token, after: list[Token], before: list[Token], node: Node | None) -> Meaning | None:
    """Return what the word comes to, or None where it keeps what it means by itself."""
    if node is None:
        return Meaning("unsure") if token.is_("wrong") and any(t.mention for t in before) else None
    if token.is_("wrong"):
        return Meaning("outcome", _gone(node))
    if token.is_("merely") and _names_next(after):
        # "The boom is just an ordinary cycle": the second is so, and the first is not.
        return Meaning("outcome", _gone(node))
    beside = before[-1].mention is not None
    if token.value("beyond") == "either" and beside and node.kind in STORIES and not any(t.figure for t in after[:2]):
        return None if _names_next(after) else Meaning("fading", "down")
    return None


def _everything(before: list[Token], after: list[Token]) -> bool:
    """Return whether what stands behind a verb is no more than "everything", and a name before it."""
    named = any(t.mention for t in before)
    return named and bool(after) and after[0].is_("everything")


def _gone(node: Node) -> Literal["revert", "off"]:
    """Return what becomes of what is not so: odds go back, all else is off."""
    return "revert" if node.probability else "off"


def _names_next(after: list[Token]) -> bool:
    first = next((t for t in after if not t.is_("det")), None)
    return first is not None and first.mention is not None


def _claimed(before: list[Token], graph: Graph) -> Node | None:
    """Return the claim that was named last in this clause, or None when that is no claim."""
    for token in reversed(before):
        if token.is_("break", "if", "and", "or"):
            return None
        if token.mention is not None:
            referent = token.mention.candidates[0] if token.mention.candidates else None
            template = next((t for t in graph.scenarios if referent and t.id == referent.id), None)
            node = graph.by_id.get(template.trigger if template else referent.id) if referent else None
            return node if node is not None and (node.kind in CLAIMS or node.probability) else None
    return None
