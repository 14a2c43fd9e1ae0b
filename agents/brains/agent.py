"""A language model as a brain: LangChain's agent over the same tools, held to limits, checked before it is heard."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware
from langchain.agents.structured_output import ToolStrategy
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.message import REMOVE_ALL_MESSAGES

from agents.answer import Answer, Interpretation
from agents.brains.assembling import fallen_back, spoken
from agents.brains.failing import Ended, said
from agents.brains.grounding import Grounding
from agents.brains.ledger import Ledger
from agents.brains.middleware import Budget, Tools, retrying
from agents.brains.offering import offered
from agents.brains.planning import cancelled, ended, entities, read
from agents.brains.prompting import prompt
from agents.brains.side import Side
from agents.brains.steady import WATCH
from agents.brains.telling import told
from agents.brains.toolbox import Toolbox
from agents.brains.tracing import Tracing, agent_span
from agents.planner import answer
from agents.runs import Failed, Language, Limits, Log, Planned, RunEvent, RunStarted, Turn, never
from agents.tools.quoting import untrusted
from agents.tools.registry import TOOLS
from agents.tools.spec import Tool
from agents.verifying.draft import AnswerDraft
from agents.verifying.statements import verify_draft
from agents.verifying.verdicts import Fault, Verdict
from graph.content import Graph
from graph.errors import KnockonError

LOGGER = logging.getLogger(__name__)
TURNS = 6
"""Earlier turns of a conversation that a model is told of."""
LONGEST_ERROR = 300
LANGUAGES = {"en": "English", "zh": "Chinese (simplified)"}


@dataclass(frozen=True, eq=False)
class AgentBrain:
    """Answers with a language model through the tools; where it does not, with the planner, and says so."""

    name: str
    model: BaseChatModel
    limits: Limits = field(default_factory=Limits)
    tools: tuple[Tool, ...] = TOOLS
    checkpointer: BaseCheckpointSaver[Any] | None = None
    trace_content: bool = False

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
        """Yield the events of one run; see `Brain.run`."""
        log = Log(run_id)
        yield log.event(RunStarted, thread_id=thread_id, graph_version=graph.version, brain=self.name)
        try:
            reading = read(question, graph, history, language)
            yield log.event(Planned, intent=reading.intent, entities=entities(reading))
            yield from self._answered(log, Asked(question, graph, reading, tuple(history), thread_id), limits, stop)
        except KnockonError as error:
            yield from ended(log, type(error).__name__, error.detail, error.hint)
        except Exception as error:
            # A stream that has begun has no status code left to fail with: a defect too must end it in words.
            LOGGER.exception("run %s failed", log.run_id)
            yield from ended(
                log, "internal", f"the run failed: {type(error).__name__}.", "This is a defect: report it."
            )

    def _answered(self, log: Log, asked: Asked, limits: Limits | None, stop: Callable[[], bool]) -> Iterator[RunEvent]:
        # The planner's answer carries the numbers, and stands in where the model fails.
        base = answer(asked.question, asked.graph, reading=asked.reading)
        limits = limits or self.limits
        side = Side(limits.seconds)
        ledger = Ledger(limits, side.emit)
        toolbox = Toolbox(asked.graph, self.tools)
        grounding = Grounding(ledger, lambda draft: verdict_on(draft, toolbox, asked, base))
        try:
            side.start(lambda: self._work(asked, ledger, toolbox, grounding, log.run_id))
            for kind, fields in side.events(stop):
                yield cast("RunEvent", log.event(kind, **fields))
        finally:
            ledger.stopped.set()
        if stop():
            yield from cancelled(log)
            return
        failure = side.failure
        if failure is not None:
            yield log.event(Failed, code=failure.code, message=said(failure, "en"))
        yield from told(self._final(base, asked, grounding, failure), log, ledger.usage)

    def _final(self, base: Answer, asked: Asked, grounding: Grounding, failure: Ended | None) -> Answer:
        if grounding.verdict is None:
            why = failure or Ended("unanswered")
            return fallen_back(base, asked.graph, self.name, [said(why, base.language)])
        return spoken(base, asked.graph, self.name, grounding.verdict)

    def _work(self, asked: Asked, ledger: Ledger, toolbox: Toolbox, grounding: Grounding, run_id: str) -> None:
        between: list[AgentMiddleware[Any, Any, Any]] = [
            grounding,
            Tracing(self.name, content=self.trace_content),
            Tools(ledger, toolbox),
            retrying(ledger),
            Budget(ledger),
        ]
        agent = create_agent(
            self.model,
            offered(self.tools),
            system_prompt=system_prompt(asked.graph, asked.reading.language),
            response_format=ToolStrategy(AnswerDraft, tool_message_content="received", handle_errors=unread),
            middleware=between,
            checkpointer=self.checkpointer,
        )
        # One call after the other, so that receipts are numbered in the order of the calls.
        config: RunnableConfig = {
            "configurable": {"thread_id": asked.thread_id or run_id},
            "max_concurrency": 1,
        }
        WATCH.set(ledger.check)
        with agent_span(self.name, asked.thread_id or run_id, asked.graph.version):
            for _ in agent.stream(cast("Any", {"messages": messages(asked)}), config, stream_mode="updates"):
                ledger.check()


@dataclass(frozen=True, eq=False)
class Asked:
    """One question in its place: over which graph, how it was read, after which turns."""

    question: str
    graph: Graph
    reading: Interpretation
    history: tuple[Turn, ...]
    thread_id: str | None


def verdict_on(draft: AnswerDraft, toolbox: Toolbox, asked: Asked, base: Answer) -> Verdict:
    """Return what the checks say of a draft, held against the receipts of its own run."""
    if not draft.claims:
        # Either it hands the planner's answer on as it is, or it says nothing that could be checked.
        hollow = Fault("R7", "headline", "there are no claims")
        return Verdict(() if draft.headline == base.headline else (hollow,), draft.headline)
    return verify_draft(
        draft,
        tuple(toolbox.calls),
        asked.graph,
        question=asked.question,
        reading=asked.reading,
        language=asked.reading.language,
    )


def unread(error: Exception) -> str:
    """Return what a model is told whose draft could not be read."""
    return prompt("malformed", error=str(error).strip().splitlines()[0][:LONGEST_ERROR])


def system_prompt(graph: Graph, language: str) -> str:
    """Return what a model is told before the question. Nothing in it comes from a document."""
    return prompt(
        "system", as_of=graph.as_of or "", graph_version=graph.version, language=LANGUAGES.get(language, "English")
    )


def messages(asked: Asked) -> list[BaseMessage]:
    """Return the conversation as a model is told of it: earlier turns in one line each, then the question.

    A thread that is kept is written anew each time: what was cancelled or edited away must not be remembered.
    """
    told: list[BaseMessage] = [RemoveMessage(REMOVE_ALL_MESSAGES)]
    for turn in asked.history[-TURNS:]:
        headline = untrusted(turn.text.strip().partition("\n")[0].lstrip("# "))
        told += [HumanMessage(turn.question), AIMessage(headline)]
    return [*told, HumanMessage(asked.question)]
