"""Several moves at once: how much of each effect comes from which of them."""

from __future__ import annotations

from agents.answering.branching import Forked, Way
from agents.answering.noting import what_if
from agents.answering.numbers import amount
from agents.answering.phrases import joined, say
from agents.answering.shocks import outcome_shocks
from graph.model import Node

TOLD = 4
ROUNDING = 1e-9


def shares(forked: Forked, way: Way, target: str) -> list[tuple[Node, float]]:
    """Return (trigger, its part of the effect on `target` at the lead day), the others held where they are."""
    graph, scenario = forked.graph, way.centres.scenario
    rows = []
    for i, trigger in enumerate(forked.reading.triggers):
        node, size = graph.node(trigger.node), forked.size if i == 0 else trigger.size
        if size is None:
            continue
        own = {s.node for s in outcome_shocks(graph, node, size)}
        # What the others stand for is held at no move, so that the parts add up to the whole.
        alone = tuple(s if s.node in own else s.model_copy(update={"size": 0.0}) for s in scenario.shocks)
        told = {"shocks": alone, "horizons": (forked.lead,), "targets": (target,)}
        found = what_if(graph, scenario.model_copy(update=told)).effect(target, forked.lead)
        rows.append((node, found.central if found else 0.0))
    return rows


def parts_words(forked: Forked, way: Way, target: str, language: str) -> str:
    """Return "from WTI crude −0.7 bp, from VIX none" for one target; nothing for one trigger alone."""
    if len(forked.reading.triggers) < 2 or not way.trigger:
        return ""
    unit = forked.graph.node(target).unit
    parts = [
        say(
            "part_of" if abs(given) > ROUNDING else "part_none",
            language,
            node=node.name.in_(language),
            given=amount(given, unit, language=language),
        )
        for node, given in shares(forked, way, target)
    ]
    return joined(parts, language, "comma")


def shares_words(forked: Forked, way: Way, targets: tuple[str, ...], language: str) -> str:
    """Return what each trigger brings to each of the first targets, or nothing where there is one trigger."""
    rows = [(t, parts_words(forked, way, t, language)) for t in targets[:TOLD] if way.result.effect(t, forked.lead)]
    told = [say("parts_of", language, target=forked.graph.node(t).name.in_(language), parts=p) for t, p in rows if p]
    return say("of_which", language, parts=joined(told, language)) if told else ""
