"""Links that ought to have worked and did not: what was normal, what was seen, who says so, and what is carried."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from agents.answer import AnswerPath, Direction
from agents.answering.citations import Sources
from agents.answering.links import given, links_into, ordinary_move, sign_now
from agents.answering.measured import Run
from agents.answering.noting import mended, note
from agents.answering.numbers import amount, day, percent
from agents.answering.phrases import joined, say
from agents.answering.sayings import failed_claims, stated
from agents.answering.seen import moved_on
from agents.answering.shocks import unread_thresholds
from agents.answering.source_words import source_words
from agents.answering.tables import answer_paths, path_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.engine.gates import failure
from graph.engine.what_if import what_if
from graph.model import Edge, Node
from graph.scenario import PathShare, Scenario, Shock, WhatIfResult

DAYS = (1, 5, 21)
EXPLAINED = 3


class Failed(NamedTuple):
    """A link that failed, with what it would have given and what is carried of it."""

    edge: Edge
    cause: Node
    move: float
    path: PathShare
    result: WhatIfResult
    full: float
    carried: float
    seen: bool
    """Whether the cause was seen to move that day, so that the failure was seen too."""

    @property
    def expected(self) -> Direction:
        """Return which way the effect ought to have gone."""
        return "up" if self.full > 0 else "down"


def failed_links(graph: Graph, node: Node, named: set[str]) -> list[Failed]:
    """Return the links that failed on the way to the node, each set off by what was seen or named that day."""
    found = []
    for edge in sorted(graph.edges, key=lambda e: path_words(graph, (e.cause, e.effect), "en")):
        fault = failure(edge)
        if fault is None or (edge.effect != node.id and not named & {edge.cause}):
            continue
        when = fault.on or graph.as_of
        for rank, group in enumerate(_movers(graph, edge, named, when)):
            ran = [(c, m, h) for c, m in group if (h := _ran(graph, c, m, node, edge, whole=True)) is not None]
            if ran:
                # The one furthest up: the others follow from it.
                cause, move, held = max(ran, key=lambda r: len(r[2][0].nodes))
                now = _ran(graph, cause, move, node, edge, whole=False) or held
                found.append(Failed(edge, cause, move, now[0], now[2], held[1], now[1], seen=rank < 2))
                break
    return found


def _movers(graph: Graph, edge: Edge, named: set[str], when: dt.date | None) -> list[list[tuple[Node, float]]]:
    """Return what may have set the link off, best first: what was named, what was seen upstream, the cause itself."""
    groups: list[list[tuple[Node, float]]] = [[], [], []]
    above = _above(graph, edge)
    for node in sorted((n for n in graph.nodes if n.id in above), key=lambda n: n.name.en):
        seen = moved_on(graph, node, when) if when else None
        if seen is not None:
            groups[0 if node.id in named else 1].append((node, seen.move))
        elif node.id == edge.cause or node.id in named:
            groups[0 if node.id in named else 2].append((node, ordinary_move(graph, node)))
    return groups


def _above(graph: Graph, edge: Edge) -> set[str]:
    """Return the link's cause and everything that leads to it."""
    found, queue = {edge.cause}, [edge.cause]
    while queue:
        current = queue.pop()
        fresh = {e.cause for e in graph.edges if e.effect == current} - found - {edge.effect}
        found |= fresh
        queue += fresh
    return found


def _ran(
    graph: Graph, cause: Node, move: float, node: Node, edge: Edge, *, whole: bool
) -> tuple[PathShare, float, WhatIfResult] | None:
    """Return the strongest path of `cause` to `node` through the link and what it gives; `whole`: as if it had held."""
    scenario = Scenario(
        see=False,
        width=False,
        shocks=(Shock(node=cause.id, size=move, unit=cause.unit),),
        horizons=DAYS,
        targets=(node.id,),
        draws=0,
        cuts=unread_thresholds(graph),
        as_of=graph.as_of,
    )
    result = what_if(mended(graph, edge.id) if whole else graph, scenario)
    through = [p for p in result.paths if p.target == node.id and edge.id in p.edges]
    if not through:
        return None
    best = max(through, key=lambda p: (p.share, path_words(graph, p.nodes, "en")))
    first = next((v for d in DAYS if (v := best.contribution.get(str(d), 0.0))), 0.0)
    if not first:
        return None
    return best, first, note(graph, result, (edge.id,) if whole else ())


def failed_headline(graph: Graph, found: Failed, node: Node, sources: Sources, language: str) -> str:
    """Return the failure in one sentence: the normal link and size, what was seen, who says so, what is carried."""
    edge, fault = found.edge, failure(found.edge)
    on = fault.on if fault else None
    move = "" if is_event(found.cause) else amount(found.move, found.cause.unit, language=language)
    said_by = joined(
        dict.fromkeys(
            f"{source_words(e.source, language)} [{sources.of_evidence(e)}]"
            for e in edge.evidence
            if e.status == "failed"
        ),
        language,
        "comma",
    )
    return say(
        "failed_headline",
        language,
        effect=node.name.in_(language),
        cause=say("label_move", language, node=found.cause.name.in_(language), delta=move).strip(),
        full=amount(found.full, node.unit, language=language),
        link=path_words(graph, (edge.cause, edge.effect), language),
        date=day(on, language) if on else "-",
        why=edge.gate.why.in_(language) if edge.gate else failed_claims(edge, language),
        seen=_seen(graph, node, on, sources, language),
        said=say("failed_said", language, sources=said_by) if said_by else say("failed_unsaid", language),
        share=percent(fault.share) if fault else "",
        carried=amount(found.carried, node.unit, language=language),
    )


def failed_paths(graph: Graph, found: Failed, node: Node, sources: Sources) -> list[AnswerPath]:
    """Return the path that failed, with what is carried of it."""
    lead = next((d for d in DAYS if found.path.contribution.get(str(d), 0.0)), DAYS[0])
    paths = answer_paths(graph, found.result, (node.id,), sources, lead)
    return [p.model_copy(update={"status": "failed"}) for p in paths if p.edges == found.path.edges]


def _seen(graph: Graph, node: Node, on: dt.date | None, sources: Sources, language: str) -> str:
    """Return what the effect was seen to do on the day: its move, and what is stated of it."""
    parts = []
    moved = moved_on(graph, node, on) if on else None
    if moved is not None and on is not None:
        move = amount(moved.move, node.unit, language=language)
        parts.append(say("failed_seen_move", language, node=node.name.in_(language), move=move, date=day(on, language)))
    for told in graph.observations:
        if told.node == node.id and told.as_of == on and told.kind == "stated" and told.text is not None and not moved:
            parts.append(f"{stated(told, language)} [{sources.of_observation(told)}]")
    date = day(on, language) if on else "-"
    return joined(parts, language) or say("failed_unseen", language, node=node.name.in_(language), date=date)


def explanations(graph: Graph, found: Failed, node: Node, movers: list[Run], language: str) -> list[str]:
    """Return what the map holds that may explain the failure: what was seen, or could be, to push the other way."""
    pushing = [r for r in movers if r.given * found.full < 0]
    if pushing:
        rows = [
            f"{r.mover.node.name.in_(language)} {amount(r.mover.move, r.mover.node.unit, language=language)}"
            for r in pushing
        ]
        return [say("explained_by", language, causes=joined(rows, language, "comma"))]
    lines = [say("explained_by_nothing", language)]
    others = [e for e in links_into(graph, node.id) if e.cause not in found.path.nodes]
    rows = []
    for edge in sorted(others, key=lambda e: -abs(given(graph, e)))[:EXPLAINED]:
        rises = (sign_now(graph, edge) == "+") == (found.full < 0)
        name = graph.node(edge.cause).name.in_(language)
        rows.append(f"{name} {say('direction_up' if rises else 'direction_down', language)}")
    return [*lines, say("explained_could", language, causes=joined(rows, language, "comma"))] if rows else lines
