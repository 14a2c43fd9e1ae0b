"""Classes of questions that sets written without the rules brought up, each with names and words of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from agents.answer import Interpretation
from agents.reading.interpret import interpret
from graph.content import Graph
from ingest.seed import shipped_graph

CUT, ODDS, CHAIR, OTHERS = "evt_fomc_20251210", "fed_cut_prob_next", "fed_speech_chair", "fed_speech_other"
DELAY = "evt_bls_delay_2025"


@pytest.fixture(scope="module")
def shipped() -> Graph:
    """Return the shipped map as of the day of the headline question."""
    return shipped_graph(dt.date(2025, 11, 21))


def moves(reading: Interpretation) -> dict[str, str | None]:
    """What is supposed of each node."""
    return {t.node: t.direction for t in reading.triggers}


@pytest.mark.parametrize(
    ("question", "node", "way"),
    [
        ("What if the committee opts to leave rates where they are?", CUT, "off"),
        ("What if the Fed declines to ease?", CUT, "off"),
        ("What if the FOMC in December lowers its policy rate?", CUT, "on"),
        ("要是FOMC十二月选择不动利率，会怎样", CUT, "off"),
        ("如果联储这次最终下调政策利率，会怎样", CUT, "on"),
        ("What if the BOJ surprises everyone with a hike?", "evt_boj_meeting_202512", "on"),
        ("如果日银出人意料地加息，会怎样", "evt_boj_meeting_202512", "on"),
        ("What if Powell talks tougher at the presser?", CHAIR, "up"),
        ("What if Powell strikes a soft tone?", CHAIR, "down"),
        ("如果鲍威尔口气更硬，会怎样", CHAIR, "up"),
        ("如果鲍威尔暗示会降息，会怎样", CHAIR, "down"),
        ("What if several Fed officials push back against a cut?", OTHERS, "up"),
        ("如果几位美联储官员给降息预期泼冷水，会怎样", OTHERS, "up"),
    ],
)
def test_a_decision_or_a_speech_is_read_whatever_its_words(shipped: Graph, question: str, node: str, way: str) -> None:
    assert moves(interpret(question, shipped)) == {node: way}


def test_a_map_without_the_bank_reads_none_of_its_deeds(small: Graph) -> None:
    reading = interpret("What if the BOJ surprises with a hike, what happens to the VIX?", small)
    assert reading.intent == "ambiguous"
    assert not reading.triggers


@pytest.mark.parametrize("question", ["What if NY Fed's Williams turns hawkish?", "威廉姆斯转鹰会怎样"])
def test_a_dovish_speaker_who_turns_hawkish_is_not_his_dovish_speech(shipped: Graph, question: str) -> None:
    assert moves(interpret(question, shipped)) == {OTHERS: "up"}


@pytest.mark.parametrize(
    ("question", "targets"),
    [
        ("If the dollar rises, what happens to the S&P's intraday swings?", ("intraday_volatility",)),
        ("如果美元上升，标普的盘中波动会怎样", ("intraday_volatility",)),
        ("If the dollar rises, what happens to the S&P and to intraday swings?", ("spx", "intraday_volatility")),
    ],
)
def test_what_a_thing_swings_is_asked_and_not_the_thing(
    shipped: Graph, question: str, targets: tuple[str, ...]
) -> None:
    assert interpret(question, shipped).targets == targets


@pytest.mark.parametrize(
    ("question", "node", "way"),
    [
        ("What if hedge funds cut net exposure to 45%?", "hf_net_exposure", "down"),
        ("如果对冲基金把净敞口降到45%，会怎样", "hf_net_exposure", "down"),
        ("What if dealers run out of balance sheet?", "dealer_capacity", "down"),
        ("Had Nvidia been allowed to sell H200s to China, would oil rise?", "evt_h200_china", "on"),
    ],
)
def test_who_has_or_does_a_thing_does_not_move_himself(shipped: Graph, question: str, node: str, way: str) -> None:
    assert moves(interpret(question, shipped)) == {node: way}


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("I'm a student: why did gold fall?", "Why did gold fall?"),
        ("Quick one - what drives the VIX?", "What drives the VIX?"),
        ("What if oil falls 5%? Asking for a colleague.", "What if oil falls 5%?"),
        ("我是记者，想问：黄金为什么下跌？", "黄金为什么下跌？"),
    ],
)
def test_what_is_said_around_a_question_changes_nothing(shipped: Graph, said: str, plain: str) -> None:
    one, other = interpret(said, shipped), interpret(plain, shipped)
    assert (one.intent, moves(one), one.targets, one.observed) == (
        other.intent,
        moves(other),
        other.targets,
        other.observed,
    )


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("如果周四的缺口补不上，会怎样", "on"),
        ("如果周四的缺口补上了，会怎样", "off"),
        ("如果周四的缺口补得上，会怎样", "off"),
    ],
)
def test_a_potential_complement_is_its_verb_denied_or_not(shipped: Graph, question: str, way: str) -> None:
    assert moves(interpret(question, shipped)) == {"spx_gap_20nov": way}


@pytest.mark.parametrize(
    ("question", "node", "way"),
    [
        ("What if Germany keeps importing more Chinese machinery?", "de_capgoods_balance_cn", "down"),
        ("What if jitters over an AI bubble fade?", "ai_bubble_worry", "down"),
        ("What if spending on defence and energy jumps?", "strategic_sector_spending", "up"),
    ],
)
def test_a_name_said_in_other_words_of_its_families_is_the_name(
    shipped: Graph, question: str, node: str, way: str
) -> None:
    assert moves(interpret(question, shipped)) == {node: way}


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("What if the CPI never comes out?", "on"),
        ("如果11月CPI也取消，会怎样", "on"),
        ("Suppose the BLS brings the November jobs report forward.", "off"),
        ("劳工统计局要是提前公布11月就业报告呢？", "off"),
    ],
)
def test_a_release_that_is_late_or_early_is_a_delay_of_data_and_no_move_of_its_number(
    shipped: Graph, question: str, way: str
) -> None:
    assert moves(interpret(question, shipped)) == {DELAY: way}


@pytest.mark.parametrize(
    ("question", "node", "way"),
    [
        ("What if risk sentiment sours?", "risk_appetite", "down"),
        ("如果风险情绪再度恶化，会怎样", "risk_appetite", "down"),
        ("What if the committee splits down the middle?", "fomc_split", "up"),
        ("如果两年期下5个点，会怎样", "ust_2y", "down"),
        ("如果未来五个交易日系统性抛售枯竭，会怎样", "systematic_supply", "down"),
        ("What if the year-end rally is finally called off?", "yearend_seasonality", "off"),
        ("What if Washington U-turns on the H200 licence?", "evt_h200_china", "off"),
        ("如果德国摆脱对中国的依赖，会怎样", "china_dependence", "down"),
        ("Let's say the VIX is at 18, not 23. Gold?", "vix", "down"),
    ],
)
def test_words_with_a_way_of_their_own_do_not_turn_a_move_round(
    shipped: Graph, question: str, node: str, way: str
) -> None:
    assert moves(interpret(question, shipped)) == {node: way}


@pytest.mark.parametrize("question", ["Suppose Japan's bond market calms down.", "假设日本债市平静下来。"])
def test_a_price_that_calms_down_goes_neither_way(shipped: Graph, question: str) -> None:
    assert not interpret(question, shipped).triggers


@pytest.mark.parametrize(
    ("question", "causes", "targets"),
    [
        ("Is a stronger dollar a bigger danger than higher oil for gold?", {"dxy", "wti"}, {"gold"}),
        ("Compare a 20bp rise in 10s with a 5-point rise in VIX for gold.", {"ust_10y", "vix"}, {"gold"}),
        ("对黄金来说，美元走强是不是比油价上涨更危险？", {"dxy", "wti"}, {"gold"}),
        ("Which takes the bigger hit from a stronger dollar, gold or oil?", {"dxy"}, {"gold", "wti"}),
        ("Is copper or oil hit harder when recession risk rises?", {"us_recession_prob"}, {"copper", "wti"}),
    ],
)
def test_what_is_compared_and_on_what_are_told_apart(
    shipped: Graph, question: str, causes: set[str], targets: set[str]
) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, set(moves(reading)), set(reading.targets)) == ("compare", causes, targets)


@pytest.mark.parametrize(
    "question", ["The euro is up 2% against the dollar: gold?", "If gold is up 2%, silver aside, oil?"]
)
def test_the_other_side_of_a_pair_and_what_is_set_aside_do_not_move(shipped: Graph, question: str) -> None:
    assert len(moves(interpret(question, shipped))) == 1


@pytest.mark.parametrize("question", ["Will Tesla's stock rise if oil falls?", "油价下跌的话，特斯拉股价会涨吗？"])
def test_the_stock_of_a_company_off_the_map_is_not_the_market(shipped: Graph, question: str) -> None:
    assert interpret(question, shipped).intent in ("ambiguous", "out_of_scope")


def test_a_text_in_another_language_of_our_letters_is_declined(shipped: Graph) -> None:
    for question in (
        "Was passiert mit dem DAX, wenn der Euro steigt?",
        "Que se passe-t-il si le VIX monte et que les taux baissent ?",
    ):
        assert interpret(question, shipped).intent == "out_of_scope"
