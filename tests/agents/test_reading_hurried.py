"""Questions as they are typed in a hurry: fragments, slang, arrows, sizes in words, two clauses, denials in pairs."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph
from tests.agents.forms import moves

ODDS, MEETING = "fed_cut_prob_next", "evt_fomc_20251210"


def sizes(graph: Graph, question: str) -> dict[str, float | None]:
    return {t.node: None if t.size is None else round(t.size, 2) for t in interpret(question, graph).triggers}


@pytest.mark.parametrize(
    "question",
    [
        "What if neither gold nor oil rises?",
        "Neither gold nor oil moves",
        "黄金和原油都没涨",
        "黄金没涨，原油没跌",
        "gold doesn't rally and oil doesn't fall",
    ],
)
def test_what_is_denied_of_two_things_moves_neither(shipped: Graph, question: str) -> None:
    assert moves(interpret(question, shipped)) == {"gold": "unchanged", "wti": "unchanged"}


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("What if few investors buy gold?", {"gold": "unchanged"}),
        ("What if fewer people sell the dollar?", {"dxy": "unchanged"}),
        ("没人买黄金会怎样", {"gold": "unchanged"}),
        ("如果CTA不买", {"cta_flow": "unchanged"}),
        ("如果CTA不卖", {"cta_flow": "unchanged"}),
        ("What if nobody expects the Fed to cut in December?", {ODDS: "down"}),
    ],
)
def test_what_nobody_does_is_not_done_and_not_turned_round(shipped: Graph, question: str, read: dict[str, str]) -> None:
    assert moves(interpret(question, shipped)) == read


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("What if corporate buybacks stop?", {"buyback_flow": "down"}),
        ("What if CTAs stop selling?", {"cta_flow": "up"}),
        ("如果企业回购停止", {"buyback_flow": "down"}),
        ("如果CTA停止抛售", {"cta_flow": "up"}),
    ],
)
def test_a_flow_that_stops_falls_away_and_says_so(shipped: Graph, question: str, read: dict[str, str]) -> None:
    reading = interpret(question, shipped)
    assert moves(reading) == read
    assert any("stops" in n or "停止" in n for t in reading.triggers for n in t.notes)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Treasuries sell off 10bp", {"ust_10y": 10}),
        ("bonds rally 10bp", {"ust_10y": -10}),
        ("美债遭抛售10个基点", {"ust_10y": 10}),
        ("10-year yield rallies 10bp", {"ust_10y": 10}),
        ("房贷利率降半个点", {"us_mortgage_30y": -50}),
        ("10年期上升两个半百分点的话", {}),
        ("如果标普下跌两个半百分点", {"spx": -2.5}),
        ("标普跌3个点，VIX咋走", {"spx": -3}),
        ("unemployment up three tenths", {"us_unrate": 0.3}),
        ("降息概率砍半", {ODDS: -35}),
        ("正伽马环境下降息概率降20个点，标普呢", {ODDS: -20}),
        ("oil minus five percent", {"wti": -5}),
        ("非农负5万", {"us_nfp": -50}),
        ("非农新增20万", {"us_nfp": 81}),
        ("nfp prints 200k", {"us_nfp": 81}),
        ("if odds go 70->50 where's btc", {ODDS: -20}),
        ("12月概率85→95，标普呢", {ODDS: 10}),
        ("降息概率从70升到90", {ODDS: 20}),
        ("降息概率回到四成会怎样", {ODDS: -30}),
        ("If the market prices a cut more firmly, say 90%, what do yields do?", {ODDS: 20}),
    ],
)
def test_sizes_as_a_desk_says_them(shipped: Graph, question: str, read: dict[str, float]) -> None:
    assert sizes(shipped, question) == read


@pytest.mark.parametrize(
    "question", ["spx down a touch", "S&P slips slightly", "标普小跌", "标普略微下跌", "spx down small"]
)
def test_a_small_move_is_half_of_the_usual_one(shipped: Graph, question: str) -> None:
    usual = sizes(shipped, "What if the S&P falls?")["spx"]
    small = sizes(shipped, question)["spx"]
    assert usual is not None
    assert small is not None
    assert small == pytest.approx(usual / 2, abs=0.01)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if VIX falls from 23 to 30?", "other way"),
        ("如果VIX从23跌到30", "相反"),
        ("What if the 10-year yield rises a tenth?", "10 %"),
        ("What if spx falls 1e400 percent?", "cannot fall"),
        ("What if book depth falls by 150%?", "cannot fall"),
        ("nvda beats but stock falls 5%", "both up and down"),
    ],
)
def test_what_cannot_be_meant_is_asked_back(shipped: Graph, question: str, words: str) -> None:
    reading = interpret(question, shipped)
    assert reading.intent == "ambiguous"
    assert words in (reading.message or "")


@pytest.mark.parametrize(
    ("question", "trigger", "target"),
    [
        ("如果联储降息，标普会涨吗", {MEETING: "on"}, "spx"),
        ("如果降息标普能涨吗", {MEETING: "on"}, "spx"),
        ("如果H200获批英伟达会涨吗", {"evt_h200_china": "on"}, "nvda"),
        ("联储不降息，标普会不会跌", {MEETING: "off"}, "spx"),
        ("降息后标普会涨吗", {MEETING: "on"}, "spx"),
        ("if the fed cuts will spx rise", {MEETING: "on"}, "spx"),
        ("Fed holds, does VIX spike?", {MEETING: "off"}, "vix"),
        ("without a fed cut where does spx end the year", {MEETING: "off"}, "spx"),
        ("没有降息，年底标普在哪", {MEETING: "off"}, "spx"),
        ("因为美元跌1%，黄金上涨会怎样", {"dxy": "down"}, "gold"),
        ("gold rises because the dollar falls 1%: what else?", {"dxy": "down"}, "gold"),
    ],
)
def test_what_is_asked_of_the_second_thing_is_not_supposed(
    shipped: Graph, question: str, trigger: dict[str, str], target: str
) -> None:
    reading = interpret(question, shipped)
    assert (moves(reading), reading.targets) == (trigger, (target,))


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("unless the fed cuts, does spx break 6500", "below"),
        ("除非联储降息，否则标普会破6500吗", "below"),
        ("如果降息概率跌20个点，标普还守得住6500吗", "above"),
    ],
)
def test_a_level_that_is_asked_about_is_no_move(shipped: Graph, question: str, side: str) -> None:
    reading = interpret(question, shipped)
    assert "spx" not in moves(reading)
    assert [(line.node, line.level, line.side) for line in reading.levels] == [("spx", 6500, side)]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("weak nfp, hawkish fed", {"us_nfp": "down", "fed_surprise_path": "up"}),
        ("no cut and spx holds 6500?", {MEETING: "off", "spx": "up"}),
        ("hedge funds dump $15bn and CTAs buy $5bn", {"hf_selling": "up", "cta_flow": "up"}),
        ("spx loses 6500 and ctas puke", {"spx": "down", "cta_flow": "down"}),
        ("标普丢了6500，CTA砸盘", {"spx": "down", "cta_flow": "down"}),
    ],
)
def test_each_thing_keeps_its_own_words(shipped: Graph, question: str, read: dict[str, str]) -> None:
    assert moves(interpret(question, shipped)) == read


def test_a_denial_of_one_thing_compared_is_not_of_the_other(shipped: Graph) -> None:
    for question in ("which hurts nvda more: no cut or AI bubble worries", "对英伟达来说，不降息和AI泡沫担忧哪个更伤"):
        reading = interpret(question, shipped)
        assert (reading.intent, reading.targets) == ("compare", ("nvda",))
        assert moves(reading) == {MEETING: "off", "ai_bubble_worry": "up"}


@pytest.mark.parametrize(
    "question",
    ["联储按兵不动，黄金、原油、美元哪个动得最多", "which of gold, oil and the dollar moves most if the Fed holds"],
)
def test_things_that_are_compared_are_not_supposed(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, moves(reading)) == ("compare", {MEETING: "off"})
    assert reading.targets == ("gold", "wti", "dxy")


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("what happens to the S&P by Thanksgiving if the cut repricing fails", 3),
        ("感恩节前如果VIX涨5个点，标普会怎样", 3),
        ("by mid december if spx drops 4%", 15),
        ("12月中旬前标普跌4%", 15),
        ("10 days out: nvda if the fed holds", 10),
        ("假设周五前标普收复6725", 4),
        ("if oil rises 10% what happens to breakevens before Christmas Eve", 22),
        ("10年美债破4.25", None),
    ],
)
def test_by_when_is_read_as_it_is_said(shipped: Graph, question: str, days: int | None) -> None:
    reading = interpret(question, shipped)
    assert (reading.horizon_days, reading.message) == (days, None)
    assert "holiday_thin" not in reading.targets


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("what if Williams had stayed silent", "event_undone"),
        ("如果威廉姆斯保持沉默", "event_undone"),
        ("h200 talk turns out to be nonsense", "event_off"),
        ("特朗普叫停H200", "event_off"),
        ("圣诞行情黄了", "event_off"),
        ("h200 gets greenlit", "event_on"),
        ("政府再关门", "event_on"),
    ],
)
def test_events_in_plain_speech_happen_or_not(shipped: Graph, question: str, rule: str) -> None:
    assert [t.size_rule for t in interpret(question, shipped).triggers] == [rule]


def test_what_is_fallen_into_comes_about(shipped: Graph) -> None:
    assert moves(interpret("What if the US falls into recession?", shipped)) == {"us_recession_prob": "up"}
    assert moves(interpret("如果美国陷入衰退", shipped)) == {"us_recession_prob": "up"}
    assert moves(interpret("spx slides into the close", shipped)) == {"spx": "down"}
