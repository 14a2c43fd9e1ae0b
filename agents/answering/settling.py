"""The words of a priced decision: what each of its outcomes would do, given the odds it is met with."""

from __future__ import annotations

from agents.answering.branching import Forked, Way
from agents.answering.numbers import amount, percent
from agents.answering.outcomes import outcome, per_outcome
from agents.answering.phrases import joined, say
from agents.answering.shocks import event_shocks
from graph.context import CalendarEntry, Event


def outcome_words(forked: Forked, way: Way, entry: CalendarEntry, targets: tuple[str, ...], language: str) -> str:
    """Return what each outcome of the decision that prices the trigger would do in this branch; else nothing."""
    event = decision_of(forked, entry)
    if event is None or event.priced_by != forked.node.id or way.delta is None:
        return ""
    return at_odds(forked, event, targets, way.delta, language)


def decision_of(forked: Forked, entry: CalendarEntry) -> Event | None:
    """Return the event that the entry is the date of."""
    return next((e for e in forked.graph.events if e.id == entry.event), None)


def at_odds(forked: Forked, event: Event, targets: tuple[str, ...], delta: float, language: str) -> str:
    """Return both outcomes of a priced event with what they would do, its odds moved by `delta` first."""
    graph = forked.graph
    now = graph.level(event.priced_by) if event.priced_by else None
    node = graph.by_id.get(event.node or "")
    if now is None or now.value is None or node is None or not targets or event.priced_state is None:
        return ""
    whole = per_outcome(graph, event, targets[0])
    if whole is None:
        return ""
    q = min(max((now.value + delta) / 100, 0.0), 1.0)
    parts = []
    target = graph.node(targets[0])
    for off, surprise in ((False, 1 - q), (True, -q)):
        first = event_shocks(graph, node, surprise)[0]
        parts.append(
            say(
                "outcome",
                language,
                state=outcome(event, off, language) or event.priced_state,
                surprise=amount(first.size, first.unit, language=language),
                target=target.name.in_(language),
                effect=amount(whole * surprise, target.unit, language=language),
            )
        )
    return say("decision", language, odds=percent(q), outcomes=joined(parts, language))
