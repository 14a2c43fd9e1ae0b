"""The default brain: reads a question, plans, runs the engine, composes. No language model."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from agents.answer import Answer, Interpretation
from agents.answering.compare import compare_answer
from agents.answering.depth import no_depth
from agents.answering.drafts import close
from agents.answering.map_links import map_answer
from agents.answering.named_causes import named_cause
from agents.answering.noting import notes
from agents.answering.phrases import say
from agents.answering.plain_lines import plain_line
from agents.answering.regimes import regime_answer
from agents.answering.rumours import rumours_denied
from agents.answering.what_if import what_if_answer
from agents.reading.interpret import interpret
from graph.content import Graph


def answer(
    question: str,
    graph: Graph,
    *,
    language: Literal["auto", "en", "zh"] = "auto",
    reading: Interpretation | None = None,
) -> Answer:
    """Return the answer to `question` from the graph as it was visible at its `as_of`, read as `reading` when given."""
    with notes():
        return _composed(question, graph, reading or interpret(question, graph, language=language))


def _composed(question: str, graph: Graph, reading: Interpretation) -> Answer:
    cause = named_cause(question, graph, reading)
    if cause is not None:
        return close(question, graph, *cause)
    if reading.goals and reading.intent == "state":
        return close(question, graph, reading, no_depth(graph, reading))
    if reading.intent in {"out_of_scope", "ambiguous"}:
        return turned_back(question, graph, reading)
    if reading.intent == "compare":
        return compare_answer(question, graph, reading)
    if _of_a_state(graph, reading):
        return regime_answer(question, graph, reading)
    if reading.intent == "what_if" and all(graph.node(t.node).kind == "regime" for t in reading.triggers):
        return regime_answer(question, graph, reading)
    if reading.intent == "what_if":
        first = f"{reading.message} " if reading.goals else ""
        return what_if_answer(question, graph, rumours_denied(graph, _without_backdrop(graph, reading)), first)
    return map_answer(question, graph, reading)


def _of_a_state(graph: Graph, reading: Interpretation) -> bool:
    """Return whether the way from a market state to something is asked: a state scales and has no way of its own."""
    asked = reading.intent == "paths" and len(reading.triggers) > 0
    return asked and graph.node(reading.triggers[0].node).kind == "regime"


def _without_backdrop(graph: Graph, reading: Interpretation) -> Interpretation:
    """Return the reading with market states kept as assumptions and only things that move as triggers."""
    moving = tuple(t for t in reading.triggers if graph.node(t.node).kind != "regime")
    return reading.model_copy(update={"triggers": moving})


def turned_back(question: str, graph: Graph, reading: Interpretation) -> Answer:
    """Return the answer that declines, or asks what was meant."""
    declined = reading.intent == "out_of_scope"
    default = say("declined_default" if declined else "unclear_default", reading.language)
    message = reading.message or default
    return Answer(
        question=question,
        language=reading.language,
        status="declined" if declined else "needs_clarification",
        interpretation=reading,
        headline=message,
        graph_version=graph.version,
        as_of=graph.as_of or dt.date.max,
        markdown=turned_text(message, reading, graph),
    )


def turned_text(message: str, reading: Interpretation, graph: Graph) -> str:
    """Return the text of an answer that declines or asks back: the message, and what each phrase could mean."""
    named = [
        f"- {c.words}: {', '.join(graph.node(n).name.in_(reading.language) for n in c.nodes)}"
        for c in reading.candidates
    ]
    return "\n".join(plain_line(line) for line in [message, *named]) + "\n"
