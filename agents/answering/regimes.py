"""The answer to "what if a regime holds": what it scales, in which direction it acts by itself (none)."""

from __future__ import annotations

from agents.answer import Answer, AnswerPath, Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, close
from agents.answering.links import points_to, unsized_paths
from agents.answering.numbers import plain
from agents.answering.phrases import joined, say
from agents.answering.standing import standing_of
from agents.answering.states import state_names
from agents.answering.tables import path_words
from graph.content import Graph
from graph.context import Regime, RegimeState
from graph.engine.regimes import amplifier
from graph.model import Edge
from graph.state import in_force

HELD = 0.5
"""Odds above which a state counts as in force."""
DAYS = (1, 5, 21)
LINKS_NAMED = 3


def assumed(graph: Graph, reading: Interpretation) -> dict[str, dict[str, float]]:
    """Return the regime odds that the question supposes: dimension -> state -> probability."""
    odds: dict[str, dict[str, float]] = {d: {s: 1.0} for d, s in reading.regimes.items()}
    for trigger in reading.triggers:
        regime = next((r for r in graph.regimes if r.node == trigger.node), None)
        if regime is None or regime.id in odds or not regime.states:
            continue
        likeliest = max(regime.probabilities.items(), key=lambda item: item[1], default=(regime.states[0].id, 1.0))[0]
        odds[regime.id] = {likeliest: 0.0 if trigger.direction in {"off", "down"} else 1.0}
    return odds


def regime_answer(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return how pushes are scaled if the supposed states hold, against now; by itself a regime moves nothing."""
    language, sources = reading.language, Sources(reading.language)
    supposed = assumed(graph, reading)
    before = frozenset(s for s, p in in_force(graph).items() if p > HELD)
    dropped = {s for s in before if s.partition(".")[0] in supposed and _exclusive(graph, s)}
    dropped |= {f"{d}.{s}" for d, odds in supposed.items() for s, p in odds.items() if p == 0}
    added = {f"{d}.{s}" for d, odds in supposed.items() for s, p in odds.items() if p > HELD}
    after = (before - dropped) | added
    factors = amplifier(graph.regimes, graph.amplification, [before, after], DAYS[-1])[0]
    shown = ["/".join(plain(float(factors[d, n]), 2, signed=False) for d in DAYS) for n in (0, 1)]
    names = joined(state_names(graph, added or dropped, language), language, "comma")
    key = "regime_headline" if added else "regime_headline_off"
    if shown[0] == shown[1]:
        key = "regime_headline_same" if before == after else "regime_headline_links"
    headline = say(key, language, node=names, before=shown[0], after=shown[1])
    widened = _widened(graph, supposed, language)
    made = [*widened, *_made(graph, sorted(added), language)]
    scaled = any(_state(graph, s).amplifier for s in {*added, *dropped})
    if added and not scaled and (widened or before == after) and made:
        what = joined(made, language)
        held = say("regime_held", language) if before == after else ""
        headline = say("regime_headline_wide", language, node=names, held=held, what=what)
    rows, paths = [], []
    changed = before ^ after
    for edge in sorted(graph.edges, key=lambda e: path_words(graph, (e.cause, e.effect), "en")):
        touched = [s for s in sorted(edge.regimes) if s in changed]
        if not touched:
            continue
        scale = 1.0
        for state in touched:
            scale *= edge.regimes[state] if state in after else 1 / edge.regimes[state] if edge.regimes[state] else 1.0
        link = path_words(graph, (edge.cause, edge.effect), language)
        rows.append(say("regime_link", language, link=link, factor=plain(scale, 2, signed=False)))
        paths.append(
            AnswerPath(
                target=edge.effect,
                nodes=(edge.cause, edge.effect),
                edges=(edge.id,),
                sign=edge.sign,
                contribution=0.0,
                unit=graph.node(edge.effect).unit,
                horizon=1,
                share=0.0,
                status=edge.status,
                lag_days=(edge.lag_days, edge.lag_days),
                weakest_edge=edge.id,
                evidence=sources.of_edge(edge),
            )
        )
    if before == after:
        paths = unsized_paths(graph, _touched(graph, sorted(added)), sources)
    for ident in (n.node for n in graph.regimes if n.id in supposed and n.node and (widened or before == after)):
        rows += [*standing_of(graph, graph.node(ident), sources, language)]
        rows += points_to(graph, graph.node(ident), language)
    rows = list(dict.fromkeys([*widened, *rows]))
    return close(question, graph, reading, Draft(headline, paths, notes=rows, sources=sources))


def _widened(graph: Graph, supposed: dict[str, dict[str, float]], language: str) -> list[str]:
    """Return what the supposed states widen: the odds and prices that swing more while they hold."""
    rows = []
    for dimension, odds in sorted(supposed.items()):
        for ident in (s for s, p in odds.items() if p > HELD):
            widen = _state(graph, f"{dimension}.{ident}").widen
            for node in sorted(widen, key=lambda n: graph.node(n).name.en):
                name, factor = graph.node(node).name.in_(language), plain(widen[node], 2, signed=False)
                rows.append(say("regime_widens", language, node=name, factor=factor))
    return rows


def state_effects(graph: Graph, regime: Regime, language: str) -> list[str]:
    """Return what the states of one dimension that hold now do: what they widen, and which links they strengthen."""
    held = [s for s, p in in_force(graph).items() if p > HELD and s.partition(".")[0] == regime.id]
    rows = []
    for state in sorted(held):
        supposed = {regime.id: {state.partition(".")[2]: 1.0}}
        done = joined([*_widened(graph, supposed, language), *_made(graph, [state], language)], language)
        name = state_names(graph, [state], language)[0]
        rows += [say("state_stated", language, node=name, words=done)] if done else []
    return rows


def _touched(graph: Graph, states: list[str]) -> list[Edge]:
    edges = [e for e in graph.edges if set(states) & set(e.regimes)]
    return sorted(edges, key=lambda e: path_words(graph, (e.cause, e.effect), "en"))


def _made(graph: Graph, states: list[str], language: str) -> list[str]:
    """Return which links count more or less while the states hold, the first few of each factor."""
    by_factor: dict[float, list[str]] = {}
    for edge in _touched(graph, states):
        link = path_words(graph, (edge.cause, edge.effect), language)
        for state in (s for s in states if s in edge.regimes):
            by_factor.setdefault(edge.regimes[state], []).append(link)
    rows = []
    for factor, links in sorted(by_factor.items(), reverse=True):
        shown, more = joined(links[:LINKS_NAMED], language, "comma"), len(links) - LINKS_NAMED
        shown = say("and_more", language, links=shown, n=more) if more > 0 else shown
        rows.append(say("regime_makes", language, factor=plain(factor, 2, signed=False), links=shown))
    return rows


def _state(graph: Graph, state: str) -> RegimeState:
    return next(s for s in _regime(graph, state).states if s.id == state.partition(".")[2])


def _exclusive(graph: Graph, state: str) -> bool:
    return _regime(graph, state).exclusive


def _regime(graph: Graph, state: str) -> Regime:
    dimension = state.partition(".")[0]
    return next(r for r in graph.regimes if r.id == dimension)
