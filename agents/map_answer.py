"""Answers read off the map's links without a scenario: why, drivers, paths, evidence."""

from __future__ import annotations

from collections.abc import Callable

from agents.answer import Answer, AnswerPath, Interpretation
from agents.citations import Sources
from agents.drafts import Draft, close, subjects
from agents.facts_answer import FACTS
from agents.numbers import amount, day, level
from agents.phrases import say
from agents.tables import path_words
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Edge, Node
from graph.scenario import Scenario, Shock
from graph.state import daily_sigma, last_move

WEEK = 5
CAUSES_SHOWN = 8
SILENT = {"precedes", "signals"}
"""Relations that carry nothing: shown under evidence, never as a cause."""
SIGNS = {"+": 1.0, "-": -1.0, "0": 0.0}


def map_answer(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return the answer to a question that asks what the map holds."""
    write = LINKS.get(reading.intent) or FACTS[reading.intent]
    return close(question, graph, reading, write(graph, reading))


def links_into(graph: Graph, target: str) -> list[Edge]:
    """Return the links into `target` that carry something, by their cause's name."""
    rows = [e for e in graph.edges if e.effect == target and e.relation not in SILENT]
    return sorted(rows, key=lambda e: (graph.node(e.cause).name.en, e.strength))


def _given(graph: Graph, edge: Edge) -> float:
    """Return what one weekly standard deviation of the cause gives, links holding, unamplified."""
    cause = graph.node(edge.cause)
    return float(SIGNS[edge.sign] * edge.strength * daily_sigma(graph, cause) * WEEK**0.5)


def _as_paths(graph: Graph, edges: list[Edge], target: Node, sources: Sources) -> list[AnswerPath]:
    total = sum(abs(_given(graph, e)) for e in edges) or 1.0
    ranked = sorted(edges, key=lambda e: (-abs(_given(graph, e)), graph.node(e.cause).name.en))
    return [
        AnswerPath(
            target=target.id,
            nodes=(e.cause, e.effect),
            edges=(e.id,),
            sign=e.sign,
            contribution=_given(graph, e),
            unit=target.unit,
            horizon=1,
            share=abs(_given(graph, e)) / total,
            status=e.status,
            lag_days=e.lag_range or (e.lag_days, e.lag_days),
            weakest_edge=e.id,
            evidence=sources.of_edge(e),
        )
        for e in ranked[:CAUSES_SHOWN]
    ]


def _arrow(graph: Graph, path: AnswerPath, language: str, down: bool | None) -> str:
    name = graph.node(path.nodes[0]).name.in_(language)
    if down is None:
        return f"{name} ({path.sign})"
    rises = (path.sign == "-") == down
    return f"{name} {say('direction_up' if rises else 'direction_down', language)}"


def _why(graph: Graph, reading: Interpretation) -> Draft:
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources()
    seen_move = reading.observed.get(node.id)
    down = None if seen_move is None else seen_move in {"down", "off"}
    moved = last_move(graph, node)
    notes = []
    if moved is not None:
        seen, before, after = moved
        if down is None:
            down = after < before
        if seen is not None:
            notes.append(
                say(
                    "observed_last",
                    language,
                    before=level(before, node.level_unit),
                    after=level(after, node.level_unit),
                    source=seen.source,
                    date=day(seen.as_of, language),
                )
                + f" [{sources.of_observation(seen)}]"
            )
    asked = [e for e in links_into(graph, node.id) if e.cause in {t.node for t in reading.triggers}]
    paths = _as_paths(graph, asked or links_into(graph, node.id), node, sources)
    direction = say("direction_any" if down is None else "direction_down" if down else "direction_up", language)
    if not paths:
        return Draft(
            say("why_nothing", language, node=node.name.in_(language), direction=direction),
            notes=notes,
            sources=sources,
        )
    causes = "; ".join(_arrow(graph, p, language, down) for p in paths[:4])
    headline = say("why_headline", language, node=node.name.in_(language), direction=direction, causes=causes)
    said = _mechanisms(graph, paths, language)
    return Draft(headline, paths, notes=[*notes, *said, say("per_sigma", language)], sources=sources)


def _mechanisms(graph: Graph, paths: list[AnswerPath], language: str) -> list[str]:
    rows = []
    for path in paths:
        edge = graph.edge(path.edges[0])
        if edge.mechanism:
            status = say(f"status_{edge.status}", language)
            rows.append(
                f"{path_words(graph, path.nodes, language)} ({path.sign}, {status}): {edge.mechanism.in_(language)}"
            )
    return rows


def _drivers(graph: Graph, reading: Interpretation) -> Draft:
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources()
    paths = _as_paths(graph, links_into(graph, node.id), node, sources)
    if not paths:
        return Draft(say("why_nothing", language, node=node.name.in_(language), direction=""), sources=sources)
    causes = "; ".join(_arrow(graph, p, language, None) for p in paths)
    headline = say("drivers_headline", language, node=node.name.in_(language), causes=causes)
    return Draft(
        headline, paths, notes=[*_mechanisms(graph, paths, language), say("per_sigma", language)], sources=sources
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
    paths = [p for e in edges[:CAUSES_SHOWN] for p in _as_paths(graph, [e], graph.node(e.effect), sources)]
    return Draft(headline, paths, notes=_mechanisms(graph, paths, language), sources=sources)


LINKS: dict[str, Callable[[Graph, Interpretation], Draft]] = {
    "why": _why,
    "drivers": _drivers,
    "paths": _paths,
    "evidence": _evidence,
}
