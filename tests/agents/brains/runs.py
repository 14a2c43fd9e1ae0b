"""What tests of brains look at in the events of a run."""

from __future__ import annotations

from collections.abc import Sequence

from agents.answer import Answer
from agents.runs import AnswerCompleted, AnswerDelta, RunCompleted, RunEvent


def answered(events: Sequence[RunEvent]) -> Answer:
    """Return the one answer of the run."""
    (found,) = [e.answer for e in events if isinstance(e, AnswerCompleted)]
    return found


def kinds(events: Sequence[RunEvent]) -> list[str]:
    return [e.type for e in events]


def ending(events: Sequence[RunEvent]) -> RunCompleted:
    last = events[-1]
    assert isinstance(last, RunCompleted)
    return last


def streamed(events: Sequence[RunEvent]) -> str:
    return "".join(e.text for e in events if isinstance(e, AnswerDelta))
