"""The words of one branch: its event, story, phases, paths, offsets and signposts."""

from __future__ import annotations

from agents.answer import (
    Anchor,
    AnswerPath,
    Branch,
    Offset,
    Phase,
)
from agents.answering.branch_names import branch_event, branch_label, moves_words
from agents.answering.branching import Forked, Way
from agents.answering.citations import Sources
from agents.answering.numbers import amount, day, percent
from agents.answering.phrases import joined, say, span
from agents.answering.settling import outcome_words
from agents.answering.signposts import signposts
from agents.answering.stories import story_of
from agents.answering.tables import answer_paths, graph_ends, impacts, path_words
from agents.answering.together import shares_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.context import TemplateBranch
from graph.scenario import Effect
from graph.trading_days import add_sessions

FADED = 0.02
"""Share of its first effect below which an effect has faded and is not told any more."""


def branch(forked: Forked, way: Way, targets: tuple[str, ...], sources: Sources, language: str) -> Branch:
    """Return the branch with every part an answer shows, in `language`."""
    told = story_of(forked, way)
    paths = answer_paths(forked.graph, way.result, targets, sources, forked.lead)
    return Branch(
        id=way.id,
        label=branch_label(forked, way, language),
        event=branch_event(forked, way, language),
        probability=way.p,
        probability_low=way.p_low,
        probability_high=way.p_high,
        anchor=_anchor(forked, language),
        delta=way.delta,
        counted_mean=way.counted,
        story=_story(forked, way, told, targets, language),
        phases=_phases(forked, way, told, targets, language),
        levels=way.levels,
        impacts=tuple(impacts(forked.graph, way.result, targets, language, forked.window.start)),
        paths=paths,
        residual=_residual(way, targets, paths, forked.lead),
        offsets=_offsets(forked, way, targets, language),
        signposts=signposts(forked, way, targets, language),
    )


def _anchor(forked: Forked, language: str) -> Anchor | None:
    node = forked.node
    priced = node.id if node.probability else forked.event.priced_by if forked.event else None
    seen = forked.graph.level(priced) if priced else None
    if forked.fork is None or seen is None or seen.value is None or priced is None:
        return None
    name = forked.graph.node(priced).name.in_(language)
    return Anchor(event=name, value=seen.value / 100, source=seen.source, at=seen.as_of)


def _effect_words(graph: Graph, effect: Effect, language: str) -> str:
    node = graph.node(effect.node)
    return f"{node.name.in_(language)} {amount(effect.central, effect.unit, language=language)}"


def _story(forked: Forked, way: Way, told: TemplateBranch | None, targets: tuple[str, ...], language: str) -> str:
    effects = [way.result.effect(t, forked.lead) for t in targets[:4]]
    moved = joined((_effect_words(forked.graph, e, language) for e in effects if e is not None), language)
    if not moved and not way.trigger and not way.delta:
        shift = say("story_same", language, label=branch_label(forked, way, language))
        return f"{told.story.in_(language)} {shift}" if told else shift
    when = span("within", forked.lead, language) if moved else ""
    moved = moved or say("no_effect_known", language)
    shift = say("story_numbers", language, moves=_moves(forked, way, language), moved=moved, when=when)
    rows = [told.story.in_(language) if told else "", shift, shares_words(forked, way, targets, language)]
    return " ".join(r for r in rows if r)


def _moves(forked: Forked, way: Way, language: str) -> str:
    """Return what is supposed in the branch: of every trigger where it comes, else the mean move that balances it."""
    if way.trigger and len(forked.reading.triggers) > 1:
        return moves_words(forked, language)
    name = forked.node.name.in_(language)
    if is_event(forked.node):
        return branch_label(forked, way, language)
    if way.delta is None:
        return say("label_unmoved", language, node=name)
    shown = amount(way.delta, forked.node.unit, language=language)
    key = "label_move" if way.trigger or not forked.fork else "label_mean_move"
    return say(key, language, node=name, delta=shown)


def _phases(
    forked: Forked, way: Way, told: TemplateBranch | None, targets: tuple[str, ...], language: str
) -> tuple[Phase, ...]:
    """Return the branch in stretches that end on the coming dates of the calendar."""
    leads = {t: e.central for t in targets[:2] if (e := way.centres.effect(t, forked.lead)) is not None}
    if not any(leads.values()) and not (told and told.phases):
        # Dates alone, with nothing to say of them, are no phases.
        return ()
    entries = {c.id: c for c in forked.graph.calendar}
    stories = {p.until: p.text.in_(language) for p in told.phases} if told else {}
    phases: list[Phase] = []
    start = forked.window.start
    for ahead, ident in sorted(forked.calendar_days.items()):
        entry = entries[ident]
        effects = [e for t in targets[:2] if (e := way.centres.effect(t, ahead)) is not None]
        effects = [e for e in effects if abs(e.central) > FADED * abs(leads.get(e.node, 0.0))]
        moved = joined((_effect_words(forked.graph, e, language) for e in effects), language)
        words = [entry.name.in_(language), stories.get(ident, "")]
        if entry.note:
            words.append(entry.note.in_(language))
        if moved:
            words.append(say("by_then", language, moved=moved))
        words.append(outcome_words(forked, way, entry, targets, language))
        end = entry.date or add_sessions(start, ahead)
        what = " — ".join(w for w in words if w)
        given = {e.node: e.central for e in effects}
        phases.append(Phase.model_validate({"from": start, "to": end, "what": what, "effects": given}))
        start = end
    return tuple(phases)


def _residual(way: Way, targets: tuple[str, ...], paths: tuple[AnswerPath, ...], lead: int) -> dict[str, float]:
    """Return per target what the shown paths leave over: the engine's residual and its other paths."""
    shown, horizon = {(p.target, p.edges) for p in paths}, str(lead)
    rows = dict.fromkeys(targets, 0.0)
    for left in way.result.residual:
        if left.target in rows:
            rows[left.target] += left.contribution.get(horizon, 0.0)
    for path in way.result.paths:
        if path.target in rows and (path.target, path.edges) not in shown:
            rows[path.target] += path.contribution.get(horizon, 0.0)
    return rows


def _offsets(forked: Forked, way: Way, targets: tuple[str, ...], language: str) -> tuple[Offset, ...]:
    """Return what pulls against each target's effect: opposing paths, and links that failed of late."""
    graph = forked.graph
    rows: list[Offset] = []
    shown = str(forked.lead)
    for target in targets:
        effect = way.result.effect(target, forked.lead)
        if effect is None or effect.central == 0:
            continue
        name, unit = graph.node(target).name.in_(language), effect.unit
        for path in way.result.paths:
            given = path.contribution.get(shown, 0.0)
            if path.target == target and given * effect.central < 0:
                words = path_words(graph, path.nodes, language)
                text = say(
                    "offset_path", language, target=name, path=words, given=amount(given, unit, language=language)
                )
                rows.append(Offset(target=target, nodes=path.nodes, contribution=given, unit=unit, text=text))
        gated = {e for p in way.result.paths if p.target == target for e in p.edges if graph.edge(e).gate}
        for edge in (graph.edge(e) for e in sorted(gated, key=lambda i: path_words(graph, graph_ends(graph, i), "en"))):
            if edge.gate is not None:
                why = edge.gate.why.in_(language)
                text = say(
                    "offset_gate",
                    language,
                    target=name,
                    why=why,
                    date=day(edge.gate.failed_on, language),
                    share=percent(edge.gate.share),
                )
                rows.append(
                    Offset(target=target, nodes=(edge.cause, edge.effect), contribution=None, unit=unit, text=text)
                )
    return tuple(rows)
