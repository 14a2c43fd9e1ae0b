"""What clients send along of a conversation, read as far as the question behind it needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agents.answer import Interpretation
from agents.reading.followups import last_read, leans, read_on
from agents.reading.interpret import interpret
from agents.runs import Turn
from api.chat.threads import LONGEST_HISTORY
from graph.content import Graph

READ_BACK = 6
"""Questions that are read for the sake of the last one; what leans on more than that is asked back."""
LONGEST_ANSWER = 4000
"""Characters kept of what a client says was answered."""


class Exchange(NamedTuple):
    """What the user said, and what was answered to it."""

    question: str
    answer: str


def history_of(said: Sequence[Exchange], graph: Graph) -> tuple[Turn, ...]:
    """Return what was said before the last question, as turns; they are read only when that question leans on them."""
    before = list(said[:-1])[-LONGEST_HISTORY:]
    readings: list[Interpretation | None] = [None] * len(before)
    if before and leans(said[-1].question, graph):
        known: Interpretation | None = None
        for place in range(max(0, len(before) - READ_BACK), len(before)):
            question = before[place].question
            known = readings[place] = last_read([known, _read(question, graph, known)])
    return tuple(
        Turn(question=e.question, text=e.answer[:LONGEST_ANSWER], interpretation=r)
        for e, r in zip(before, readings, strict=True)
    )


def _read(question: str, graph: Graph, known: Interpretation | None) -> Interpretation:
    return interpret(question, graph) if known is None else read_on(question, graph, known)
