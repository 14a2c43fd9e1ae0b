"""What-ifs of every sort on a map worked on paper: several at once, events, levels, late effects, what is left out."""

from __future__ import annotations

from statistics import NormalDist

import pytest

from agents.answer import Answer
from agents.planner import answer
from graph.content import Graph


def _effect(found: Answer, node: str, horizon: int) -> float:
    return next(i.central for i in found.branches[0].impacts if (i.node, i.horizon) == (node, horizon))


def test_several_moves_at_once_add_up_and_get_no_odds(little: Graph) -> None:
    found = answer("What if Crude rises 10% and Bond yield rises 20bp?", little)
    # Crude -1% at once; bonds another 20 x -0.05 = -1% from the third day.
    assert _effect(found, "n1", 1) == pytest.approx(-1.0)
    assert _effect(found, "n1", 5) == pytest.approx(-2.0)
    assert _effect(found, "n4", 5) == pytest.approx(3.0)
    assert [b.probability for b in found.branches] == [None, None]
    assert "How likely these moves are together" in found.unknowns
    assert found.headline.startswith("Crude +10%, Bond yield +20 bp: ")


@pytest.mark.parametrize(
    ("question", "start", "missed"),
    [
        ("What happens to Bullion if Crude rises 10%?", "Nothing reaches Bullion. ", "no path from Crude to Bullion"),
        ("如果原油上涨10%，黄金会怎样？", "没有影响传导到黄金。", "没有从原油到黄金的路径"),
    ],
)
def test_a_target_that_nothing_reaches_is_said_so_first(little: Graph, question: str, start: str, missed: str) -> None:
    found = answer(question, little)
    assert found.headline.startswith(start)
    assert any(missed in u for u in found.unknowns)


@pytest.mark.parametrize(("question", "column"), [("What if Patience rises?", "3m"), ("如果耐心上升会怎样？", "3个月")])
def test_an_effect_that_comes_late_gets_later_columns(little: Graph, question: str, column: str) -> None:
    found = answer(question, little)
    # One sigma x 0.5, forty days on.
    assert {i.horizon: i.central for i in found.branches[0].impacts} == {
        1: 0, 5: 0, 21: 0, 63: pytest.approx(0.5), 126: pytest.approx(0.5), 252: pytest.approx(0.5),
    }  # fmt: skip
    assert f"| {column} " in found.markdown
    assert {p.horizon for p in found.branches[0].paths} == {63}


def test_a_theme_has_no_odds_and_the_other_branch_does_not_move(little: Graph) -> None:
    found = answer("What if Patience rises?", little)
    assert [b.probability for b in found.branches] == [None, None]
    assert [b.event.definition for b in found.branches] == [
        "Patience as asked; no market odds and no traded volatility give it a probability",
        "Patience does not move as asked",
    ]
    assert found.branches[1].impacts == ()
    assert "it could also be" not in found.markdown


def test_an_asset_that_is_left_out_of_the_question_is_left_out_of_the_answer(little: Graph) -> None:
    found = answer("What if Crude rises 10%, excluding Jitters?", little)
    assert {i.node for b in found.branches for i in b.impacts} == {"n1"}


def test_only_as_many_assets_as_asked_for_are_shown(little: Graph) -> None:
    found = answer("What are the top 1 assets if Crude rises 10%?", little)
    # Jitters' 1.5 points are one daily sigma and so are stocks' 1%: the tie goes by name.
    assert found.interpretation.top_k == 1
    assert {i.node for i in found.branches[0].impacts} == {"n4"}


@pytest.mark.parametrize("question", ["What if Stocks closes below 95?", "如果股票收盘跌破95会怎样？"])
def test_a_close_beyond_a_level_is_decided_at_that_level_not_half_way(little: Graph, question: str) -> None:
    found = answer(question, little)
    asked, other = found.branches
    assert asked.event.level == pytest.approx(95)
    assert asked.delta == pytest.approx(100 * (95 / 98 - 1))
    # Four closes to the end of next week, 1% a day: likelier than on the last of them, less than the reflection
    # principle gives for a path that is watched all the time.
    last = NormalDist().cdf((asked.delta or 0) / 2)
    assert last < (asked.probability or 0) < 2 * last
    assert (asked.probability or 0) + (other.probability or 0) == pytest.approx(1)
    assert "95" in asked.label


def test_a_move_up_is_decided_half_way_up(little: Graph) -> None:
    asked, other = answer("What if Crude rises 10%?", little).branches
    assert (
        asked.event.definition == "Crude at or above 57.75 at the close of 28 Nov (at least half of the move has come)"
    )
    assert other.event.definition == "Crude below 57.75 at the close of 28 Nov"
    assert asked.probability == pytest.approx(NormalDist().cdf(-5 / 4), abs=1e-6)


@pytest.mark.parametrize(
    ("question", "label", "effect"),
    [
        ("What if Port strike happens?", "Port strike happens", 4.0),
        ("如果港口罢工发生会怎样？", "港口罢工发生", 4.0),
        ("What if Port strike does not happen?", "Port strike does not happen", None),
    ],
)
def test_an_event_that_nothing_prices_moves_in_full_or_not_at_all(
    little: Graph, question: str, label: str, effect: float | None
) -> None:
    found = answer(question, little)
    assert found.branches[0].label == label
    assert found.branches[0].probability is None
    if effect is None:
        assert found.branches[0].impacts == ()
        assert "none of it is priced" in found.headline
    else:
        assert _effect(found, "n2", 1) == pytest.approx(effect)
        assert _effect(found, "n1", 1) == pytest.approx(-0.1 * effect)


def test_a_horizon_that_is_asked_for_is_when_the_fork_is_decided(little: Graph) -> None:
    found = answer("What if Crude rises 10% within a month?", little)
    window = found.branches[0].event.window
    assert window is not None
    assert (found.branches[0].probability or 0) > (
        answer("What if Crude rises 10%?", little).branches[0].probability or 0
    )


def test_a_question_about_a_market_state_and_a_move_scales_the_move(little: Graph) -> None:
    found = answer("What if Crude rises 10% in stormy weather?", little)
    # Twice -0.1 x 10%.
    assert found.interpretation.regimes == {"weather": "stormy"}
    assert _effect(found, "n1", 1) == pytest.approx(-2.0)
    assert "Stormy" in " ".join(found.assumptions)
