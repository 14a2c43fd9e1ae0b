"""The planner as a brain: one run of it, told as events. No language model is imported."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from agents.answer import Interpretation
from agents.brains.telling import told
from agents.brains.toolbox import summary
from agents.reading.followups import last_read, read_on
from agents.reading.interpret import interpret
from agents.receipts import Called
from agents.runs import (
    Failed,
    Language,
    Limits,
    Log,
    Planned,
    RunCompleted,
    RunEvent,
    RunStarted,
    ToolCompleted,
    ToolStarted,
    Turn,
    Usage,
    never,
)
from agents.tools.planning import planned
from graph.content import Graph
from graph.errors import KnockonError

NAME = "planner"
LOGGER = logging.getLogger(__name__)


class PlannerBrain:
    """Answers with the planner: reads, plans, runs the engine, composes."""

    name = NAME

    def run(
        self,
        question: str,
        graph: Graph,
        *,
        history: Sequence[Turn] = (),
        limits: Limits | None = None,
        language: Language = "auto",
        thread_id: str | None = None,
        run_id: str | None = None,
        stop: Callable[[], bool] = never,
    ) -> Iterator[RunEvent]:
        """Yield the events of one run; see `Brain.run`. The planner needs no limits: it calls no model."""
        return planner_run(
            question, graph, history=history, language=language, thread_id=thread_id, run_id=run_id, stop=stop
        )


def planner_run(
    question: str,
    graph: Graph,
    *,
    history: Sequence[Turn] = (),
    language: Language = "auto",
    thread_id: str | None = None,
    run_id: str | None = None,
    stop: Callable[[], bool] = never,
) -> Iterator[RunEvent]:
    """Yield the events of the planner's run of a question: the first at once, the answer as the planner gives it."""
    log = Log(run_id)
    yield log.event(RunStarted, thread_id=thread_id, graph_version=graph.version, brain=NAME)
    try:
        reading = read(question, graph, history, language)
        yield log.event(Planned, intent=reading.intent, entities=entities(reading))
        found = None if stop() else planned(question, graph, reading=reading)
    except KnockonError as error:
        yield from ended(log, type(error).__name__, error.detail, error.hint)
        return
    except Exception as error:
        # A stream that has begun has no status code left to fail with: a defect too must end it in words.
        LOGGER.exception("run %s failed", log.run_id)
        yield from ended(log, "internal", f"the run failed: {type(error).__name__}.", "This is a defect: report it.")
        return
    if found is None or stop():
        yield from cancelled(log)
        return
    for called in found.receipts:
        yield from _told_of(called, log)
    yield from told(found.answer, log, Usage(tool_calls=len(found.receipts)))


def _told_of(called: Called, log: Log) -> Iterator[RunEvent]:
    receipt = called.receipt
    call = {"call_id": f"{log.run_id}.{receipt.id}", "tool": receipt.tool}
    yield log.event(ToolStarted, **call, args=receipt.args)
    yield log.event(ToolCompleted, **call, receipt_id=receipt.id, summary=summary(called))


def read(question: str, graph: Graph, history: Sequence[Turn], language: Language) -> Interpretation:
    """Return how the question is read, after the turns that went before it."""
    previous = last_read(turn.interpretation for turn in history)
    if previous is None:
        return interpret(question, graph, language=language)
    return read_on(question, graph, previous, language)


def entities(reading: Interpretation) -> tuple[str, ...]:
    """Return the nodes that a reading is about, each once: what is supposed, then what is asked after."""
    return tuple(dict.fromkeys([*(t.node for t in reading.triggers), *reading.targets]))


def ended(log: Log, code: str, message: str, hint: str = "") -> Iterator[RunEvent]:
    """Yield the end of a run that has no answer."""
    yield log.event(Failed, code=code, message=message, hint=hint)
    yield log.event(RunCompleted, status="failed", ms=log.ms)


def cancelled(log: Log) -> Iterator[RunEvent]:
    """Yield the end of a run that was stopped from outside."""
    yield log.event(Failed, code="cancelled", message="the run was stopped.")
    yield log.event(RunCompleted, status="cancelled", ms=log.ms)
