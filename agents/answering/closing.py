"""The last step of every answer: checked against the map, then written out."""

from __future__ import annotations

from agents.answer import Answer
from agents.answering.checks import verification
from agents.answering.markdown import markdown
from graph.content import Graph


def closed(answer: Answer, graph: Graph) -> Answer:
    """Return the answer with its checks and its text, or raise `AnswerRefused` naming the check it failed."""
    checked = answer.model_copy(update={"verification": verification(answer, graph)})
    return checked.model_copy(update={"markdown": markdown(checked, graph)})
