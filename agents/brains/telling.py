"""How an answer is told: its verification, its text in stretches that together are the text, then the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.answer import Answer
from agents.runs import AnswerCompleted, AnswerDelta, Log, RunCompleted, RunEvent, Usage, Verified

STRETCH = re.compile(r"[^\n]*\n|[^\n]+")


def stretches(text: str) -> list[str]:
    """Return the text cut behind its line breaks; joined, they are the text."""
    return STRETCH.findall(text)


def told(answer: Answer, log: Log, usage: Usage | None = None) -> Iterator[RunEvent]:
    """Yield the last events of a run that has its answer. Nothing unverified leaves: the checks are told first."""
    checked = answer.verification
    yield log.event(Verified, status=checked.status, checks=checked.checks, withheld=checked.withheld)
    for text in stretches(answer.markdown):
        yield log.event(AnswerDelta, text=text)
    yield log.event(AnswerCompleted, answer=answer)
    yield log.event(RunCompleted, status="done", ms=log.ms, usage=usage or Usage())
