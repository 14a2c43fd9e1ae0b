"""The links into a thing, ranked by what an ordinary week of each cause does through them."""

from __future__ import annotations

from agents.answer import AnswerPath
from agents.answering.citations import Sources
from agents.answering.phrases import joined, say
from agents.answering.sayings import link_words, status_of
from agents.answering.states import state_names
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Edge, Node, Sign
from graph.state import daily_sigma, in_force

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


def turned(graph: Graph, edge: Edge) -> float:
    """Return what the market states in force multiply the link by: below zero where they turn it round."""
    held, factor = in_force(graph), 1.0
    for dimension in sorted({s.partition(".")[0] for s in edge.regimes}):
        states = {s: m for s, m in edge.regimes.items() if s.partition(".")[0] == dimension}
        factor *= 1 + sum(held.get(s, 0.0) * (m - 1) for s, m in states.items())
    return factor


def given(graph: Graph, edge: Edge) -> float:
    """Return what an event, or one weekly standard deviation of any other cause, gives: links holding, unamplified.

    A threshold gives nothing by the size of a move: it waits for a line, and its jump is no slope.
    """
    if edge.form == "threshold":
        return 0.0
    size = SIGNS[edge.sign] * edge.strength * turned(graph, edge) * ordinary_move(graph, graph.node(edge.cause))
    return float(size)


def sign_now(graph: Graph, edge: Edge) -> Sign:
    """Return the link's sign in the market states that are in force."""
    if turned(graph, edge) >= 0 or edge.sign == "0":
        return edge.sign
    return "-" if edge.sign == "+" else "+"


def as_paths(
    graph: Graph, edges: list[Edge], target: Node, sources: Sources, *, ranked: bool = True
) -> list[AnswerPath]:
    """Return the links as one-step paths: what moves all the time first, then events; as given unless `ranked`."""
    total = sum(abs(given(graph, e)) for e in edges) or 1.0
    ordered = edges
    if ranked:
        ordered = sorted(
            edges, key=lambda e: (is_event(graph.node(e.cause)), -abs(given(graph, e)), graph.node(e.cause).name.en)
        )
    return [
        AnswerPath(
            target=target.id,
            nodes=(e.cause, e.effect),
            edges=(e.id,),
            sign=sign_now(graph, e),
            contribution=given(graph, e),
            unit=target.unit,
            horizon=1,
            share=abs(given(graph, e)) / total,
            status=status_of(e),
            lag_days=e.lag_range or (e.lag_days, e.lag_days),
            weakest_edge=e.id,
            evidence=sources.of_edge(e),
        )
        for e in ordered[:CAUSES_SHOWN]
    ]


def mechanisms(graph: Graph, paths: list[AnswerPath], language: str) -> list[str]:
    """Return how each one-step path works, in words, with its sign, its status and who holds it."""
    rows = []
    for path in paths:
        edge = graph.edge(path.edges[0])
        rows.append(link_words(graph, edge, language, sign=path.sign))
        if path.sign != edge.sign:
            states = [s for s, m in edge.regimes.items() if m < 0]
            held = joined(state_names(graph, states, language), language, "comma")
            rows[-1] += say("turned_round", language, states=held)
    return rows


def before(graph: Graph, target: str) -> list[Edge]:
    """Return the links that only order time: what comes before `target` without causing it."""
    rows = [e for e in graph.edges if e.effect == target and e.relation == "precedes"]
    return sorted(rows, key=lambda e: graph.node(e.cause).name.en)


def unsized_paths(graph: Graph, edges: list[Edge], sources: Sources) -> list[AnswerPath]:
    """Return links as one-step paths that carry no number."""
    return [
        AnswerPath(
            target=e.effect,
            nodes=(e.cause, e.effect),
            edges=(e.id,),
            sign=sign_now(graph, e),
            contribution=0.0,
            unit=graph.node(e.effect).unit,
            horizon=1,
            share=0.0,
            status=status_of(e),
            lag_days=e.lag_range or (e.lag_days, e.lag_days),
            weakest_edge=e.id,
            evidence=sources.of_edge(e),
        )
        for e in edges
    ]


def before_words(graph: Graph, edges: list[Edge], language: str) -> str:
    """Return what comes before a thing, in time only, with its condition and how it works; nothing if nothing does."""
    if not edges:
        return ""
    effect = graph.node(edges[0].effect).name.in_(language)
    links = joined((link_words(graph, e, language).rstrip(".。") for e in edges), language)
    return say("comes_before", language, node=effect, links=links)


def points_to(graph: Graph, node: Node, language: str) -> list[str]:
    """Return what the thing is a sign of, though it does not cause it."""
    rows = [e for e in graph.edges if e.cause == node.id and e.relation == "signals"]
    rows.sort(key=lambda e: graph.node(e.effect).name.en)
    return [say("points_to", language, link=link_words(graph, e, language)) for e in rows]
