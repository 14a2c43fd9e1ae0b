"""Answers read off the map's links without a scenario: why, drivers, paths, evidence."""

from __future__ import annotations

from collections.abc import Callable

from agents.answer import Answer, AnswerPath, Interpretation
from agents.answering.citations import Sources
from agents.answering.consequences import matters, matters_asked
from agents.answering.definitions import definition
from agents.answering.denials import denials, denied_rows, no
from agents.answering.disputes import dispute_rows
from agents.answering.drafts import Draft, close, subjects
from agents.answering.engine_words import unread_words, warning_words
from agents.answering.evidence import evidence
from agents.answering.facts import changes, state
from agents.answering.links import (
    CAUSES_SHOWN,
    as_paths,
    before,
    before_words,
    links_into,
    mechanisms,
    ordinary_move,
    unsized_paths,
)
from agents.answering.noting import what_if
from agents.answering.numbers import amount
from agents.answering.phrases import joined, say
from agents.answering.sayings import firmness, link_words
from agents.answering.seen import facts
from agents.answering.shocks import unread_thresholds
from agents.answering.tables import impacts
from agents.answering.through import chain_between, relations
from agents.answering.why import why_answer
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Edge, Node
from graph.scenario import Scenario, Shock

HORIZONS = (1, 5, 21, 63)
"""Trading days at which the effect along the paths is shown."""
BEGUN = 0.1
"""Share of the largest effect from which an effect counts as begun."""
PATHS_TOLD = 2
"""Paths whose links are told one by one, with how firmly each stands."""
SAID = {"cap_active", "no_draws"}
"""Codes of warnings that say nothing about the paths themselves."""


def map_answer(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return the answer to a question that asks what the map holds."""
    if reading.intent == "state":
        return close(question, graph, reading, state(graph, reading, question))
    if reading.intent == "why" and matters_asked(question, reading):
        return close(question, graph, reading, matters(graph, reading))
    return close(question, graph, reading, LINKS[reading.intent](graph, reading))


def _drivers(graph: Graph, reading: Interpretation) -> Draft:
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources(reading.language)
    left_out = set(reading.excluded)
    into = [e for e in links_into(graph, node.id) if e.cause not in left_out]
    paths = as_paths(graph, into, node, sources)[: reading.top_k]
    earlier = before(graph, node.id)
    told = before_words(graph, earlier, language)
    if not paths:
        return _undriven(graph, node, earlier, told, sources, language)
    causes = joined((f"{graph.node(p.nodes[0]).name.in_(language)} ({p.sign})" for p in paths), language)
    headline = say("drivers_headline", language, node=node.name.in_(language), causes=causes)
    notes = [*mechanisms(graph, paths, language), say("per_sigma", language)]
    notes += [told] if told else []
    notes += facts(graph, (node.id,), sources, language)
    conflicts = dispute_rows(graph, (node.id,), sources, language) + denied_rows(graph, node.id, sources, language)
    paths = [*paths, *unsized_paths(graph, earlier, sources)]
    return Draft(headline, paths, notes=notes, conflicts=conflicts, sources=sources)


def _undriven(graph: Graph, node: Node, earlier: list[Edge], told: str, sources: Sources, language: str) -> Draft:
    """Return what comes before a thing that nothing drives, in time only, and what is stated of it."""
    nothing = say("drivers_nothing", language, node=node.name.in_(language))
    paths = unsized_paths(graph, earlier, sources)
    notes = facts(graph, (node.id,), sources, language)
    conflicts = dispute_rows(graph, (node.id,), sources, language) + denied_rows(graph, node.id, sources, language)
    return Draft(
        told or nothing, paths, notes=notes, conflicts=conflicts, unknowns=[] if told else [nothing], sources=sources
    )


def _paths(graph: Graph, reading: Interpretation) -> Draft:
    ends = [t.node for t in reading.triggers] + list(reading.targets)
    if len(ends) < 2:
        return _drivers(graph, reading)
    sources = Sources(reading.language)
    effects = reading.targets if reading.triggers and len(reading.targets) > 1 else (ends[-1],)
    found = [_paths_to(graph, reading, graph.node(ends[0]), graph.node(e), sources) for e in effects if e != ends[0]]
    return _together(found, sources, reading.language)


def _together(found: list[Draft], sources: Sources, language: str) -> Draft:
    """Return answers about several ends of one cause as one."""
    return Draft(
        joined((d.headline for d in found), language),
        [p for d in found for p in d.paths],
        [i for d in found for i in d.impacts],
        notes=list(dict.fromkeys(n for d in found for n in d.notes)),
        conflicts=list(dict.fromkeys(c for d in found for c in d.conflicts)),
        unknowns=list(dict.fromkeys(u for d in found for u in d.unknowns)),
        sources=sources,
        residual={end: left for d in found for end, left in d.residual.items()},
    )


def _paths_to(graph: Graph, reading: Interpretation, cause: Node, effect: Node, sources: Sources) -> Draft:
    language = reading.language
    asked = reading.triggers[0].size if reading.triggers else None
    size = asked or ordinary_move(graph, cause)
    scenario = Scenario(
        see=False,
        width=False,
        shocks=(Shock(node=cause.id, size=size, unit=cause.unit),),
        horizons=HORIZONS,
        cuts=unread_thresholds(graph),
        targets=(effect.id,),
        paths=CAUSES_SHOWN,
        as_of=graph.as_of,
        regimes=dict(reading.regimes),
    )
    result = what_if(graph, scenario)
    sizes = {h: abs(e.if_links_hold) for h in HORIZONS if (e := result.effect(effect.id, h))}
    # The first day by which a good part of it has come, not the day on which its first trace shows.
    shown = next((h for h, s in sizes.items() if s and s >= BEGUN * max(sizes.values())), 1)
    moved = result.effect(effect.id, shown)
    rows = [p for p in result.paths if p.target == effect.id]
    refused = denials(graph, (cause.id,), effect.id)
    if refused:
        words = [no(graph, o, sources, language, effect.id) for o in refused[:1]]
        words += [link_words(graph, e, language) for e in graph.edges if (e.cause, e.effect) == (cause.id, effect.id)]
        beside = facts(graph, (cause.id, effect.id), sources, language)
        return Draft(joined(words, language), notes=beside, sources=sources)
    names = {"cause": cause.name.in_(language), "effect": effect.name.in_(language)}
    if moved is None or not rows:
        return _structure(graph, cause, effect, sources, language)
    paths = [
        AnswerPath(
            target=effect.id,
            nodes=p.nodes,
            edges=p.edges,
            sign=p.sign,
            contribution=p.contribution.get(str(shown), 0.0),
            unit=effect.unit,
            horizon=shown,
            share=p.share,
            status=firmness(graph, p.edges),
            lag_days=p.lag_days,
            weakest_edge=p.weakest_edge,
            evidence=tuple(dict.fromkeys(i for e in p.edges for i in sources.of_edge(graph.edge(e)))),
        )
        for p in rows
    ]
    headline = say(
        "paths_headline",
        language,
        **names,
        count=len(rows),
        size=amount(size, cause.unit, language=language),
        given=amount(moved.central, effect.unit, language=language),
        when=say(f"within_{shown}", language),
    )
    notes = [*_size_words(cause, size, language)] if asked is None else []
    told = dict.fromkeys(e for p in rows[:PATHS_TOLD] for e in p.edges)
    notes += [link_words(graph, graph.edge(e), language) for e in told]
    notes += [*unread_words(graph, language), *warning_words(result, language, SAID)]
    conflicts = dispute_rows(graph, (cause.id, effect.id), sources, language)
    left = moved.central - sum(p.contribution for p in paths)
    table = impacts(graph, result, (effect.id,), language)
    return Draft(headline, paths, table, notes=notes, conflicts=conflicts, sources=sources, residual={effect.id: left})


def _size_words(cause: Node, size: float, language: str) -> list[str]:
    rule = say("rule_event_whole" if is_event(cause) else "rule_weekly_sigma", language)
    shown = amount(size, cause.unit, language=language)
    return [say("assume_size", language, node=cause.name.in_(language), size=shown, rule=rule)]


def _structure(graph: Graph, cause: Node, effect: Node, sources: Sources, language: str) -> Draft:
    """Return the shortest chain of links that carry no number (enable, amplify, signal), or say there is none."""
    chain = chain_between(graph, cause, effect)
    names = {"cause": cause.name.in_(language), "effect": effect.name.in_(language)}
    if not chain:
        return Draft(
            say("paths_nothing", language, **names), sources=sources, unknowns=[say("paths_nothing", language, **names)]
        )
    sign = "-" if sum(e.sign == "-" for e in chain) % 2 else "+"
    nodes = (cause.id, *(e.effect for e in chain))
    path_edges = tuple(e.id for e in chain)
    path = AnswerPath(
        target=effect.id,
        nodes=nodes,
        edges=path_edges,
        sign=sign,
        contribution=0.0,
        unit=effect.unit,
        horizon=1,
        share=0.0,
        status=firmness(graph, path_edges),
        lag_days=(0, 0),
        weakest_edge=chain[-1].id,
        evidence=tuple(dict.fromkeys(i for e in chain for i in sources.of_edge(e))),
    )
    headline = say("paths_structure", language, **names, relations=relations(graph, chain, language))
    return Draft(headline, [path], sources=sources)


LINKS: dict[str, Callable[[Graph, Interpretation], Draft]] = {
    "why": why_answer,
    "drivers": _drivers,
    "paths": _paths,
    "evidence": evidence,
    "definition": definition,
    "changes": changes,
}
