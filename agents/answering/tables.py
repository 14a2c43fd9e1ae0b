"""An engine result as the rows of an answer: impacts, paths and their words."""

from __future__ import annotations

import datetime as dt

from agents.answer import AnswerPath, Impact
from agents.answering.citations import Sources
from graph.content import Graph
from graph.engine.gates import failure
from graph.model import Edge, Node
from graph.scenario import Effect, PathShare, WhatIfResult
from graph.trading_days import horizon_date

PATHS_SHOWN = 6
TWO_WAY_CONFLICT = 0.5
TWO_WAY_ODDS = 0.8


def path_words(graph: Graph, nodes: tuple[str, ...], language: str) -> str:
    """Return a path as names with arrows."""
    return " → ".join(graph.node(n).name.in_(language) for n in nodes)


def graph_ends(graph: Graph, edge_id: str) -> tuple[str, str]:
    """Return the cause and effect of an edge."""
    edge = graph.edge(edge_id)
    return edge.cause, edge.effect


def impacts(
    graph: Graph, result: WhatIfResult, targets: tuple[str, ...], language: str, start: dt.date | None = None
) -> list[Impact]:
    """Return the effect on each target at each shown horizon, with the path that carries most of it.

    `start` is the day the move comes, when it is not the as-of day: horizons count from its close.
    """
    rows: list[Impact] = []
    for target in targets:
        node = graph.node(target)
        tops = sorted(
            (p for p in result.paths if p.target == target), key=lambda p: (-p.share, path_words(graph, p.nodes, "en"))
        )
        driver = path_words(graph, tops[0].nodes[1:-1] or tops[0].nodes[:1], language) if tops else None
        for horizon in result.horizons:
            effect = result.effect(target, horizon)
            if effect is not None:
                rows.append(_impact(node, effect, driver, language, start))
    return rows


def _impact(node: Node, effect: Effect, driver: str | None, language: str, start: dt.date | None) -> Impact:
    unsure = effect.p_up is not None and max(effect.p_up, 1 - effect.p_up) < TWO_WAY_ODDS
    return Impact(
        node=node.id,
        name=node.name.in_(language),
        unit=effect.unit,
        horizon=effect.horizon,
        date=horizon_date(start, effect.horizon) if start else effect.date,
        central=effect.central,
        low=effect.low,
        high=effect.high,
        outcome_low=effect.outcome_low,
        outcome_high=effect.outcome_high,
        sigma=effect.sigma,
        p_up=effect.p_up,
        driver=driver,
        if_links_hold=effect.if_links_hold,
        two_way=effect.conflict > TWO_WAY_CONFLICT or unsure,
        conflict=effect.conflict,
    )


def counts(edge: Edge) -> bool:
    """Return whether a link's status is one of the path's: a definition is firm, unless it is our own inference."""
    return edge.relation != "constitutes" or edge.status == "bridge"


def _status(edges: list[Edge]) -> str:
    """Return what a reader must be told of a path first: that a link of it failed, else its first unfirm link."""
    statuses = [e.status for e in edges if e.status not in {"asserted", "attributed"} and counts(e)]
    failed = any(failure(e) is not None for e in edges)
    return "failed" if failed else statuses[0] if statuses else "asserted"


def answer_paths(
    graph: Graph, result: WhatIfResult, targets: tuple[str, ...], sources: Sources, lead: int
) -> tuple[AnswerPath, ...]:
    """Return the strongest paths, at least one per target in the order of the targets, at trading day `lead`."""
    shown = str(lead)
    ranked = sorted(result.paths, key=lambda p: (-p.share, path_words(graph, p.nodes, "en")))
    picked: list[PathShare] = []
    for target in targets:
        picked += [p for p in ranked if p.target == target][:2]
    if targets:
        picked = [p for p in ranked if p.target == targets[0]] + [p for p in picked if p.target != targets[0]]
    rows = []
    for path in picked[: max(PATHS_SHOWN, 2 * len(targets))]:
        edges = [graph.edge(e) for e in path.edges]
        rows.append(
            AnswerPath(
                target=path.target,
                nodes=path.nodes,
                edges=path.edges,
                sign=path.sign,
                contribution=path.contribution.get(shown, 0.0),
                unit=graph.node(path.target).unit,
                horizon=lead,
                share=path.share,
                status=_status(edges),
                lag_days=path.lag_days,
                weakest_edge=path.weakest_edge,
                evidence=tuple(dict.fromkeys(i for e in edges for i in sources.of_edge(e))),
            )
        )
    return tuple(rows)
