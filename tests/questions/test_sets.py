"""The two question sets: their form, their balance, and that the one kept aside stays unseen."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pytest

from agents.answer import Interpretation
from ingest.seed import shipped_graph
from tests.questions.__main__ import main
from tests.questions.marks import DETAILS, POLARITY, mark
from tests.questions.readings import DECLINES, HERE, SETS, Reading, load_questions, load_vocabulary

SAID = {name: load_questions(HERE / f"{name}.jsonl") for name in SETS}
EVERY = [question for questions in SAID.values() for question in questions]


def as_read(gold: Reading) -> Reading:
    """The gold reading as a perfect reader would give it."""
    horizon = gold.get("horizon", {})
    return {**gold, "horizon": horizon.get("class"), "horizon_days": horizon.get("days")}


def test_there_are_enough_questions_in_both_languages_and_a_quarter_is_aside() -> None:
    languages = Counter(question["lang"] for question in EVERY)
    assert len(EVERY) >= 440
    assert abs(languages["en"] - languages["zh"]) <= 0.02 * len(EVERY)
    assert len(SAID["aside"]) >= len(EVERY) / 4


@pytest.mark.parametrize("name", SETS)
def test_every_intent_is_asked_in_each_set(name: str) -> None:
    intents = set(Interpretation.model_fields["intent"].annotation.__args__)  # type: ignore[union-attr] # a Literal
    assert {question["intent"] for question in SAID[name]} == intents


def test_no_question_and_no_id_comes_twice() -> None:
    assert max(Counter(question["id"] for question in EVERY).values()) == 1
    assert max(Counter(question["question"] for question in EVERY).values()) == 1


@pytest.mark.parametrize("name", SETS)
def test_a_pair_is_one_meaning_in_two_languages_and_lies_in_one_set(name: str) -> None:
    pairs: dict[str, list[Reading]] = defaultdict(list)
    for question in SAID[name]:
        if "pair" in question:
            pairs[question["pair"]].append(question)
    for members in pairs.values():
        assert sorted(member["lang"] for member in members) == ["en", "zh"]
        first, second = ({k: m[k] for k in ("intent", "triggers", "targets")} for m in members)
        assert first == second


def test_every_concept_is_in_the_vocabulary_or_a_node_of_the_map() -> None:
    vocabulary = load_vocabulary()
    nodes = {node.id for node in shipped_graph(dt.date(2025, 11, 21)).nodes}
    known = (
        set(vocabulary.concepts)
        | {name.removeprefix("-") for name in vocabulary.nodes.values()}
        | (nodes - vocabulary.nodes.keys())
    )
    for question in EVERY:
        named = [trigger["concept"] for trigger in question["triggers"]]
        named += [*question["targets"], *question.get("excluded", ()), *question.get("observed", ())]
        assert set(named) <= known, question["id"]
    assert vocabulary.nodes.keys() <= nodes


def test_every_horizon_stands_in_its_question_and_every_direction_is_one() -> None:
    for question in EVERY:
        assert question.get("horizon", {"text": ""})["text"] in question["question"]
        assert all(t["direction"] in {*POLARITY, None} for t in question["triggers"])
        assert question["intent"] not in DECLINES or not question["triggers"]


@pytest.mark.parametrize("name", SETS)
def test_the_gold_readings_score_full_marks(name: str) -> None:
    vocabulary = load_vocabulary()
    for gold in SAID[name]:
        assert mark(as_read(gold), gold, vocabulary).everything, gold["id"]


def test_every_detail_is_asked_for_somewhere() -> None:
    vocabulary = load_vocabulary()
    asked = {name for gold in EVERY for name in mark(as_read(gold), gold, vocabulary).details}
    assert asked == set(DETAILS)


def test_errors_show_no_question_that_is_kept_aside(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.questions.__main__.predicted", lambda *_: {"intent": "why", "targets": []})
    main(["--errors"])
    shown = capsys.readouterr().out
    assert all(question["question"] in shown for question in SAID["development"] if question["intent"] == "what_if")
    assert not [question["id"] for question in SAID["aside"] if f" {question['id']} " in shown]
