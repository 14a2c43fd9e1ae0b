"""The scorer itself: what counts as right, and that its shares and intervals are what they say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.answer import Interpretation
from tests.questions.marks import Mark, alike, mark, same_size
from tests.questions.readings import Vocabulary, horizon_class
from tests.questions.tally import Share, judged, pair_shares, shares, table

GOLD: dict[str, Any] = {
    "id": "q1",
    "lang": "en",
    "question": "What if the krona gains 3%? Tin?",
    "intent": "what_if",
    "triggers": [{"concept": "krona", "direction": "up", "size": {"value": 3, "unit": "%"}}],
    "targets": ["tin"],
    "style": ["size"],
}
READ: dict[str, Any] = {
    "intent": "what_if",
    "triggers": [{"concept": "usdsek", "direction": "down", "size": {"value": -3.0, "unit": "percent"}}],
    "targets": ["tin_usd"],
}


def test_a_node_that_rises_when_its_concept_falls_is_turned(vocabulary: Vocabulary) -> None:
    judged_one = mark(READ, GOLD, vocabulary)
    assert judged_one.everything
    assert judged_one.polarity == (1, 1)
    assert judged_one.sizes == (1, 1)


def test_the_wrong_direction_is_wrong_though_the_concept_is_found(vocabulary: Vocabulary) -> None:
    wrong = {**READ, "triggers": [{**READ["triggers"][0], "direction": "up"}]}
    judged_one = mark(wrong, GOLD, vocabulary)
    assert not judged_one.whole
    assert judged_one.polarity == (0, 1)


def test_two_concepts_of_a_family_agree_when_sign_times_direction_does(vocabulary: Vocabulary) -> None:
    gold = {**GOLD, "triggers": [{"concept": "easing hopes", "direction": "up"}]}
    down = {**READ, "triggers": [{"concept": "rate", "direction": "down"}]}
    up = {**READ, "triggers": [{"concept": "rate", "direction": "up"}]}
    assert mark(down, gold, vocabulary).whole
    assert not mark(up, gold, vocabulary).whole


def test_a_trigger_too_many_is_wrong_and_one_without_direction_is_not_counted(vocabulary: Vocabulary) -> None:
    more = {**READ, "triggers": [*READ["triggers"], {"concept": "p_cut", "direction": "up"}]}
    idle = {**READ, "triggers": [*READ["triggers"], {"concept": "p_cut", "direction": None}]}
    assert not mark(more, GOLD, vocabulary).triggers
    assert mark(idle, GOLD, vocabulary).triggers


def test_an_open_what_if_may_list_targets_of_its_own_and_other_questions_may_not(vocabulary: Vocabulary) -> None:
    assert mark(READ, {**GOLD, "targets": []}, vocabulary).whole
    paths = {**GOLD, "intent": "paths", "targets": []}
    assert not mark({**READ, "intent": "paths"}, paths, vocabulary).targets
    assert not mark(READ, {**GOLD, "targets": ["krona"]}, vocabulary).targets


def test_either_decline_is_proper_and_a_declined_answer_is_not_whole(vocabulary: Vocabulary) -> None:
    gold = {**GOLD, "intent": "ambiguous", "triggers": [], "targets": []}
    assert mark({"intent": "out_of_scope"}, gold, vocabulary).whole
    assert not mark({**READ, "declined": True}, GOLD, vocabulary).whole
    assert not mark({}, GOLD, vocabulary).whole


def test_roles_do_not_matter_where_evidence_is_asked(vocabulary: Vocabulary) -> None:
    gold = {**GOLD, "intent": "evidence", "triggers": [{"concept": "krona", "direction": None}]}
    turned = {"intent": "evidence", "triggers": [{"concept": "tin_usd", "direction": "up"}], "targets": ["usdsek"]}
    assert mark(turned, gold, vocabulary).whole
    assert not mark({"intent": "evidence", "targets": ["tin_usd"]}, gold, vocabulary).whole


@pytest.mark.parametrize(
    ("found", "meant", "same"),
    [
        ({"value": -12.0, "unit": "bps"}, {"value": 12, "unit": "bp"}, True),
        ({"value": 12.0, "unit": "%"}, {"value": 12, "unit": "bp"}, False),
        ({"value": 50.0, "unit": "bp"}, {"value": 0.5, "unit": "pp"}, True),
        ({"from": 70.0, "to": 39.0, "unit": "%"}, {"to": 39, "unit": "%"}, True),
        ({"value": -31.0, "unit": "%"}, {"from": 70, "to": 39, "unit": "%"}, True),
        ({"value": -30.0, "unit": "%"}, {"from": 70, "to": 39, "unit": "%"}, False),
        (None, {"value": 12, "unit": "bp"}, False),
    ],
)
def test_a_size_is_the_same_amount_or_the_same_level(
    vocabulary: Vocabulary, found: dict[str, Any] | None, meant: dict[str, Any], same: bool
) -> None:
    assert same_size(found, meant, vocabulary) is same


def test_details_are_judged_where_the_gold_reading_has_them(vocabulary: Vocabulary) -> None:
    gold = {
        **GOLD,
        "horizon": {"text": "next week", "class": "week", "days": 4},
        "excluded": ["krona"],
        "top_k": 3,
        "regimes": {"gamma": "short"},
        "levels": [{"concept": "tin", "level": 30, "side": "above"}],
        "observed": {"krona": "up"},
    }
    read = {
        **READ,
        "horizon": "week",
        "horizon_days": 5,
        "excluded": ["usdsek", "tin_usd"],
        "top_k": 3,
        "regimes": {"gamma": "long"},
        "levels": [{"concept": "tin_usd", "level": 30.0, "side": "above"}],
        "observed": {"usdsek": "down"},
    }
    assert mark(read, gold, vocabulary).details == {
        "horizon": True,
        "days": False,
        "excluded": True,
        "top_k": True,
        "regimes": False,
        "levels": True,
        "observed": True,
    }
    assert mark(read, gold, vocabulary).whole
    assert not mark(read, gold, vocabulary).everything
    assert mark(read, {**gold, "horizon_optional": True}, vocabulary).details.keys() == gold.keys() - GOLD.keys() - {
        "horizon"
    }


def test_pairs_are_alike_by_what_was_read_and_not_by_being_right(vocabulary: Vocabulary) -> None:
    wrong = {**READ, "intent": "why"}
    assert alike(wrong, wrong, vocabulary)
    assert not alike(READ, wrong, vocabulary)
    assert alike({"intent": "ambiguous", "targets": ["tin"]}, {"intent": "out_of_scope"}, vocabulary)
    questions = [{**GOLD, "pair": "p1"}, {**GOLD, "id": "q2", "lang": "zh", "pair": "p1"}]
    results = judged(questions, {"q1": wrong, "q2": READ}, vocabulary)
    assert pair_shares(results, vocabulary) == {
        "pairs read alike": Share(0, 1),
        "pairs both right": Share(0, 1),
        "one right, one wrong": Share(1, 1),
    }


def test_decline_precision_counts_the_declined_and_recall_those_that_should_be(vocabulary: Vocabulary) -> None:
    off_map = {**GOLD, "id": "q2", "intent": "out_of_scope", "triggers": [], "targets": []}
    results = judged([GOLD, off_map], {"q1": {"intent": "ambiguous"}, "q2": {"intent": "ambiguous"}}, vocabulary)
    counted = shares(results)
    assert counted["decline precision"] == Share(1, 2)
    assert counted["decline recall"] == Share(1, 1)
    assert counted["whole reading right"] == Share(1, 2)
    assert "1/2" in table("small", results, vocabulary)


def test_the_interval_is_the_one_wilson_gives() -> None:
    low, high = Share(8, 10).wilson
    assert low == pytest.approx(0.4902, abs=1e-4)
    assert high == pytest.approx(0.9433, abs=1e-4)
    assert Share(0, 0).wilson == (0.0, 1.0)
    assert str(Share(0, 0)) == "-"


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    right, of = counts
    low, high = Share(right, of).wilson
    assert 0.0 <= low <= right / of + 1e-12
    assert right / of - 1e-12 <= high <= 1.0


@pytest.mark.parametrize(
    ("days", "words", "kind"),
    [
        (None, None, None),
        (12, "before the meeting", "meeting"),
        (1, "soon", "day"),
        (5, None, "week"),
        (None, "x", None),
    ],
)
def test_the_kind_of_horizon_is_told_by_its_words_else_by_its_days(
    vocabulary: Vocabulary, days: int | None, words: str | None, kind: str | None
) -> None:
    reading = Interpretation(language="en", intent="what_if", horizon_days=days, horizon_words=words)
    assert horizon_class(reading, vocabulary) == kind


def test_an_empty_set_is_not_right() -> None:
    assert Mark(intent=False, declined=False, should_decline=False, triggers=True, targets=True).whole is False
