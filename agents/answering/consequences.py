"""Why a thing matters: what it leads to, how firmly, and what it only points to."""

from __future__ import annotations

from agents.answer import AnswerPath, Interpretation
from agents.answering.citations import Sources
from agents.answering.disputes import dispute_note, dispute_rows
from agents.answering.drafts import Draft, subjects
from agents.answering.links import SILENT, given, mechanisms, ordinary_move, sign_now, unsized_paths
from agents.answering.phrases import joined, load_phrases, say
from agents.answering.regimes import state_effects
from agents.answering.sayings import standing
from agents.answering.seen import facts
from agents.answering.standing import told_of
from agents.answering.states import state_name
from graph.content import Graph
from graph.model import Edge, Node

NAMED = 4
SHOWN = 8


def matters_asked(question: str, reading: Interpretation) -> bool:
    """Return whether a question about one thing asks what it means for others ("why does it matter")."""
    cues = load_phrases()["cues_matter"][reading.language].split(",")
    return len(subjects(reading)) == 1 and any(cue in question.lower() for cue in cues)


def consequences(graph: Graph, node: Node) -> list[Edge]:
    """Return the links out of a thing: those that carry most first, then what it comes before or is a sign of."""
    out = [e for e in graph.edges if e.cause == node.id]
    return sorted(out, key=lambda e: (e.relation in SILENT, -_in_weeks(graph, e), graph.node(e.effect).name.en))


def onward_paths(graph: Graph, edges: list[Edge], sources: Sources) -> list[AnswerPath]:
    """Return links out of a thing as one-step paths without a number: each has another unit."""
    return unsized_paths(graph, edges[:SHOWN], sources)


def consequence_words(graph: Graph, node: Node, edges: list[Edge], language: str) -> str:
    """Return in one line what a thing leads to, each with its sign and how firmly it stands."""
    told = [
        say(
            "leads_to_one",
            language,
            node=graph.node(e.effect).name.in_(language),
            sign=sign_now(graph, e),
            standing=standing(e, language),
        )
        for e in edges[:NAMED]
    ]
    return say("leads_to", language, node=node.name.in_(language), effects=joined(told, language, "comma"))


def matters(graph: Graph, reading: Interpretation) -> Draft:
    """Return what a thing leads to, what is stated of it, and which market states turn on it."""
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources(reading.language)
    edges = consequences(graph, node)
    stated = told_of(graph, node, sources, language)
    paths = onward_paths(graph, edges, sources)
    regime = next((r for r in graph.regimes if r.node == node.id), None)
    does = state_effects(graph, regime, language) if regime is not None else []
    if not edges and does:
        headline = say(
            "state_stated", language, node=node.name.in_(language), words=joined([*does, *stated[:1]], language)
        )
        return Draft(headline, notes=facts(graph, (node.id,), sources, language), sources=sources)
    if not edges:
        nothing = say("leads_to_nothing", language, node=node.name.in_(language))
        return Draft(joined([*stated, nothing], language), unknowns=[nothing], sources=sources)
    headline = joined([consequence_words(graph, node, edges, language), *stated[:1]], language)
    headline += dispute_note(graph, (node.id,), language)
    notes = [*mechanisms(graph, paths, language), *facts(graph, (node.id,), sources, language)]
    if regime is not None:
        names = joined((state_name(graph, f"{regime.id}.{s.id}", language) for s in regime.states), language, "comma")
        notes.append(say("leads_to_states", language, node=node.name.in_(language), names=names))
    conflicts = dispute_rows(graph, (node.id,), sources, language)
    return Draft(headline, paths, notes=notes, conflicts=conflicts, sources=sources)


def _in_weeks(graph: Graph, edge: Edge) -> float:
    """Return what a link gives in ordinary weeks of its effect, so that effects of different units compare."""
    return abs(given(graph, edge)) / (ordinary_move(graph, graph.node(edge.effect)) or 1.0)
