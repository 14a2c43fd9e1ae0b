"""How the engine's run was made, in words: amplification, waiting supply, gates, cross-checks, warnings."""

from __future__ import annotations

from collections.abc import Container

from agents.answering.branching import Forked
from agents.answering.noting import held
from agents.answering.numbers import amount, level, percent, plain, unit_factor, unit_words
from agents.answering.phrases import load_phrases, say
from agents.answering.shocks import unread_thresholds
from agents.answering.states import state_names
from agents.answering.tables import path_words
from agents.answering.targets import SHOWN_HORIZONS
from graph.content import Graph
from graph.engine.regimes import amplifier
from graph.scenario import WhatIfResult
from graph.state import in_force

HELD = 0.5
"""Odds above which a state counts as in force."""
WEEK = SHOWN_HORIZONS[1]
SAID_ELSEWHERE = {"cap_active", "gate", "no_draws"}
"""Codes of warnings that have sentences of their own here."""


def engine_words(forked: Forked, targets: tuple[str, ...], language: str) -> list[str]:
    """Return the sentences about how the asked branch's numbers were made."""
    rows = [*_amplifier(forked, targets, language), *_gates(forked, targets, language), *_supply(forked, language)]
    rows += _structural(forked, targets, language)
    rows += unread_words(forked.graph, language)
    return [*rows, *warning_words(forked.ways[0].result, language, SAID_ELSEWHERE)]


def warning_words(result: WhatIfResult, language: str, said: Container[str] = ()) -> list[str]:
    """Return the engine's warnings in the reader's language, each kind once."""
    codes = dict.fromkeys(w.code for w in result.warnings if w.code not in said)
    known = load_phrases()
    return [
        say(f"warning_{c}", language) if f"warning_{c}" in known else say("warning_other", language, code=c)
        for c in codes
    ]


def unread_words(graph: Graph, language: str) -> list[str]:
    """Return which links are left out because the level they wait for was never observed."""
    links = sorted(path_words(graph, (c.cause, c.effect), language) for c in unread_thresholds(graph))
    return [say("assume_unread_threshold", language, link=link) for link in links]


def _amplifier(forked: Forked, targets: tuple[str, ...], language: str) -> list[str]:
    graph = forked.graph
    used = {e for w in forked.ways for p in w.result.paths if p.target in targets for e in p.edges}
    if not any(graph.edge(e).amplified for e in used):
        return []
    states = frozenset(s for s, p in in_force(graph, dict(forked.reading.regimes)).items() if p > HELD)
    capped, _, raw = amplifier(graph.regimes, graph.amplification, [states], SHOWN_HORIZONS[-1])
    acting = {f"{r.id}.{s.id}" for r in graph.regimes for s in r.states if s.amplifier} & states
    factors, uncapped = (
        "/".join(plain(float(a[d, 0]), 2, signed=False) for d in SHOWN_HORIZONS) for a in (capped, raw)
    )
    return [
        say(
            "assume_amplifier",
            language,
            factors=factors,
            uncapped=uncapped,
            states=" × ".join(state_names(graph, acting, language)) or "-",
        )
    ]


def _gates(forked: Forked, targets: tuple[str, ...], language: str) -> list[str]:
    graph = forked.graph
    used = {e for w in forked.ways for p in w.result.paths if p.target in targets for e in p.edges}
    rows = []
    for edge in sorted((graph.edge(e) for e in used), key=lambda e: path_words(graph, (e.cause, e.effect), "en")):
        if edge.gate is not None:
            link = path_words(graph, (edge.cause, edge.effect), language)
            unit = graph.node(edge.effect).unit
            words = unit_words(unit, language)
            full = f"{edge.strength * unit_factor(unit, language):.3g}{'' if words == '%' else ' '}{words}"
            rows.append(say("gate_both", language, link=link, share=percent(edge.gate.share), full=full))
    return rows


def _supply(forked: Forked, language: str) -> list[str]:
    """Return what waiting supply a level would free, with the odds that it does within a week."""
    graph, rows = forked.graph, []
    for hit in forked.ways[0].centres.thresholds:
        edge = graph.edge(hit.edge)
        node, week = graph.node(edge.effect), str(WEEK)
        line = edge.params.get("at")
        if node.kind == "level" or week not in hit.contribution or not isinstance(line, int | float):
            continue
        side = say(f"side_{edge.params.get('side', 'below')}", language)
        rows.append(
            say(
                "assume_threshold",
                language,
                side=side,
                level=level(line, ""),
                jump=amount(hit.jump, node.unit, language=language),
                node=node.name.in_(language),
                base=percent(hit.p_base[week]),
                p=percent(hit.p_do[week]),
                given=amount(hit.contribution[week], node.unit, language=language),
            )
        )
    return rows


def _structural(forked: Forked, targets: tuple[str, ...], language: str) -> list[str]:
    """Return the first target's week with flows carried instead of amplifiers: a check, never added."""
    first = forked.ways[0].centres
    if not targets or not first.scenario.shocks or not any(e.flow for e in forked.graph.edges):
        return []
    told = {"amplifiers": "structural", "horizons": (WEEK,), "targets": targets[:1]}
    structural = first.scenario.model_copy(update=told)
    target = forked.graph.node(targets[0])
    given = amount(held(forked.graph, structural, targets[0], WEEK), target.unit, language=language)
    return [say("assume_structural", language, target=target.name.in_(language), given=given)]
