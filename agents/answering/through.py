"""How one thing reaches another when no link joins them: the paths between, run with an ordinary move of the first."""

from __future__ import annotations

from agents.answer import AnswerPath
from agents.answering.citations import Sources
from agents.answering.links import as_paths, ordinary_move
from agents.answering.noting import what_if
from agents.answering.numbers import amount
from agents.answering.phrases import joined, say
from agents.answering.sayings import link_words
from agents.answering.shocks import unread_thresholds
from agents.answering.tables import answer_paths, path_words
from graph.content import Graph
from graph.model import Edge, Node
from graph.scenario import Scenario, Shock

HORIZONS = (1, 5, 21, 63)
PATHS = 4
SHORT = 3
"""Links of a chain that is told where nothing is carried the whole way."""


def paths_between(graph: Graph, cause: Node, node: Node, sources: Sources) -> list[AnswerPath]:
    """Return the strongest paths from `cause` to `node` at the first horizon by which anything comes through."""
    scenario = Scenario(
        see=False,
        width=False,
        shocks=(Shock(node=cause.id, size=ordinary_move(graph, cause), unit=cause.unit),),
        horizons=HORIZONS,
        targets=(node.id,),
        paths=PATHS,
        draws=0,
        cuts=unread_thresholds(graph),
        as_of=graph.as_of,
    )
    result = what_if(graph, scenario)
    lead = next((h for h in HORIZONS if (e := result.effect(node.id, h)) and e.if_links_hold != 0), None)
    return list(answer_paths(graph, result, (node.id,), sources, lead)) if lead else []


def chain_between(graph: Graph, cause: Node, effect: Node) -> list[Edge]:
    """Return the shortest chain of links from one thing to another, those that carry no number included."""
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
    return chain


def effect_first(graph: Graph, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the things asked about, the one that the others lead to first: whichever way the chain is shorter.

    A market state is no effect of what it scales.
    """
    if len(asked) != 2:
        return asked
    first, second = graph.node(asked[0]), graph.node(asked[1])
    if first.kind == "regime" and second.kind != "regime":
        return asked[1], asked[0]
    onward, back = chain_between(graph, first, second), chain_between(graph, second, first)
    return asked if not onward or (back and len(back) <= len(onward)) else (asked[1], asked[0])


def relations(graph: Graph, chain: list[Edge], language: str) -> str:
    """Return the links of a chain, each with what kind of link it is."""
    links = (
        f"{path_words(graph, (e.cause, e.effect), language)} ({say(f'relation_{e.relation}', language)})" for e in chain
    )
    return joined(links, language)


def reached(
    graph: Graph, named: list[str], node: Node, sources: Sources, language: str
) -> tuple[list[AnswerPath], str]:
    """Return the paths from the named causes to the node, and the sentence that says so or that there are none."""
    found: list[AnswerPath] = []
    parts = []
    for ident in named:
        cause = graph.node(ident)
        names = {"cause": cause.name.in_(language), "node": node.name.in_(language)}
        paths = paths_between(graph, cause, node, sources)
        chain = [] if paths else chain_between(graph, cause, node)
        if chain and len(chain) <= SHORT:
            told = joined((link_words(graph, e, language) for e in chain), language)
            parts.append(say("why_chain", language, **names, links=told))
            found += [p for e in chain[-1:] for p in as_paths(graph, [e], node, sources)]
        elif not paths:
            parts.append(say("why_no_link", language, **names))
        if not paths:
            continue
        given = amount(sum(p.contribution for p in paths), node.unit, language=language)
        words = path_words(graph, paths[0].nodes, language)
        parts.append(say("why_through", language, **names, path=words, given=given))
        found += paths
    words = joined(parts, language)
    return found, words if found else f"{words}{say('full_stop', language)}" if words else ""
