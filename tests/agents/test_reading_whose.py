"""Whose a word is: another bank's cut, the core's print, a survey's jobs; and what is asked about, not supposed."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph
from graph.linker import Linker
from tests.agents.forms import moves

MEETING = "evt_fomc_20251210"


@pytest.mark.parametrize(
    ("question", "move"),
    [
        ("如果欧洲央行降息25个基点会怎样？", ("ecb_policy_rate", "down")),
        ("如果欧央行意外降息会怎样？", ("ecb_policy_rate", "down")),
        ("如果欧洲央行12月降息会怎样？", ("ecb_policy_rate", "down")),
        ("欧洲央行不降息会怎样？", ("ecb_policy_rate", "unchanged")),
        ("如果美联储降息会怎样？", (MEETING, "on")),
        ("如果12月不降息会怎样？", (MEETING, "off")),
    ],
)
def test_a_bare_cut_behind_another_bank_is_that_banks_own(shipped: Graph, question: str, move: tuple[str, str]) -> None:
    assert moves(interpret(question, shipped)) == dict([move])


def test_a_cut_of_both_banks_keeps_the_maps_event(shipped: Graph) -> None:
    reading = interpret("如果欧洲央行加息25个基点而美联储降息会怎样？", shipped)
    assert moves(reading) == {"ecb_policy_rate": "up", MEETING: "on"}


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("core CPI prints hot", "us_cpi_core"),
        ("the core CPI report", "us_cpi_core"),
        ("the CPI report", "us_cpi"),
        ("CPI prints hot", "us_cpi"),
    ],
)
def test_a_name_whose_beginning_ends_another_name_is_that_others(shipped: Graph, text: str, node: str) -> None:
    assert [m.candidates[0].id for m in Linker(shipped, asked=True).link(text)] == [node]


@pytest.mark.parametrize(
    ("question", "node", "size"),
    [
        ("What if core CPI prints 0.4 pp above consensus?", "us_cpi_core", 0.4),
        ("What if payrolls come in at 50k above consensus?", "us_nfp", 50.0),
        ("What if payrolls come in at 50k below expectations?", "us_nfp", -50.0),
    ],
)
def test_so_much_above_consensus_is_how_far_off_it_is_and_no_level(
    shipped: Graph, question: str, node: str, size: float
) -> None:
    assert [(t.node, t.size) for t in interpret(question, shipped).triggers] == [(node, size)]


@pytest.mark.parametrize(
    "question",
    [
        "降息概率升到90%，年底前标普收于6800上方的概率是多少？",
        "如果降息概率升到90%，标普突破6800的概率有多大？",
        "what is the chance that the S&P 500 closes above 6800 by year-end if cut odds go to 90%?",
    ],
)
def test_a_level_whose_odds_are_asked_is_not_supposed(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert moves(reading) == {"fed_cut_prob_next": "up"}
    assert reading.targets == ("spx",)
    assert [(a.node, a.level, a.side) for a in reading.levels] == [("spx", 6800.0, "above")]


@pytest.mark.parametrize(
    "question",
    ["如果ADP显示就业减少6万会怎样？", "what if ADP shows payrolls down 60k", "如果ADP报告就业减少6万会怎样"],
)
def test_what_a_survey_shows_is_its_own_number(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert [(t.node, t.size) for t in reading.triggers] == [("us_adp", -60.0)]
    assert reading.targets == ()


def test_two_releases_of_which_each_moves_stay_two(shipped: Graph) -> None:
    reading = interpret("what if payrolls fall and unemployment rises?", shipped)
    assert moves(reading) == {"us_nfp": "down", "us_unrate": "up"}


@pytest.mark.parametrize(
    "question", ["中国的竞争如何影响德国就业？", "how does Chinese competition affect German jobs?"]
)
def test_jobs_are_of_the_country_named_before_them(shipped: Graph, question: str) -> None:
    assert interpret(question, shipped).targets == ("de_employment_mfg",)


def test_what_a_map_holds_of_one_country_answers_for_no_other(shipped: Graph) -> None:
    assert interpret("中国的竞争如何影响英国就业？", shipped).intent == "ambiguous"
    gold = interpret("what if 10-year yields fall, what happens to German unemployment and gold?", shipped)
    assert gold.targets == ("gold",)
    assert gold.message is not None
    assert "German" in gold.message


@pytest.mark.parametrize(
    "question", ["what if the October CPI had not been cancelled?", "如果10月CPI没有被取消会怎样？"]
)
def test_a_release_that_is_not_called_off_says_nothing_of_its_number(shipped: Graph, question: str) -> None:
    assert moves(interpret(question, shipped)) == {"evt_bls_delay_2025": "off"}


@pytest.mark.parametrize(
    "question",
    [
        "Without the CTA selling, how much would the S&P fall if cut odds fall 20 points?",
        "不算CTA抛售，如果降息概率下降20个百分点，标普会跌多少？",
    ],
)
def test_what_a_question_does_without_is_left_out_and_not_asked_about(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert (reading.targets, reading.excluded) == (("spx",), ("cta_flow",))


@pytest.mark.parametrize(
    ("question", "size"),
    [("如果2s10s曲线陡峭化20个基点会怎样？", 20.0), ("如果2s10s曲线平坦化20个基点会怎样？", -20.0)],
)
def test_a_curve_steepens_up_and_flattens_down(shipped: Graph, question: str, size: float) -> None:
    assert [(t.node, t.size) for t in interpret(question, shipped).triggers] == [("ust_2s10s", size)]


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("what if hyperscalers cut AI capital spending by $100bn a year?", "$100bn"),
        ("如果超大规模云厂商每年削减1000亿美元AI资本支出会怎样？", "1000亿美元"),
        ("如果WTI涨到90美元会怎样？", "90美元"),
    ],
)
def test_a_size_that_is_asked_back_is_quoted_as_it_was_said(shipped: Graph, question: str, quoted: str) -> None:
    said = interpret(question, shipped).message
    assert said is not None
    assert quoted in said
    assert "USD 100m" not in said
    assert not question.startswith("如果") or "USD" not in said


@pytest.mark.parametrize(
    ("question", "intent", "target"),
    [
        ("What is the VIX level now?", "state", "vix"),
        ("What is the S&P 500's level?", "state", "spx"),
        ("Which three things matter most for NVIDIA?", "drivers", "nvda"),
        ("对英伟达最重要的三件事是什么？", "drivers", "nvda"),
        ("How does a Fed speech reach Bitcoin?", "paths", "btcusd"),
        ("美联储讲话如何传导到比特币？", "paths", "btcusd"),
    ],
)
def test_a_plain_question_is_read_and_not_asked_back(shipped: Graph, question: str, intent: str, target: str) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, reading.targets) == (intent, (target,))


@pytest.mark.parametrize(
    ("question", "node"),
    [
        ("What if hedge funds keep their exposure unchanged?", "hf_net_exposure"),
        ("What if the Fed keeps its balance sheet unchanged?", "fed_balance_sheet"),
        ("What if US chip controls are unchanged?", "us_chip_controls"),
    ],
)
def test_what_is_kept_unchanged_does_not_rise(shipped: Graph, question: str, node: str) -> None:
    assert moves(interpret(question, shipped)) == {node: "unchanged"}


@pytest.mark.parametrize(
    "question", ["When is the next FOMC?", "When is the December meeting?", "下次FOMC是什么时候？"]
)
def test_when_a_meeting_is_supposes_nothing_of_it(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, reading.targets, reading.triggers) == ("state", (MEETING,), ())


@pytest.mark.parametrize(
    "question",
    [
        "What if the S&P falls 5% tomorrow, where is VIX in a month?",
        "Where is VIX in a month if the S&P falls 5% tomorrow?",
        "如果标普明天下跌5%，一个月后VIX在哪里？",
    ],
)
def test_the_day_that_is_asked_about_counts_and_not_the_day_of_the_move(shipped: Graph, question: str) -> None:
    assert interpret(question, shipped).horizon_days == 21


@pytest.mark.parametrize(
    ("question", "side"),
    [("What if the S&P 500 never recovers 6725?", "below"), ("What if the S&P recovers 6725?", "above")],
)
def test_a_level_that_is_recovered_is_back_above_it(shipped: Graph, question: str, side: str) -> None:
    assert [(a.node, a.level, a.side) for a in interpret(question, shipped).levels] == [("spx", 6725.0, side)]


def test_what_holds_beside_a_move_is_supposed_with_it(shipped: Graph) -> None:
    reading = interpret("如果失业率下降0.2个百分点而美联储仍然降息会怎样？", shipped)
    assert moves(reading) == {"us_unrate": "down", MEETING: "on"}


@pytest.mark.parametrize("question", ["我该买英伟达吗？", "我应该做空标普吗？", "Should I buy NVIDIA?"])
def test_advice_is_declined_in_both_languages(shipped: Graph, question: str) -> None:
    assert interpret(question, shipped).intent == "out_of_scope"
