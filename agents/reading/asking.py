"""What a question asks about: things, those it leaves out, moves it takes as seen, levels."""

from __future__ import annotations

from typing import NamedTuple

from agents.answer import Direction, LevelAsked
from agents.reading.clauses import Clause
from agents.reading.direction import said_of_each
from agents.reading.figures import Figure
from agents.reading.scan import Token
from agents.reading.sizes import measured
from graph.content import Graph


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
        for token in clause.tokens:
            leaving_out = (leaving_out or token.is_("except")) and not token.is_("except_end")
            node = target_of(token, graph)
            if node is not None:
                (excluded if leaving_out else targets).append(node)
        for said in said_of_each(clause.tokens):
            node_id = target_of(said.mention, graph)
            if node_id is None or said.mention.mention is None:
                continue
            sign = said.mention.mention.candidates[0].sign
            if said.first in ("up", "down"):
                observed[node_id] = "up" if (said.first == "up") == (sign > 0) else "down"
            elif clause.push in ("up", "down"):
                observed[node_id] = "up" if (clause.push == "up") == (sign > 0) else "down"
            found = measured(graph, graph.node(node_id), said, sign, {})
            if found.level is not None:
                levels.append(found.level)
                used += found.sized.used
    return Asked(list(dict.fromkeys(targets)), list(dict.fromkeys(excluded)), observed, levels, used)


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
