"""One question answered by a language model, for doors that wait for the whole answer."""

from __future__ import annotations

from collections.abc import Callable

from agents.answer import Answer
from agents.runs import AnswerCompleted, Brain, Failed, RunEvent, ToolStarted
from api.answering import checked_question
from api.wire import AskRequest
from api.wiring import System
from graph.errors import AnswerRefused

Told = Callable[[str], None]


def answer_with(brain: Brain, system: System, request: AskRequest, tell: Told) -> Answer:
    """Return the answer of a brain to a question; `tell` hears in one line each what it does on the way."""
    question = checked_question(request.question, system.settings)
    found: Answer | None = None
    failed: Failed | None = None
    for event in brain.run(question, system.views.at(request.as_of), language=request.language):
        if (line := line_of(event)) is not None:
            tell(line)
        if isinstance(event, AnswerCompleted):
            found = event.answer
        if isinstance(event, Failed):
            failed = event
    if found is None:
        raise AnswerRefused(
            failed.message if failed else "the run gave no answer.", hint=failed.hint if failed else None
        )
    return found


def line_of(event: RunEvent) -> str | None:
    """Return what a person who waits is told of an event, if anything."""
    if isinstance(event, ToolStarted):
        return f"calls {event.tool}"
    return event.message if isinstance(event, Failed) else None
