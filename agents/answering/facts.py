"""What the map holds about a thing itself: where it stands, and what is new."""

from __future__ import annotations

import datetime as dt

from agents.answer import Interpretation
from agents.answering.calendar_words import ahead, entries_of, entry_words, named_in
from agents.answering.citations import Sources
from agents.answering.denials import denials, no
from agents.answering.disputes import dispute_note, dispute_rows
from agents.answering.drafts import Draft, subjects
from agents.answering.numbers import amount, day, with_unit
from agents.answering.phrases import joined, say
from agents.answering.sayings import stated
from agents.answering.seen import moved_on
from agents.answering.standing import (
    calendar_rows,
    event_words,
    level_headline,
    line_words,
    regime_headline,
    regime_rows,
    shown,
    told_of,
)
from agents.answering.tables import path_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Node
from graph.state import last_move, move_between

MOVES_NAMED = 6


def state(graph: Graph, reading: Interpretation, question: str = "") -> Draft:
    """Return where things stand: levels of record, other prints, regime readings, dates, what is stated or denied."""
    language, sources = reading.language, Sources(reading.language)
    heads: list[str] = []
    notes: list[str] = []
    asked = subjects(reading) or tuple(r.node for r in graph.regimes if r.node in graph.by_id and r.node is not None)
    # What is denied answers first.
    for ident in sorted(asked, key=lambda i: not denials(graph, (i,))):
        node = graph.node(ident)
        heads.append(_headline(graph, node, question, sources, language))
        notes += _beside(graph, node, sources, language)
    conflicts = dispute_rows(graph, asked, sources, language)
    headline = joined(dict.fromkeys(heads), language) + dispute_note(graph, asked, language)
    return Draft(headline, notes=[n for n in dict.fromkeys(notes) if n], conflicts=conflicts, sources=sources)


def _headline(graph: Graph, node: Node, question: str, sources: Sources, language: str) -> str:
    """Return the one line that answers: a denial, a date, a regime, a level, or what is stated of the thing."""
    name = node.name.in_(language)
    refused = denials(graph, (node.id,))
    if refused:
        return no(graph, refused[0], sources, language)
    entries = entries_of(graph, node.id)
    named = named_in(question, entries)
    if named:
        return joined((entry_words(c, graph.as_of, language) for c in named), language)
    regime = next((r for r in graph.regimes if r.node == node.id), None)
    if regime is not None:
        return regime_headline(graph, node, regime, language)
    seen = graph.level(node.id)
    if seen is not None and seen.value is not None:
        return level_headline(node, seen, language)
    words = told_of(graph, node, sources, language)
    if node.level is not None:
        words.insert(0, line_words(graph, node, language))
    elif is_event(node) and (entries or any(e.node == node.id for e in graph.events)):
        words.insert(0, event_words(graph, node, language))
    elif not words and entries:
        words = [entry_words(c, graph.as_of, language) for c in ahead(entries, graph.as_of)]
    if words:
        return say("state_stated", language, node=name, words=joined(words, language))
    return say("state_unknown", language, node=name, date=_as_of(graph, language))


def _beside(graph: Graph, node: Node, sources: Sources, language: str) -> list[str]:
    """Return what stands beside the headline: how a regime is read, the last move, other readings, the calendar."""
    regime = next((r for r in graph.regimes if r.node == node.id), None)
    rows = regime_rows(graph, regime, language) if regime is not None else []
    seen = graph.level(node.id)
    moved = last_move(graph, node)
    if seen is not None and moved is not None and moved[0] is seen:
        change = amount(move_between(node, moved[1], moved[2]), node.unit, language=language)
        rows.append(f"{node.name.in_(language)} {change} [{sources.of_observation(seen)}]")
    others = (o for o in graph.observations if o.node == node.id)
    for other in sorted(others, key=lambda o: (o.as_of, o.kind, o.source)):
        text = stated(other, language, numbered=False) if other.text else other.note if language == "en" else ""
        told = joined((p for p in (shown(node, other, language), text) if p), language, "comma")
        rows.append(f"{day(other.as_of, language)}{say('colon', language)}{told} [{sources.of_observation(other)}]")
    if node.level is not None:
        rows.append(line_words(graph, node, language))
    return [*rows, *calendar_rows(graph, node, language)]


def _as_of(graph: Graph, language: str) -> str:
    return day(graph.as_of, language) if graph.as_of else "-"


def changes(graph: Graph, reading: Interpretation) -> Draft:
    """Return what the map came to know on its newest day."""
    language, sources = reading.language, Sources(reading.language)
    newest = max((e.known_from for _, e in graph.entities()), default=dt.date.min)
    notes = []
    for seen in (o for o in graph.observations if o.known_from == newest):
        said = [] if seen.value is None else [with_unit(seen.value, seen.unit, language)]
        said += [seen.text.in_(language)] if seen.text else []
        what = joined(said, language, "comma")
        notes.append(f"{graph.node(seen.node).name.in_(language)}: {what} [{sources.of_observation(seen)}]")
    notes += [path_words(graph, (e.cause, e.effect), language) for e in graph.edges if e.known_from == newest]
    notes += [
        f"{r.name.in_(language) if r.name else r.id}: {r.reading.in_(language) if r.reading else '-'}"
        for r in graph.regimes
        if r.known_from == newest
    ]
    moved = [m for n in graph.nodes if (m := moved_on(graph, n, newest)) is not None]
    moved.sort(key=lambda m: (m.node.headline is None, m.node.headline or 0, m.node.name.en))
    told = [
        f"{m.node.name.in_(language)} {amount(m.move, m.node.unit, language=language)}" for m in moved[:MOVES_NAMED]
    ]
    headline = say("changes_headline", language, date=day(newest, language), count=len(notes))
    if told:
        headline = say("changes_moves", language, rest=headline, moves=joined(told, language, "comma"))
    return Draft(headline, notes=notes, sources=sources)
