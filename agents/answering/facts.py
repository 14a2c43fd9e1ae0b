"""What the map holds about a thing itself: its meaning, where it stands, what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from agents.answer import Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, subjects
from agents.answering.numbers import amount, day, level, percent
from agents.answering.phrases import say
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
    return Draft(" ".join(drafts), notes=[graph.node(s).note for s in subjects(reading) if graph.node(s).note])


def state(graph: Graph, reading: Interpretation) -> Draft:
    """Return where things stand: levels of record, other prints, regime readings."""
    language, sources = reading.language, Sources()
    heads, notes = [], []
    for ident in subjects(reading):
        node = graph.node(ident)
        name = node.name.in_(language)
        regime = next((r for r in graph.regimes if r.node == node.id), None)
        if regime is not None:
            odds = sorted(state_odds(regime).items(), key=lambda item: -item[1])
            heads.append(
                say(
                    "state_regime",
                    language,
                    node=name,
                    states=", ".join(f"{s} {percent(p)}" for s, p in odds if p > 0) or "-",
                )
            )
            notes += [t for t in (regime.reading.in_(language) if regime.reading else "", regime.source) if t]
            continue
        seen = graph.level(node.id)
        if seen is None or seen.value is None:
            heads.append(say("state_unknown", language, node=name, date=graph.as_of))
        else:
            heads.append(
                say(
                    "state_headline",
                    language,
                    node=name,
                    value=_shown(node, seen.value),
                    source=seen.source,
                    date=day(seen.as_of, language),
                )
            )
            moved = last_move(graph, node)
            if moved is not None and moved[0] is seen:
                change = amount(move_between(node, moved[1], moved[2]), node.unit)
                notes.append(f"{name} {change} [{sources.of_observation(seen)}]")
        for other in sorted(
            (o for o in graph.observations if o.node == node.id), key=lambda o: (o.as_of, o.kind, o.source)
        ):
            text = other.text.in_(language) if other.text else other.note
            value = (
                ""
                if other.value is None
                else _shown(node, other.value)
                if other.before is None
                else f"{other.before:g} → {other.value:g}"
            )
            notes.append(
                f"{day(other.as_of, language)}: {value} {text} [{sources.of_observation(other)}]".replace("  ", " ")
            )
    return Draft("; ".join(heads), notes=notes, sources=sources)


def _shown(node: Node, value: float) -> str:
    unit = node.level_unit or node.unit
    return level(value, unit) if unit == "%" else f"{level(value, unit)} {unit}".strip()


def changes(graph: Graph, reading: Interpretation) -> Draft:
    """Return what the map came to know on its newest day."""
    language, sources = reading.language, Sources()
    newest = max((e.known_from for _, e in graph.entities()), default=dt.date.min)
    notes = []
    for seen in (o for o in graph.observations if o.known_from == newest):
        value = "" if seen.value is None else level(seen.value, seen.unit)
        notes.append(f"{graph.node(seen.node).name.in_(language)}: {value} [{sources.of_observation(seen)}]")
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
