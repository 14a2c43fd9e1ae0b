"""A question about any link of the shipped graph, in either language, is read right."""

from __future__ import annotations

import time

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph
from tests.agents.forms import Expected, of_edge, of_node

HEADLINES = (
    ("what if the December cut repricing fails", "the December cut repricing fails"),
    ("如果12月的降息重估落空会怎样", "12月的降息重估落空"),
)


def wrong(graph: Graph, asked: list[Expected]) -> list[tuple[Expected, str]]:
    readings = [(e, interpret(e.question, graph)) for e in asked]
    return [(e, reading.model_dump_json()) for e, reading in readings if not e.met_by(reading)]


@pytest.mark.parametrize("turn", [0, *(pytest.param(turn, marks=pytest.mark.soak) for turn in (1, 2))])
def test_questions_about_every_link_are_read_right(shipped: Graph, turn: int) -> None:
    """A third of the questions, every kind and link among them by turns; the others wait for the long suites."""
    asked = [e for edge in shipped.edges for e in of_edge(shipped, edge)]
    assert len(asked) > 3000
    assert wrong(shipped, asked[turn::3]) == []


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


@pytest.mark.parametrize(
    ("question", "node", "direction"),
    [
        ("What if Treasuries rally?", "ust_10y", "down"),
        ("What if JGBs rally?", "jgb_10y", "down"),
        ("What if bonds sell off?", "ust_10y", "up"),
        ("What if the 10-year Treasury falls?", "ust_10y", "up"),
        ("如果美债下跌会怎样", "ust_10y", "up"),
        ("如果日债反弹会怎样", "jgb_10y", "down"),
        ("如果2年期美债反弹会怎样", "ust_2y", "down"),
        ("如果10年期美债上升30个基点会怎样", "ust_10y", "up"),
        ("如果10年期美债升至4.5%会怎样", "ust_10y", "up"),
        ("如果美债收益率上行会怎样", "ust_10y", "up"),
        ("What if hedge funds sell $10bn?", "hf_selling", "up"),
        ("What if hedge funds stop selling?", "hf_selling", "down"),
        ("What if CTAs are done selling?", "cta_flow", "up"),
        ("如果对冲基金抛售100亿美元会怎样", "hf_selling", "up"),
        ("如果CTA抛售100亿美元会怎样", "cta_flow", "down"),
        ("如果美联储放鹰会怎样", "fed_surprise_path", "up"),
        ("如果联储偏鸽会怎样", "fed_surprise_path", "down"),
        ("What if we go risk-off?", "risk_appetite", "down"),
        ("如果11月就业报告再次推迟会怎样", "evt_bls_delay_2025", "on"),
        ("What if Williams walks back his remarks?", "evt_williams_speech_20251121", "off"),
        ("如果威廉姆斯改口会怎样", "evt_williams_speech_20251121", "off"),
        ("What if the gap gets filled?", "spx_gap_20nov", "off"),
        ("What if the market prices out a December cut?", "fed_cut_prob_next", "down"),
    ],
)
def test_the_names_of_the_shipped_map_have_their_side(shipped: Graph, question: str, node: str, direction: str) -> None:
    (trigger,) = interpret(question, shipped).triggers
    assert (trigger.node, trigger.direction) == (node, direction)


@pytest.mark.parametrize(
    ("question", "size"),
    [
        ("What if BTC loses 80k?", 100 * (80 / 84 - 1)),
        ("如果比特币跌破8万会怎样", 100 * (80 / 84 - 1)),
        ("What if BTC goes to 100k?", 100 * (100 / 84 - 1)),
        ("如果比特币涨到10万会怎样", 100 * (100 / 84 - 1)),
        ("如果比特币下跌8千美元会怎样", -100 * 8 / 84),
        ("What if Japan's 10-year hits 2%?", 21.5),
    ],
)
def test_thousands_are_multiplied_out(shipped: Graph, question: str, size: float) -> None:
    (trigger,) = interpret(question, shipped).triggers
    assert trigger.size == pytest.approx(size)


def test_the_own_size_of_an_event_is_no_other_size(shipped: Graph) -> None:
    assert interpret("What if the Fed cuts by 25bp in December?", shipped).triggers[0].direction == "on"
    assert "50bp" in (interpret("What if the Fed cuts by 50bp in December?", shipped).message or "")


@pytest.mark.parametrize(
    "question", ["如果重估在12月会议前落空", "What if the repricing fails before the December meeting?"]
)
def test_a_meeting_that_only_says_when_is_the_horizon(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert [t.size_rule for t in reading.triggers] == ["full_reversal"]
    assert reading.horizon_days == 12


def test_a_person_who_acts_is_no_stranger_to_a_question(shipped: Graph) -> None:
    assert interpret("If Powell's Fed stays on hold, what happens to SPX?", shipped).triggers[0].direction == "off"


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
            start = time.process_time()
            interpret(question, shipped)
            times.append(time.process_time() - start)
        assert min(times) < 0.005
