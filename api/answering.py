"""One question in, one answer out: what the command line and HTTP have in common."""

from __future__ import annotations

from agents import planner
from agents.answer import Answer, Interpretation
from agents.reading import interpret as reading
from api.settings import Settings
from api.wire import AskRequest, InterpretRequest
from api.wiring import System
from graph.errors import BadInput


def answer(system: System, request: AskRequest) -> Answer:
    """Return the planner's answer to a question, over the graph as it was known on `as_of`."""
    question = checked_question(request.question, system.settings)
    return planner.answer(question, system.views.at(request.as_of), language=request.language)


def interpretation(system: System, request: InterpretRequest) -> Interpretation:
    """Return how a question is read; nothing is run."""
    question = checked_question(request.question, system.settings)
    return reading.interpret(question, system.views.at(request.as_of), language=request.language)


def checked_question(question: str, settings: Settings) -> str:
    """Return the question without outer blanks; raise `BadInput` when it is empty, too long or not text."""
    question = question.strip()
    if not question:
        raise BadInput("the question is empty.", hint='Ask in words: "what if ... falls".')
    limit = settings.max_question_chars
    if len(question) > limit:
        raise BadInput(
            f"the question has {len(question)} characters; this installation reads {limit}.",
            hint="Shorten it, or raise KNOCKON_MAX_QUESTION_CHARS.",
        )
    if any("\ud800" <= c <= "\udfff" for c in question):
        raise BadInput("the question is not valid UTF-8.", hint="Send it in UTF-8.")
    if any(ord(c) < 32 and c not in "\t\r\n" for c in question):
        raise BadInput("the question holds a control character.", hint="Send plain text.")
    return question
