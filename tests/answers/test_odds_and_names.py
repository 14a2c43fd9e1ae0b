"""Odds only where something anchors them, windows and years by name, sources in the reader's language, true stories."""

from __future__ import annotations

import re

import pytest

from agents.answering.source_words import source_words
from agents.planner import answer
from graph.content import Graph


@pytest.mark.parametrize("question", ["What if Waller dissents?", "What if the hold camp grows by one sigma?"])
def test_what_nothing_quotes_has_no_odds(shipped: Graph, question: str) -> None:
    found = answer(question, shipped)
    assert {b.probability for b in found.branches} == {None}


@pytest.mark.parametrize("question", ["What if the repricing fails?", "如果重估落空会怎样？"])
def test_the_odds_of_a_level_name_their_window(shipped: Graph, question: str) -> None:
    headline = answer(question, shipped).headline
    assert "6,725 by 28 Nov" in headline or "11月28日前标普500" in headline


def test_a_column_of_another_year_says_so(shipped: Graph) -> None:
    found = answer("What if the AI Manhattan Project thesis is true?", shipped)
    far = [i.date for b in found.branches for i in b.impacts if i.date and i.date.year == 2026]
    assert bool(far) == (" 2026 |" in found.markdown)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if the Fed holds in December and oil falls 5%?", "The Fed holds"),
        ("What if the Fed cuts in December and oil falls 5%?", "The Fed cuts"),
    ],
)
def test_an_outcome_is_named_in_a_joint_answer_too(shipped: Graph, question: str, words: str) -> None:
    assert answer(question, shipped).headline.startswith(words)


def test_a_rumour_is_called_one_and_its_sources_add_up(shipped: Graph) -> None:
    found = answer("Is it true that Nvidia may sell H200 chips to China?", shipped)
    assert "a rumour, not a fact" in found.headline
    counted = re.search(r": (\d+); for: (\d+), against: (\d+), without a vote: (\d+)", found.headline)
    assert counted is not None
    every, *parts = map(int, counted.groups())
    assert every == sum(parts) > 0
    assert "传闻" in answer("英伟达真的可能向中国出售H200吗？", shipped).headline


@pytest.mark.parametrize(
    ("source", "zh"),
    [
        ("desk commentary, 21-22 Nov 2025, labour section", "交易台评论，2025年11月21–22日，就业部分"),
        ("BLS, by way of the commentary", "BLS（转引自该评论）"),
        (
            "Mark Wilson of Goldman Sachs, quoted in desk commentary of 21-22 Nov 2025",
            "Mark Wilson（高盛）（2025年11月21–22日交易台评论引述）",
        ),
        ("MT Newswires", "MT Newswires"),
    ],
)
def test_a_source_made_of_words_is_translated(source: str, zh: str) -> None:
    assert source_words(source, "zh") == zh
    assert source_words(source, "en") == source


def test_no_english_words_for_a_source_are_left_in_a_chinese_answer(shipped: Graph) -> None:
    told = answer("标普500为什么周五上涨？", shipped).markdown
    assert "commentary" not in told
    assert "section" not in told


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Why do Williams' remarks matter?", "sources disagree on whether the Williams speech"),
        ("Did Williams cause the rebound?", "sources disagree on whether the Williams speech"),
    ],
)
def test_a_dispute_over_a_named_cause_stands_in_the_headline(shipped: Graph, question: str, note: str) -> None:
    assert note in answer(question, shipped).headline


def test_a_story_that_the_numbers_contradict_is_not_told(shipped: Graph) -> None:
    question = "What if the repricing fails?"
    told = next(b for t in shipped.scenarios for b in t.branches if b.id == "fails")
    assert told.story.en in answer(question, shipped).branches[0].story
    flipped = told.model_copy(update={"tells": {"spx": "up"}})
    scenarios = tuple(
        t.model_copy(update={"branches": tuple(flipped if b is told else b for b in t.branches)})
        for t in shipped.scenarios
    )
    other = shipped.model_copy(update={"scenarios": scenarios})
    branch = answer(question, other).branches[0]
    assert told.story.en not in branch.story
    assert branch.label == told.label.en
