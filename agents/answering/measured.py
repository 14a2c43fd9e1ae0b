"""A move accounted for: what else was seen to move that day, run through the map, and what is left over."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from agents.answer import AnswerPath
from agents.answering.citations import Sources
from agents.answering.links import sign_now
from agents.answering.noting import note
from agents.answering.numbers import amount, day
from agents.answering.phrases import joined, say
from agents.answering.sayings import standing
from agents.answering.seen import Seen, came_on, moved_on
from agents.answering.shocks import unread_thresholds
from agents.answering.tables import answer_paths
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Edge, Node
from graph.scenario import Scenario, Shock, WhatIfResult

DAY = 1
MOVERS_SHOWN = 4


class Run(NamedTuple):
    """Something seen to move, and what its move does to the thing asked about within a day."""

    mover: Seen
    given: float
    result: WhatIfResult


def runs(graph: Graph, node: Node, on: dt.date | None) -> list[Run]:
    """Return each thing seen to move on that day, with what it does to `node`, the largest first.

    Only causes that do not follow from another of them: what a mover carries on is counted with the mover.
    """
    if on is None:
        return []
    movers = [m for n in graph.nodes if n.id != node.id and (m := moved_on(graph, n, on))]
    found = []
    for mover in sorted(movers, key=lambda m: m.node.name.en):
        scenario = Scenario(
            see=False,
            width=False,
            shocks=(Shock(node=mover.node.id, size=mover.move, unit=mover.node.unit),),
            horizons=(DAY,),
            draws=0,
            cuts=unread_thresholds(graph),
            as_of=graph.as_of,
        )
        result = what_if(graph, scenario)
        effect = result.effect(node.id, DAY)
        if effect is not None and effect.if_links_hold != 0:
            found.append(Run(mover, effect.central, result))
    below = {r.mover.node.id: {e.node for e in r.result.effects if e.if_links_hold != 0} for r in found}
    roots = [r for r in found if not any(r.mover.node.id in b for o, b in below.items() if o != r.mover.node.id)]
    shown = sorted(roots, key=lambda r: (-abs(r.given), r.mover.node.name.en))[:MOVERS_SHOWN]
    return [r._replace(result=note(graph, r.result)) for r in shown]


def account(
    graph: Graph, seen: Seen, found: list[Run], named: str, sources: Sources, language: str
) -> tuple[str, list[AnswerPath], list[str]]:
    """Return the sentence that accounts for the move, its paths, and the movers' own moves with their sources.

    `named` is what a source names behind the move, without a number.
    """
    node = seen.node
    parts: list[str] = []
    rows: list[str] = []
    paths: list[AnswerPath] = []
    rest = seen.move
    for mover, given, result in found:
        rest -= given
        key = "why_part" if given * seen.move > 0 else "why_against"
        name = mover.node.name.in_(language)
        move = amount(mover.move, mover.node.unit, language=language)
        part = say(key, language, cause=name, move=move, given=amount(given, node.unit, language=language))
        behind = _behind(graph, mover, language)
        parts.append(part + say("why_behind", language, events=behind) if behind else part)
        paths += answer_paths(graph, result, (node.id,), sources, DAY)
        rows.append(mover.words(sources, language))
    parts.append(say("why_rest", language, rest=amount(rest, node.unit, language=language)))
    words = say(
        "why_moved",
        language,
        node=node.name.in_(language),
        observed=amount(seen.move, node.unit, language=language),
        date=day(seen.at.as_of, language),
        causes=joined(parts, language),
        named=say("why_named", language, causes=named) if named else "",
    )
    return words, paths, rows


def pushed(node: Node, found: list[Run], language: str, *, down: bool) -> str:
    """Return what was seen to move and push the node that way, though its own move was not read; nothing if nothing."""
    parts = []
    for mover, given, _ in found:
        if given and (given < 0) == down:
            name, shown = mover.node.name.in_(language), amount(mover.move, mover.node.unit, language=language)
            effect = amount(given, node.unit, language=language)
            parts.append(say("why_part", language, cause=name, move=shown, given=effect))
    causes = joined(parts, language)
    return say("why_unread_move", language, node=node.name.in_(language), causes=causes) if parts else ""


def paths_of(graph: Graph, node: Node, run: Run, sources: Sources) -> tuple[AnswerPath, ...]:
    """Return the paths by which one mover reaches the node."""
    return answer_paths(graph, run.result, (node.id,), sources, DAY)


def behind(graph: Graph, mover: Seen) -> list[Edge]:
    """Return the links into a mover from events of the same day that push it the way it went."""
    into = [e for e in graph.edges if e.effect == mover.node.id and e.relation not in {"precedes", "signals"}]
    came = [e for e in into if came_on(graph, graph.node(e.cause), mover.at.as_of)]
    pushing = [e for e in came if (sign_now(graph, e) == "-") == (mover.move < 0)]
    return sorted(pushing, key=lambda e: graph.node(e.cause).name.en)


def _behind(graph: Graph, mover: Seen, language: str) -> str:
    events = []
    for edge in behind(graph, mover):
        name = graph.node(edge.cause).name.in_(language)
        held = say("why_cause_event", language, cause=name, standing=standing(edge, language))
        events.append(name if edge.status == "asserted" and edge.condition is None else held)
    return joined(events, language, "comma")
