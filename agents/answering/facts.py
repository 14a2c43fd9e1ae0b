"""What the map holds about a thing itself: its meaning, where it stands, what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from agents.answer import Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, subjects
from agents.answering.numbers import amount, day, level, percent, unit_words
from agents.answering.phrases import joined, say
from agents.answering.states import state_name
from agents.answering.tables import path_words
from graph.content import Graph
from graph.model import Node
from graph.state import last_move, move_between, state_odds


def definition(graph: Graph, reading: Interpretation) -> Draft:
    """Return what the map means by a name."""
    language = reading.language
    drafts = []
    for ident in subjects(reading):
        node = graph.node(ident)
        text = (
            node.definition.in_(language) if node.definition else say("no_definition", language, unit=node.unit or "-")
        )
        drafts.append(say("definition_headline", language, node=node.name.in_(language), text=text))
    return Draft(" ".join(drafts), notes=_remarks(graph, subjects(reading), language))


def _remarks(graph: Graph, idents: tuple[str, ...], language: str) -> list[str]:
    """Return what stands beside the definitions; it is written down in English only."""
    return [graph.node(i).note for i in idents if graph.node(i).note] if language == "en" else []


def state(graph: Graph, reading: Interpretation) -> Draft:
    """Return where things stand: levels of record, other prints, regime readings."""
    language, sources = reading.language, Sources(reading.language)
    heads, notes = [], []
    asked = subjects(reading) or tuple(r.node for r in graph.regimes if r.node in graph.by_id and r.node is not None)
    for ident in asked:
        node = graph.node(ident)
        name = node.name.in_(language)
        regime = next((r for r in graph.regimes if r.node == node.id), None)
        if regime is not None:
            odds = sorted(state_odds(regime).items(), key=lambda item: -item[1])
            shown = [f"{state_name(graph, f'{regime.id}.{s}', language)} {percent(p)}" for s, p in odds if p > 0]
            heads.append(
                say(
                    "state_regime",
                    language,
                    node=name,
                    states=joined(shown, language, "comma") or say("state_unread", language),
                )
            )
            notes += [t for t in (regime.reading.in_(language) if regime.reading else "", regime.source) if t]
            continue
        seen = graph.level(node.id)
        if seen is None or seen.value is None:
            heads.append(say("state_unknown", language, node=name, date=_as_of(graph, language)))
        else:
            heads.append(
                say(
                    "state_headline",
                    language,
                    node=name,
                    value=_shown(node, seen.value, language),
                    source=seen.source,
                    date=day(seen.as_of, language),
                )
            )
            moved = last_move(graph, node)
            if moved is not None and moved[0] is seen:
                change = amount(move_between(node, moved[1], moved[2]), node.unit, language=language)
                notes.append(f"{name} {change} [{sources.of_observation(seen)}]")
        for other in sorted(
            (o for o in graph.observations if o.node == node.id), key=lambda o: (o.as_of, o.kind, o.source)
        ):
            text = other.text.in_(language) if other.text else other.note if language == "en" else ""
            value = (
                ""
                if other.value is None
                else _shown(node, other.value, language)
                if other.before is None
                else f"{other.before:g} → {other.value:g}"
            )
            notes.append(
                f"{day(other.as_of, language)}: {value} {text} [{sources.of_observation(other)}]".replace("  ", " ")
            )
    return Draft(joined(heads, language), notes=notes, sources=sources)


def _shown(node: Node, value: float, language: str) -> str:
    return _with_unit(value, node.level_unit or node.unit, language)


def _with_unit(value: float, unit: str, language: str) -> str:
    return level(value, unit) if unit == "%" else f"{level(value, unit)} {unit_words(unit, language)}".strip()


def _as_of(graph: Graph, language: str) -> str:
    return day(graph.as_of, language) if graph.as_of else "-"


def changes(graph: Graph, reading: Interpretation) -> Draft:
    """Return what the map came to know on its newest day."""
    language, sources = reading.language, Sources(reading.language)
    newest = max((e.known_from for _, e in graph.entities()), default=dt.date.min)
    notes = []
    for seen in (o for o in graph.observations if o.known_from == newest):
        said = [] if seen.value is None else [_with_unit(seen.value, seen.unit, language)]
        said += [seen.text.in_(language)] if seen.text else []
        what = joined(said, language, "comma")
        notes.append(f"{graph.node(seen.node).name.in_(language)}: {what} [{sources.of_observation(seen)}]")
    notes += [path_words(graph, (e.cause, e.effect), language) for e in graph.edges if e.known_from == newest]
    notes += [
        f"{r.name.in_(language) if r.name else r.id}: {r.reading.in_(language) if r.reading else '-'}"
        for r in graph.regimes
        if r.known_from == newest
    ]
    return Draft(
        say("changes_headline", language, date=day(newest, language), count=len(notes)), notes=notes, sources=sources
    )


FACTS: dict[str, Callable[[Graph, Interpretation], Draft]] = {
    "definition": definition,
    "state": state,
    "changes": changes,
}
