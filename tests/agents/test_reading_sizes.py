"""How far a thing is said to go, in its own unit, and the rule where nothing is said."""

from __future__ import annotations

import pytest

from agents.answer import Trigger
from agents.reading.interpret import interpret
from graph.content import Graph


def trigger(graph: Graph, question: str) -> Trigger:
    reading = interpret(question, graph)
    assert len(reading.triggers) == 1, reading
    return reading.triggers[0]


@pytest.mark.parametrize(
    ("question", "size", "unit", "rule"),
    [
        ("What if the 10-year yield rises by 15bp?", 15, "bp", "by"),
        ("What if the 10-year yield drops 30 basis points?", -30, "bp", "by"),
        ("如果10年期国债上升30个基点会怎样", 30, "bp", "by"),
        ("如果国债收益率上升三十个基点会怎样", 30, "bp", "by"),
        ("如果国债收益率下降0.3个百分点会怎样", -30, "bp", "by"),
        ("What if the 10-year yield goes to 4.9%?", 83, "bp", "to_level"),
        ("What if oil falls by 10%?", -10, "%", "by"),
        ("金价要是跌一成，美元会怎样？", -10, "%", "by"),
        ("如果黄金下跌百分之十会怎样", -10, "%", "by"),
        ("Oil doubles. VIX?", 100, "%", "by"),
        ("英伟达腰斩会怎样？", -50, "%", "by"),
        ("What if NVIDIA loses half its value?", -50, "%", "by"),
        ("What if gold is down -5%?", -5, "%", "by"),
        ("SPX -5%", -5, "%", "by"),
        ("What if SPX goes to 6500?", 100 * (6500 / 6602.99 - 1), "%", "to_level"),
        ("What if SPX falls 100 points?", -100 * 100 / 6602.99, "%", "by"),
        ("VIX at 40: what happens to bitcoin?", 40 - 23.43, "pts", "to_level"),
        ("What if the VIX rises 20%?", 0.2 * 23.43, "pts", "by"),
        ("VIX halves", -23.43 / 2, "pts", "by"),
        ("What if December cut odds fall from 70 to 55?", -15, "pp", "from_to"),
        ("如果降息概率从70降到55会怎样", -15, "pp", "from_to"),
        ("What if December cut odds fall 20%?", -20, "pp", "by"),
        ("What if payrolls come in 100k lower?", -100, "k jobs", "by"),
        ("What if the yen strengthens 2%?", -2, "%", "by"),
        ("What if gold rises 2 sigma?", 2 * 5**0.5, "%", "by"),
        ("What if gold rises two sigma?", 2 * 5**0.5, "%", "by"),
        ("What if NVIDIA loses 2%?", -2, "%", "by"),
        ("What if oil falls by a tenth?", -10, "%", "by"),
        ("What if oil falls by a third?", -33.3333, "%", "by"),
        ("如果原油下降三分之一会怎样", -100 / 3, "%", "by"),
        ("What if VIX falls by half?", -23.43 / 2, "pts", "by"),
        ("如果恐慌指数跌一半会怎样", -23.43 / 2, "pts", "by"),
        ("What if December cut odds fall by half?", -35, "pp", "by"),
        ("What if SPX rises 15bp?", 0.15, "%", "by"),
        ("What if payrolls fall by 50,000?", -50, "k jobs", "by"),
        ("What if payrolls fall by 50,000 jobs?", -50, "k jobs", "by"),
        ("What if payrolls fall by 50k?", -50, "k jobs", "by"),
        ("如果非农下降5万会怎样", -50, "k jobs", "by"),
        ("如果非农下降三万人会怎样", -30, "k jobs", "by"),
        ("What if oil falls 5 dollars?", -100 * 5 / 57.99, "%", "by"),
        ("如果原油下跌5美元会怎样", -100 * 5 / 57.99, "%", "by"),
        ("如果原油涨到75美元会怎样", 100 * (75 / 57.99 - 1), "%", "to_level"),
        ("What if SPX goes to 6.6k?", 100 * (6600 / 6602.99 - 1), "%", "to_level"),
        ("What if USD/JPY goes to 150 yen?", 100 * (150 / 156.4 - 1), "%", "to_level"),
        ("2-year yield +20bp", 20, "bp", "by"),
        ("What if SPX falls more than 3%?", -3, "%", "by"),
        ("如果标普下跌超过3%会怎样", -3, "%", "by"),
        ("What if the 10-year yield rises more than 20bp?", 20, "bp", "by"),
    ],
)
def test_a_size_that_is_said_is_taken(small: Graph, question: str, size: float, unit: str, rule: str) -> None:
    found = trigger(small, question)
    assert (found.unit, found.size_rule) == (unit, rule)
    assert found.size == pytest.approx(size)


@pytest.mark.parametrize(
    ("question", "size", "rule"),
    [
        ("What if oil falls?", -2.0 * 5**0.5, "weekly_sigma"),
        ("What if SPX rises?", 23.43 / 15.87 * 5**0.5, "weekly_sigma"),
        ("What if the 2-year yield rises?", 5 * 5**0.5, "weekly_sigma"),
        ("What if payrolls miss?", -75, "release_surprise"),
        ("What if risk sentiment rises?", 1, "one_sigma"),
        ("What if December cut odds rise?", 6 * 1.4 * 5**0.5, "sigma_q_weekly"),
        ("What if the Fed cut happens?", 0.3, "event_on"),
        ("What if the Fed cut does not happen?", -0.7, "event_off"),
        ("What if the H200 happens?", 1, "event_on"),
        ("What if the 10-year yield stays flat?", 0, "unchanged"),
    ],
)
def test_a_size_that_is_not_said_follows_the_rule(small: Graph, question: str, size: float, rule: str) -> None:
    found = trigger(small, question)
    assert found.size_rule == rule
    assert found.size == pytest.approx(size)


def test_a_probability_stays_off_certainty(small: Graph) -> None:
    near = [o if o.id != "odds_2025-11-21" else o.model_copy(update={"value": 95.0}) for o in small.observations]
    # Built anew: a copy would keep the levels that were looked up before.
    kept = {name: getattr(small, name) for name in Graph.model_fields if name != "observations"}
    graph = Graph(**kept, observations=tuple(near))
    found = trigger(graph, "What if December cut odds rise?")
    assert (found.to, found.size) == (99, 4)
    assert any("clipped" in n for n in found.notes)


def test_no_size_of_a_bet_that_holds(small: Graph) -> None:
    assert trigger(small, "What if the December cut repricing holds?").size is None


def test_half_of_the_way_back(small: Graph) -> None:
    found = trigger(small, "What if half of the December cut repricing fades?")
    assert found.size == pytest.approx(-15.45)
    assert found.to == pytest.approx(54.55)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if SPX rises 15bp?", "hundredths of one percent of S&P 500 index"),
        ("如果标普上涨15个基点会怎样", "万分之几"),
        ("What if VIX falls from 30 to 20?", "the level of record is 23.43"),
        ("Oil doubles", "extrapolated"),
        ("What if the H200 happens?", "no priced odds"),
        ("What if gold does not rise?", "not falling is not rising"),
        ("What if December cut odds drop by 20%?", "as a share of the odds it would be 14 points"),
    ],
)
def test_what_a_reader_must_know_is_noted(small: Graph, question: str, words: str) -> None:
    assert any(words in note for note in trigger(small, question).notes)


@pytest.mark.parametrize(
    ("question", "level", "side", "size"),
    [
        ("What if SPX breaks above 6800?", 6800, "above", 100 * (6800 / 6602.99 - 1)),
        ("What if SPX closes back above 6725?", 6725, "above", 100 * (6725 / 6602.99 - 1)),
        ("What if 6725 breaks?", 6725, "above", 100 * (6725 / 6602.99 - 1)),
        ("标普跌破6500会怎样？", 6500, "below", 100 * (6500 / 6602.99 - 1)),
        ("如果標普突破6725會怎樣", 6725, "above", 100 * (6725 / 6602.99 - 1)),
    ],
)
def test_beyond_a_level_goes_just_to_it(small: Graph, question: str, level: float, side: str, size: float) -> None:
    reading = interpret(question, small)
    found = trigger(small, question)
    assert (found.node, found.size_rule) == ("stocks", "beyond_level")
    assert found.size == pytest.approx(size)
    assert [(line.node, line.level, line.side) for line in reading.levels] == [("stocks", level, side)]


@pytest.mark.parametrize(
    ("question", "days", "words"),
    [
        ("What if gold falls next week?", 4, "next week"),
        ("如果黄金下跌，下周标普会怎样？", 4, "下周"),
        ("What if gold falls by month-end?", 4, "by month-end"),
        ("What happens to oil in two weeks if gold falls?", 10, "in two weeks"),
        ("如果黄金下跌，3个月后原油会怎样？", 63, "3个月后"),
        ("What if gold falls before the meeting?", 12, "the meeting"),
        ("What if gold falls after the December FOMC meeting?", 12, "the December FOMC meeting"),
        ("What if gold falls by 10 December?", 12, "10 December"),
        ("如果黄金下跌，12月16日前原油会怎样？", 16, "12月16日"),
        ("What if gold falls tomorrow?", 1, "tomorrow"),
        ("What if gold falls by year-end?", 26, "year-end"),
        ("What if gold falls this week?", 4, "this week"),
        ("What if gold falls by quarter-end?", 26, "quarter-end"),
        ("What if gold falls next month?", 21, "next month"),
        ("What if gold falls by 31 February?", None, None),
    ],
)
def test_the_horizon_is_counted_in_trading_days(
    small: Graph, question: str, days: int | None, words: str | None
) -> None:
    reading = interpret(question, small)
    assert [t.node for t in reading.triggers] == ["gold"]
    assert (reading.horizon_days, reading.horizon_words) == (days, words)


@pytest.mark.parametrize(
    "question",
    ["What if the December cut repricing fails by 12 percentage points?", "如果12月的降息重估落空12个百分点会怎样？"],
)
def test_a_reversal_of_a_said_size_goes_back_by_that_size(small: Graph, question: str) -> None:
    reading = interpret(question, small)
    assert [(t.direction, t.size, t.size_rule) for t in reading.triggers] == [("down", -12.0, "by")]
    assert reading.levels == ()
