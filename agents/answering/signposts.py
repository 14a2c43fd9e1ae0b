"""Levels and dates to watch, each with what it would mean: the branch's new odds, or what an outcome would do."""

from __future__ import annotations

from agents.answer import LevelOdds, Signpost
from agents.answering.branching import Forked, Way
from agents.answering.numbers import amount, percent
from agents.answering.outcomes import ordinary_surprise, per_surprise
from agents.answering.phrases import say, span
from agents.answering.settling import at_odds, decision_of
from agents.reading.sizing import is_event
from graph.context import CalendarEntry


def signposts(forked: Forked, way: Way, targets: tuple[str, ...], language: str) -> tuple[Signpost, ...]:
    """Return the levels and dates that would tell which branch we are in, or what comes next in it."""
    rows = [_at_level(forked, way, odds, language) for odds in way.levels if odds.p != odds.p_baseline]
    fork = forked.fork
    if fork is not None and forked.node.probability:
        side = "below" if (fork.delta < 0) == way.trigger else "above"
        then = say("signpost_fork", language, p=percent(way.p or 0.0))
        rows.append(Signpost(node=forked.node.id, level=fork.cutoff, direction=side, date=forked.window.end, then=then))
    entries = {c.id: c for c in forked.graph.calendar}
    for ident in forked.calendar_days.values():
        entry = entries[ident]
        then = _then(forked, way, entry, targets, language) if entry.kind in {"decision", "release"} else ""
        if then and entry.nodes and entry.date:
            rows.append(Signpost(node=entry.nodes[0], date=entry.date, then=then))
    return tuple(rows)


def _at_level(forked: Forked, way: Way, odds: LevelOdds, language: str) -> Signpost:
    """Return the level with its odds in this branch, and what such a close would make of the branch's own odds."""
    words = {"p": percent(odds.p), "base": percent(odds.p_baseline)}
    then = say("level_odds", language, **words)
    others = [(w.p, _same(w, odds)) for w in forked.ways]
    if way.p is not None and all(p is not None and o is not None for p, o in others):
        total = sum((p or 0.0) * (o or 0.0) for p, o in others)
        if total > 0:
            given = way.p * odds.p / total
            then = say("level_odds_then", language, **words, was=percent(way.p), given=percent(given))
    return Signpost(node=odds.node, level=odds.level, direction=odds.side, date=odds.window[1], then=then)


def _same(way: Way, odds: LevelOdds) -> float | None:
    rows = (o.p for o in way.levels if (o.node, o.level, o.side) == (odds.node, odds.level, odds.side))
    return next(rows, None)


def _then(forked: Forked, way: Way, entry: CalendarEntry, targets: tuple[str, ...], language: str) -> str:
    """Return what the entry's outcome would do to the first target; nothing where nothing is known of it."""
    graph, event = forked.graph, decision_of(forked, entry)
    targets = tuple(t for t in targets if graph.node(t).headline is not None)
    if not targets or (forked.fork is None and not way.trigger):
        # What stays as it is has no signposts of its own.
        return ""
    if event is not None and event.priced_by:
        delta = way.delta if event.priced_by == forked.node.id and way.delta is not None else 0.0
        words = at_odds(forked, event, targets, delta, language)
        return words and say("signpost_entry", language, name=entry.name.in_(language), words=words)
    nodes = [graph.node(n) for n in entry.nodes if n not in {t.node for t in forked.reading.triggers}]
    target = graph.node(targets[0])
    released = [n for n in nodes if n.kind == "data" and not is_event(n) and n.id != target.id]
    node, moved = next(((n, m) for n in released if (m := per_surprise(graph, n, target.id))), (None, None))
    if node is None or moved is None:
        return ""
    return say(
        "signpost_release",
        language,
        name=entry.name.in_(language),
        size=amount(ordinary_surprise(graph, node), node.unit, language=language),
        node=node.name.in_(language),
        target=target.name.in_(language),
        given=amount(moved[1], target.unit, language=language),
        when=span("within", moved[0], language),
    )
