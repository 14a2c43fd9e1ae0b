"""Where a thing stands: its level of record, its line, its state with odds and rules, its date, what is stated."""

from __future__ import annotations

from agents.answering.calendar_words import ahead, dated, entries_of, entry_words
from agents.answering.citations import Sources
from agents.answering.numbers import day, level, percent, with_unit
from agents.answering.phrases import joined, say
from agents.answering.sayings import stated
from agents.answering.source_words import source_words
from agents.answering.states import state_name
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.context import Event, Observation, Regime
from graph.model import Node
from graph.state import state_odds

STATED = 2


def shown(node: Node, seen: Observation, language: str) -> str:
    """Return an observed value with its unit, and what it came from where that is stated."""
    if seen.value is None:
        return ""
    unit = seen.unit or node.level_unit or node.unit
    value = with_unit(seen.value, unit, language)
    return value if seen.before is None else f"{with_unit(seen.before, unit, language)} → {value}"


def told_of(graph: Graph, node: Node, sources: Sources, language: str) -> list[str]:
    """Return the newest things that documents state of the node, each with its hedge, its holder and its citation."""
    told = [o for o in graph.observations if o.node == node.id and o.text is not None]
    told.sort(key=lambda o: (-o.as_of.toordinal(), o.id))
    return [f"{stated(o, language)} [{sources.of_observation(o)}]" for o in told[:STATED]]


def standing_of(graph: Graph, node: Node, sources: Sources, language: str) -> list[str]:
    """Return in a few lines where the thing stands: level, line, regime, event."""
    regime = next((r for r in graph.regimes if r.node == node.id), None)
    if regime is not None:
        return [regime_headline(graph, node, regime, language), *regime_rows(graph, regime, language)]
    if node.level is not None:
        return [line_words(graph, node, language)]
    if is_event(node):
        return [event_words(graph, node, language), *calendar_rows(graph, node, language)]
    seen = graph.level(node.id)
    if seen is None or seen.value is None:
        return []
    words = level_headline(node, seen, language)
    return [f"{words} [{sources.of_observation(seen)}]"]


def level_headline(node: Node, seen: Observation, language: str) -> str:
    """Return the level of record with its source and its day."""
    value = with_unit(seen.value or 0.0, node.level_unit or node.unit, language)
    date = day(seen.as_of, language)
    return say(
        "state_headline",
        language,
        node=node.name.in_(language),
        value=value,
        source=source_words(seen.source, language),
        date=date,
    )


def line_words(graph: Graph, node: Node, language: str) -> str:
    """Return where a level's line is, and on which side of it the thing closed last."""
    line = node.level
    if line is None:
        return ""
    of = graph.node(line.node)
    seen = graph.level(of.id)
    values = {"node": of.name.in_(language), "level": level(line.value, of.level_unit)}
    if seen is None or seen.value is None:
        return say("line_unread", language, **values)
    side = "above" if seen.value > line.value else "below"
    last = with_unit(seen.value, of.level_unit or of.unit, language)
    return say(
        "line_stands", language, **values, side=say(f"side_{side}", language), last=last, date=day(seen.as_of, language)
    )


def event_words(graph: Graph, node: Node, language: str) -> str:
    """Return when an event is or was, and the odds of its outcomes where something prices it."""
    event = next((e for e in graph.events if e.node == node.id), None)
    dates = [event.date] if event and event.date else [c.date for c in entries_of(graph, node.id) if c.date]
    if not dates or dates[0] is None:
        return say("event_undated", language)
    past = graph.as_of is not None and dates[0] <= graph.as_of
    words = say("event_past" if past else "event_ahead", language, date=dated(dates[0], language))
    odds = _odds(graph, event, language) if event and not past else ""
    return f"{words}{odds}"


def _odds(graph: Graph, event: Event, language: str) -> str:
    seen = graph.level(event.priced_by) if event.priced_by else None
    if seen is None or seen.value is None or event.priced_state not in event.state_names:
        return ""
    outcome = event.state_names[event.priced_state].in_(language)
    return say(
        "event_odds", language, outcome=outcome, p=level(seen.value, "%"), source=source_words(seen.source, language)
    )


def calendar_rows(graph: Graph, node: Node, language: str) -> list[str]:
    """Return when the thing is due, was moved or was cancelled, one line for each entry of the calendar."""
    return [entry_words(c, graph.as_of, language) for c in ahead(entries_of(graph, node.id), graph.as_of)]


def regime_headline(graph: Graph, node: Node, regime: Regime, language: str) -> str:
    """Return the states of a dimension with their odds, the likeliest first."""
    odds = sorted(state_odds(regime).items(), key=lambda item: -item[1])
    states = [f"{state_name(graph, f'{regime.id}.{s}', language)} {percent(p)}" for s, p in odds if p > 0]
    words = joined(states, language, "comma") or say("state_unread", language)
    return say("state_regime", language, node=node.name.in_(language), states=words)


def regime_rows(graph: Graph, regime: Regime, language: str) -> list[str]:
    """Return how a dimension was read, by whom, what each of its states is told by, and how long it lasts."""
    rows = [say("regime_reading", language, text=regime.reading.in_(language))] if regime.reading else []
    sure = say(f"certainty_{regime.certainty}", language)
    rows += (
        [say("regime_source", language, source=source_words(regime.source, language), sure=sure)]
        if regime.source
        else []
    )
    for state in regime.states:
        rule = state.rule_zh if language == "zh" else state.rule
        if rule:
            name = state_name(graph, f"{regime.id}.{state.id}", language)
            rows.append(say("regime_rule", language, state=name, rule=rule))
    lasts = regime.persistence_zh if language == "zh" else regime.persistence
    rows += [say("regime_lasts", language, span=lasts)] if lasts else []
    return rows
