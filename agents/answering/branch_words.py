"""The words of one branch: its event, story, phases, paths, offsets and signposts."""

from __future__ import annotations

from agents.answer import (
    Anchor,
    AnswerPath,
    Branch,
    BranchEvent,
    Offset,
    Phase,
    Signpost,
)
from agents.answering.branching import STAYS, TO_THE_LINE, Forked, Way
from agents.answering.citations import Sources
from agents.answering.numbers import amount, day, level, percent
from agents.answering.phrases import joined, say, span
from agents.answering.shocks import event_shocks
from agents.answering.tables import answer_paths, graph_ends, impacts, path_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.context import CalendarEntry, Event, TemplateBranch
from graph.scenario import Effect
from graph.state import level_after
from graph.trading_days import add_sessions

WHOLE_MOVES = {"full_reversal", "holds", "event_on", "event_off", "one_sigma"}
"""Size rules under which a fork's own stories are true: the whole move comes, or none of it."""


def branch(forked: Forked, way: Way, targets: tuple[str, ...], sources: Sources, language: str) -> Branch:
    """Return the branch with every part an answer shows, in `language`."""
    told = _template(forked, way)
    paths = answer_paths(forked.graph, way.result, targets, sources, forked.lead)
    return Branch(
        id=way.id,
        label=told.label.in_(language) if told else _label(forked, way, language),
        event=_event(forked, way, language),
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
        signposts=_signposts(forked, way, targets, language),
    )


def _template(forked: Forked, way: Way) -> TemplateBranch | None:
    whole = forked.reading.triggers[0].size_rule in WHOLE_MOVES
    branches = forked.template.branches if forked.template and whole else ()
    return next((b for b in branches if b.id == way.id), None)


def _label(forked: Forked, way: Way, language: str) -> str:
    node = forked.node.name.in_(language)
    if forked.reading.triggers[0].size_rule == "event_undone":
        return say("event_undone" if way.trigger else "event_stands", language, node=node)
    if is_event(forked.node):
        off = (forked.reading.triggers[0].direction in {"off", "down"}) == way.trigger
        named = _outcome(forked.event, off, language)
        return named or say("event_does_not" if off else "event_happens", language, node=node)
    rule, lines = forked.reading.triggers[0].size_rule, forked.reading.levels
    if lines and rule in {TO_THE_LINE, STAYS}:
        side = lines[0].side if way.asked else "below" if lines[0].side == "above" else "above"
        key = f"label_{'closes' if way.trigger else 'stays'}_{side}"
        return say(key, language, node=node, level=level(lines[0].level, forked.node.level_unit))
    if not way.trigger:
        held = way.asked and forked.reading.triggers[0].size_rule == "holds"
        return say("label_holds" if held else "label_otherwise", language, node=node)
    moves = [(forked.node, forked.size)]
    moves += [(forked.graph.node(t.node), t.size) for t in forked.reading.triggers[1:] if t.size is not None]
    parts = [
        say("label_move", language, node=n.name.in_(language), delta=amount(s, n.unit, language=language))
        for n, s in moves
    ]
    return joined(parts, language, "comma")


def _outcome(event: Event | None, off: bool, language: str) -> str:
    """Return what the event's outcome is called: its priced state, or the one other there is."""
    if event is None or event.priced_state is None:
        return ""
    others = [s for s in event.states if s != event.priced_state]
    state = event.priced_state if not off else others[0] if len(others) == 1 else ""
    return event.state_names[state].in_(language) if state in event.state_names else ""


def _event(forked: Forked, way: Way, language: str) -> BranchEvent:
    node, window, fork = forked.node, forked.window, forked.fork
    name = node.name.in_(language)
    close = day(window.end, language)
    now = forked.graph.level(node.id)
    if is_event(node):
        return BranchEvent(definition=_label(forked, way, language), node=node.id)
    if fork is None:
        settled = forked.settled
        key = "event_unmoved" if not way.trigger else "event_settled" if settled else "event_unanchored"
        date = day(settled.date, language) if settled and settled.date else ""
        return BranchEvent(definition=say(key, language, node=name, date=date), node=node.id)
    line = fork.cutoff if node.probability else None
    if line is None and now is not None and now.value is not None:
        line = level_after(node, now.value, fork.cutoff)
    side = "below" if (fork.delta < 0) == way.trigger else "above"
    if forked.reading.levels and forked.reading.triggers[0].size_rule in {TO_THE_LINE, STAYS}:
        return BranchEvent(
            definition=say("event_any_close", language, label=_label(forked, way, language), date=close),
            node=node.id,
            level=line,
            window=(window.start, window.end),
            close=say("any_new_york_close", language, date=close),
        )
    came = "line" if forked.reading.triggers[0].size_rule in {TO_THE_LINE, STAYS} else "half"
    key = f"event_{came if way.trigger else 'rest'}_{side}"
    shown = level(line, node.level_unit) if line is not None else amount(fork.cutoff, node.unit, language=language)
    return BranchEvent(
        definition=say(key, language, node=name, level=shown, date=close),
        node=node.id,
        level=line,
        window=(window.start, window.end),
        close=say("new_york_close", language, date=close),
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
    if not moved:
        moved = say("no_effect_known", language)
    delta = amount(way.delta or 0.0, forked.node.unit, language=language)
    numbers = say(
        "story_numbers",
        language,
        node=forked.node.name.in_(language),
        delta=delta,
        moved=moved,
        when=span("within", forked.lead, language),
    )
    return f"{told.story.in_(language)} {numbers}" if told else numbers


def _phases(
    forked: Forked, way: Way, told: TemplateBranch | None, targets: tuple[str, ...], language: str
) -> tuple[Phase, ...]:
    """Return the branch in stretches that end on the coming dates of the calendar."""
    entries = {c.id: c for c in forked.graph.calendar}
    stories = {p.until: p.text.in_(language) for p in told.phases} if told else {}
    phases: list[Phase] = []
    start = forked.window.start
    for ahead, ident in sorted(forked.calendar_days.items()):
        entry = entries[ident]
        effects = [e for t in targets[:2] if (e := way.centres.effect(t, ahead)) is not None]
        moved = joined((_effect_words(forked.graph, e, language) for e in effects), language)
        words = [entry.name.in_(language), stories.get(ident, "")]
        if entry.note:
            words.append(entry.note.in_(language))
        if moved:
            words.append(say("by_then", language, moved=moved))
        words.append(_decision(forked, way, entry, targets, language))
        end = entry.date or add_sessions(start, ahead)
        what = " — ".join(w for w in words if w)
        given = {e.node: e.central for e in effects}
        phases.append(Phase.model_validate({"from": start, "to": end, "what": what, "effects": given}))
        start = end
    return tuple(phases)


def _decision(forked: Forked, way: Way, entry: CalendarEntry, targets: tuple[str, ...], language: str) -> str:
    """Return what each outcome of a priced decision would do in this branch, before amplification."""
    event = next((e for e in forked.graph.events if e.id == entry.event), None)
    if event is None or event.priced_by != forked.node.id or event.priced_state is None or way.delta is None:
        return ""
    now = forked.graph.level(forked.node.id)
    node = forked.graph.by_id.get(event.node or "")
    if now is None or now.value is None or node is None or not targets or forked.per_outcome is None:
        return ""
    q = min(max((now.value + way.delta) / 100, 0.0), 1.0)
    parts = []
    target = forked.graph.node(targets[0])
    for off, surprise in ((False, 1 - q), (True, -q)):
        first = event_shocks(forked.graph, node, surprise)[0]
        parts.append(
            say(
                "outcome",
                language,
                state=_outcome(event, off, language) or event.priced_state,
                surprise=amount(first.size, first.unit, language=language),
                target=target.name.in_(language),
                effect=amount(forked.per_outcome * surprise, target.unit, language=language),
            )
        )
    return say("decision", language, odds=percent(q), outcomes=joined(parts, language))


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


def _signposts(forked: Forked, way: Way, targets: tuple[str, ...], language: str) -> tuple[Signpost, ...]:
    """Return the levels and dates that would tell which branch we are in."""
    graph, rows = forked.graph, []
    for odds in way.levels:
        then = say("level_odds", language, p=percent(odds.p), base=percent(odds.p_baseline))
        rows.append(Signpost(node=odds.node, level=odds.level, direction=odds.side, date=odds.window[1], then=then))
    if forked.fork is not None and forked.node.probability:
        side = "below" if (forked.fork.delta < 0) == way.trigger else "above"
        then = say("signpost_fork", language, p=percent(way.p or 0.0))
        rows.append(
            Signpost(node=forked.node.id, level=forked.fork.cutoff, direction=side, date=forked.window.end, then=then)
        )
    entries = {c.id: c for c in graph.calendar}
    for ident in forked.calendar_days.values():
        entry = entries[ident]
        if entry.kind in {"decision", "release"} and entry.nodes and entry.date:
            rows.append(Signpost(node=entry.nodes[0], date=entry.date, then=entry.name.in_(language)))
    return tuple(rows)
