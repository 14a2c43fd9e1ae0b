"""What the map means by a name: definition, unit, other names, where it stands, what moves it, what it moves."""

from __future__ import annotations

from agents.answer import Interpretation
from agents.answering.citations import Sources
from agents.answering.disputes import dispute_rows
from agents.answering.drafts import Draft, subjects
from agents.answering.links import SILENT, given, links_into, ordinary_move, points_to, sign_now
from agents.answering.numbers import amount, unit_words
from agents.answering.phrases import joined, say
from agents.answering.sayings import status_of
from agents.answering.seen import facts
from agents.answering.standing import standing_of
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Edge, Node

LINKS_SHOWN = 4


def definition(graph: Graph, reading: Interpretation) -> Draft:
    """Return what the map means by each thing asked about."""
    language, sources = reading.language, Sources(reading.language)
    heads: list[str] = []
    notes: list[str] = []
    for ident in subjects(reading):
        node = graph.node(ident)
        unit = unit_words(node.unit, language) or node.unit or "-"
        text = node.definition.in_(language) if node.definition else say("no_definition", language, unit=unit)
        heads.append(say("definition_headline", language, node=node.name.in_(language), text=text))
        notes += _about(graph, node, sources, language)
    conflicts = dispute_rows(graph, subjects(reading), sources, language)
    return Draft(" ".join(heads), notes=notes, conflicts=conflicts, sources=sources)


def _about(graph: Graph, node: Node, sources: Sources, language: str) -> list[str]:
    rows = [_unit(graph, node, language), *standing_of(graph, node, sources, language)]
    into = sorted(links_into(graph, node.id), key=lambda e: -abs(given(graph, e)))
    out = [e for e in graph.edges if e.cause == node.id and e.relation not in SILENT]
    out.sort(key=lambda e: (-_in_weeks(graph, e), graph.node(e.effect).name.en))
    for key, edges, end in (("moved_by", into, "cause"), ("moves", out, "effect")):
        named = [_link(graph, e, getattr(e, end), language) for e in edges[:LINKS_SHOWN]]
        rows += [say(key, language, names=joined(named, language, "comma"))] if named else []
    rows += [*points_to(graph, node, language), *facts(graph, (node.id,), sources, language)]
    aliases = (node.aliases.zh if language == "zh" else node.aliases.en)[:LINKS_SHOWN]
    rows += [say("also_called", language, names=joined(aliases, language, "comma"))] if aliases else []
    rows += [node.note] if node.note and language == "en" else []
    return [r for r in rows if r]


def _unit(graph: Graph, node: Node, language: str) -> str:
    if node.kind == "regime" or not node.unit:
        return ""
    if is_event(node):
        return say("unit_event", language)
    unit = unit_words(node.unit, language) or node.unit
    move = amount(ordinary_move(graph, node), node.unit, signed=False, language=language)
    return say("unit_line", language, unit=unit, move=move)


def _in_weeks(graph: Graph, edge: Edge) -> float:
    """Return what a link gives in ordinary weeks of its effect, so that effects of different units compare."""
    return abs(given(graph, edge)) / (ordinary_move(graph, graph.node(edge.effect)) or 1.0)


def _link(graph: Graph, edge: Edge, end: str, language: str) -> str:
    status = status_of(edge)
    name = f"{graph.node(end).name.in_(language)} ({sign_now(graph, edge)})"
    return name if status in {"asserted", "bridge"} else f"{name[:-1]}, {say(f'status_{status}', language)})"
