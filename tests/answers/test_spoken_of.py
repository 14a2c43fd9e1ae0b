"""What words say beside numbers: sizes that no source gives, links that only point, failures, all that was asked."""

from __future__ import annotations

import pytest

from agents.answer import Answer
from agents.planner import answer
from graph.content import Graph


def _asked(graph: Graph, question: str) -> Answer:
    found = answer(question, graph)
    assert found.status == "answered", found.headline
    return found


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("If the market is bumped again, how much supply comes out?", "no size is given"),
        ("如果市场再颠簸一次，会有多少供给被释放？", "未给出规模"),
        ("What if H200 sales to China are approved?", "whether it is true is left open"),
    ],
)
def test_a_what_if_tells_what_is_only_said_of_things_on_its_way(shipped: Graph, question: str, says: str) -> None:
    found = _asked(shipped, question)
    row = next(a for a in found.assumptions if says in a)
    cited = row.rpartition("[")[2].rstrip("]")
    assert cited in {e.id for e in found.evidence}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What if the jobs report is cancelled, what happens to cut odds?", "No effect is carried by this link"),
        ("如果就业报告被取消，降息概率会怎样？", "有联系但不带影响"),
        ("What if quants start to panic?", "QDS"),
    ],
)
def test_a_link_that_only_points_is_told_where_nothing_is_carried(shipped: Graph, question: str, says: str) -> None:
    assert says in _asked(shipped, question).headline


def test_a_thing_that_stands_beyond_the_line_already_is_not_called_unpriced(shipped: Graph) -> None:
    headline = _asked(shipped, "What if bitcoin loses 84,000?").headline
    assert "stands there already" in headline


def test_a_path_over_a_failed_link_is_told_as_failed(shipped: Graph) -> None:
    for question in ("What if November seasonality comes back?", "What if December cut odds jump, what about DXY?"):
        paths = [p for b in _asked(shipped, question).branches for p in b.paths]
        failed = {e.id for e in shipped.edges if e.status == "failed"}
        assert [p for p in paths if p.status == "failed"]
        assert all((p.status == "failed") == bool(failed & set(p.edges)) for p in paths)


def test_all_the_ends_that_are_asked_about_are_answered(shipped: Graph) -> None:
    found = _asked(shipped, "Does AI in the workplace raise productivity and cut hiring?")
    signs = {p.target: p.sign for b in found.branches for p in b.paths}
    assert signs == {"productivity": "+", "marginal_hiring": "-"}


def test_a_market_state_is_no_effect_of_what_it_scales(shipped: Graph) -> None:
    found = _asked(shipped, "Why does thin liquidity exaggerate every flow?")
    assert "holds no effect" not in found.headline
    assert {p.target for b in found.branches for p in b.paths} == {"flow_amplification"}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Was the Gemini surprise priced in?", "neither priced nor positioned"),
        ("Gemini的突破市场定价了吗？", "既未定价"),
        ("为什么说通胀数据质量差？", "CPI推算比例 上升"),
        ("主张不降息的是多数派吗？", "属少数"),
        ("为什么一点鸽派暗示就能放出降息的动物精神？", "信念脆弱"),
    ],
)
def test_facts_of_the_commentary_answer_in_its_own_words(shipped: Graph, question: str, says: str) -> None:
    assert says in _asked(shipped, question).markdown


def test_a_line_that_waits_to_be_crossed_is_given_no_slope(shipped: Graph) -> None:
    """A move of one sigma times a jump is no number of the map."""
    found = _asked(shipped, "What drives CTA flows?")
    given = {p.nodes: p.contribution for b in found.branches for p in b.paths}
    assert given[("spx", "cta_flow")] == 0.0
    assert given[("spx_low_20nov", "cta_flow")] < 0


@pytest.mark.parametrize("question", ["Why did the dollar fall on Friday?", "Why did the dollar stay firm on Friday?"])
def test_who_supposes_what_did_not_happen_is_told_what_did(shipped: Graph, question: str) -> None:
    assert "six-month high" in _asked(shipped, question).headline


@pytest.mark.parametrize(
    ("question", "says"), [("How much did CTAs sell last week?", "−12.8"), ("CTA还要卖多少？", "−128亿美元")]
)
def test_words_that_leave_their_number_out_are_told_with_it(shipped: Graph, question: str, says: str) -> None:
    assert says in _asked(shipped, question).markdown


def test_evidence_on_one_thing_says_what_its_sources_disagree_on(shipped: Graph) -> None:
    assert "disagree" in _asked(shipped, "What is the source of the 40 to 75 jump in odds?").headline
