"""Sentences as people write them, right and wrong, held against the receipts of the headline question."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from agents.receipts import Called
from agents.tools.registry import call
from agents.verifying.draft import AnswerDraft, draft_of
from agents.verifying.statements import verify_draft
from agents.verifying.verdicts import Verdict
from graph.content import Graph
from tests.agents.verifying.conftest import CASES

RIGHT = [
    "If the December cut repricing fails, the S&P 500 falls about 0.7% within four trading days.",
    "The repricing fails with a probability of 19% (range 11% to 26%) by 28 Nov.",
    "S&P 500 −0.7% [−1.5, 0.2] within 4 trading days.",
    "The S&P 500 drops 0.9% after a day and 0.7% by 28 November, then 0.4% after a month.",
    "UST 2Y yield rises 4.7 bp and the UST 10Y yield 2.5 bp.",
    "NVIDIA falls 1.1% by 28 Nov (70% range −2.6% to +0.4%).",
    "If the repricing holds, the S&P 500 rises 0.2%.",
    "The repricing holds (81%).",
    "Odds of the S&P 500 closing above 6,725 by 28 Nov fall from 37% to 29%.",
    "December cut odds fall by 30.9 pp, from 70% to 39.1%.",
    "The main path is December cut odds → Expected policy rate after the next meeting → Fed target surprise → S&P 500.",
    "Dealer gamma is short: short gamma and thin liquidity amplify the push.",
    "The move is unlikely: 19%.",
    "NVIDIA falls more than the S&P 500.",
    "S&P 500 and NVIDIA fall 0.7% and 1.1% respectively.",
    "A fall of 0.7% in the S&P 500 would follow.",
    "The S&P 500 may trade between −3.8% and +2.4% by 28 Nov.",
    "Two branches were worked.",
]
WRONG = [
    "If the December cut repricing fails, the S&P 500 rises about 0.7% within four trading days.",
    "the S&P 500 falls about 0.9% within four trading days.",
    "the S&P 500 falls about 0.7 bp within four trading days.",
    "NVIDIA falls about 0.7% within four trading days.",
    "The S&P 500 falls 0.7% within two trading days.",
    "The repricing fails with a probability of 91% by 28 Nov.",
    "The repricing fails with a probability of 19% by 10 Dec.",
    "The repricing holds (19%).",
    "S&P 500 −0.7% [−2.5, 0.7] within 4 trading days.",
    "S&P 500 −0.7% [−3.8, 2.4] within 4 trading days.",
    "The S&P 500 falls 0.7% by 1 December.",
    "UST 2Y yield falls 4.7 bp.",
    "Gold falls 0.7%.",
    "Tesla falls 0.7%.",
    "The S&P 500 does not fall.",
    "The failure is very likely: 19%.",
    "The failure is likely.",
    "Odds of the S&P 500 closing above 6,538.76 by 28 Nov fall from 37% to 29%.",
    "Odds of the S&P 500 closing above 6,725 by 28 Nov rise from 37% to 29%.",
    "S&P 500 → December cut odds → VIX.",
    "Long gamma dampens the push.",
    "The S&P 500 falls more than NVIDIA.",
    "S&P 500 and NVIDIA fall 1.1% and 0.7% respectively.",
    "“The market will crash”, says MT Newswires.",
    "The S&P 500 halves.",
    "Three branches were worked.",
    "The S&P 500 rises because of it.",
    "The 90% range is −1.5% to +0.2%.",
    "Goldman Sachs expects the S&P 500 to fall 0.7%.",
    "The S&P 500 falls sharply, by 0.4% after a month.",
    "The S&P 500 may trade between −1.5% and +0.2% by 28 Nov.",
    "December cut odds fall by 30.9%.",
    "If the repricing holds, the S&P 500 falls 0.7%.",
    "A fall of 0.7% in NVIDIA would follow.",
    "Fed target surprise, driven by the S&P 500, rises.",
    "S&P 500 falls seven percent.",
]
RIGHT_ZH = [
    "若重估落空，标普500在4个交易日内下跌0.7%，英伟达跌1.1%，美国2年期国债收益率上行4.7个基点。",
    "重估落空的概率为19%，区间11%至26%。",
    "若重估站住（81%），标普500上涨0.2%。",
    "11月28日前标普500收盘突破6,725的概率由37%降至29%。",
    "12月降息概率下降30.9个百分点，从70%降到39.1%。",
    "标普500一个月后下跌0.4%。",
]
WRONG_ZH = [
    "若重估落空，标普500在4个交易日内上涨0.7%。",
    "若重估落空，英伟达在4个交易日内下跌0.7%。",
    "标普500在4个交易日内下跌0.7个基点。",
    "重估落空的概率为91%。",
    "重估落空的可能性很大，很可能发生。",
    "重估站住的概率为19%。",
    "12月10日前标普500收盘突破6,725的概率由37%降至29%。",
    "黄金下跌0.7%。",
    "标普500一周后下跌0.4%。",
    "标普500不会下跌。",
    "美国2年期国债收益率下行4.7个基点。",
]


@pytest.fixture(scope="module")
def receipts(shipped: Graph) -> dict[str, tuple[Called, ...]]:
    """Return the receipts of a run in each language."""
    found = {}
    for language in ("en", "zh"):
        args = {**CASES["fork"][2], "language": language}
        calls = [
            ("scenario", args),
            ("find_paths", {"source": "fed_cut_prob_next", "target": "spx"}),
            ("regime_state", {}),
            ("evidence_search", {"terms": "dollar six-month high"}),
        ]
        found[language] = tuple(call(name, given, shipped, number=n) for n, (name, given) in enumerate(calls, 1))
    return found


def verdict(text: str, language: str, receipts: dict[str, tuple[Called, ...]], graph: Graph) -> Verdict:
    en, zh, _ = CASES["fork"]
    question = zh if language == "zh" else en
    return verify_draft(
        AnswerDraft(headline=text),
        receipts[language],
        graph,
        question=question,
        reading=interpret(question, graph),
        language=language,
    )


@pytest.mark.parametrize(("language", "text"), [*(("en", t) for t in RIGHT), *(("zh", t) for t in RIGHT_ZH)])
def test_a_right_sentence_passes(
    language: str, text: str, receipts: dict[str, tuple[Called, ...]], shipped: Graph
) -> None:
    found = verdict(text, language, receipts, shipped)
    assert found.ok, [str(f) for f in found.faults]
    assert found.headline == text


@pytest.mark.parametrize(("language", "text"), [*(("en", t) for t in WRONG), *(("zh", t) for t in WRONG_ZH)])
def test_a_wrong_sentence_is_withheld(
    language: str, text: str, receipts: dict[str, tuple[Called, ...]], shipped: Graph
) -> None:
    found = verdict(text, language, receipts, shipped)
    assert not found.ok
    assert (found.headline, found.withheld) == ("", ("headline",))


@pytest.mark.parametrize(
    "markup",
    [
        "<b>bold</b>",
        "![x](http://a.b/c.png)",
        "[here](http://evil.example)",
        "a | b",
        "```code```",
        "see https://evil.example/x",
    ],
)
def test_markup_and_strange_addresses_are_withheld(
    markup: str, receipts: dict[str, tuple[Called, ...]], shipped: Graph
) -> None:
    assert not verdict(f"The repricing fails (19%). {markup}", "en", receipts, shipped).ok


def test_free_text_is_checked_sentence_by_sentence(receipts: dict[str, tuple[Called, ...]], shipped: Graph) -> None:
    text = (
        "## If the December cut repricing fails, the S&P 500 falls 0.7% within four trading days.\n\n"
        "- NVIDIA falls 1.1% by 28 Nov.\n- NVIDIA falls 9.9% by 28 Nov. The UST 2Y yield rises 4.7 bp.\n"
    )
    draft = draft_of(text)
    found = verify_draft(draft, receipts["en"], shipped, question=CASES["fork"][0])
    assert [c.text for c in found.kept] == ["NVIDIA falls 1.1% by 28 Nov.", "The UST 2Y yield rises 4.7 bp."]
    assert found.withheld == ("claim 2",)


def test_what_was_withheld_is_named_by_its_rule_and_never_repeated(
    receipts: dict[str, tuple[Called, ...]], shipped: Graph
) -> None:
    found = verdict("NVIDIA falls 9.9% by 28 Nov.", "en", receipts, shipped).verification()
    assert found.status == "partly_withheld"
    assert not any("9.9" in row for row in found.withheld)
    assert not any(row.startswith("R2 ") for row in found.checks)


def test_placeholders_are_filled_with_the_number_that_stands_there(
    receipts: dict[str, tuple[Called, ...]], shipped: Graph
) -> None:
    impacts = receipts["en"][0].data["branches"][0]["impacts"]
    at = next(i for i, row in enumerate(impacts) if (row["node"], row["horizon"]) == ("spx", 4))
    said = f"S&P 500 {{r1#/branches/0/impacts/{at}/central}} within 4 trading days."
    assert verdict(said, "en", receipts, shipped).headline == "S&P 500 −0.7% within 4 trading days."
    lost = verdict("S&P 500 {r1#/branches/9/impacts/0/central} within 4 trading days.", "en", receipts, shipped)
    assert [f.code for f in lost.faults][:1] == ["R1"]


def test_a_receipt_of_another_map_or_with_another_result_bears_nothing_out(
    receipts: dict[str, tuple[Called, ...]], shipped: Graph
) -> None:
    first = receipts["en"][0]
    of_another = Called(first.result, first.receipt.model_copy(update={"graph_version": "0" * 16}))
    forged = Called(receipts["en"][1].result, first.receipt)
    for wrong in (of_another, forged):
        found = verify_draft(AnswerDraft(headline="The repricing fails (19%)."), [wrong], shipped)
        assert found.faults[0].code == "R1"
        assert found.headline == ""


def test_numbers_of_the_opposite_case_do_not_answer_the_question(shipped: Graph) -> None:
    question = CASES["fork"][0]
    up = {"shocks": [{"node": "fed_cut_prob_next", "size": 30.9, "unit": "pp"}], "targets": ["spx"], "draws": 0}
    called = call("propagate", up, shipped)
    effect = next(e for e in called.data["effects"] if e["horizon"] == 5)
    assert effect["central"] > 0
    said = AnswerDraft(headline=f"The S&P 500 rises {effect['central']:.1f}% within 5 trading days.")
    found = verify_draft(
        said,
        [call("graph_info", {}, shipped, number=2), called],
        shipped,
        question=question,
        reading=interpret(question, shipped),
    )
    assert not found.ok
