"""Questions as a desk types them: no "if", a slip of the pen, which of two, an outcome that holds."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph

MEETING = "evt_fomc_20251210"


@pytest.mark.parametrize(
    ("question", "move", "targets"),
    [
        ("Oil rips 10%: gold?", ("wti", "up"), ["gold"]),
        ("Bunds sell off 10bp. What about the euro?", ("bund_10y", "up"), ["eurusd"]),
        ("10y +20bp -> SPX?", ("ust_10y", "up"), ["spx"]),
        ("10年期+20bp，标普？", ("ust_10y", "up"), ["spx"]),
        ("VIX 30. S&P?", ("vix", "up"), ["spx"]),
        ("The Fed stands pat. Small caps?", (MEETING, "off"), ["rty"]),
        ("Another tariff shock. Dollar?", ("evt_tariff_shock", "on"), ["dxy"]),
        ("Nvidia gives way, down 9%. SoftBank?", ("nvda", "down"), ["softbank"]),
        ("德债收益率上10个基点，欧元呢？", ("bund_10y", "up"), ["eurusd"]),
        ("失业率4.6%，降息概率怎么变？", ("us_unrate", "up"), ["fed_cut_prob_next"]),
        ("企业停止招人，失业率会升吗？", ("marginal_hiring", "down"), ["us_unrate"]),
        ("日本央行真加息，日经会跌吗？", ("evt_boj_meeting_202512", "on"), ["n225"]),
    ],
)
def test_a_clause_that_says_what_happens_supposes_it(
    shipped: Graph, question: str, move: tuple[str, str], targets: list[str]
) -> None:
    reading = interpret(question, shipped)
    assert reading.intent == "what_if"
    assert [(t.node, t.direction) for t in reading.triggers] == [move]
    assert list(reading.targets) == targets


@pytest.mark.parametrize("question", ["Gold fell 3% on Friday. Why?", "What drives gold?", "黄金周五为什么跌？"])
def test_a_question_for_reasons_supposes_nothing(shipped: Graph, question: str) -> None:
    assert interpret(question, shipped).intent in ("why", "drivers")


@pytest.mark.parametrize(
    ("question", "causes", "targets"),
    [
        ("Which reacts more to a December cut, gold or oil?", [MEETING], ["gold", "wti"]),
        (
            "Rank oil, gold and copper by how hard a tariff shock would hit them.",
            ["evt_tariff_shock"],
            ["wti", "gold", "copper"],
        ),
        ("Which matters more for gold, payrolls or core CPI?", ["us_nfp", "us_cpi_core"], ["gold"]),
        ("12月降息，黄金和原油哪个反应更大？", [MEETING], ["gold", "wti"]),
    ],
)
def test_of_two_things_compared_it_is_told_which_side_acts(
    shipped: Graph, question: str, causes: list[str], targets: list[str]
) -> None:
    reading = interpret(question, shipped)
    assert reading.intent == "compare"
    assert [t.node for t in reading.triggers] == causes
    assert list(reading.targets) == targets


@pytest.mark.parametrize(
    "question", ["waht if the dolar jumps 3%, does goald fall?", "What if teh dollr jumps 3%, does gold fall?"]
)
def test_a_slip_of_the_pen_is_put_right_and_told(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert [(t.node, t.direction, t.size) for t in reading.triggers] == [("dxy", "up", 3)]
    assert any("is read as" in note for note in reading.triggers[0].notes)


def test_a_word_of_another_thing_is_no_slip(shipped: Graph) -> None:
    assert interpret("What is the best pasta recipe?", shipped).intent == "out_of_scope"


def test_a_yen_below_its_level_is_a_pair_above_it(shipped: Graph) -> None:
    (trigger,) = interpret("What if the yen falls below 160?", shipped).triggers
    assert (trigger.node, trigger.direction) == ("usdjpy", "up")


@pytest.mark.parametrize(
    "question", ["Suppose the Fed cuts in December and does not cut in December.", "假设12月降息，而且12月又不降息。"]
)
def test_what_happens_and_does_not_is_asked_back(shipped: Graph, question: str) -> None:
    assert interpret(question, shipped).intent == "ambiguous"
