"""The planner's run: told from its first moment to its last, with the receipts its answer rests on."""

from __future__ import annotations

import json

import pytest

from agents.brains import planning
from agents.brains.planning import planner_run
from agents.planner import answer
from agents.runs import RUN_EVENT, Planned, RunEvent, ToolCompleted, ToolStarted, Turn
from agents.tools.registry import call
from graph.content import Graph
from graph.errors import NodeNotFound
from tests.agents.brains.runs import answered, ending, kinds, streamed

QUESTIONS = [
    "what if the December cut repricing fails",
    "如果12月的降息重估落空会怎样",
    "what drives the S&P 500",
    "what is the weather like",
]


@pytest.fixture(scope="module", params=QUESTIONS)
def run(request: pytest.FixtureRequest, shipped: Graph) -> tuple[str, list[RunEvent]]:
    return request.param, list(planner_run(request.param, shipped, thread_id="t"))


def test_a_run_is_begun_planned_checked_told_and_ended(run: tuple[str, list[RunEvent]]) -> None:
    told = [kind for kind in kinds(run[1]) if not kind.startswith("tool.")]
    once = list(dict.fromkeys(told))
    assert once == ["run.started", "plan", "verification", "answer.delta", "answer.completed", "run.completed"]
    assert [kind for kind in told if kind != "answer.delta"] == [kind for kind in once if kind != "answer.delta"]


def test_its_answer_is_the_planners(run: tuple[str, list[RunEvent]], shipped: Graph) -> None:
    assert answered(run[1]) == answer(run[0], shipped)
    assert streamed(run[1]) == answered(run[1]).markdown


def test_events_are_numbered_from_one_and_belong_to_one_run(run: tuple[str, list[RunEvent]]) -> None:
    assert [e.seq for e in run[1]] == list(range(1, len(run[1]) + 1))
    assert len({e.run_id for e in run[1]}) == 1
    assert [e.ts for e in run[1]] == sorted(e.ts for e in run[1])


def test_events_are_read_back_from_their_json(run: tuple[str, list[RunEvent]]) -> None:
    for event in run[1]:
        assert RUN_EVENT.validate_json(event.model_dump_json(by_alias=True)) == event


def test_each_tool_that_is_told_can_be_called_again_to_the_same_result(shipped: Graph) -> None:
    events = list(planner_run(QUESTIONS[0], shipped))
    begun = [e for e in events if isinstance(e, ToolStarted)]
    done = [e for e in events if isinstance(e, ToolCompleted)]
    assert [e.call_id for e in begun] == [e.call_id for e in done]
    assert [e.receipt_id for e in done] == [f"r{i}" for i in range(1, len(done) + 1)]
    assert len(done) > 1
    for event in begun:
        args = json.loads(json.dumps(event.args, default=str))
        assert call(event.tool, args, shipped).receipt.graph_version == shipped.version


def test_a_run_that_is_stopped_says_so_and_gives_no_answer(shipped: Graph) -> None:
    events = list(planner_run(QUESTIONS[0], shipped, stop=lambda: True))
    assert ending(events).status == "cancelled"
    assert "answer.completed" not in kinds(events)


def test_a_question_that_goes_on_is_read_behind_the_one_before(shipped: Graph) -> None:
    before = answer(QUESTIONS[0], shipped)
    turn = Turn(question=before.question, text=before.markdown, interpretation=before.interpretation)
    (plan,) = [e for e in planner_run("and gold?", shipped, history=[turn]) if isinstance(e, Planned)]
    alone = [e for e in planner_run("and gold?", shipped) if isinstance(e, Planned)]
    assert plan.intent == "what_if"
    assert before.interpretation.triggers[0].node in plan.entities
    assert before.interpretation.triggers[0].node not in alone[0].entities


@pytest.mark.parametrize(
    ("error", "code"), [(NodeNotFound("no node 'x'"), "NodeNotFound"), (ZeroDivisionError("secret"), "internal")]
)
def test_what_goes_wrong_ends_the_run_in_words(
    error: Exception, code: str, shipped: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(planning, "planned", fail)
    events = list(planner_run(QUESTIONS[0], shipped))
    assert [e.code for e in events if e.type == "error"] == [code]
    assert ending(events).status == "failed"
    assert "secret" not in events[-2].model_dump_json()
