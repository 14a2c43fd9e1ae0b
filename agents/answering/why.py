"""The answer to "why did it move": what was seen to move upstream of it, run through the map."""

from __future__ import annotations

import datetime as dt

from agents.answer import AnswerPath, Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, subjects
from agents.answering.links import as_paths, links_into, mechanisms
from agents.answering.numbers import amount, day, level
from agents.answering.phrases import say
from agents.answering.tables import answer_paths
from graph.content import Graph
from graph.context import Observation
from graph.engine.what_if import what_if
from graph.model import Node
from graph.scenario import Scenario, Shock, WhatIfResult
from graph.state import last_move, move_between

DAY = 1
MOVERS_SHOWN = 4


def why_answer(graph: Graph, reading: Interpretation) -> Draft:
    """Return the causes of a node's last move: the measured part first, then what the map says in general."""
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources()
    moved = last_move(graph, node)
    notes = [_last_named(node, moved, sources, language)] if moved and moved[0] is not None else []
    asked = reading.observed.get(node.id)
    down = asked in {"down", "off"} if asked else moved is not None and moved[2] < moved[1]
    named = {t.node for t in reading.triggers}
    edges = [e for e in links_into(graph, node.id) if e.cause in named] or links_into(graph, node.id)
    runs = _runs(graph, node, moved[0] if moved else None)
    direction = say("direction_down" if down else "direction_up", language)
    if not edges and not runs:
        nothing = say("why_nothing", language, node=node.name.in_(language), direction=direction)
        return Draft(nothing, notes=notes, sources=sources)
    listed = as_paths(graph, edges, node, sources)
    general = [*mechanisms(graph, listed, language), say("per_sigma", language)]
    if runs and moved is not None and not named:
        observed = move_between(node, moved[1], moved[2])
        headline, paths, residual = _measured(graph, node, observed, runs, sources, language)
        return Draft(headline, paths, notes=[*notes, *general], sources=sources, residual=residual)
    causes = "; ".join(_arrow(graph, p, down, language) for p in listed[:MOVERS_SHOWN])
    headline = say("why_headline", language, node=node.name.in_(language), direction=direction, causes=causes)
    return Draft(headline, listed, notes=[*notes, *general], sources=sources)


def _last_named(node: Node, moved: tuple[Observation | None, float, float], sources: Sources, language: str) -> str:
    seen, before, after = moved
    if seen is None:
        return ""
    words = say(
        "observed_last",
        language,
        before=level(before, node.level_unit),
        after=level(after, node.level_unit),
        source=seen.source,
        date=day(seen.as_of, language),
    )
    return f"{words} [{sources.of_observation(seen)}]"


def _runs(graph: Graph, node: Node, seen: Observation | None) -> list[tuple[Node, float, WhatIfResult]]:
    """Return each thing seen to move on the same day, with its move and what it does to `node`.

    Only causes that do not follow from another of them: what a mover carries on is counted with the mover.
    """
    if seen is None:
        return []
    movers = [(n, m) for n in graph.nodes if n.id != node.id and (m := _moved_on(graph, n, seen.as_of))]
    runs = []
    for mover, move in sorted(movers, key=lambda m: m[0].name.en):
        scenario = Scenario(
            shocks=(Shock(node=mover.id, size=move, unit=mover.unit),), horizons=(DAY,), draws=0, as_of=graph.as_of
        )
        result = what_if(graph, scenario)
        effect = result.effect(node.id, DAY)
        if effect is not None and effect.if_links_hold != 0:
            runs.append((mover, move, result))
    below = {m.id: {e.node for e in r.effects if e.if_links_hold != 0} - {m.id} for m, _, r in runs}
    roots = [r for r in runs if not any(r[0].id in below[other.id] for other, _, _ in runs if other.id != r[0].id)]
    size = {m.id: abs(e.central) for m, _, r in roots if (e := r.effect(node.id, DAY))}
    return sorted(roots, key=lambda r: (-size[r[0].id], r[0].name.en))[:MOVERS_SHOWN]


def _moved_on(graph: Graph, node: Node, day_of: dt.date) -> float:
    """Return the node's move to its close of that day, in its unit, or 0."""
    closes = graph.closes(node.id)
    if len(closes) < 2 or closes[-1].as_of != day_of:
        return 0.0
    before, after = closes[-2].value, closes[-1].value
    return move_between(node, before, after) if before and after is not None else 0.0


def _measured(
    graph: Graph,
    node: Node,
    observed: float,
    runs: list[tuple[Node, float, WhatIfResult]],
    sources: Sources,
    language: str,
) -> tuple[str, list[AnswerPath], dict[str, float]]:
    parts: list[str] = []
    paths: list[AnswerPath] = []
    rest = observed
    for mover, move, result in runs:
        effect = result.effect(node.id, DAY)
        given = effect.central if effect else 0.0
        rest -= given
        key = "why_part" if given * observed > 0 else "why_against"
        moved = amount(move, mover.unit)
        parts.append(say(key, language, cause=mover.name.in_(language), move=moved, given=amount(given, node.unit)))
        paths += answer_paths(graph, result, (node.id,), sources, DAY)
    parts.append(say("why_rest", language, rest=amount(rest, node.unit)))
    words = say(
        "why_moved",
        language,
        node=node.name.in_(language),
        observed=amount(observed, node.unit),
        causes="; ".join(parts),
    )
    return words, paths, {node.id: rest}


def _arrow(graph: Graph, path: AnswerPath, down: bool, language: str) -> str:
    rises = (path.sign == "-") == down
    name = graph.node(path.nodes[0]).name.in_(language)
    return f"{name} {say('direction_up' if rises else 'direction_down', language)}"
