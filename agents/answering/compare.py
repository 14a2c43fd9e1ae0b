"""The answer to "which moves it more": each cause run by itself, the same size rule for all."""

from __future__ import annotations

import datetime as dt

from agents.answer import Answer, Branch, BranchEvent, Impact, Interpretation, Trigger
from agents.answering.branching import outcome_shocks
from agents.answering.checks import verification
from agents.answering.citations import Sources
from agents.answering.markdown import markdown
from agents.answering.numbers import amount
from agents.answering.phrases import say
from agents.answering.tables import answer_paths, impacts
from agents.answering.targets import SHOWN_HORIZONS
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Node
from graph.scenario import Scenario
from graph.state import daily_sigma

WEEK = 5


def compare_answer(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return one branch per cause (or one with every target), ranked by what it does to the first target."""
    language, sources = reading.language, Sources()
    targets = reading.targets or tuple(n.id for n in _headline_nodes(graph))
    branches = [_branch(graph, reading, trigger, targets, sources) for trigger in reading.triggers]
    branches.sort(
        key=lambda b: -max((abs(i.sigma or 0.0) for i in b.impacts if i.horizon == SHOWN_HORIZONS[0]), default=0.0)
    )
    rows = [
        say("compare_row", language, trigger=b.label, given=f"{i.name} {amount(i.central, i.unit)}")
        for b in branches
        for i in _first_day(b, targets)
    ]
    first = branches[0].label if branches else "-"
    target = graph.node(targets[0]).name.in_(language) if targets else "-"
    headline = say(
        "compare_headline",
        language,
        first=first,
        target=target,
        rows="; ".join(rows) or say("no_effect_known", language),
    )
    answer = Answer(
        question=question,
        language=language,
        status="answered",
        interpretation=reading,
        headline=headline,
        branches=tuple(branches),
        evidence=sources.cited,
        graph_version=graph.version,
        as_of=graph.as_of or dt.date.max,
        markdown="",
    )
    answer = answer.model_copy(update={"verification": verification(answer, graph)})
    return answer.model_copy(update={"markdown": markdown(answer, graph)})


def _headline_nodes(graph: Graph) -> list[Node]:
    return sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: (n.headline or 0, n.name.en))


def _first_day(branch: Branch, targets: tuple[str, ...]) -> list[Impact]:
    rows = [i for i in branch.impacts if i.horizon == SHOWN_HORIZONS[0] and i.node in targets]
    return sorted(rows, key=lambda i: -abs(i.sigma or 0.0))[:3]


def _branch(
    graph: Graph, reading: Interpretation, trigger: Trigger, targets: tuple[str, ...], sources: Sources
) -> Branch:
    language = reading.language
    node = graph.node(trigger.node)
    size = trigger.size if trigger.size is not None else daily_sigma(graph, node) * WEEK**0.5
    shocks = tuple(outcome_shocks(graph, node, size))
    result = what_if(
        graph,
        Scenario(shocks=shocks, regimes=dict(reading.regimes), horizons=SHOWN_HORIZONS, paths=6, as_of=graph.as_of),
    )
    reached = tuple(t for t in targets if result.effect(t, SHOWN_HORIZONS[0]) is not None)
    label = say("label_move", language, node=node.name.in_(language), delta=amount(size, node.unit))
    return Branch(
        id=f"cause_{reading.triggers.index(trigger) + 1}",
        label=label,
        event=BranchEvent(definition=label, node=node.id),
        probability=None,
        probability_low=None,
        probability_high=None,
        anchor=None,
        delta=size,
        story=label,
        impacts=tuple(impacts(graph, result, reached, language)),
        paths=answer_paths(graph, result, reached, sources, SHOWN_HORIZONS[0]),
    )
