"""A question about any link of the shipped graph, in either language, is read right."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph
from ingest.seed import shipped_graph
from tests.agents.forms import Expected, of_edge, of_node

HEADLINES = (
    ("what if the December cut repricing fails", "the December cut repricing fails"),
    ("如果12月的降息重估落空会怎样", "12月的降息重估落空"),
)


@pytest.fixture(scope="module")
def shipped() -> Graph:
    return shipped_graph(dt.date(2025, 11, 21))


def wrong(graph: Graph, asked: list[Expected]) -> list[tuple[Expected, str]]:
    readings = [(e, interpret(e.question, graph)) for e in asked]
    return [(e, reading.model_dump_json()) for e, reading in readings if not e.met_by(reading)]


def test_questions_about_every_link_are_read_right(shipped: Graph) -> None:
    asked = [e for edge in shipped.edges for e in of_edge(shipped, edge)]
    assert len(asked) > 1000
    assert wrong(shipped, asked) == []


def test_questions_about_every_node_are_read_right(shipped: Graph) -> None:
    assert wrong(shipped, [e for node in shipped.nodes for e in of_node(node)]) == []


def test_the_small_map_is_read_right_too(small: Graph) -> None:
    asked = [e for edge in small.edges for e in of_edge(small, edge)]
    assert wrong(small, [*asked, *(e for node in small.nodes for e in of_node(node))]) == []


@pytest.mark.parametrize(("question", "words"), HEADLINES)
def test_the_headline_question_is_a_full_reversal_of_the_odds(shipped: Graph, question: str, words: str) -> None:
    (trigger,) = interpret(question, shipped).triggers
    assert (trigger.direction, trigger.size, trigger.unit, trigger.size_rule) == ("down", -30.9, "pp", "full_reversal")
    assert (trigger.from_, trigger.to, trigger.alternatives) == (70.0, 39.1, (-15, -45, -70))
    assert trigger.words == words
    assert trigger.span == (question.index(words), question.index(words) + len(words))


def test_other_ids_give_the_same_readings(shipped: Graph) -> None:
    new = {node.id: f"n{i:03d}" for i, node in enumerate(reversed(shipped.nodes))}
    text = shipped.model_dump_json(exclude_defaults=True)
    for old in sorted(new, key=len, reverse=True):
        text = text.replace(f'"{old}"', f'"{new[old]}"')
    try:
        renamed = Graph.model_validate_json(text).model_copy(update={"as_of": shipped.as_of})
    except ValueError as problem:
        pytest.fail(str(problem))
    for question, _ in HEADLINES:
        before, after = interpret(question, shipped), interpret(question, renamed)
        assert after.triggers[0].node == new[before.triggers[0].node]
        assert after.triggers[0].size == before.triggers[0].size


def test_a_question_takes_a_few_milliseconds(shipped: Graph) -> None:
    for question, _ in HEADLINES:
        interpret(question, shipped)
        times = []
        for _ in range(20):
            start = time.perf_counter()
            interpret(question, shipped)
            times.append(time.perf_counter() - start)
        assert min(times) < 0.005
