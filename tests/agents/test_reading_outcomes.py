"""An event's outcome called by its name, market states as a backdrop, and sizes that cannot be meant."""

from __future__ import annotations

import pytest

from agents.answering.numbers import unit_words
from agents.reading.interpret import interpret
from graph.content import Graph
from graph.context import Event
from graph.model import Text


@pytest.fixture(scope="module")
def decided(small: Graph) -> Graph:
    """Return the small map with a meeting whose outcomes have names of their own."""
    event = Event(
        id="outcome",
        node="meeting",
        states=("move", "pause"),
        state_names={
            "move": Text(en="The bank moves on 10 December", zh="央行12月10日行动"),
            "pause": Text(en="The bank pauses on 10 December", zh="央行12月10日观望"),
        },
        priced_by="odds",
        priced_state="move",
    )
    return small.model_copy(update={"events": (*small.events, event)})


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("What if the December FOMC meeting pauses?", "off"),
        ("What if the December FOMC meeting is a pause?", "off"),
        ("What if there is a pause at the FOMC meeting?", "off"),
        ("What if the December FOMC meeting paused?", "off"),
        ("What if the December FOMC meeting does not pause?", "on"),
        ("What if the December FOMC meeting is a move?", "on"),
        ("What if the December FOMC meeting does not move?", "off"),
        ("What if the December FOMC meeting takes place?", "on"),
        ("如果12月议息会议观望会怎样", "off"),
    ],
)
def test_an_outcome_called_by_its_name_is_that_outcome(decided: Graph, question: str, direction: str) -> None:
    reading = interpret(question, decided)
    assert [(t.node, t.direction) for t in reading.triggers] == [("meeting", direction)]


def test_an_outcome_that_names_the_event_may_hold(small: Graph) -> None:
    reading = interpret("What if the December Fed cut holds?", small)
    assert [(t.node, t.direction) for t in reading.triggers] == [("cut", "on")]


@pytest.mark.parametrize(
    "question",
    [
        "With dealer gamma long, what if gold falls?",
        "While gamma is long, what if gold falls?",
        "If gamma is long, what if gold falls?",
        "What if gold falls while dealer gamma is long?",
        "What if gold falls when gamma is long?",
        "Given long gamma, what if gold falls?",
        "如果正伽马，黄金下跌会怎样？",
    ],
)
def test_a_market_state_beside_a_move_is_its_backdrop(small: Graph, question: str) -> None:
    reading = interpret(question, small)
    assert [(t.node, t.direction) for t in reading.triggers] == [("gold", "down")]
    assert reading.regimes == {"dealers": "long"}
    assert reading.targets == ()


@pytest.mark.parametrize("question", ["What if gamma is long?", "What if dealer gamma is long?"])
def test_a_market_state_alone_is_what_is_supposed(small: Graph, question: str) -> None:
    reading = interpret(question, small)
    assert [(t.node, t.direction) for t in reading.triggers] == [("gamma_state", "on")]
    assert reading.regimes == {"dealers": "long"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if VIX jumps by 5 bananas?", "5 bananas"),
        ("What if VIX rises 3 furlongs?", "3 furlongs"),
        ("What if VIX rises 3 kg?", "3 kg"),
        ("What if gold falls by 2 bananas?", "2 bananas"),
        ("如果VIX上涨5个香蕉会怎样", "5个香蕉"),
        ("如果VIX上涨3公斤会怎样", "3公斤"),
    ],
)
def test_a_unit_of_other_things_is_asked_back_with_the_own_one(small: Graph, question: str, words: str) -> None:
    reading = interpret(question, small)
    own = unit_words(small.node(reading.targets[0]).unit, reading.language)
    assert reading.intent == "ambiguous"
    assert f"“{words}”" in (reading.message or "")
    assert own in (reading.message or "")


@pytest.mark.parametrize(
    ("question", "size"),
    [
        ("What if gold falls 2% tomorrow?", -2),
        ("What if VIX rises by 5 points next week?", 5),
        ("What if VIX rises 3 after the meeting?", 3),
        ("What if VIX rises 3 sharply?", 3),
        ("What if VIX rises 3 on Friday?", 3),
        ("如果VIX上涨3会怎样", 3),
    ],
)
def test_ordinary_words_behind_a_number_are_no_unit(small: Graph, question: str, size: float) -> None:
    assert [t.size for t in interpret(question, small).triggers] == [size]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if gold rises by -2%?", "“-2%”"),
        ("What if gold falls by +2%?", "“+2%”"),
        ("What if gold rises by 1-2%?", "“1-2%”"),
        ("What if VIX rises between 3 and 5 points?", "“3 and 5 points”"),
        ("如果VIX上涨3到5点会怎样", "“3到5点”"),
    ],
)
def test_a_size_against_its_word_and_a_range_are_asked_back(small: Graph, question: str, words: str) -> None:
    reading = interpret(question, small)
    assert reading.intent == "ambiguous"
    assert words in (reading.message or "")


def test_a_negative_fall_is_a_fall(small: Graph) -> None:
    assert [t.size for t in interpret("What if gold falls -2%?", small).triggers] == [-2]


@pytest.mark.parametrize("word", ["except", "besides", "apart from"])
def test_drivers_leave_out_what_is_named_as_left_out(small: Graph, word: str) -> None:
    reading = interpret(f"What drives SPX {word} VIX?", small)
    assert reading.intent == "drivers"
    assert len(reading.targets) == len(reading.excluded) == 1


def test_as_many_drivers_are_read_as_are_asked_for(small: Graph) -> None:
    reading = interpret("Top 3 drivers of gold", small)
    assert (reading.intent, reading.targets, reading.top_k) == ("drivers", ("gold",), 3)
