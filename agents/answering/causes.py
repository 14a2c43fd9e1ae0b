"""The causes that may stand behind a move, as far as what was seen bears them out, and what sources say of them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from agents.answering.citations import Sources
from agents.answering.links import given, sign_now
from agents.answering.numbers import amount
from agents.answering.phrases import joined, say
from agents.answering.sayings import said, spoken, standing
from agents.answering.seen import came_on, moved_on
from agents.answering.source_words import source_words
from agents.answering.tables import path_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Edge, Node

NAMED = 4
SAID_SHOWN = 6
RECENT = dt.timedelta(days=7)
CARRYING = {"causes", "forces", "enables"}
BESIDE = {"opinion", "attributed", "rumour"}
"""Statuses of links that are said of a move, but not as its plain cause."""
VIEWS = {"opinion", "attributed"}
FIRMNESS = ("asserted", "attributed", "opinion", "forecast", "conditional", "historical_pattern", "rumour", "failed")


class Causes(NamedTuple):
    """Links into a thing: those that push the way asked, and those whose cause was seen to push the other way."""

    node: Node
    down: bool
    on: dt.date
    pushing: list[Edge]
    against: list[Edge]

    @property
    def all(self) -> list[Edge]:
        """Return all the links, those that push the way asked first."""
        return [*self.pushing, *self.against]

    def words(self, graph: Graph, language: str) -> str:
        """Return the first few causes, each with what bears it out; what was not seen to move is said to be so."""
        told: list[str] = []
        unseen: list[str] = []
        for edge in self.pushing[:NAMED]:
            words = _borne_out(graph, edge, self.on, self.down, language)
            (told if words else unseen).append(words or _arrow(graph, edge, self.down, language))
        if unseen:
            told.append(say("why_unseen", language, causes=joined(unseen, language, "comma")))
        return joined(told, language)

    def against_words(self, graph: Graph, language: str) -> str:
        """Return the causes that were seen to push the other way, with their moves."""
        return joined((_seen_words(graph, e, self.on, language) for e in self.against), language)


def causes_of(graph: Graph, edges: list[Edge], node: Node, *, down: bool, on: dt.date) -> Causes:
    """Return the links ranked: events of the day, what sources say of the day, what was seen to move, then by size."""
    pushing: list[Edge] = []
    against: list[Edge] = []
    for edge in edges:
        push = _push(graph, edge, on)
        if push is not None and (push < 0) != down:
            against.append(edge)
        elif push is not None or not is_event(graph.node(edge.cause)) or (sign_now(graph, edge) == "-") == down:
            # An event that would push the other way and did not come explains nothing.
            pushing.append(edge)

    def rank(edge: Edge) -> tuple[int, bool, float, str]:
        cause = graph.node(edge.cause)
        told = _told(graph, edge, on, down=down)
        group = 0 if came_on(graph, cause, on) else 1 if told else 2 if moved_on(graph, cause, on) else 3
        return group, is_event(cause), -abs(given(graph, edge)), cause.name.en

    return Causes(node, down, on, sorted(pushing, key=rank), sorted(against, key=rank))


def _push(graph: Graph, edge: Edge, on: dt.date) -> float | None:
    """Return which way the cause was seen to push that day, or None when it was not seen."""
    cause = graph.node(edge.cause)
    way = -1.0 if sign_now(graph, edge) == "-" else 1.0
    if came_on(graph, cause, on):
        return way
    seen = moved_on(graph, cause, on)
    return way * seen.move if seen is not None else None


def _quotes(edge: Edge, on: dt.date) -> list[tuple[int, str, int]]:
    """Return what sources of the days around a move say of the link: (firmness, text, index), firmest first."""
    rows = [
        (FIRMNESS.index(e.status), e.text, i)
        for i, e in enumerate(edge.evidence)
        if spoken(e) and e.status in FIRMNESS and e.date is not None and abs(e.date - on) <= RECENT
    ]
    return sorted(rows)


def _told(graph: Graph, edge: Edge, on: dt.date, *, down: bool) -> bool:
    """Return whether a source of those days tells of the cause as it would have to go, or holds a view of the link.

    Who says that a cause pushes means its rise; that it fell and pushed the other way is not said.
    """
    agrees = (sign_now(graph, edge) == "-") == down
    return bool(_quotes(edge, on)) and (agrees or edge.status in VIEWS)


def told_causes(graph: Graph, node: Node, *, on: dt.date, down: bool) -> tuple[list[Edge], list[Edge]]:
    """Return the links that a source of the day names behind a move, though their cause's own move was not read.

    First those plainly said to have pushed the way it went; where none was, what was said can only mean a cause that
    fell. Then rumours of the day and views that somebody holds.
    """
    into = [e for e in graph.edges if e.effect == node.id and e.relation in CARRYING]
    quoted = [e for e in into if any(e.evidence[i].says == "with" for _, _, i in _quotes(e, on))]
    unread = [e for e in quoted if moved_on(graph, graph.node(e.cause), on) is None and _moves(graph, e)]
    plain = [e for e in unread if e.status == "asserted" and e.condition is None and e.gate is None]
    agreeing = [e for e in plain if (sign_now(graph, e) == "-") == down]
    views = [e for e in unread if e.status in BESIDE]
    told = agreeing or plain
    return sorted(told, key=lambda e: graph.node(e.cause).name.en)[:NAMED], views[:NAMED]


def _moves(graph: Graph, edge: Edge) -> bool:
    """Return whether the cause is something whose move would have been seen: not a step of our own reckoning."""
    return not any(e.effect == edge.cause and e.relation == "constitutes" for e in graph.edges)


def told_words(graph: Graph, edges: list[Edge], on: dt.date, language: str, *, down: bool) -> str:
    """Return the causes that a source names, each with who says so; nothing where none is named."""
    rows = [
        say("why_cause_held", language, arrow=_arrow(graph, e, down, language), standing=_firm(e, on, language))
        for e in edges
    ]
    return joined(rows, language, "comma")


def _arrow(graph: Graph, edge: Edge, down: bool, language: str) -> str:
    cause = graph.node(edge.cause)
    rises = (sign_now(graph, edge) == "-") == down
    if is_event(cause):
        return cause.name.in_(language)
    return f"{cause.name.in_(language)} {say('direction_up' if rises else 'direction_down', language)}"


def _borne_out(graph: Graph, edge: Edge, on: dt.date, down: bool, language: str) -> str:
    """Return the cause with what bears it out: it came, it was seen to move, or a source says so; else nothing."""
    cause = graph.node(edge.cause)
    if came_on(graph, cause, on) or moved_on(graph, cause, on) is not None:
        return _seen_words(graph, edge, on, language)
    quotes = _quotes(edge, on)
    if not quotes:
        return ""
    return say(
        "why_cause_held", language, arrow=_arrow(graph, edge, down, language), standing=_firm(edge, on, language)
    )


def _firm(edge: Edge, on: dt.date, language: str) -> str:
    """Return how firmly a link stands, or, where it is plainly asserted, who says so."""
    quotes = _quotes(edge, on)
    plain = edge.status in {"asserted", "bridge"} and edge.condition is None and edge.gate is None
    return source_words(edge.evidence[quotes[0][2]].source, language) if plain and quotes else standing(edge, language)


def _seen_words(graph: Graph, edge: Edge, on: dt.date, language: str) -> str:
    cause = graph.node(edge.cause)
    name = cause.name.in_(language)
    seen = moved_on(graph, cause, on)
    if seen is not None:
        move = amount(seen.move, cause.unit, language=language)
        return say("why_cause_seen", language, arrow=name, move=move)
    return say("why_cause_event", language, cause=name, standing=_firm(edge, on, language))


def said_of(graph: Graph, node: Node, on: dt.date | None, sources: Sources, language: str) -> list[str]:
    """Return what sources of the day say of the links into the node, firmest first, each with its hedge and holder."""
    if on is None:
        return []
    into = [e for e in graph.edges if e.effect == node.id]
    told = [(*q, e) for e in into for q in _quotes(e, on)]
    rows: list[str] = []
    heard: set[str] = set()
    for _, text, index, edge in sorted(told, key=lambda t: (t[0], t[1])):
        if text in heard or len(rows) == SAID_SHOWN:
            continue
        heard.add(text)
        evidence = edge.evidence[index]
        link = path_words(graph, (edge.cause, edge.effect), language)
        words = f"{said(evidence, language)} [{sources.of_evidence(evidence)}]"
        rows.append(say("why_said", language, link=link, words=words))
    return rows
