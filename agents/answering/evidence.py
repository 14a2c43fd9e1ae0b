"""What stands behind a link: each source with its hedge, its holder and its vote, and what the map believes of it."""

from __future__ import annotations

from collections.abc import Callable

from agents.answer import Interpretation
from agents.answering.citations import Sources
from agents.answering.denials import denied_rows
from agents.answering.disputes import dispute_note, dispute_rows
from agents.answering.drafts import Draft
from agents.answering.links import CAUSES_SHOWN, as_paths, mechanisms
from agents.answering.numbers import percent
from agents.answering.phrases import joined, say
from agents.answering.rumours import rumour_of
from agents.answering.sayings import gate_words, said, stated
from agents.answering.seen import facts
from agents.answering.standing import told_of
from agents.answering.tables import path_words
from agents.answering.through import paths_between
from graph.content import Graph
from graph.engine.belief import belief
from graph.model import Edge, Evidence
from graph.state import in_force

LINKS_NAMED = 4
LINKS_TOLD = 6


def evidence(graph: Graph, reading: Interpretation) -> Draft:
    """Return the sources of the links asked about, for and against, with the belief that follows from them."""
    language, sources = reading.language, Sources(reading.language)
    named = list(dict.fromkeys([*(t.node for t in reading.triggers), *reading.targets]))
    between = [e for e in graph.edges if e.cause in named and e.effect in named]
    apart = len(named) > 1 and not between
    through = _through(graph, named, sources) if apart else []
    edges = between or through or [e for e in graph.edges if e.effect in named]
    edges = edges or [e for e in graph.edges if e.cause in named]
    edges = edges if through else sorted(edges, key=lambda e: path_words(graph, (e.cause, e.effect), "en"))
    notes: list[str] = []
    for edge in edges[:LINKS_TOLD]:
        notes += _rows(graph, edge, sources, language)
    for edge in edges[LINKS_TOLD:]:
        sources.of_edge(edge, limit=99)
    notes += facts(graph, tuple(named), sources, language)
    for seen in graph.observations:
        if seen.node in named and not between:
            sources.of_observation(seen)
    link = joined((path_words(graph, (e.cause, e.effect), language) for e in edges[:LINKS_NAMED]), language)
    ends = joined((graph.node(n).name.in_(language) for n in named), language, "comma")
    pair = joined((graph.node(n).name.in_(language) for n in named), language, "and")
    votes = [(e, v) for e in edges for v in e.evidence]
    more = len(sources.cited) - len({v.id for _, v in votes})
    headline = say("evidence_headline", language, count=len(votes), link=link or ends)
    headline = say(
        "evidence_count",
        language,
        rest=headline,
        agree=sum(e.said_by(v) == e.sign for e, v in votes),
        oppose=sum(e.said_by(v) not in (None, e.sign) for e, v in votes),
        beside=sum(v.says is None for _, v in votes),
    )
    headline = say("evidence_more", language, rest=headline, more=more) if more > 0 else headline
    if len(named) > 1:
        rumours = [(graph.node(n), word) for n in named if (word := rumour_of(graph, n)) is not None]
        told = [
            say(
                "state_stated",
                language,
                node=n.name.in_(language),
                words=f"{stated(o, language)} [{sources.of_observation(o)}]",
            )
            for n, o in rumours
        ]
        headline = say("full_stop", language).join([*told, headline])
    else:
        told = told_of(graph, graph.node(named[0]), sources, language)
        words = joined(told, language)
        lead = say("state_stated", language, node=ends, words=words)
        headline = f"{lead}{say('full_stop', language)}{headline}" if told else headline
    unknowns = []
    if apart:
        unknowns = [say("evidence_none", language, names=pair)]
        lead = unknowns[0]
        if through:
            nodes = (through[0].cause, *(e.effect for e in through))
            lead = say("evidence_through", language, names=pair, path=path_words(graph, nodes, language))
        headline = f"{lead}{say('full_stop', language)}{headline}"
    paths = [p for e in edges[:CAUSES_SHOWN] for p in as_paths(graph, [e], graph.node(e.effect), sources)]
    conflicts = dispute_rows(graph, named, sources, language)
    conflicts += [gate_words(graph, e, language) for e in edges if e.gate is not None]
    if any(e.gate for e in edges):
        links = joined((path_words(graph, (e.cause, e.effect), language) for e in edges if e.gate), language, "comma")
        headline = say("evidence_failed", language, rest=headline, links=links)
    headline += dispute_note(graph, named, language) if len(named) == 1 else ""
    conflicts += [row for n in named for row in denied_rows(graph, n, sources, language)]
    notes += mechanisms(graph, paths, language)
    return Draft(headline, paths, notes=notes, conflicts=conflicts, unknowns=unknowns, sources=sources)


def _through(graph: Graph, named: list[str], sources: Sources) -> list[Edge]:
    """Return the links of the strongest path between the first two things, in its order, whichever leads."""
    first, second = graph.node(named[0]), graph.node(named[1])
    for cause, effect in ((first, second), (second, first)):
        found = paths_between(graph, cause, effect, Sources())
        if found:
            return [graph.edge(e) for e in found[0].edges]
    return []


def _rows(graph: Graph, edge: Edge, sources: Sources, language: str) -> list[str]:
    """Return one link's belief and its sources: for it, against it, and those that only stand beside it."""
    found = belief(edge, in_force=in_force(graph), as_of=graph.as_of)
    ends = path_words(graph, (edge.cause, edge.effect), language)
    shares = {"plus": percent(found.plus), "minus": percent(found.minus), "none": percent(found.none)}
    rows = [say("belief_words", language, link=ends, **shares)]
    sides: tuple[tuple[str, Callable[[Evidence], bool]], ...] = (
        ("evidence_for", lambda v: edge.said_by(v) == edge.sign),
        ("evidence_against", lambda v: edge.said_by(v) not in (None, edge.sign)),
        ("evidence_beside", lambda v: v.says is None),
    )
    for key, belongs in sides:
        told = sorted((v for v in edge.evidence if belongs(v)), key=lambda v: (v.source, v.text))
        words = [f"{said(v, language)} [{sources.of_evidence(v)}]" for v in told]
        rows += [say(key, language, words=joined(words, language))] if words else []
    return rows
