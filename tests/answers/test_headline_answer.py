"""The headline question, worked by hand on paper, against the answer of the whole chain."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from agents.answer import Answer, Branch, Impact
from agents.planner import answer
from graph.content import Graph

QUESTIONS = {"en": "what if the December cut repricing fails", "zh": "如果12月的降息重估落空会怎样"}

WORKED = {
    "spx": {1: (-0.93, -1.50, -0.35), 5: (-0.55, -1.32, 0.21), 21: (-0.40, -1.16, 0.35)},
    "nvda": {1: (-1.5, -2.4, -0.6), 5: (-0.9, -2.1, 0.3), 21: (-0.6, -1.9, 0.6)},
    "ust_2y": {1: (4.7, 3.6, 5.9), 5: (4.7, 2.1, 7.3), 21: (4.7, 1.2, 8.2)},
    "ust_10y": {1: (2.5, 1.5, 3.4), 5: (2.5, 0.4, 4.5), 21: (2.5, -0.3, 5.3)},
    "vix": {1: (1.4, 0.5, 2.2), 5: (0.8, -0.3, 2.0), 21: (0.6, -0.5, 1.7)},
    "dxy": {1: (0.05, 0.0, 0.1), 5: (0.05, -0.1, 0.2), 21: (0.05, -0.1, 0.2)},
    "usdjpy": {1: (-0.2, -0.4, 0.1), 5: (-0.2, -0.4, 0.1), 21: (-0.2, -0.7, 0.4)},
    "btcusd": {1: (-1.2, -2.2, -0.1), 5: (-1.2, -3.5, 1.2), 21: (-1.2, -4.4, 2.0)},
}
"""Effect and its 70% range with every belief at one, worked by hand to the digits shown."""
OUTCOMES = {1: (-2.5, 0.7), 5: (-4.0, 2.9), 21: (-7.4, 6.5)}
ROUNDING = {"%": 0.05, "bp": 0.05, "pts": 0.05}


def _asked(answer: Answer) -> Branch:
    return answer.branches[0]


def _impact(branch: Branch, node: str, horizon: int) -> Impact:
    return next(i for i in branch.impacts if i.node == node and i.horizon == horizon)


def test_the_answer_has_a_failing_and_a_holding_branch_that_add_to_one(headline: Answer) -> None:
    assert [b.id for b in headline.branches] == ["fails", "holds"]
    assert sum(b.probability or 0 for b in headline.branches) == pytest.approx(1)
    assert headline.branches[0].probability == pytest.approx(0.19, abs=0.005)
    assert headline.branches[0].probability_low == pytest.approx(0.11, abs=0.005)
    assert headline.branches[0].probability_high == pytest.approx(0.26, abs=0.005)


def test_the_expected_move_of_the_odds_is_zero(headline: Answer) -> None:
    moves = [(b.probability, b.delta) for b in headline.branches]
    assert sum((p or 0) * (d or 0) for p, d in moves) == pytest.approx(0, abs=1e-9)
    assert moves[0][1] == pytest.approx(-30.9)
    assert moves[1][1] == pytest.approx(7.2, abs=0.05)


def test_what_else_can_happen_is_counted_and_rounded_to_a_hundred(headline: Answer) -> None:
    assert sum(leaf.probability for leaf in headline.leaves) == pytest.approx(1)
    assert sorted(leaf.shown for leaf in headline.leaves) == [5, 15, 30, 50]


def test_the_size_comes_with_its_rule_and_alternatives(headline: Answer) -> None:
    trigger = headline.interpretation.triggers[0]
    assert trigger.size == pytest.approx(-30.9)
    assert trigger.size_rule == "full_reversal"
    assert list(trigger.alternatives) == [-15, -45, -70]
    assert [trigger.from_, trigger.to] == [70, pytest.approx(39.1)]


@pytest.mark.parametrize("node", WORKED)
@pytest.mark.parametrize("horizon", [1, 5, 21])
def test_effects_with_every_link_holding_are_the_worked_ones(headline: Answer, node: str, horizon: int) -> None:
    centre, low, high = WORKED[node][horizon]
    tolerance = 0.15 * (high - low) + 0.05
    found = _impact(_asked(headline), node, horizon)
    assert found.if_links_hold == pytest.approx(centre, abs=tolerance)
    assert abs(found.central) <= abs(found.if_links_hold) + 1e-9


@pytest.mark.parametrize("node", WORKED)
@pytest.mark.parametrize("horizon", [1, 5, 21])
def test_effect_ranges_are_the_worked_ones(headline: Answer, node: str, horizon: int) -> None:
    _, low, high = WORKED[node][horizon]
    tolerance = 0.15 * (high - low) + 0.05
    found = _impact(_asked(headline), node, horizon)
    assert found.low == pytest.approx(low, abs=tolerance)
    assert found.high == pytest.approx(high, abs=tolerance)


@pytest.mark.parametrize("horizon", [1, 5, 21])
def test_the_market_may_trade_in_the_worked_range(headline: Answer, horizon: int) -> None:
    low, high = OUTCOMES[horizon]
    found = _impact(_asked(headline), "spx", horizon)
    assert found.outcome_low == pytest.approx(low, abs=0.15 * (high - low))
    assert found.outcome_high == pytest.approx(high, abs=0.15 * (high - low))


def test_horizons_carry_their_dates(headline: Answer) -> None:
    dates = {i.horizon: i.date for i in _asked(headline).impacts}
    assert dates == {1: dt.date(2025, 11, 24), 5: dt.date(2025, 12, 1), 21: dt.date(2025, 12, 23)}


def test_the_upside_break_is_rarer_if_it_fails_and_matches_the_baseline_on_average(headline: Answer) -> None:
    rows = {b.id: next(o for o in b.levels if o.level == 6725) for b in headline.branches}
    assert rows["fails"].p == pytest.approx(0.29, abs=0.02)
    assert rows["holds"].p == pytest.approx(0.39, abs=0.02)
    assert rows["fails"].p_if_at_once == pytest.approx(0.25, abs=0.02)
    mean = sum((b.probability or 0) * rows[b.id].p for b in headline.branches)
    assert mean == pytest.approx(rows["fails"].p_baseline, abs=0.01)
    assert rows["fails"].p_baseline == pytest.approx(0.37, abs=0.01)


def test_the_prior_closing_low_is_likelier_to_break_if_it_fails(headline: Answer) -> None:
    row = next(o for o in _asked(headline).levels if o.side == "below")
    assert row.level == pytest.approx(6538.76)
    assert row.p == pytest.approx(0.62, abs=0.025)
    assert row.p_baseline == pytest.approx(0.54, abs=0.02)
    assert row.p_if_at_once == pytest.approx(0.70, abs=0.02)


def test_paths_are_signed_and_add_up_to_the_effect(headline: Answer) -> None:
    for branch in headline.branches:
        for target, residual in branch.residual.items():
            paths = [p for p in branch.paths if p.target == target]
            effect = _impact(branch, target, 1).central
            assert sum(p.contribution for p in paths) + residual == pytest.approx(effect, abs=1e-9)
    assert sum(p.target == "usdjpy" for p in _asked(headline).paths) == 2
    assert {p.sign for p in _asked(headline).paths} == {"+", "-"}


def test_the_yen_has_two_channels_that_disagree(headline: Answer) -> None:
    assert _impact(_asked(headline), "usdjpy", 1).conflict == pytest.approx(0.28, abs=0.1)
    assert any(o.target == "usdjpy" for o in _asked(headline).offsets)


def test_the_phases_run_to_month_end_the_december_dates_and_the_christmas_window(headline: Answer) -> None:
    ends = [p.to for p in _asked(headline).phases]
    assert [dt.date(2025, 11, 28), dt.date(2025, 12, 10), dt.date(2025, 12, 16), dt.date(2025, 12, 18)] == ends[:4]
    assert ends[-1] is not None
    assert ends[-1] >= dt.date(2025, 12, 23)


def test_most_of_the_index_effect_rests_on_guesses_and_the_answer_says_so(headline: Answer) -> None:
    assert headline.confidence is not None
    assert headline.confidence.share_on_guesses == pytest.approx(0.60, abs=0.05)
    assert "60%" in headline.markdown


def test_every_number_that_must_always_be_stated_is_stated(english: Answer) -> None:
    text = english.markdown
    for words in (
        "39.1", "70%", "6,725", "6,538.76", "reduced-form", "analyst prior", "bridge", "risk premium",
        "28 Nov", "49%", "28%", "30%",
    ):  # fmt: skip
        assert words.lower() in text.lower(), words


def test_a_rumour_outside_its_own_branch_moves_nothing(english: Answer, shipped: Graph) -> None:
    rumours = {e.id for e in shipped.edges if e.status == "rumour"}
    assert not any(set(p.edges) & rumours for b in english.branches for p in b.paths)


def test_the_answer_is_in_the_language_of_the_question(headline: Answer) -> None:
    chinese = len(re.findall(r"[一-鿿]", headline.headline)) > 5
    assert chinese == (headline.language == "zh")


def test_both_languages_give_the_same_numbers(shipped: Graph) -> None:
    en, zh = (answer(QUESTIONS[language], shipped) for language in ("en", "zh"))
    for a, b in zip(en.branches, zh.branches, strict=True):
        assert (a.probability, a.delta) == (b.probability, b.delta)
        assert [i.central for i in a.impacts] == [i.central for i in b.impacts]
        assert [(o.p, o.p_baseline) for o in a.levels] == [(o.p, o.p_baseline) for o in b.levels]
