"""The answer to a what-if, assembled from its numbers and its words."""

from __future__ import annotations

from agents.answer import Answer, Branch, Impact, Interpretation, Leaf
from agents.answering.branch_names import AT_A_LINE, moves_words
from agents.answering.branch_words import branch
from agents.answering.branching import STAYS, Forked, forked
from agents.answering.caveats import assumptions, confidence, conflicts, unknowns, used_edges
from agents.answering.citations import Sources
from agents.answering.closing import closed
from agents.answering.numbers import amount, band, day, level, percent, steps_of_five
from agents.answering.phrases import joined, say, span
from agents.answering.spoken_of import only_points, said_on_the_way
from agents.answering.together import parts_words
from agents.reading.sizing import is_event
from graph.content import Graph

BESIDE = 0.5
"""Share of the largest headline effect, in sigmas, above which a near asset is named in the headline too."""
NARROW = 5e-3
"""Width of a probability's range below which it is not shown."""


def what_if_answer(question: str, graph: Graph, reading: Interpretation, first: str = "") -> Answer:
    """Return the scenario answer to a question read as a what-if; `first` leads its headline."""
    language = reading.language
    worked = forked(graph, reading)
    sources = Sources(language)
    now = graph.level(worked.node.id)
    if now is not None:
        sources.of_observation(now)
    targets = worked.shown.targets
    branches = tuple(branch(worked, way, targets, sources, language) for way in worked.ways)
    edges = used_edges(graph, worked.ways, targets)
    answer = Answer(
        question=question,
        language=language,
        status="answered",
        interpretation=reading,
        headline=first + _headline(worked, branches, targets, language),
        branches=branches,
        leaves=_leaves(worked, branches, language),
        conflicts=conflicts(worked, branches, edges, sources, language),
        assumptions=(
            *assumptions(worked, edges, targets, language),
            *said_on_the_way(worked, branches[0], sources, language),
        ),
        unknowns=unknowns(worked, language),
        evidence=sources.cited,
        confidence=confidence(graph, worked.ways[0], targets, worked.lead, language),
        graph_version=graph.version,
        as_of=worked.window.known,
        markdown="",
    )
    return closed(answer, graph)


def _headline(worked: Forked, branches: tuple[Branch, ...], targets: tuple[str, ...], language: str) -> str:
    graph, first = worked.graph, branches[0]
    on_day = [i for i in first.impacts if i.horizon == worked.lead]
    day_one = on_day[:3]
    # What the trigger moves at first hand leads too where it moves much as these do.
    largest = max((abs(i.sigma or 0.0) for i in day_one), default=0.0)
    beside = on_day[3:] if worked.fork is None else []
    near = [i for i in beside if graph.node(i.node).headline is None and abs(i.sigma or 0.0) > BESIDE * largest]
    day_one += near[:2]
    named = [f"{i.name} {amount(i.central, i.unit, language=language)}{_range(i, language)}" for i in day_one]
    if named and (parts := parts_words(worked, worked.ways[0], day_one[0].node, language)):
        named[0] += say("headline_parts", language, parts=parts)
    if named and worked.reading.triggers[0].size_rule == STAYS and first.delta is not None:
        own = amount(first.delta, worked.node.unit, language=language)
        named.insert(0, say("label_mean_move", language, node=worked.node.name.in_(language), delta=own))
    moved = joined(named, language, "comma")
    missed = [graph.node(t).name.in_(language) for t in worked.shown.missed]
    settled = worked.settled
    odds = say("headline_settled", language, date=day(settled.date, language)) if settled and settled.date else ""
    if not moved and not worked.ways[0].trigger and worked.ways[0].p is None:
        return say("headline_still", language, label=first.label, odds=odds)
    if not moved:
        still = worked.reading.triggers[0].direction == "unchanged"
        there = not still and worked.reading.triggers[0].size_rule in AT_A_LINE and not is_event(worked.node)
        none = "headline_unchanged" if still else "headline_there" if there else "headline_unpriced"
        key = "headline_nothing" if worked.size else none
        words = say(key, language, label=first.label)
        points = only_points(worked, language, anywhere=True) if worked.size else ""
        return f"{words}{say('full_stop', language)}{points}".rstrip() if points else words
    odds = _odds(worked, first, language) or odds
    words = say(
        "headline", language, label=first.label, odds=odds, moved=moved, when=span("within", worked.lead, language)
    )
    if missed:
        targets_missed = joined(missed, language, "comma")
        words = say("headline_missed", language, targets=targets_missed, rest=only_points(worked, language) + words)
    # A level of the very thing that is supposed to move says nothing new.
    supposed = {t.node for t in worked.reading.triggers}
    ahead = next((o for o in first.levels if o.p != o.p_baseline and o.node not in supposed), None)
    if ahead is not None:
        words += say(
            f"headline_level_{ahead.side}",
            language,
            node=graph.node(ahead.node).name.in_(language),
            level=level(ahead.level, ""),
            date=day(ahead.window[1], language),
            p=percent(ahead.p),
            base=percent(ahead.p_baseline),
        )
    return words


def _odds(worked: Forked, first: Branch, language: str) -> str:
    """Return the branch's odds with what they are the odds of: its close, half of its move, or a market's own."""
    if first.probability is None:
        return ""
    rule = worked.reading.triggers[0].size_rule
    if is_event(worked.node):
        key = "headline_odds_priced"
    elif rule in AT_A_LINE or first.label != moves_words(worked, language):
        key = "headline_odds_by"
    else:
        key = "headline_odds_half"
    odds = say(key, language, p=percent(first.probability), date=day(worked.window.end, language))
    low, high = first.probability_low or 0.0, first.probability_high or 0.0
    wide = say("headline_odds_range", language, low=percent(low), high=percent(high)) if high - low > NARROW else ""
    return say("headline_odds", language, odds=odds, range=wide)


def _range(impact: Impact, language: str) -> str:
    if impact.low is None or impact.high is None:
        return ""
    return f" {band(impact.low, impact.high, impact.unit, impact.central, language)}"


def _leaves(worked: Forked, branches: tuple[Branch, ...], language: str) -> tuple[Leaf, ...]:
    """Return each branch split by the fork's level, in 5-point steps that add to 100."""
    rows: list[tuple[str, str, float]] = []
    template = worked.template
    line = worked.graph.by_id.get(template.levels[0]) if template and template.levels else None
    for way, told in zip(worked.ways, branches, strict=True):
        if way.p is None:
            return ()
        if way.crossing is None or line is None or line.level is None:
            rows.append((way.id, told.label, way.p))
            continue
        shown = level(line.level.value, "")
        node = worked.graph.node(line.level.node).name.in_(language)
        for beyond, p in ((True, way.p * way.crossing), (False, way.p * (1 - way.crossing))):
            words = say("leaf_break" if beyond else "leaf_no_break", language, label=told.label, node=node, level=shown)
            rows.append((f"{way.id}_{'break' if beyond else 'no_break'}", words, p))
    rows.sort(key=lambda r: -r[2])
    shown_p = steps_of_five([p for _, _, p in rows])
    return tuple(Leaf(id=i, label=w, probability=p, shown=s) for (i, w, p), s in zip(rows, shown_p, strict=True))
