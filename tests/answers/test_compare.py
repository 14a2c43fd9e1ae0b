"""Which of two causes moves a thing more: the same day for both, each alone."""

from __future__ import annotations

import pytest

from agents.answer import Answer
from agents.planner import answer
from graph.content import Graph


def _effects(found: Answer, horizon: int) -> dict[str, float]:
    return {b.event.node or "": i.central for b in found.branches for i in b.impacts if i.horizon == horizon}


@pytest.mark.parametrize(
    "question",
    [
        "Which matters more for Stocks: Crude up 10% or Bond yield up 30bp?",
        "原油涨10%和债券收益率升30bp，哪个对股票影响更大？",
    ],
)
def test_a_slow_cause_is_not_beaten_by_being_slow(little: Graph, question: str) -> None:
    # 30 bp x 0.05 = -1.5% from the third day on, against 10% x 0.1 = -1% at once.
    found = answer(question, little)
    assert found.interpretation.intent == "compare"
    assert [b.event.node for b in found.branches] == ["n6", "n2"]
    assert _effects(found, 5) == {"n6": pytest.approx(-1.5), "n2": pytest.approx(-1.0)}
    assert ("within a week" if found.language == "en" else "一周内") in found.headline
    assert {b.paths[0].horizon for b in found.branches} == {5}


def test_paths_and_what_they_leave_over_add_to_each_causes_effect(little: Graph) -> None:
    found = answer("Which matters more for Stocks: Crude up 10% or Bond yield up 30bp?", little)
    for branch in found.branches:
        effect = next(i.central for i in branch.impacts if i.horizon == 5)
        assert sum(p.contribution for p in branch.paths) + branch.residual["n1"] == pytest.approx(effect)


def test_a_cause_that_reaches_nothing_asked_about_is_said_not_to(little: Graph) -> None:
    found = answer("Which matters more for Bullion: Crude up 10% or Bond yield up 20bp?", little)
    assert found.headline.startswith("None of these reaches Bullion")
    assert len(found.unknowns) == 2
    assert all(b.impacts == () for b in found.branches)


def test_without_a_target_the_headline_assets_are_compared(little: Graph) -> None:
    found = answer("Which matters more: Crude up 10% or Bond yield up 20bp?", little)
    assert found.interpretation.intent == "compare"
    assert {i.node for b in found.branches for i in b.impacts} == {"n1", "n4"}


def test_the_sizes_compared_and_their_rules_are_stated(little: Graph) -> None:
    found = answer("Which matters more for Stocks: Crude up 10% or Bond yield up 20bp?", little)
    told = " ".join(found.assumptions)
    assert "Crude +10%, the size asked" in told
    assert "Bond yield +20 bp, the size asked" in told
    assert "21 Nov 2025" in told
