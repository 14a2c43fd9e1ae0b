"""Whole answers: what the planner makes passes as it stands, and not with any one thing in it changed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from agents.answer import Answer
from agents.tools.planning import Planned, planned
from agents.verifying.answers import verify_answer
from graph.content import Graph
from tests.house.tree import ROOT

QUESTIONS = [
    "What happens to the S&P 500 next week if the December cut repricing fails?",
    "如果12月降息重新定价失败，标普500下周会怎样？",
    "Why did bitcoin fall?",
    "Why did the dollar stay firm even though cut odds jumped?",
    "How do December cut odds get to Bitcoin?",
    "Which moves gold more, real yields or the dollar?",
    "What drives gold?",
    "黄金受什么驱动？",
    "What is the evidence that cut odds move the dollar?",
    "What does short gamma mean?",
    "12月降息概率目前在什么水平？",
    "What changed?",
    "What if liquidity is thin?",
    "What should I buy?",
]
CHANGES_SEEN = 6
"""Changes to the parts, and to the text, of each answer that every run of the tests makes."""
NOT_OF_THE_ANSWER = {"question", "verification", "brain", "markdown", "claims"}


@pytest.fixture(scope="module")
def made(shipped: Graph) -> dict[str, Planned]:
    """Return the planner's answers."""
    return {q: planned(q, shipped) for q in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_planners_answers_pass_as_they_stand(question: str, made: dict[str, Planned], shipped: Graph) -> None:
    found = verify_answer(made[question].answer, made[question].receipts, shipped)
    assert found.ok, [str(f) for f in found.faults]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, (*path, i))
    elif value is not None:
        yield path, value


def changed(value: Any) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if value[:4].isdigit() and value[4:5] == "-" and len(value) == 10:
        return f"{value[:-1]}{(int(value[-1]) + 1) % 9 + 1}" if value[-2] != "3" else f"{value[:-2]}11"
    return f"{value} not" if value.isascii() else f"{value}不"


def with_leaf(answer: Answer, path: tuple[Any, ...], value: Any) -> Answer | None:
    body = json.loads(answer.model_dump_json(by_alias=True))
    place = body
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    try:
        return Answer.model_validate(body)
    except ValueError:
        return None


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_part_of_an_answer_can_be_changed(question: str, made: dict[str, Planned], shipped: Graph) -> None:
    answer, pick = made[question].answer, random.Random(question)
    rows = [r for r in leaves(json.loads(answer.model_dump_json(by_alias=True))) if r[0][0] not in NOT_OF_THE_ANSWER]
    passed = []
    for path, value in pick.sample(rows, min(CHANGES_SEEN, len(rows))):
        wrong = with_leaf(answer, path, changed(value))
        if wrong is not None and verify_answer(wrong, made[question].receipts, shipped, audit=False).ok:
            passed.append((path, value))
    assert not passed


def text_changes(text: str, pick: random.Random) -> Iterator[str]:
    """Yield texts with a digit, a sign, a word or a line changed."""
    places = [i for i, c in enumerate(text) if c.isdigit() or c in "−+%→"]
    for i in pick.sample(places, min(CHANGES_SEEN - 2, len(places))):
        other = {"−": "+", "+": "−", "%": " bp", "→": "←"}.get(text[i]) or str((int(text[i]) + 1) % 10)
        yield text[:i] + other + text[i + 1 :]
    lines = text.split("\n")
    yield "\n".join(lines[:-2])
    yield f"{text}\nAll of this is certain."


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_character_of_the_text_can_be_changed(question: str, made: dict[str, Planned], shipped: Graph) -> None:
    answer = made[question].answer
    for wrong in text_changes(answer.markdown, random.Random(question)):
        found = verify_answer(answer.model_copy(update={"markdown": wrong}), (), shipped, audit=False)
        assert not found.ok


def test_the_same_wrong_number_in_text_and_parts_alike_is_refused(made: dict[str, Planned], shipped: Graph) -> None:
    plan = made[QUESTIONS[0]]
    body = plan.answer.model_dump_json(by_alias=True)
    for old, new in (
        ("−0.7%", "−0.9%"),
        ("S&P 500", "NVIDIA"),
        ("fails", "holds"),
        ("28 Nov", "12 Dec"),
        ("Short", "Long"),
    ):
        assert old in body
        found = verify_answer(Answer.model_validate_json(body.replace(old, new)), plan.receipts, shipped, audit=False)
        assert not found.ok


def test_an_answer_over_another_map_or_day_is_refused(made: dict[str, Planned], shipped: Graph) -> None:
    plan = made[QUESTIONS[0]]
    for update in ({"graph_version": "0" * 16}, {"as_of": plan.answer.as_of.replace(day=20)}):
        assert not verify_answer(plan.answer.model_copy(update=update), plan.receipts, shipped).ok


def test_receipts_are_made_again_and_compared(made: dict[str, Planned], shipped: Graph) -> None:
    plan = made[QUESTIONS[0]]
    last = plan.receipts[-1]
    forged = last.result.model_copy(update={"truncated": True})
    moved = type(last)(forged, last.receipt)
    assert [f.code for f in verify_answer(plan.answer, [moved], shipped).faults][:1] == ["R1"]


def mechanism_questions() -> list[str]:
    books = [
        yaml.safe_load(f.read_text(encoding="utf-8")) for f in sorted((ROOT / "tests" / "mechanisms").glob("*.yaml"))
    ]
    return [q["ask"] for book in books for questions in book.values() for q in questions]


@pytest.mark.soak
@pytest.mark.parametrize("question", mechanism_questions())
def test_no_answer_to_a_question_about_a_mechanism_is_refused(question: str, shipped: Graph) -> None:
    plan = planned(question, shipped)
    found = verify_answer(plan.answer, plan.receipts, shipped)
    assert found.ok, [str(f) for f in found.faults]
