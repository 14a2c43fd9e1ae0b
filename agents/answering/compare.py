"""The answer to "which moves it more": each cause run by itself, the same size rule and the same day for all."""

from __future__ import annotations

import datetime as dt

from agents.answer import Answer, Branch, BranchEvent, Impact, Interpretation, Trigger
from agents.answering.branching import DRAWS
from agents.answering.citations import Sources
from agents.answering.closing import closed
from agents.answering.engine_words import unread_words
from agents.answering.links import ordinary_move
from agents.answering.noting import what_if
from agents.answering.numbers import amount, day
from agents.answering.phrases import joined, say
from agents.answering.shocks import outcome_shocks, unread_thresholds
from agents.answering.tables import answer_paths, impacts
from agents.answering.targets import LATER, NEGLIGIBLE, SHOWN_HORIZONS
from graph.content import Graph
from graph.scenario import Scenario, WhatIfResult

PATHS_KEPT = 6
TARGETS_NAMED = 3
HORIZONS = (*SHOWN_HORIZONS, *LATER)


def compare_answer(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return one branch per cause (or one with every target), ranked by what it does to the first target."""
    language, sources = reading.language, Sources(reading.language)
    targets = tuple(t for t in reading.targets or _headline_nodes(graph) if t not in reading.excluded)
    targets = targets[: reading.top_k] if reading.top_k and not reading.targets else targets
    runs = [(t, *_run(graph, reading, t, targets)) for t in reading.triggers]
    first = next((t for t in targets if any(_moves(r, t, h) for _, _, r in runs for h in HORIZONS)), "")
    lead = _common_day([r for _, _, r in runs], first)
    ranked = sorted(runs, key=lambda run: -_sigmas(run[2], first, lead))
    horizons = SHOWN_HORIZONS if lead in SHOWN_HORIZONS else HORIZONS
    branches = tuple(
        _branch(graph, reading, trigger, size, _ranged(graph, result, horizons), lead, sources)
        for trigger, size, result in ranked
    )
    answer = Answer(
        question=question,
        language=language,
        status="answered",
        interpretation=reading,
        headline=_headline(graph, branches, targets, first, lead, language),
        branches=branches,
        assumptions=_assumptions(graph, runs, language),
        unknowns=_unknowns(graph, branches, reading, language),
        evidence=sources.cited,
        graph_version=graph.version,
        as_of=graph.as_of or dt.date.max,
        markdown="",
    )
    return closed(answer, graph)


def _headline_nodes(graph: Graph) -> tuple[str, ...]:
    shown = sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: (n.headline or 0, n.name.en))
    return tuple(n.id for n in shown)


def _run(
    graph: Graph, reading: Interpretation, trigger: Trigger, targets: tuple[str, ...]
) -> tuple[float, WhatIfResult]:
    """Return the cause's size and the centre of what it does by itself."""
    node = graph.node(trigger.node)
    size = trigger.size if trigger.size is not None else ordinary_move(graph, node)
    scenario = Scenario(
        see=False,
        width=False,
        shocks=tuple(outcome_shocks(graph, node, size)),
        regimes=dict(reading.regimes),
        horizons=HORIZONS,
        targets=tuple(t for t in targets if t != node.id),
        paths=0,
        draws=0,
        cuts=unread_thresholds(graph),
        as_of=graph.as_of,
    )
    return size, what_if(graph, scenario)


def _ranged(graph: Graph, centres: WhatIfResult, horizons: tuple[int, ...]) -> WhatIfResult:
    """Return the same run with ranges and paths, for the targets that it moves within `horizons`."""
    wanted = tuple(t for t in centres.scenario.targets if any(_moves(centres, t, h) for h in horizons))
    if not wanted:
        return centres.model_copy(update={"effects": (), "horizons": horizons})
    drawn = {"horizons": horizons, "targets": wanted, "paths": PATHS_KEPT, "draws": DRAWS}
    return what_if(graph, centres.scenario.model_copy(update=drawn))


def _moves(result: WhatIfResult, target: str, horizon: int) -> bool:
    effect = result.effect(target, horizon)
    return effect is not None and abs(effect.if_links_hold) > NEGLIGIBLE


def _common_day(results: list[WhatIfResult], target: str) -> int:
    """Return the first shown day by which every cause that ever moves the target has begun to."""
    begins = [next((h for h in HORIZONS if _moves(r, target, h)), 0) for r in results]
    return max([*begins, SHOWN_HORIZONS[0]])


def _sigmas(result: WhatIfResult, target: str, horizon: int) -> float:
    effect = result.effect(target, horizon)
    return abs(effect.sigma or effect.central) if effect else 0.0


def _headline(
    graph: Graph, branches: tuple[Branch, ...], targets: tuple[str, ...], first: str, lead: int, language: str
) -> str:
    rows = []
    for branch in branches:
        named = [f"{i.name} {amount(i.central, i.unit, language=language)}" for i in _on_day(branch, lead)]
        given = joined(named, language, "comma") or say("no_effect_known", language)
        rows.append(say("compare_row", language, trigger=branch.label, given=given))
    shown = first or next(iter(targets), "")
    return say(
        "compare_headline" if first else "compare_nothing",
        language,
        first=branches[0].label if branches else "",
        target=graph.node(shown).name.in_(language) if shown else "-",
        when=say(f"within_{lead}", language),
        rows=joined(rows, language),
    )


def _on_day(branch: Branch, horizon: int) -> list[Impact]:
    rows = [i for i in branch.impacts if i.horizon == horizon]
    return sorted(rows, key=lambda i: -abs(i.sigma or 0.0))[:TARGETS_NAMED]


def _branch(
    graph: Graph,
    reading: Interpretation,
    trigger: Trigger,
    size: float,
    result: WhatIfResult,
    lead: int,
    sources: Sources,
) -> Branch:
    language, node = reading.language, graph.node(trigger.node)
    reached = tuple(dict.fromkeys(e.node for e in result.effects))
    reached = tuple(t for t in result.scenario.targets if t in reached)
    label = say("label_move", language, node=node.name.in_(language), delta=amount(size, node.unit, language=language))
    paths = answer_paths(graph, result, reached, sources, lead)
    effects = {t: result.effect(t, lead) for t in reached}
    given = {t: sum(p.contribution for p in paths if p.target == t) for t in reached}
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
        paths=paths,
        residual={t: e.central - given[t] for t, e in effects.items() if e is not None},
    )


def _assumptions(graph: Graph, runs: list[tuple[Trigger, float, WhatIfResult]], language: str) -> tuple[str, ...]:
    rows = []
    if graph.as_of is not None:
        rows.append(say("assume_as_of", language, date=day(graph.as_of, language), year=graph.as_of.year))
    rows.append(say("assume_each_alone", language))
    for trigger, size, _ in runs:
        node = graph.node(trigger.node)
        shown = amount(size, node.unit, language=language)
        rule = say(f"rule_{trigger.size_rule or 'by'}", language)
        rows.append(say("assume_size", language, node=node.name.in_(language), size=shown, rule=rule))
        rows += trigger.notes
    return (*rows, *unread_words(graph, language))


def _unknowns(graph: Graph, branches: tuple[Branch, ...], reading: Interpretation, language: str) -> tuple[str, ...]:
    rows = []
    for branch in branches:
        reached = {i.node for i in branch.impacts}
        for target in reading.targets:
            if target not in reached and branch.event.node is not None:
                cause, effect = graph.node(branch.event.node), graph.node(target)
                names = {"cause": cause.name.in_(language), "target": effect.name.in_(language)}
                rows.append(say("unknown_target", language, **names))
    return tuple(rows)
