"""Named levels of a map spelled out: "breaks {level}" is the priced thing, the word and the number."""

from __future__ import annotations

from agents.reading.figures import Figure
from agents.reading.lexicon import Lexicon, Meaning
from agents.reading.scan import Token
from graph.content import Graph
from graph.linker import Mention, Referent
from graph.model import Node
from graph.phrase_index import fold

SAYS = ("beyond", "stays", "turns", "place", "fading", "recoup")
"""Kinds of words that say something of a level."""
WIDEST = 3


def with_levels(tokens: list[Token], graph: Graph, lexicons: tuple[Lexicon, ...]) -> list[Token]:
    """Return the tokens with "breaks {level}" spelled out as the priced thing, the word and the number."""
    out: list[Token] = []
    for i, token in enumerate(tokens):
        node = _level_node(token, graph)
        line = node.level if node is not None else None
        if line is None:
            out.append(token)
            continue
        after = next((t for t in tokens[i + 1 : i + 2]), None)
        number_follows = i + 2 < len(tokens) and tokens[i + 2].figure is not None
        place = (token.start, token.end, token.text)
        subject = Token(*place, mention=Mention(*place, (Referent("node", line.node),)))
        figure = Token(*place, figure=Figure(token.start, token.end, line.value, None, False))
        within = _crossing_in(token, lexicons)
        named = any(only_node(t) == line.node for t in out)
        said = _said_before(out, bare=named)
        if said is not None and out[said].is_("recoup") and not out[said].is_("beyond"):
            # "Recovers 6725" is back above it.
            out[said] = out[said]._replace(meanings=(*out[said].meanings, Meaning("beyond", "up")))
        if said is not None:
            out = [*out[:said], *([] if named else [subject]), *out[said:], figure]
        elif within or (after is not None and _says(after) and not number_follows):
            crossing = Meaning("beyond", within or ("up" if line.side == "above" else "down"))
            own = within or not (after and after.is_("stays", "turns", "place", "fading", "outcome"))
            out += [*([] if named else [subject]), *([Token(*place, meanings=(crossing,))] if own else []), figure]
        else:
            out.append(token)
    return out


def _said_before(out: list[Token], *, bare: bool) -> int | None:
    """Return where, just before a level's name, a word says something of it ("fails to hold the {level}")."""
    for j in range(len(out) - 1, max(-1, len(out) - 1 - WIDEST), -1):
        if _says(out[j]) and (bare or not out[j].is_("outcome")):
            return j
        if not out[j].is_("det", "to", "by", "toward", "onto"):
            return None
    return None


def _says(token: Token) -> bool:
    return token.is_(*SAYS) or token.value("outcome") in ("keep", "revert")


def _crossing_in(token: Token, lexicons: tuple[Lexicon, ...]) -> str:
    """Return the side that a name like "break above 6725" says by itself, or nothing."""
    words = [f for lexicon in lexicons for f in lexicon.words.find(fold(token.text))]
    sides = [m.value for f in words for m in f.meanings if m.kind == "beyond"]
    return sides[0] if sides else ""


def _level_node(token: Token, graph: Graph) -> Node | None:
    node_id = only_node(token)
    node = graph.by_id.get(node_id) if node_id else None
    return node if node is not None and node.level is not None else None


def only_node(token: Token) -> str | None:
    """Return the one node that the token names, or None."""
    if token.mention is None:
        return None
    nodes = [r.id for r in token.mention.candidates if r.kind == "node"]
    return nodes[0] if len(nodes) == 1 else None
