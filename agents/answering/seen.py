"""What was seen: moves to a close, events of a day, and what documents state of a thing."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import NamedTuple

from agents.answer import Direction
from agents.answering.citations import Sources
from agents.answering.numbers import day, level
from agents.answering.phrases import say
from agents.answering.sayings import stated
from agents.answering.source_words import source_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.context import Observation
from graph.model import Node
from graph.state import last_move, move_between

FACTS_SHOWN = 4


class Seen(NamedTuple):
    """A move that was on the screen or is stated with both its ends."""

    node: Node
    move: float
    before: float
    after: float
    at: Observation
    sources: tuple[Observation, ...]

    def words(self, sources: Sources, language: str) -> str:
        """Return the move with both its ends, its source and its day, citing them."""
        told = say(
            "observed_last",
            language,
            before=level(self.before, self.node.level_unit, language),
            after=level(self.after, self.node.level_unit, language),
            source=source_words(self.at.source, language),
            date=day(self.at.as_of, language),
        )
        cited = "".join(f"[{sources.of_observation(o)}]" for o in self.sources)
        return f"{self.node.name.in_(language)}{say('colon', language)}{told} {cited}"


def moves(graph: Graph, node: Node) -> list[Seen]:
    """Return the moves of a node, newest first: between closes of record, else the last stated one."""
    found = []
    closes = graph.closes(node.id)
    for before, after in pairwise(closes):
        # What a source itself gives as the start is the start: two vendors' levels do not make a move.
        start = after.before if after.before is not None else before.value
        if start is not None and after.value is not None and start != after.value:
            shown = (after,) if after.before is not None else (before, after)
            found.append(Seen(node, move_between(node, start, after.value), start, after.value, after, shown))
    last = last_move(graph, node)
    if not found and last is not None and last[0] is not None and _comparable(node, last[0]):
        found = [Seen(node, move_between(node, last[1], last[2]), last[1], last[2], last[0], (last[0],))]
    return [s for s in reversed(found) if s.move]


def _comparable(node: Node, seen: Observation) -> bool:
    return seen.unit in {node.unit, node.level_unit}


def move_asked(graph: Graph, node: Node, asked: Direction | None) -> Seen | None:
    """Return the newest move of the node in the asked direction; where there is none, its newest move."""
    found = moves(graph, node)
    if asked in {"up", "down"}:
        return next((s for s in found if (s.move < 0) == (asked == "down")), found[0] if found else None)
    return found[0] if found else None


def moved_on(graph: Graph, node: Node, date: dt.date) -> Seen | None:
    """Return the node's move to its close of that day, if it was seen."""
    return next((s for s in moves(graph, node) if s.at.as_of == date and s.at.kind == "close"), None)


def came_on(graph: Graph, node: Node, date: dt.date) -> bool:
    """Return whether the node is an event that happened, or was told of, on that day."""
    if not is_event(node):
        return False
    dated = any(node.id in c.nodes and c.date == date and c.status != "cancelled" for c in graph.calendar)
    told = any(o.node == node.id and o.as_of == date and o.status != "failed" for o in graph.observations)
    return dated or told


def facts(graph: Graph, idents: tuple[str, ...], sources: Sources, language: str) -> list[str]:
    """Return what documents state of the things, each with its hedge, its holder and its citation."""
    rows = []
    for ident in dict.fromkeys(idents):
        told = [o for o in graph.observations if o.node == ident and o.kind == "stated" and o.text is not None]
        name = graph.node(ident).name.in_(language)
        for seen in sorted(told, key=lambda o: (-o.as_of.toordinal(), o.id))[:FACTS_SHOWN]:
            words = f"{stated(seen, language)} [{sources.of_observation(seen)}]"
            rows.append(say("fact", language, node=name, words=words))
    return rows
