"""After the day that odds are about, they decide nothing: no fork, no odds, no story of a decision to come."""

from __future__ import annotations

import datetime as dt

import pytest

from agents.planner import answer
from tests.shipped import shipped_on

DECIDED = dt.date(2025, 12, 10)
QUESTIONS = (
    "what if the December cut repricing fails",
    "如果12月的降息重估落空会怎样",
    "What if the Fed does not cut in December?",
    "如果美联储12月降息会怎样",
    "what if cut odds fall to 20%",
)


@pytest.mark.parametrize("as_of", [DECIDED, dt.date(2025, 12, 11), dt.date(2025, 12, 31), dt.date(2026, 3, 31)])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_decision_of_the_past_is_given_no_odds_and_no_phase(as_of: dt.date, question: str) -> None:
    found = answer(question, shipped_on(as_of))
    assert found.status == "answered"
    assert [b.probability for b in found.branches] == [None, None]
    assert found.leaves == ()
    assert all(p.to is None or p.to > as_of for b in found.branches for p in b.phases)
    assert all(s.date is None or s.date > as_of for b in found.branches for s in b.signposts)
    for words in ("The decision settles", "决议揭晓", "average zero", "两者加权", "eve of the decision", "决议前夕"):
        assert words not in found.markdown


@pytest.mark.parametrize(
    ("question", "headline", "told"),
    [
        (QUESTIONS[0], "(no odds: decided on 10 Dec)", "was decided on 10 Dec, before this as-of day"),
        (QUESTIONS[1], "（无概率：12月10日已揭晓）", "已于12月10日揭晓"),
    ],
)
def test_the_answer_says_that_it_was_decided_and_how_old_the_odds_are(question: str, headline: str, told: str) -> None:
    found = answer(question, shipped_on(dt.date(2025, 12, 11)))
    assert headline in found.headline
    assert any(told in a for a in found.assumptions)
    # 21 November to 11 December, without Thanksgiving.
    assert any("13" in a and ("trading days before" in a or "个交易日" in a) for a in found.assumptions)


@pytest.mark.parametrize(
    ("question", "words"),
    [("what if the repricing holds", "staying put moves nothing"), ("如果重估站住会怎样", "维持不变，因此不产生影响")],
)
def test_odds_that_are_over_and_hold_move_nothing(question: str, words: str) -> None:
    found = answer(question, shipped_on(dt.date(2025, 12, 11)))
    assert words in found.headline
    assert found.branches[0].impacts == ()


def test_the_eve_of_the_decision_still_has_odds() -> None:
    found = answer(QUESTIONS[0], shipped_on(dt.date(2025, 12, 9)))
    assert sum(b.probability or 0 for b in found.branches) == pytest.approx(1)
    assert any(p.to == DECIDED for p in found.branches[0].phases)


@pytest.mark.parametrize("as_of", [dt.date(2025, 11, 27), dt.date(2025, 11, 28), dt.date(2025, 11, 30)])
@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_holidays_month_ends_and_sundays_are_days_like_any_other(as_of: dt.date, question: str) -> None:
    found = answer(question, shipped_on(as_of))
    assert sum(b.probability or 0 for b in found.branches) == pytest.approx(1)
    assert all(i.date is None or i.date > as_of for b in found.branches for i in b.impacts)
