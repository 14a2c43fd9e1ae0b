"""What leaves: the model's claims that hold, the planner's numbers, and whose words they are."""

from __future__ import annotations

import pytest

from agents.answer import Answer, Claim
from agents.answering.markdown import markdown
from agents.brains.assembling import fallen_back, spoken, text_of
from agents.planner import answer
from agents.verifying.verdicts import Fault, Verdict
from graph.content import Graph

BRAIN = "openai:m"
QUESTION = "what if the December cut repricing fails"
CLAIMS = (Claim(text="S&P 500 −0.9% within a day", kind="effect", refs=("r2",)), Claim(text="It may not hold"))


@pytest.fixture(scope="module")
def base(shipped: Graph) -> Answer:
    return answer(QUESTION, shipped)


@pytest.fixture(scope="module")
def declined(shipped: Graph) -> Answer:
    return answer("what is the weather like", shipped)


def test_what_holds_stands_first_and_the_numbers_follow(base: Answer, shipped: Graph) -> None:
    found = spoken(base, shipped, BRAIN, Verdict((), "Stocks fall a little.", CLAIMS))
    lines = found.markdown.splitlines()
    assert lines[:4] == ["## Stocks fall a little.", "", "- S&P 500 −0.9% within a day [r2]", "- It may not hold"]
    assert found.verification.status == "verified"
    assert (found.claims, found.brain) == (CLAIMS, BRAIN)
    assert lines[5:-1] == base.markdown.splitlines()[2:-1]


def test_a_headline_that_does_not_hold_gives_way_to_the_planners(base: Answer, shipped: Graph) -> None:
    fault = Fault("R2", "headline", "Q41 is in no result")
    found = spoken(base, shipped, BRAIN, Verdict((fault,), "", CLAIMS, ("headline",)))
    assert found.headline == base.headline
    assert found.verification.status == "partly_withheld"
    assert "Q41" not in found.model_dump_json()
    assert "Left out: 1 of the model's statements" in found.markdown


def test_where_nothing_holds_the_planner_answers_and_the_rules_are_named(base: Answer, shipped: Graph) -> None:
    faults = (Fault("R10", "claim 1", "x"), Fault("R2", "headline", "y"))
    found = spoken(base, shipped, BRAIN, Verdict(faults, "", (), ("headline", "claim 1")))
    assert found.verification.status == "fallback"
    assert found.verification.withheld == ("what it said breaks R2, R10",)
    assert found.branches == base.branches


def test_a_model_that_hands_the_planners_answer_on_changes_no_word(base: Answer, shipped: Graph) -> None:
    assert spoken(base, shipped, "planner", Verdict((), base.headline)) == base


def test_a_question_that_only_the_model_could_read_is_answered_and_that_is_said(
    declined: Answer, shipped: Graph
) -> None:
    found = spoken(declined, shipped, BRAIN, Verdict((), "Of the map.", CLAIMS))
    assert found.status == "answered"
    assert any(BRAIN in line for line in found.unknowns)
    assert found.markdown.startswith("## Of the map.\n")


def test_a_question_that_nobody_could_read_stays_declined(declined: Answer, shipped: Graph) -> None:
    found = fallen_back(declined, shipped, BRAIN, ["it said nothing"])
    assert found.status == "declined"
    assert found.markdown.startswith(declined.headline)


def test_the_text_can_be_made_again_from_the_answer(base: Answer, declined: Answer, shipped: Graph) -> None:
    assert text_of(base, shipped) == markdown(base, shipped) == base.markdown
    assert text_of(declined, shipped) == declined.markdown
    for made in (
        spoken(base, shipped, BRAIN, Verdict((), "Stocks fall.", CLAIMS)),
        spoken(declined, shipped, BRAIN, Verdict((), "Of the map.", CLAIMS)),
        fallen_back(base, shipped, BRAIN, ["it said nothing"]),
    ):
        assert text_of(made, shipped) == made.markdown
