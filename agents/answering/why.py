"""The answer to "why did it move": what was seen to move upstream of it, run through the map."""

from __future__ import annotations

import datetime as dt

from agents.answer import AnswerPath, Direction, Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, subjects
from agents.answering.engine_words import unread_words
from agents.answering.links import as_paths, links_into, mechanisms
from agents.answering.numbers import amount, day, level
from agents.answering.phrases import joined, say
from agents.answering.shocks import unread_thresholds
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
    node, language, sources = graph.node(subjects(reading)[0]), reading.language, Sources(reading.language)
    moved = last_move(graph, node)
    notes = [_last_named(graph, node, moved, sources, language)] if moved and moved[0] is not None else []
    asked = reading.observed.get(node.id)
    premise = _premise(node, asked, moved, language)
    down = asked in {"down", "off"} if asked else moved is not None and moved[2] < moved[1]
    named = {t.node for t in reading.triggers}
    edges = [e for e in links_into(graph, node.id) if e.cause in named] or links_into(graph, node.id)
    runs = _runs(graph, node, moved[0] if moved else None)
    direction = say("direction_down" if down else "direction_up", language)
    if not edges and not runs:
        nothing = say("why_nothing", language, node=node.name.in_(language), direction=direction)
        return Draft(premise.replace("{rest}", nothing), notes=notes, unknowns=[nothing], sources=sources)
    listed = as_paths(graph, edges, node, sources)
    general = mechanisms(graph, listed, language)
    if runs and moved is not None and not named:
        observed = move_between(node, moved[1], moved[2])
        headline, paths, seen = _measured(graph, node, observed, runs, sources, language)
        residual = {node.id: observed - sum(p.contribution for p in paths)}
        general = [say("generally", language, text=g) for g in general]
        notes += [*seen, *unread_words(graph, language), *general]
        return Draft(premise.replace("{rest}", headline), paths, notes=notes, sources=sources, residual=residual)
    causes = joined((_arrow(graph, p, down, language) for p in listed[:MOVERS_SHOWN]), language)
    general.append(say("per_sigma", language))
    headline = say("why_headline", language, node=node.name.in_(language), direction=direction, causes=causes)
    return Draft(premise.replace("{rest}", headline), listed, notes=[*notes, *general], sources=sources)


def _premise(
    node: Node, asked: Direction | None, moved: tuple[Observation | None, float, float] | None, language: str
) -> str:
    """Return a frame for the headline that says so when the thing did not go the way the question takes as seen."""
    if asked not in {"up", "down"} or moved is None or (asked == "down") == (moved[2] < moved[1]):
        return "{rest}"
    words = say(f"direction_{asked}", language)
    return say("why_premise", language, node=node.name.in_(language), direction=words, rest="{rest}")


def _last_named(
    graph: Graph, node: Node, moved: tuple[Observation | None, float, float], sources: Sources, language: str
) -> str:
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
    before_it = graph.closes(node.id)[-2:-1] if seen.kind == "close" and seen.before is None else []
    cited = "".join(f"[{sources.of_observation(o)}]" for o in [*before_it, seen])
    return f"{node.name.in_(language)}: {words} {cited}"


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
            shocks=(Shock(node=mover.id, size=move, unit=mover.unit),),
            horizons=(DAY,),
            draws=0,
            cuts=unread_thresholds(graph),
            see=False,
            as_of=graph.as_of,
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
) -> tuple[str, list[AnswerPath], list[str]]:
    """Return the sentence that accounts for the move, its paths, and the movers' own moves with their sources."""
    parts: list[str] = []
    seen: list[str] = []
    paths: list[AnswerPath] = []
    rest = observed
    for mover, move, result in runs:
        effect = result.effect(node.id, DAY)
        given = effect.central if effect else 0.0
        rest -= given
        key = "why_part" if given * observed > 0 else "why_against"
        moved = amount(move, mover.unit, language=language)
        parts.append(
            say(
                key,
                language,
                cause=mover.name.in_(language),
                move=moved,
                given=amount(given, node.unit, language=language),
            )
        )
        paths += answer_paths(graph, result, (node.id,), sources, DAY)
        last = last_move(graph, mover)
        seen += [_last_named(graph, mover, last, sources, language)] if last else []
    parts.append(say("why_rest", language, rest=amount(rest, node.unit, language=language)))
    words = say(
        "why_moved",
        language,
        node=node.name.in_(language),
        observed=amount(observed, node.unit, language=language),
        causes=joined(parts, language),
    )
    return words, paths, seen


def _arrow(graph: Graph, path: AnswerPath, down: bool, language: str) -> str:
    rises = (path.sign == "-") == down
    name = graph.node(path.nodes[0]).name.in_(language)
    return f"{name} {say('direction_up' if rises else 'direction_down', language)}"
