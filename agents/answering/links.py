"""The links into a thing, ranked by what an ordinary week of each cause does through them."""

from __future__ import annotations

from agents.answer import AnswerPath
from agents.answering.citations import Sources
from agents.answering.phrases import say
from agents.answering.tables import path_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Edge, Node
from graph.state import daily_sigma

WEEK = 5
CAUSES_SHOWN = 8
SILENT = {"precedes", "signals"}
"""Relations that carry nothing: shown under evidence, never as a cause."""
SIGNS = {"+": 1.0, "-": -1.0, "0": 0.0}


def links_into(graph: Graph, target: str) -> list[Edge]:
    """Return the links into `target` that carry something, by their cause's name."""
    rows = [e for e in graph.edges if e.effect == target and e.relation not in SILENT]
    return sorted(rows, key=lambda e: (graph.node(e.cause).name.en, e.strength))


def ordinary_move(graph: Graph, node: Node) -> float:
    """Return what a question without a size means: an event in full, else one weekly standard deviation."""
    return node.scale if is_event(node) else daily_sigma(graph, node) * WEEK**0.5


def given(graph: Graph, edge: Edge) -> float:
    """Return what an event, or one weekly standard deviation of any other cause, gives: links holding, unamplified."""
    return float(SIGNS[edge.sign] * edge.strength * ordinary_move(graph, graph.node(edge.cause)))


def as_paths(graph: Graph, edges: list[Edge], target: Node, sources: Sources) -> list[AnswerPath]:
    """Return the links as one-step paths: what moves all the time first, then events that may happen."""
    total = sum(abs(given(graph, e)) for e in edges) or 1.0
    ranked = sorted(
        edges,
        key=lambda e: (is_event(graph.node(e.cause)), -abs(given(graph, e)), graph.node(e.cause).name.en),
    )
    return [
        AnswerPath(
            target=target.id,
            nodes=(e.cause, e.effect),
            edges=(e.id,),
            sign=e.sign,
            contribution=given(graph, e),
            unit=target.unit,
            horizon=1,
            share=abs(given(graph, e)) / total,
            status=e.status,
            lag_days=e.lag_range or (e.lag_days, e.lag_days),
            weakest_edge=e.id,
            evidence=sources.of_edge(e),
        )
        for e in ranked[:CAUSES_SHOWN]
    ]


def mechanisms(graph: Graph, paths: list[AnswerPath], language: str) -> list[str]:
    """Return how each one-step path works, in words, with its sign and status."""
    rows = []
    for path in paths:
        edge = graph.edge(path.edges[0])
        if edge.mechanism:
            status = say(f"status_{edge.status}", language)
            rows.append(
                f"{path_words(graph, path.nodes, language)} ({path.sign}, {status}): {edge.mechanism.in_(language)}"
            )
    return rows
