"""Answers read off the map's links without a scenario: why, drivers, paths, evidence."""

from __future__ import annotations

from collections.abc import Callable

from agents.answer import Answer, AnswerPath, Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, close, subjects
from agents.answering.engine_words import unread_words, warning_words
from agents.answering.facts import FACTS
from agents.answering.links import CAUSES_SHOWN, as_paths, links_into, mechanisms, ordinary_move
from agents.answering.numbers import amount
from agents.answering.phrases import joined, say
from agents.answering.shocks import unread_thresholds
from agents.answering.tables import impacts, path_words
from agents.answering.why import why_answer
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Edge, Node
from graph.scenario import Scenario, Shock

HORIZONS = (1, 5, 21, 63)
"""Trading days at which the effect along the paths is shown."""
LINKS_NAMED = 4
SAID = {"cap_active", "no_draws"}
"""Codes of warnings that say nothing about the paths themselves."""


def map_answer(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return the answer to a question that asks what the map holds."""
    write = LINKS.get(reading.intent) or FACTS[reading.intent]
    return close(question, graph, reading, write(graph, reading))


def _drivers(graph: Graph, reading: Interpretation) -> Draft:
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources(reading.language)
    left_out = set(reading.excluded)
    into = [e for e in links_into(graph, node.id) if e.cause not in left_out]
    paths = as_paths(graph, into, node, sources)[: reading.top_k]
    if not paths:
        nothing = say("drivers_nothing", language, node=node.name.in_(language))
        return Draft(nothing, unknowns=[nothing], sources=sources)
    causes = joined((f"{graph.node(p.nodes[0]).name.in_(language)} ({p.sign})" for p in paths), language)
    headline = say("drivers_headline", language, node=node.name.in_(language), causes=causes)
    notes = [*mechanisms(graph, paths, language), say("per_sigma", language)]
    return Draft(headline, paths, notes=notes, sources=sources)


def _paths(graph: Graph, reading: Interpretation) -> Draft:
    language, sources = reading.language, Sources(reading.language)
    ends = [t.node for t in reading.triggers] + list(reading.targets)
    if len(ends) < 2:
        return _drivers(graph, reading)
    cause, effect = graph.node(ends[0]), graph.node(ends[-1])
    asked = reading.triggers[0].size if reading.triggers else None
    size = asked or ordinary_move(graph, cause)
    scenario = Scenario(
        shocks=(Shock(node=cause.id, size=size, unit=cause.unit),),
        horizons=HORIZONS,
        cuts=unread_thresholds(graph),
        targets=(effect.id,),
        paths=CAUSES_SHOWN,
        see=False,
        as_of=graph.as_of,
        regimes=dict(reading.regimes),
    )
    result = what_if(graph, scenario)
    shown = next((h for h in HORIZONS if (e := result.effect(effect.id, h)) and e.if_links_hold != 0), 1)
    moved = result.effect(effect.id, shown)
    rows = [p for p in result.paths if p.target == effect.id]
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
            status=graph.edge(p.edges[-1]).status,
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
    notes += [*unread_words(graph, language), *warning_words(result, language, SAID)]
    left = moved.central - sum(p.contribution for p in paths)
    table = impacts(graph, result, (effect.id,), language)
    return Draft(headline, paths, table, notes=notes, sources=sources, residual={effect.id: left})


def _size_words(cause: Node, size: float, language: str) -> list[str]:
    rule = say("rule_event_whole" if is_event(cause) else "rule_weekly_sigma", language)
    shown = amount(size, cause.unit, language=language)
    return [say("assume_size", language, node=cause.name.in_(language), size=shown, rule=rule)]


def _structure(graph: Graph, cause: Node, effect: Node, sources: Sources, language: str) -> Draft:
    """Return the shortest chain of links that carry no number (enable, amplify, signal), or say there is none."""
    came: dict[str, Edge | None] = {cause.id: None}
    queue = [cause.id]
    for current in queue:
        for edge in sorted((e for e in graph.edges if e.cause == current), key=lambda e: graph.node(e.effect).name.en):
            if edge.effect not in came:
                came[edge.effect] = edge
                queue.append(edge.effect)
    chain: list[Edge] = []
    step = came.get(effect.id)
    while step is not None:
        chain.insert(0, step)
        step = came[step.cause]
    names = {"cause": cause.name.in_(language), "effect": effect.name.in_(language)}
    if not chain:
        return Draft(
            say("paths_nothing", language, **names), sources=sources, unknowns=[say("paths_nothing", language, **names)]
        )
    sign = "-" if sum(e.sign == "-" for e in chain) % 2 else "+"
    nodes = (cause.id, *(e.effect for e in chain))
    path = AnswerPath(
        target=effect.id,
        nodes=nodes,
        edges=tuple(e.id for e in chain),
        sign=sign,
        contribution=0.0,
        unit=effect.unit,
        horizon=1,
        share=0.0,
        status=chain[-1].status,
        lag_days=(0, 0),
        weakest_edge=chain[-1].id,
        evidence=tuple(dict.fromkeys(i for e in chain for i in sources.of_edge(e))),
    )
    links = (
        f"{path_words(graph, (e.cause, e.effect), language)} ({say(f'relation_{e.relation}', language)})" for e in chain
    )
    headline = say("paths_structure", language, **names, relations=joined(links, language))
    return Draft(headline, [path], sources=sources)


def _evidence(graph: Graph, reading: Interpretation) -> Draft:
    language, sources = reading.language, Sources(reading.language)
    named = [*(t.node for t in reading.triggers), *reading.targets]
    between = [e for e in graph.edges if e.cause in named and e.effect in named]
    apart = len(set(named)) > 1 and not between
    edges = between or [e for e in graph.edges if e.effect in named] or [e for e in graph.edges if e.cause in named]
    edges = sorted(edges, key=lambda e: path_words(graph, (e.cause, e.effect), "en"))
    for edge in edges:
        sources.of_edge(edge, limit=99)
    for seen in graph.observations:
        if seen.node in named and not between:
            sources.of_observation(seen)
    link = joined((path_words(graph, (e.cause, e.effect), language) for e in edges[:LINKS_NAMED]), language)
    link = link or joined((graph.node(n).name.in_(language) for n in named), language, "comma")
    headline = say("evidence_headline", language, count=len(sources.cited), link=link)
    unknowns = []
    if apart:
        ends = joined((graph.node(n).name.in_(language) for n in dict.fromkeys(named)), language, "comma")
        unknowns = [say("evidence_none", language, names=ends)]
        headline = f"{unknowns[0]}{say('full_stop', language)}{headline}"
    paths = [p for e in edges[:CAUSES_SHOWN] for p in as_paths(graph, [e], graph.node(e.effect), sources)]
    return Draft(headline, paths, notes=mechanisms(graph, paths, language), unknowns=unknowns, sources=sources)


LINKS: dict[str, Callable[[Graph, Interpretation], Draft]] = {
    "why": why_answer,
    "drivers": _drivers,
    "paths": _paths,
    "evidence": _evidence,
}
