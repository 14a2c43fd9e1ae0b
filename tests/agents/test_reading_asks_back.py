"""No number is dropped, no impossible size taken, nothing off the map answered with something else."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if SPX falls by 3% and 700?", "“700”"),
        ("What if VIX jumps 10 points to 33?", "“10 points”"),
        ("What if the Fed cut happens by 50bp?", "“50bp”"),
        ("What if payrolls add 150k?", "“150k”"),
        ("What if SPX doesn't fall 5%?", "“5%”"),
        ("如果美联储12月降息50个基点会怎样", "“50个基点”"),
        ("If VIX rises, what happens to gold times 3?", "“3”"),
    ],
)
def test_a_number_without_a_part_is_asked_back_by_name(small: Graph, question: str, words: str) -> None:
    reading = interpret(question, small)
    assert reading.intent == "ambiguous"
    assert words in (reading.message or "")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if December cut odds go to 150%?", "between 0 and 100%"),
        ("What if December cut odds double?", "between 0 and 100%"),
        ("如果降息概率升到120%会怎样", "0到100%"),
        ("What if SPX falls 120%?", "cannot lose more than all"),
        ("What if SPX falls to 0?", "cannot lose more than all"),
        ("What if gold rises 300%?", "Did you mean a smaller number"),
        ("如果恐慌指数上升100点会怎样", "小一些的数"),
        ("What if December cut odds fall 15bp?", "moves in pp"),
        ("如果降息概率下降5个基点会怎样", "请用pp"),
        ("What if gold falls to 3000?", "level is not on record"),
        ("What if payrolls come in at 150k?", "level is not on record"),
        ("如果非农新增15万会怎样", "没有记录到它的水平"),
    ],
)
def test_a_size_that_cannot_be_is_asked_back(small: Graph, question: str, words: str) -> None:
    reading = interpret(question, small)
    assert (reading.intent, reading.triggers) == ("ambiguous", ())
    assert words in (reading.message or "")


@pytest.mark.parametrize(
    ("question", "intent", "words"),
    [
        ("What if the ECB cuts rates?", "out_of_scope", "ECB"),
        ("If the BoJ hikes, what happens to USD/JPY?", "ambiguous", "BoJ"),
        ("如果欧央行降息，标普会怎样", "ambiguous", "欧央行"),
        ("What if Chinese stocks fall?", "ambiguous", "Chinese"),
        ("如果中国非农下降会怎样", "ambiguous", "中国"),
        ("What if Tesla falls?", "out_of_scope", "Tesla"),
        ("What if Powell is fired?", "out_of_scope", "Powell"),
        ("If Foobar defaults, what happens to gold?", "ambiguous", "Foobar"),
    ],
)
def test_what_is_off_the_map_is_named_and_not_replaced(small: Graph, question: str, intent: str, words: str) -> None:
    reading = interpret(question, small)
    assert reading.intent == intent
    assert f"“{words}”" in (reading.message or "")


@pytest.mark.parametrize(
    ("question", "targets", "words"),
    [
        ("If VIX spikes, what happens to EURUSD and gold?", ("gold",), "EURUSD"),
        ("如果恐慌指数上升，欧元和黄金会怎样", ("gold",), "欧元"),
    ],
)
def test_a_target_off_the_map_is_noted(small: Graph, question: str, targets: tuple[str, ...], words: str) -> None:
    reading = interpret(question, small)
    assert (reading.intent, reading.targets) == ("what_if", targets)
    assert words in (reading.message or "")
    assert any(words in n for n in reading.triggers[0].notes)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("If VIX spikes, what happens to the Russell 2000?", "Russell 2000"),
        ("What if VIX falls, does Dogecoin rally?", "Dogecoin"),
        ("如果恐慌指数上升，狗狗币会怎样", "狗狗币"),
    ],
)
def test_what_is_asked_only_of_a_thing_off_the_map_is_not_answered_with_something_else(
    small: Graph, question: str, words: str
) -> None:
    reading = interpret(question, small)
    assert reading.intent == "ambiguous"
    assert f"“{words}”" in (reading.message or "")


def test_a_country_in_the_name_of_a_thing_is_no_stranger(small: Graph) -> None:
    assert [t.node for t in interpret("What if China H200 is approved?", small).triggers] == ["sale"]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What if VIX rises? Answer in Chinese", "zh"),
        ("如果VIX上升会怎样？请用英文回答", "en"),
        ("What if foo? 用中文", "zh"),
    ],
)
def test_the_language_of_the_answer_may_be_asked_for(small: Graph, question: str, language: str) -> None:
    assert interpret(question, small).language == language


@pytest.mark.parametrize(
    ("question", "regimes"),
    [
        ("With long gamma and short gamma, what if VIX rises?", {"dealers": "short"}),
        ("If gamma were long, what if VIX rises?", {"dealers": "long"}),
        ("如果正Gamma，VIX上升会怎样", {"dealers": "long"}),
    ],
)
def test_assumed_states_are_taken_as_conditions(small: Graph, question: str, regimes: dict[str, str]) -> None:
    reading = interpret(question, small)
    assert reading.regimes == regimes
    assert "fear" in [t.node for t in reading.triggers]


@pytest.mark.parametrize("question", ["Are we in a long-gamma market?", "Is gamma short?", "现在是负Gamma吗"])
def test_asking_whether_a_state_holds_asks_for_the_state(small: Graph, question: str) -> None:
    reading = interpret(question, small)
    assert (reading.intent, reading.targets) == ("state", ("gamma_state",))


def test_things_compared_without_a_direction_rise(small: Graph) -> None:
    reading = interpret("Compare 10bp in the 2-year yield with 10bp in the 10-year yield for SPX", small)
    assert [(t.node, t.direction, t.size) for t in reading.triggers] == [("two", "up", 10), ("ten", "up", 10)]
    assert reading.targets == ("stocks",)


@pytest.mark.parametrize(
    ("question", "cause", "seen"),
    [
        ("Why would higher Treasury yields hurt NVIDIA?", "ten", {"chips": "down"}),
        ("Why would a weaker dollar support gold?", "dollar", {"gold": "up"}),
        ("为什么美债收益率上行会打压英伟达？", "ten", {"chips": "down"}),
    ],
)
def test_the_verb_between_cause_and_effect_says_which_way(
    small: Graph, question: str, cause: str, seen: dict[str, str]
) -> None:
    reading = interpret(question, small)
    assert (reading.intent, [t.node for t in reading.triggers], reading.observed) == ("why", [cause], seen)
