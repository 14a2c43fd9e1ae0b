"""Answers read off the map's links without a scenario: why, drivers, paths, evidence."""

from __future__ import annotations

from collections.abc import Callable

from agents.answer import Answer, AnswerPath, Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, close, subjects
from agents.answering.facts import FACTS
from agents.answering.links import CAUSES_SHOWN, WEEK, as_paths, links_into, mechanisms
from agents.answering.numbers import amount
from agents.answering.phrases import say
from agents.answering.tables import path_words
from agents.answering.why import why_answer
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Edge, Node
from graph.scenario import Scenario, Shock
from graph.state import daily_sigma


def map_answer(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return the answer to a question that asks what the map holds."""
    write = LINKS.get(reading.intent) or FACTS[reading.intent]
    return close(question, graph, reading, write(graph, reading))


def _drivers(graph: Graph, reading: Interpretation) -> Draft:
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources()
    paths = as_paths(graph, links_into(graph, node.id), node, sources)
    if not paths:
        return Draft(say("why_nothing", language, node=node.name.in_(language), direction=""), sources=sources)
    causes = "; ".join(f"{graph.node(p.nodes[0]).name.in_(language)} ({p.sign})" for p in paths)
    headline = say("drivers_headline", language, node=node.name.in_(language), causes=causes)
    return Draft(
        headline, paths, notes=[*mechanisms(graph, paths, language), say("per_sigma", language)], sources=sources
    )


def _paths(graph: Graph, reading: Interpretation) -> Draft:
    language, sources = reading.language, Sources()
    ends = [t.node for t in reading.triggers] + list(reading.targets)
    if len(ends) < 2:
        return _drivers(graph, reading)
    cause, effect = graph.node(ends[0]), graph.node(ends[-1])
    size = (
        reading.triggers[0].size
        if reading.triggers and reading.triggers[0].size
        else daily_sigma(graph, cause) * WEEK**0.5
    )
    scenario = Scenario(
        shocks=(Shock(node=cause.id, size=size, unit=cause.unit),),
        horizons=(1, 5, 21, 63),
        targets=(effect.id,),
        paths=CAUSES_SHOWN,
        as_of=graph.as_of,
        regimes=dict(reading.regimes),
    )
    result = what_if(graph, scenario)
    shown = next((h for h in (1, 5, 21, 63) if (e := result.effect(effect.id, h)) and e.if_links_hold != 0), 1)
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
        size=amount(size, cause.unit),
        given=amount(moved.central, effect.unit),
        days=shown,
    )
    notes = [w.detail for w in result.warnings]
    return Draft(headline, paths, notes=notes, sources=sources)


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
        share=1.0,
        status=chain[-1].status,
        lag_days=(0, 0),
        weakest_edge=chain[-1].id,
        evidence=tuple(dict.fromkeys(i for e in chain for i in sources.of_edge(e))),
    )
    headline = say(
        "paths_headline", language, **names, count=1, size=amount(1, cause.unit), given=amount(0, effect.unit), days=1
    )
    relations = ", ".join(e.relation for e in chain)
    return Draft(headline, [path], notes=[f"{path_words(graph, nodes, language)}: {relations}"], sources=sources)


def _evidence(graph: Graph, reading: Interpretation) -> Draft:
    language, sources = reading.language, Sources()
    named = [*(t.node for t in reading.triggers), *reading.targets]
    between = [e for e in graph.edges if e.cause in named and e.effect in named]
    edges = between or [e for e in graph.edges if e.effect in named] or [e for e in graph.edges if e.cause in named]
    edges = sorted(edges, key=lambda e: path_words(graph, (e.cause, e.effect), "en"))
    for edge in edges:
        sources.of_edge(edge, limit=99)
    for seen in graph.observations:
        if seen.node in named and not between:
            sources.of_observation(seen)
    link = "; ".join(path_words(graph, (e.cause, e.effect), language) for e in edges[:4])
    link = link or ", ".join(graph.node(n).name.in_(language) for n in named)
    headline = say("evidence_headline", language, count=len(sources.cited), link=link)
    paths = [p for e in edges[:CAUSES_SHOWN] for p in as_paths(graph, [e], graph.node(e.effect), sources)]
    return Draft(headline, paths, notes=mechanisms(graph, paths, language), sources=sources)


LINKS: dict[str, Callable[[Graph, Interpretation], Draft]] = {
    "why": why_answer,
    "drivers": _drivers,
    "paths": _paths,
    "evidence": _evidence,
}
