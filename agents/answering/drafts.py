"""What an answer from the map says before it is closed, checked and written out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from agents.answer import Answer, AnswerPath, Branch, BranchEvent, Impact, Interpretation
from agents.answering.citations import Sources
from agents.answering.closing import closed
from agents.answering.phrases import say
from graph.content import Graph


@dataclass
class Draft:
    """What an answer from the map says, before it is closed and checked."""

    headline: str
    paths: list[AnswerPath] = field(default_factory=list)
    impacts: list[Impact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    unknowns: list[str] = field(default_factory=list)
    sources: Sources = field(default_factory=Sources)
    residual: dict[str, float] = field(default_factory=dict)


def close(question: str, graph: Graph, reading: Interpretation, draft: Draft) -> Answer:
    """Return the draft as a checked answer with its text."""
    language = reading.language
    branch = Branch(
        id="map",
        label=say("map_label", language),
        event=BranchEvent(definition=say("map_event", language)),
        probability=None,
        probability_low=None,
        probability_high=None,
        anchor=None,
        story=draft.headline,
        paths=tuple(draft.paths),
        impacts=tuple(draft.impacts),
        residual=draft.residual,
    )
    answer = Answer(
        question=question,
        language=language,
        status="answered",
        interpretation=reading,
        headline=draft.headline,
        branches=(branch,) if draft.paths or draft.impacts else (),
        conflicts=tuple(draft.conflicts),
        assumptions=tuple(draft.notes),
        unknowns=tuple(draft.unknowns),
        evidence=draft.sources.cited,
        graph_version=graph.version,
        as_of=graph.as_of or dt.date.max,
        markdown="",
    )
    return closed(answer, graph)


def subjects(reading: Interpretation) -> tuple[str, ...]:
    """Return the nodes a question is about: what it asks after, else what it names as a trigger."""
    return reading.targets or tuple(t.node for t in reading.triggers)
