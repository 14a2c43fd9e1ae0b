"""The ways desks ask: named causes, sources, dates, states, tones, and names said with words between."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph


@pytest.mark.parametrize(
    ("question", "causes", "targets", "observed"),
    [
        ("Was the VIX behind the fall in gold?", ["vix"], ["gold"], {"gold": "down"}),
        ("Is the dollar to blame for the drop in oil?", ["dxy"], ["wti"], {"wti": "down"}),
        ("Did gold fall because of the dollar?", ["dxy"], ["gold"], {"gold": "down"}),
        ("Is the fall in gold due to the dollar?", ["dxy"], ["gold"], {"gold": "down"}),
        ("Was it the dollar that drove gold lower?", ["dxy"], ["gold"], {"gold": "down"}),
        ("Did higher yields hurt the Nasdaq?", ["ust_10y"], ["ndx"], {"ndx": "down"}),
        ("Is the dollar the reason gold fell?", ["dxy"], ["gold"], {"gold": "down"}),
        ("Was gamma behind the selloff?", ["dealer_gamma"], ["spx"], {"spx": "down"}),
        ("Is this selloff about valuations or positioning?", ["spx_pe_fwd", "positioning"], ["spx"], {"spx": "down"}),
        ("Was the dollar behind it?", ["dxy"], ["spx"], {}),
        ("Why did the dollar stay firm even though yields fell?", ["ust_10y"], ["dxy"], {"dxy": "up"}),
        ("Although cut odds rose, why didn't the dollar fall?", ["fed_cut_prob_next"], ["dxy"], {"dxy": "unchanged"}),
        ("Why did gold rise while oil fell?", [], ["gold"], {"gold": "up"}),
        ("黄金下跌是不是因为美元？", ["dxy"], ["gold"], {"gold": "down"}),
        ("黄金下跌是美元导致的吗？", ["dxy"], ["gold"], {"gold": "down"}),
        ("是不是美元导致了黄金下跌？", ["dxy"], ["gold"], {"gold": "down"}),
        ("美元是黄金下跌的原因吗？", ["dxy"], ["gold"], {"gold": "down"}),
        ("黄金下跌和美元有关吗？", ["dxy"], ["gold"], {"gold": "down"}),
        ("下跌是估值问题吗？", ["spx_pe_fwd"], ["spx"], {"spx": "down"}),
        ("降息概率上升，为什么美元没有走弱？", ["fed_cut_prob_next"], ["dxy"], {"dxy": "unchanged"}),
        ("为什么降息概率上升，美元却没有走弱？", ["fed_cut_prob_next"], ["dxy"], {"dxy": "unchanged"}),
        ("尽管油价上涨，黄金为何下跌？", ["wti"], ["gold"], {"gold": "down"}),
        ("why the selloff?", [], ["spx"], {"spx": "down"}),
        ("为什么大跌？", [], ["spx"], {"spx": "down"}),
        ("Why did Nvidia erase its intraday loss?", [], ["nvda"], {"nvda": "up"}),
        ("英伟达为什么收复盘中跌幅？", [], ["nvda"], {"nvda": "up"}),
    ],
)  # fmt: skip
def test_a_named_cause_is_asked_about_and_what_it_explains_is_the_target(
    shipped: Graph, question: str, causes: list[str], targets: list[str], observed: dict[str, str]
) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, [t.node for t in reading.triggers]) == ("why", causes)
    assert (list(reading.targets), dict(reading.observed)) == (targets, observed)


@pytest.mark.parametrize(
    ("question", "intent", "named"),
    [
        ("What does the desk say about gold?", "evidence", {"gold"}),
        ("What does QDS say about gamma?", "evidence", {"dealer_gamma"}),
        ("Who says the dollar drives gold?", "evidence", {"dxy", "gold"}),
        ("Is it true that the dollar drives gold?", "evidence", {"dxy", "gold"}),
        ("谁说美元会影响黄金？", "evidence", {"dxy", "gold"}),
        ("关于黄金，原文怎么说？", "evidence", {"gold"}),
        ("When is the November jobs report?", "state", {"us_nfp"}),
        ("11月非农什么时候公布", "state", {"us_nfp"}),
        ("Has the Fed minutes release been published?", "state", {"evt_fomc_minutes_oct25"}),
        ("10月CPI公布了吗", "state", {"us_cpi"}),
        ("What did the Fed minutes show?", "state", {"evt_fomc_minutes_oct25"}),
        ("会议纪要显示了什么？", "state", {"evt_fomc_minutes_oct25"}),
        ("Is Nvidia allowed to sell H200 to China?", "state", {"nvda", "evt_h200_china"}),
        ("Is a recession coming?", "state", {"us_recession_prob"}),
        ("How crowded is the AI trade?", "state", {"ai_crowding"}),
        ("how divided is the committee", "state", {"fomc_split"}),
        ("现在处于负Gamma吗", "state", {"rgm_gamma"}),
        ("委员会分歧有多大？", "state", {"fomc_split"}),
        ("Is the market pricing a December cut?", "state", {"evt_fomc_20251210"}),
        ("What do you mean by the VIX?", "definition", {"vix"}),
        ("How is the VIX defined?", "definition", {"vix"}),
        ("what is short gamma", "definition", {"rgm_gamma"}),
        ("波动率指数这个说法是什么意思？", "definition", {"vix"}),
        ("Who stands behind the waiting supply?", "drivers", {"latent_excess_supply"}),
        ("影响黄金的因素有哪些？", "drivers", {"gold"}),
        ("How does the data blackout affect gold?", "paths", {"rgm_visibility", "gold"}),
        ("中国竞争通过什么渠道影响德国工业？", "paths", {"cn_capgoods_competition", "de_ip"}),
    ],
)  # fmt: skip
def test_the_intent_is_told_by_how_it_is_asked(shipped: Graph, question: str, intent: str, named: set[str]) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, {*(t.node for t in reading.triggers), *reading.targets}) == (intent, named)


def test_what_may_happen_is_asked_about_before_who_does_it(shipped: Graph) -> None:
    assert interpret("Is Nvidia allowed to sell H200 to China?", shipped).targets[0] == "evt_h200_china"


@pytest.mark.parametrize(
    ("question", "moves"),
    [
        ("What if liquidity worsens?", [("es_depth", "down")]),
        ("What if AI bubble worries worsen?", [("ai_bubble_worry", "up")]),
        ("如果流动性恶化会怎样", [("es_depth", "down")]),
        ("What if credit spreads tighten?", [("us_hy_oas", "down")]),
        ("What if financial conditions tighten?", [("nfci", "up")]),
        ("如果芯片管制放松会怎样", [("us_chip_controls", "down")]),
        ("What if the Fed turns more hawkish?", [("fed_surprise_path", "up")]),
        ("如果联储官员转鸽会怎样", [("fed_speech_other", "down")]),
        ("What if the data fog lifts?", [("data_staleness", "down")]),
        ("What if tariffs lift inflation?", [("us_tariff_rate", "up")]),
        ("What if the committee gets even more divided?", [("fomc_split", "up")]),
        ("如果委员会更分裂会怎样", [("fomc_split", "up")]),
        ("如果劳动力市场继续走软会怎样", [("labour_softness", "up")]),
        ("What would a softer labour market do?", [("labour_softness", "up")]),
        ("What would a fall in the VIX mean?", [("vix", "down")]),
        ("What follows from a rise in gold?", [("gold", "up")]),
        ("What if the jobs report is delayed again?", [("evt_bls_delay_2025", "on")]),
        ("如果德国对华逆差扩大会怎样", [("de_capgoods_balance_cn", "down")]),
        ("What if the Fed doesn't cut and oil falls 5%?", [("evt_fomc_20251210", "off"), ("wti", "down")]),
        ("What if the Fed fails to cut and the VIX spikes?", [("evt_fomc_20251210", "off"), ("vix", "up")]),
        ("如果美联储降息且标普500下跌3%", [("evt_fomc_20251210", "on"), ("spx", "down")]),
        ("What happens if dealers are short gamma and gold falls?", [("gold", "down")]),
        ("What if the dollar's rally ends?", [("dxy", "unchanged")]),
        ("What if nobody buys Bitcoin?", [("btcusd", "unchanged")]),
        ("What if the S&P 500 does not make a new closing low?", [("spx_low_20nov", "off")]),
        ("如果标普没能突破6725", [("spx", "down")]),
        ("What if Germany's fiscal push disappoints?", [("de_fiscal_push", "down")]),
        ("What if gold rises because real yields fall?", [("ust_10y_real", "down")]),
        ("美元走强，黄金扛得住吗", [("dxy", "up")]),
        ("12月降息重估站得住吗？", [("fed_cut_prob_next", "up")]),
        ("期权到期对市场有什么影响？", [("evt_opex_20251121", "on")]),
    ],
)  # fmt: skip
def test_what_is_supposed_has_its_direction(shipped: Graph, question: str, moves: list[tuple[str, str]]) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, [(t.node, t.direction) for t in reading.triggers]) == ("what_if", moves)


@pytest.mark.parametrize(
    "question",
    [
        "What if December cut odds worsen?",
        "What if the dots shift?",
        "German whatsit widens what happens to the DAX",
        "What if the VIX falls by 30 points?",
    ],
)
def test_what_has_no_clear_direction_is_asked_back(shipped: Graph, question: str) -> None:
    reading = interpret(question, shipped)
    assert reading.intent == "ambiguous"
    assert reading.message


@pytest.mark.parametrize(
    ("question", "size"),
    [
        ("What if the 10-year falls by a quarter point?", -25),
        ("What if the 10-year rises by three quarters of a point?", 75),
        ("What if stocks drop one and a half percent?", -1.5),
        ("What if unemployment rises a quarter point?", 0.25),
        ("What if oil falls by a quarter?", -25),
        ("如果10年期美债收益率上升百分之零点二", 20),
    ],
)
def test_parts_of_a_point_are_sizes(shipped: Graph, question: str, size: float) -> None:
    assert interpret(question, shipped).triggers[0].size == pytest.approx(size)


def test_a_past_event_that_had_not_been_is_taken_back(shipped: Graph) -> None:
    (trigger,) = interpret("What if Williams had not spoken?", shipped).triggers
    assert (trigger.direction, trigger.size_rule) == ("off", "event_undone")


@pytest.mark.parametrize(
    ("question", "targets"),
    [
        ("对标普500来说，黄金和美元哪个更重要？", ["spx"]),
        ("标普500对黄金更敏感还是对美元更敏感？", ["spx"]),
        ("Is the S&P more sensitive to gold or to the dollar?", ["spx"]),
    ],
)
def test_alternatives_are_compared_for_what_they_act_on(shipped: Graph, question: str, targets: list[str]) -> None:
    reading = interpret(question, shipped)
    assert (reading.intent, list(reading.targets)) == ("compare", targets)
    assert [(t.node, t.direction) for t in reading.triggers] == [("gold", "up"), ("dxy", "up")]
