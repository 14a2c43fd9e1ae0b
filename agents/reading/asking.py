"""What a question asks about: things, those it leaves out, moves it takes as seen, levels."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from agents.answer import Direction, LevelAsked
from agents.reading.clauses import Clause
from agents.reading.direction import OPPOSITE, Said, said_of_each
from agents.reading.figures import Figure
from agents.reading.lexicon import load_words
from agents.reading.scan import Token
from agents.reading.sizes import measured
from graph.content import Graph
from graph.model import Node


class Asked(NamedTuple):
    """The parts of what is asked about."""

    targets: list[str]
    excluded: list[str]
    observed: dict[str, Direction]
    levels: list[LevelAsked]
    used: list[Figure]


def asked(clauses: list[Clause], graph: Graph) -> Asked:
    """Return the things asked about, those left out, the moves taken as seen, and the levels asked about."""
    targets: list[str] = []
    excluded: list[str] = []
    observed: dict[str, Direction] = {}
    levels: list[LevelAsked] = []
    used: list[Figure] = []
    for clause in clauses:
        leaving_out = False
        abroad = _of_others(clause.tokens)
        for token in clause.tokens:
            if token in abroad:
                # "German jobs" on a map that only holds those of another country.
                continue
            if token.is_("but_this") and not leaving_out and targets:
                excluded.append(targets.pop())
            left_out = token.is_("except") or (token.is_("lacking") and token is clause.tokens[0])
            leaving_out = (leaving_out or left_out) and not token.is_("except_end")
            node = target_of(token, graph)
            if node is not None:
                (excluded if leaving_out else targets).append(node)
        for said in said_of_each(clause.tokens):
            node_id = target_of(said.mention, graph)
            if node_id is None or said.mention.mention is None:
                continue
            sign = said.mention.mention.candidates[0].sign
            seen = _seen(said, graph.node(node_id), sign)
            if seen is not None:
                observed[node_id] = seen
            elif clause.push in ("up", "down"):
                observed[node_id] = "up" if (clause.push == "up") == (sign > 0) else "down"
            found = measured(graph, graph.node(node_id), said, sign, {})
            if found.level is not None:
                levels.append(found.level)
                used += found.sized.used
    return Asked(list(dict.fromkeys(targets)), list(dict.fromkeys(excluded)), observed, levels, used)


def _of_others(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the names right behind a country that they are not of."""
    return tuple(b for a, b in pairwise(tokens) if b.mention and a.value("stranger") == "country")


def _seen(said: Said, node: Node, sign: int) -> Direction | None:
    """Return the move that the words take as seen; a name of the node's other side by itself says that it fell."""
    way = said.first
    if said.way == "revert" and said.named in ("up", "down"):
        way = OPPOSITE[said.named]
    if way is None and said.way in ("fade", "revert", "keep"):
        way = "up" if said.way == "keep" else "down"
    if way == "unchanged":
        return "unchanged"
    if way in ("up", "down"):
        return "up" if (way == "up") == (sign > 0) else "down"
    return "down" if sign < 0 and node.kind in load_words("kinds")["spoken_of"] else None


def target_of(token: Token, graph: Graph) -> str | None:
    """Return the node a token names, that of the dimension for a market state."""
    if token.mention is None or not token.mention.candidates:
        return None
    first = token.mention.candidates[0]
    if first.kind == "state":
        return next((r.node for r in graph.regimes if r.id == first.id and r.node in graph.by_id), None)
    if first.kind == "scenario":
        return next((t.trigger for t in graph.scenarios if t.id == first.id), None)
    return first.id if first.id in graph.by_id else None
