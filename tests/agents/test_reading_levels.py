"""What is said of a level: crossed, held, given up, not reached; and levels that cannot be meant."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph

LEVEL = 6602.99


@pytest.mark.parametrize(
    ("question", "level", "side"),
    [
        ("What if SPX fails to break 6725?", 6725, "below"),
        ("What if SPX fails to break above 6725?", 6725, "below"),
        ("What if SPX does not close above 6725?", 6725, "below"),
        ("What if SPX fails at 6725?", 6725, "below"),
        ("What if SPX fails to hold 6725?", 6725, "below"),
        ("What if SPX is rejected at 6700?", 6700, "below"),
        ("What if SPX stays below 6725?", 6725, "below"),
        ("What if SPX closes below 6725?", 6725, "below"),
        ("如果标普在6725受阻会怎样", 6725, "below"),
        ("如果标普收在6725下方会怎样", 6725, "below"),
        ("如果标普未能突破6725会怎样", 6725, "below"),
        ("如果标普站不上6725会怎样", 6725, "below"),
        ("如果标普没有站上6700会怎样", 6700, "below"),
        ("如果标普守不住6725会怎样", 6725, "below"),
        ("What if SPX holds 6500?", 6500, "above"),
        ("What if SPX does not lose 6500?", 6500, "above"),
        ("What if SPX stays above 6500?", 6500, "above"),
        ("What if SPX trades above 6000?", 6000, "above"),
        ("What if SPX finds support at 6500?", 6500, "above"),
        ("如果标普守住6500会怎样", 6500, "above"),
        ("如果标普没有跌破6500会怎样", 6500, "above"),
    ],
)
def test_a_level_that_holds_is_no_move(small: Graph, question: str, level: float, side: str) -> None:
    reading = interpret(question, small)
    (trigger,) = reading.triggers
    outcome = "up" if side == "above" else "down"
    assert (trigger.node, trigger.size, trigger.size_rule) == ("stocks", 0, "holds_level")
    assert trigger.direction in ("unchanged", outcome)
    assert [(line.node, line.level, line.side) for line in reading.levels] == [("stocks", level, side)]
    assert trigger.notes


@pytest.mark.parametrize(
    ("question", "level", "side"),
    [
        ("What if SPX loses 6500?", 6500, "below"),
        ("What if SPX can't hold 6500?", 6500, "below"),
        ("What if SPX fails to hold 6500?", 6500, "below"),
        ("What if SPX drops below 6.5k?", 6500, "below"),
        ("如果标普守不住6500会怎样", 6500, "below"),
        ("如果标普失守6500会怎样", 6500, "below"),
        ("What if SPX reclaims 6725 and holds?", 6725, "above"),
        ("如果标普收复6725并站稳会怎样", 6725, "above"),
        ("如果标普站稳6725会怎样", 6725, "above"),
        ("What if SPX goes above 6700?", 6700, "above"),
    ],
)
def test_a_level_that_gives_way_is_a_move_just_to_it(small: Graph, question: str, level: float, side: str) -> None:
    reading = interpret(question, small)
    (trigger,) = reading.triggers
    assert (trigger.node, trigger.size_rule, trigger.to) == ("stocks", "beyond_level", level)
    assert trigger.size == pytest.approx(100 * (level / LEVEL - 1))
    assert [(line.node, line.level, line.side) for line in reading.levels] == [("stocks", level, side)]


@pytest.mark.parametrize(
    "question",
    [
        "What if SPX breaks 6500?", "What if USD/JPY breaks 155?", "What if SPX reclaims 6000?",
        "如果标普突破6500会怎样",
        "What if the 2-year yield rises to 3.4%?", "如果标普跌到6700会怎样", "What if SPX holds 6800?",
    ],
)  # fmt: skip
def test_a_level_on_the_other_side_is_asked_back_naming_both(small: Graph, question: str) -> None:
    reading = interpret(question, small)
    assert reading.intent == "ambiguous"
    assert "already" in (reading.message or "") or "已经" in (reading.message or "")


def test_after_losing_a_small_number_is_a_move_and_a_near_one_a_level(small: Graph) -> None:
    (move,) = interpret("What if SPX loses 100 points?", small).triggers
    assert move.size == pytest.approx(-100 * 100 / LEVEL)
    (level,) = interpret("What if SPX loses 6400?", small).triggers
    assert level.to == 6400


def test_two_levels_of_thousands_are_read_in_ones(small: Graph) -> None:
    (trigger,) = interpret("如果标普从6千涨到7千点会怎样", small).triggers
    assert (trigger.from_, trigger.to) == (6000, 7000)


@pytest.mark.parametrize(
    ("question", "targets"),
    [
        ("如果英伟达跌两成，标普会跌多少", ("stocks",)),
        ("标普跌5%，恐慌指数会涨多少", ("fear",)),
        ("If SPX falls 5%, how far will NVIDIA fall?", ("chips",)),
        ("If SPX falls 5%, how much does VIX rise?", ("fear",)),
    ],
)
def test_asking_how_far_supposes_nothing_more(small: Graph, question: str, targets: tuple[str, ...]) -> None:
    reading = interpret(question, small)
    assert len(reading.triggers) == 1
    assert reading.targets == targets


@pytest.mark.parametrize(
    ("question", "node", "rule"),
    [
        ("What is the probability that the December cut repricing fails?", "odds", "full_reversal"),
        ("Will the December cut repricing fail?", "odds", "full_reversal"),
        ("How likely is a Fed cut?", "cut", "event_on"),
        ("Odds of SPX above 6725 next week?", "stocks", "beyond_level"),
        ("12月降息重估落空的概率有多大", "odds", "full_reversal"),
        ("标普突破6800的可能性有多大", "stocks", "beyond_level"),
    ],
)
def test_how_likely_something_is_supposes_it(small: Graph, question: str, node: str, rule: str) -> None:
    reading = interpret(question, small)
    assert reading.intent == "what_if"
    assert [(t.node, t.size_rule) for t in reading.triggers] == [(node, rule)]
