"""Facts that contradict each other: both kept with their source and time, and said in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from agents.answering.citations import Sources
from agents.answering.numbers import day, level, with_unit
from agents.answering.phrases import joined, say
from agents.answering.source_words import source_words
from graph.content import Graph
from graph.context import Observation


def disputes(graph: Graph, nodes: Iterable[str]) -> list[tuple[Observation, ...]]:
    """Return the groups of observations that disagree and are stated of any of the nodes, by what they disagree on."""
    wanted = set(nodes)
    groups: dict[str, list[Observation]] = {}
    for seen in graph.observations:
        if seen.dispute is not None:
            groups.setdefault(seen.dispute.en, []).append(seen)
    found = []
    for _, rows in sorted(groups.items()):
        about = {o.node for o in rows}
        if len(rows) > 1 and about & wanted:
            found.append(tuple(sorted(rows, key=lambda o: (o.as_of, o.source, o.id))))
    return found


def dispute_rows(graph: Graph, nodes: Iterable[str], sources: Sources, language: str) -> list[str]:
    """Return one line for each disagreement that touches the nodes: what about, and who says what."""
    rows = []
    for group in disputes(graph, nodes):
        sides = [f"{_side(o, language)} [{sources.of_observation(o)}]" for o in group]
        rows.append(say("dispute", language, about=_about(group, language), sides=joined(sides, language, "against")))
    return rows


def dispute_note(graph: Graph, nodes: Iterable[str], language: str, on: dt.date | None = None) -> str:
    """Return the clause that a headline carries when what it says (of the day `on`, if given) is in dispute."""
    groups = [g for g in disputes(graph, nodes) if on is None or any(o.as_of == on for o in g)]
    found = [_about(group, language) for group in groups]
    return say("dispute_note", language, about=joined(found, language, "comma")) if found else ""


def _about(group: tuple[Observation, ...], language: str) -> str:
    first = group[0].dispute
    return first.in_(language) if first else ""


def _side(seen: Observation, language: str) -> str:
    told = seen.text.in_(language) if seen.text else ""
    number = ""
    if seen.value is not None:
        start = "" if seen.before is None else f"{level(seen.before, '', language)} → "
        number = f"{start}{with_unit(seen.value, seen.unit, language)}"
    words = joined((w for w in (number, told) if w), language, "comma")
    return say(
        "dispute_side",
        language,
        words=words,
        source=source_words(seen.source, language),
        date=day(seen.as_of, language),
    )
