"""Questions easily read the wrong way round: yields of other countries, verbs that act, claims gainsaid, goals."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph
from tests.agents.forms import moves

ODDS, MEETING = "fed_cut_prob_next", "evt_fomc_20251210"


@pytest.mark.parametrize(
    ("question", "node"),
    [
        ("what if JGB 10-year yields rise 20 bp", "jgb_10y"),
        ("Japanese 30-year yields jump 20 bp", "jgb_30y"),
        ("30-year JGB yields rise 20bp", "jgb_30y"),
        ("what if Japan's 30-year yield rises 20 bp", "jgb_30y"),
        ("日债10年期收益率上行20个基点会怎样", "jgb_10y"),
        ("如果日债30年期收益率上行20个基点会怎样", "jgb_30y"),
        ("如果日本的10年期收益率上行20个基点", "jgb_10y"),
        ("what if the Bund 10-year yield rises 20 bp", "bund_10y"),
        ("what if 10-year Bund yields rise 20 bp", "bund_10y"),
        ("如果德国的十年期收益率上行20个基点", "bund_10y"),
        ("what if 10-year yields rise 20bp", "ust_10y"),
        ("what if US 30-year yields rise 20bp", "ust_30y"),
    ],
)
def test_a_tenor_is_of_the_country_named_beside_it(shipped: Graph, question: str, node: str) -> None:
    reading = interpret(question, shipped)
    assert [(t.node, t.direction, t.size) for t in reading.triggers] == [(node, "up", 20.0)]
    assert reading.targets == ()


@pytest.mark.parametrize(
    "question",
    [
        "what if JGB 5-year yields rise 20 bp",
        "what if German 2-year yields rise 20 bp",
        "what if the 10-year gilt yield rises 20 bp",
        "如果日债5年期收益率上行20个基点",
    ],
)
def test_a_tenor_that_the_map_lacks_is_not_replaced(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert reading.triggers == ()
    assert reading.intent in ("out_of_scope", "ambiguous")


@pytest.mark.parametrize(
    ("question", "read", "target"),
    [
        ("does a fall in cut odds lift the VIX?", {ODDS: "down"}, "vix"),
        ("does a rise in cut odds weaken the dollar?", {ODDS: "up"}, "dxy"),
        ("does a fall in the VIX lift stocks?", {"vix": "down"}, "spx"),
        ("Does weak payrolls raise cut odds?", {"us_nfp": "down"}, ODDS),
        ("do higher JGB yields weaken the yen?", {"jgb_10y": "up"}, "usdjpy"),
        ("would higher core CPI lower cut odds?", {"us_cpi_core": "up"}, ODDS),
        ("what if a rise in real yields sinks gold?", {"ust_10y_real": "up"}, "gold"),
        ("will a hold sink stocks?", {MEETING: "off"}, "spx"),
    ],
)
def test_what_a_move_does_to_another_thing_is_no_move_of_its_own(
    shipped: Graph, question: str, read: dict[str, str], target: str
) -> None:
    reading = interpret(question, shipped)
    assert moves(reading) == read
    assert reading.targets == (target,)


@pytest.mark.parametrize(
    ("question", "node", "size"),
    [
        ("what if CTAs sell 20 billion dollars", "cta_flow", -20.0),
        ("what if CTAs sell 20bn dollars", "cta_flow", -20.0),
        ("what if CTAs sell $20bn", "cta_flow", -20.0),
        ("what if retail investors buy 5 billion dollars", "retail_flow", 5.0),
        ("what if positioning gets lighter by one sigma", "positioning", -1.0),
        ("what if payrolls come in at minus 50k", "us_nfp", -169.0),
    ],
)
def test_units_and_signs_are_read_with_their_number(shipped: Graph, question: str, node: str, size: float) -> None:
    reading = interpret(question, shipped)
    assert [(t.node, t.size) for t in reading.triggers] == [(node, size)]
    assert reading.targets == ()


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("how low can the S&P go if the repricing fails", {ODDS: "down"}),
        ("if the repricing fails, how low could the S&P fall?", {ODDS: "down"}),
        ("what is the downside target for S&P 500 if the repricing fails", {ODDS: "down"}),
        ("如果重估落空标普会跌到多低", {ODDS: "down"}),
        ("如果重估落空，标普会跌到多少", {ODDS: "down"}),
        ("how low can the S&P go?", {}),
        ("what is the downside target for S&P 500", {}),
        ("标普会跌到哪里", {}),
        ("标普的下跌目标位是多少", {}),
    ],
)
def test_how_low_something_goes_is_asked_and_not_supposed(shipped: Graph, question: str, read: dict[str, str]) -> None:
    reading = interpret(question, shipped)
    assert moves(reading) == read
    assert reading.targets == ("spx",)
    assert reading.message is not None
    assert any(word in reading.message for word in ("no level", "目标位"))


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("what if the H200 whisper turns out to be false", {"evt_h200_china": "off"}),
        ("what if the H200 leak is false", {"evt_h200_china": "off"}),
        ("what if the H200 leak is just a rumour", {"evt_h200_china": "off"}),
        ("what if the H200 leak is not false", {"evt_h200_china": "on"}),
        ("如果H200是谣言会怎样", {"evt_h200_china": "off"}),
        ("如果H200只是谣言会怎样", {"evt_h200_china": "off"}),
        ("what if the AI Manhattan Project thesis is wrong", {"ai_manhattan_project": "off"}),
        ("如果AI曼哈顿计划的说法错了", {"ai_manhattan_project": "off"}),
        ("what if the bull narrative breaks", {"bull_narrative": "down"}),
        ("如果牛市叙事破了会怎样", {"bull_narrative": "down"}),
        ("what if the repricing is wrong", {ODDS: "down"}),
        ("what if the market is wrong", {}),
        ("what if the Fed does not fail to cut", {MEETING: "on"}),
        ("what if the Fed fails to cut", {MEETING: "off"}),
        ("what if the tech bubble pops and the dollar rises 2%", {"ndx": "down", "dxy": "up"}),
    ],
)
def test_what_is_gainsaid_is_not_asserted(shipped: Graph, question: str, read: dict[str, str]) -> None:
    assert moves(interpret(question, shipped)) == read


@pytest.mark.parametrize(
    "question",
    ["what if the AI arms race is just an ordinary investment cycle", "如果AI军备竞赛只是普通的投资周期"],
)
def test_what_is_merely_something_else_is_not_so_itself(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert moves(reading) == {"ai_arms_race": "down"}
    assert reading.regimes == {"ai_spending": "ordinary"}


@pytest.mark.parametrize(
    "question",
    ["如果VIX跌到-5会怎样", "what if the VIX falls to -5", "what if bitcoin falls to minus 10"],
)
def test_levels_below_nothing_are_refused(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, reading.triggers) == ("ambiguous", ())


@pytest.mark.parametrize(
    "question",
    ["what if the Fed hikes by 25bp in December", "what if the Fed hikes in December", "如果美联储加息25个基点"],
)
def test_a_step_without_odds_is_asked_back(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, reading.triggers) == ("ambiguous", ())


@pytest.mark.parametrize(
    ("question", "weeks"),
    [
        ("what if the shutdown comes back for another month", 4.3),
        ("what if the shutdown lasts two more weeks", 2.0),
        ("如果政府关门再持续一个月会怎样", 4.3),
        ("what if there is another government shutdown", 1.0),
    ],
)
def test_what_is_counted_in_time_lasts_as_long_as_is_said(shipped: Graph, question: str, weeks: float) -> None:
    assert [t.size for t in interpret(question, shipped).triggers] == [weeks]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("if volatility rises and CTAs cut stocks", {"vix": "up", "cta_flow": "down"}),
        ("what if the S&P falls and the ECB cuts rates", {"spx": "down", "ecb_policy_rate": "down"}),
        ("does a fall in gold and oil lift the dollar?", {"gold": "down", "wti": "down"}),
        ("如果标普只是小跌", {"spx": "down"}),
        ("what if the S&P is only down 1%", {"spx": "down"}),
        ("what if rate hike odds rise", {}),
    ],
)
def test_words_that_only_look_like_a_trap_keep_their_meaning(
    shipped: Graph, question: str, read: dict[str, str]
) -> None:
    assert moves(interpret(question, shipped)) == read
