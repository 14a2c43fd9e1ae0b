"""Whatever a model does, its run ends within the limits, in a verified answer or in one marked as the planner's own."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from agents.answer import Answer
from agents.brains.assembling import text_of
from agents.brains.choosing import brain_for
from agents.brains.providers import ModelOptions
from agents.planner import answer
from agents.receipts import Called
from agents.runs import Limits, RunEvent, ToolCompleted, ToolFailed, ToolStarted
from agents.tools.registry import call
from agents.verifying.answers import verify_answer
from api.fake_llm.misbehaving import BEHAVIOURS
from graph.content import Graph
from tests.agents.brains.runs import answered, ending, kinds, streamed

QUESTION = "what if the December cut repricing fails"
LIMITS = Limits(seconds=20.0, retries=1)
SHORT = LIMITS.model_copy(update={"seconds": 3.0})
NEVER_DONE = {"silent", "drips"}
SLACK = 6.0
"""Seconds that a busy machine may take beyond the limit: for the planner's answer, and to be heard."""

STANDS = {
    "good",
    "malformed-json",
    "malformed-draft",
    "unknown-tool",
    "wrong-arguments",
    "two-answers",
    "answer-and-call",
    "text-only",
    "ungrounded-once",
    "no-refs",
    "obedient",
}
"""Ways to behave that still come to an answer of the model's own that stands."""

PARTLY = {"wrong-sign"}
"""Ways to behave of which some claims stand: those that hold nothing wrong."""
FALLEN = set(BEHAVIOURS) - STANDS - PARTLY

Ask = Callable[[str], list[RunEvent]]


@pytest.fixture(scope="module")
def ask(fake: ModelOptions, shipped: Graph) -> Ask:
    """Return what asks the headline question of a model that behaves in a way, once for each."""
    kept: dict[str, list[RunEvent]] = {}

    def asked(name: str) -> list[RunEvent]:
        if name not in kept:
            brain = brain_for(f"openai:{name}", fake)
            kept[name] = list(brain.run(QUESTION, shipped, limits=SHORT if name in NEVER_DONE else LIMITS))
        return kept[name]

    return asked


@pytest.fixture(scope="module")
def planners(shipped: Graph) -> Answer:
    return answer(QUESTION, shipped)


def numbers(found: Answer) -> dict[str, object]:
    """Return everything of an answer but who said it, in which words, and how it was checked."""
    return found.model_dump(exclude={"headline", "claims", "brain", "verification", "markdown"})


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_run_ends_in_one_answer_that_says_whose_it_is(name: str, ask: Ask, planners: Answer) -> None:
    events = ask(name)
    found = answered(events)
    assert kinds(events)[0] == "run.started"
    assert ending(events).status == "done"
    assert streamed(events) == found.markdown
    assert found.brain == f"openai:{name}"
    assert (found.verification.status == "fallback") == (name in FALLEN)
    assert numbers(found) == numbers(planners)


@pytest.mark.parametrize("name", sorted(STANDS))
def test_what_stands_is_told_claim_by_claim(name: str, ask: Ask) -> None:
    found = answered(ask(name))
    assert found.verification.status == "verified", found.verification.withheld
    assert len(found.claims) >= 3
    assert all(claim.text in found.markdown for claim in found.claims)


@pytest.mark.parametrize("name", sorted(STANDS | PARTLY))
def test_what_left_passes_the_checks_again(name: str, ask: Ask, shipped: Graph) -> None:
    events = ask(name)
    begun = {e.call_id: e for e in events if isinstance(e, ToolStarted)}
    done = [e for e in events if isinstance(e, ToolCompleted)]
    receipts: list[Called] = []
    for event in done:
        if int(event.receipt_id[1:]) == len(receipts) + 1:
            asked = begun[event.call_id]
            receipts.append(call(asked.tool, asked.args, shipped, number=len(receipts) + 1))
    verdict = verify_answer(answered(events), receipts, shipped, render=text_of)
    assert verdict.faults == ()


@pytest.mark.parametrize("name", sorted(PARTLY))
def test_of_a_draft_that_is_partly_wrong_only_the_rest_is_told(name: str, ask: Ask, planners: Answer) -> None:
    found = answered(ask(name))
    assert found.verification.status == "partly_withheld"
    assert found.headline == planners.headline
    assert not [c.text for c in found.claims if "+" in c.text or "−" in c.text]
    assert f"Left out: {len(found.verification.withheld)} of the model's statements" in found.markdown


@pytest.mark.parametrize("name", sorted(FALLEN))
def test_what_does_not_stand_is_withheld_and_the_planner_answers(name: str, ask: Ask, planners: Answer) -> None:
    found = answered(ask(name))
    assert found.headline == planners.headline
    assert found.claims == ()
    assert found.verification.withheld
    assert f"This is the planner's answer: openai:{name}" in found.markdown


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_the_limits_hold(name: str, ask: Ask) -> None:
    events = ask(name)
    used = ending(events).usage
    limits = SHORT if name in NEVER_DONE else LIMITS
    assert used.model_calls <= limits.model_calls
    assert sum(isinstance(e, ToolCompleted) for e in events) <= limits.tool_calls
    assert ending(events).ms < (limits.seconds + SLACK) * 1000


@pytest.mark.parametrize("name", sorted(set(BEHAVIOURS) - NEVER_DONE))
def test_every_tool_call_is_told_to_its_end(name: str, ask: Ask) -> None:
    events = ask(name)
    begun = [e.call_id for e in events if isinstance(e, ToolStarted)]
    ended = [e.call_id for e in events if isinstance(e, ToolCompleted | ToolFailed)]
    ended += begun[-1:] if "error" in kinds(events) and len(begun) == len(ended) + 1 else []
    assert sorted(begun) == sorted(ended)


def test_tools_that_do_not_exist_do_nothing(ask: Ask) -> None:
    failed = [e for e in ask("unknown-tool") if isinstance(e, ToolFailed)]
    assert [(e.tool, e.code) for e in failed] == [("delete_map", "NotInGraph")]


def test_the_same_call_again_is_not_worked_again(ask: Ask) -> None:
    events = ask("repeats")
    receipts = {e.receipt_id for e in events if isinstance(e, ToolCompleted)}
    assert receipts == {"r1"}
    assert "repeated" in {e.code for e in events if isinstance(e, ToolFailed)}


def test_beyond_its_tool_calls_a_model_is_told_to_answer(ask: Ask) -> None:
    events = ask("many-at-once")
    assert sum(isinstance(e, ToolCompleted) for e in events) == LIMITS.tool_calls
    assert "limit.tool_calls" in {e.code for e in events if isinstance(e, ToolFailed)}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("unauthorized", "model.key"),
        ("rate-limited", "model.busy"),
        ("server-error", "model.down"),
        ("truncated", "model.broken"),
        ("cut-off", "model.broken"),
        ("silent", "limit.seconds"),
        ("drips", "limit.seconds"),
        ("wasteful", "limit.tokens"),
        ("endless-calls", "limit.model_calls"),
        ("repeats", "limit.repeats"),
    ],
)
def test_why_it_ended_is_told_as_a_code(name: str, code: str, ask: Ask) -> None:
    assert [e.code for e in ask(name) if e.type == "error"] == [code]


@pytest.mark.parametrize("name", ["silent", "drips", "endless-calls"])
def test_a_run_that_is_stopped_is_over_within_a_second(name: str, fake: ModelOptions, shipped: Graph) -> None:
    began = time.monotonic()
    stopped_at = 0.0

    def stop() -> bool:
        nonlocal stopped_at
        if not stopped_at and time.monotonic() - began > 1.0:
            stopped_at = time.monotonic()
        return bool(stopped_at)

    events = list(brain_for(f"openai:{name}", fake).run(QUESTION, shipped, limits=LIMITS, stop=stop))
    if stopped_at:
        assert time.monotonic() - stopped_at < 1.0
        assert [e.code for e in events if e.type == "error"] == ["cancelled"]
        assert ending(events).status == "cancelled"


def test_a_provider_that_is_not_there_is_no_reason_not_to_answer(shipped: Graph) -> None:
    nowhere = ModelOptions(base_url="http://127.0.0.1:9/v1", seconds=2.0)
    events = list(brain_for("openai:any", nowhere).run(QUESTION, shipped, limits=LIMITS))
    assert answered(events).verification.status == "fallback"
    assert [e.code for e in events if e.type == "error"] == ["model.unreachable"]


@pytest.mark.parametrize("question", ["如果12月的降息重估落空会怎样", "what drives the S&P 500", "where is the VIX"])
def test_a_good_model_answers_other_questions_too(question: str, fake: ModelOptions, shipped: Graph) -> None:
    events = list(brain_for("openai:good", fake).run(question, shipped, limits=LIMITS))
    found = answered(events)
    assert found.verification.withheld == ()
    assert numbers(found) == numbers(answer(question, shipped))


def test_reasons_are_told_in_the_language_of_the_question(fake: ModelOptions, shipped: Graph) -> None:
    events = list(brain_for("openai:unauthorized", fake).run("如果12月的降息重估落空会怎样", shipped, limits=LIMITS))
    assert answered(events).verification.withheld == ("密钥被拒绝",)
