"""What a reading supposes, and questions generated from a graph: every kind, in both languages, with its reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agents.answer import Interpretation
from graph.content import Graph
from graph.model import Edge, Node

MOVES = (("rises", "上升", "up"), ("falls", "下跌", "down"))
OUTCOMES = (("happens", "发生", "on"), ("does not happen", "没有发生", "off"))


def moves(reading: Interpretation) -> dict[str, str | None]:
    """Return which way each thing that a reading supposes goes."""
    return {t.node: t.direction for t in reading.triggers}


class Expected(NamedTuple):
    """A question and what it must be read as."""

    question: str
    intent: str
    trigger: str | None = None
    direction: str | None = None
    target: str | None = None

    def met_by(self, reading: Interpretation) -> bool:
        """Return whether the reading says exactly this."""
        triggers = [(t.node, t.direction) for t in reading.triggers]
        return (
            reading.intent == self.intent
            and triggers == ([(self.trigger, self.direction)] if self.trigger else [])
            and list(reading.targets) == ([self.target] if self.target else [])
        )


def of_edge(graph: Graph, edge: Edge) -> Iterator[Expected]:
    """Yield the questions about a link: what its cause does, how, and on what evidence."""
    cause, effect = graph.node(edge.cause), graph.node(edge.effect)
    for en, zh, direction in OUTCOMES if cause.kind == "event" else MOVES:
        a, b = cause.id, effect.id
        yield Expected(f"What if {cause.name.en} {en}?", "what_if", a, direction)
        yield Expected(f"What happens to {effect.name.en} if {cause.name.en} {en}?", "what_if", a, direction, b)
        yield Expected(f"如果{cause.name.zh}{zh}会怎样？", "what_if", a, direction)
        yield Expected(f"如果{cause.name.zh}{zh}，{effect.name.zh}会怎样？", "what_if", a, direction, b)
        yield Expected(f"{cause.name.zh}{zh}对{effect.name.zh}有什么影响？", "what_if", a, direction, b)
    yield Expected(f"How does {cause.name.en} get to {effect.name.en}?", "paths", cause.id, None, effect.id)
    yield Expected(f"{cause.name.zh}如何传导到{effect.name.zh}？", "paths", cause.id, None, effect.id)
    evidence = f"What is the evidence that {cause.name.en} moves {effect.name.en}?"
    yield Expected(evidence, "evidence", cause.id, None, effect.id)
    yield Expected(f"{cause.name.zh}影响{effect.name.zh}的依据是什么？", "evidence", cause.id, None, effect.id)


def of_node(node: Node) -> Iterator[Expected]:
    """Yield the questions about one thing."""
    en, zh, target = node.name.en, node.name.zh, node.id
    for question, intent in (
        (f"Why did {en} fall?", "why"),
        (f"What drives {en}?", "drivers"),
        (f"What does {en} mean?", "definition"),
        (f"Where is {en} now?", "state"),
        (f"为什么{zh}下跌？", "why"),
        (f"{zh}受什么驱动？", "drivers"),
        (f"{zh}是什么意思？", "definition"),
        (f"{zh}现在是多少？", "state"),
    ):
        yield Expected(question, intent, target=target)
