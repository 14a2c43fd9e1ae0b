"""A run as it happens: its events, its limits, and what every brain has in common. Wire models of the chat doors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal, Protocol, TypeAlias, TypeVar
from uuid import uuid4

from pydantic import Field, TypeAdapter

from agents.answer import Answer, Interpretation, Wire
from graph.content import Graph

Language: TypeAlias = Literal["auto", "en", "zh"]


class Limits(Wire):
    """How far one run may go. Whatever is reached first ends the model's part; the answer is then the planner's."""

    model_calls: int = Field(default=8, ge=1)
    tool_calls: int = Field(default=12, ge=0)
    repeats: int = Field(default=2, ge=1, description="How often the same tool may be called with the same arguments.")
    seconds: float = Field(default=60.0, gt=0)
    tokens: int = Field(default=120_000, ge=1, description="Of all model calls of the run, in and out.")
    retries: int = Field(default=2, ge=0, description="Of one model call that fails on the way.")
    repairs: int = Field(default=1, ge=0, description="How often a draft that does not stand is sent back.")


class Usage(Wire):
    """What a run used up. Tokens as the provider counts them; zero where it does not."""

    model_calls: int = 0
    tool_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Turn(Wire):
    """One finished turn of a conversation: what was asked, what was said, and how the question was read."""

    question: str
    text: str
    interpretation: Interpretation | None = None
    graph_version: str = ""


class PlanStep(Wire):
    """One tool that a brain means to call."""

    tool: str
    args: dict[str, Any] = {}


class Event(Wire):
    """What every event carries: the run it belongs to, its number there (from 1), and when it was."""

    run_id: str
    seq: int = Field(ge=1)
    ts: dt.datetime


class RunStarted(Event):
    """The run is under way."""

    type: Literal["run.started"] = "run.started"
    thread_id: str | None = None
    graph_version: str
    brain: str


class Planned(Event):
    """How the question was read and what is going to be done."""

    type: Literal["plan"] = "plan"
    intent: str
    entities: tuple[str, ...] = ()
    steps: tuple[PlanStep, ...] = ()


class ToolStarted(Event):
    """A tool is being run."""

    type: Literal["tool.started"] = "tool.started"
    call_id: str
    tool: str
    args: dict[str, Any] = {}


class ToolProgress(Event):
    """A tool that takes long says how far it is."""

    type: Literal["tool.progress"] = "tool.progress"
    call_id: str
    note: str


class ToolCompleted(Event):
    """A tool has answered and left a receipt."""

    type: Literal["tool.completed"] = "tool.completed"
    call_id: str
    tool: str
    receipt_id: str
    summary: str = ""
    ms: float | None = None
    """How long it took, where that is known of the one call."""


class ToolFailed(Event):
    """A tool refused its arguments or failed; the run goes on."""

    type: Literal["tool.failed"] = "tool.failed"
    call_id: str
    tool: str
    code: str
    message: str


class Verified(Event):
    """What the checks said of the answer that is about to leave."""

    type: Literal["verification"] = "verification"
    status: Literal["verified", "partly_withheld", "fallback"]
    checks: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


class AnswerDelta(Event):
    """The next stretch of the answer's text; all of them together are its `markdown`."""

    type: Literal["answer.delta"] = "answer.delta"
    text: str


class AnswerCompleted(Event):
    """The answer, whole."""

    type: Literal["answer.completed"] = "answer.completed"
    answer: Answer


class Interrupted(Event):
    """The run waits for a person: a change of the map is proposed."""

    type: Literal["interrupt"] = "interrupt"
    proposal: dict[str, Any]


class Failed(Event):
    """Something went wrong. With an answer behind it the run still ends well; without one it does not."""

    type: Literal["error"] = "error"
    code: str
    message: str
    hint: str = ""


class RunCompleted(Event):
    """The run is over; nothing follows."""

    type: Literal["run.completed"] = "run.completed"
    status: Literal["done", "failed", "cancelled"]
    ms: float
    usage: Usage = Usage()


RunEvent: TypeAlias = Annotated[
    RunStarted
    | Planned
    | ToolStarted
    | ToolProgress
    | ToolCompleted
    | ToolFailed
    | Verified
    | AnswerDelta
    | AnswerCompleted
    | Interrupted
    | Failed
    | RunCompleted,
    Field(discriminator="type"),
]
RUN_EVENT: TypeAdapter[RunEvent] = TypeAdapter(RunEvent)
"""Reads any event back from its JSON."""

Kind = TypeVar("Kind", bound=Event)


def never() -> bool:
    """Return False: nobody stops this run."""
    return False


def new_id(prefix: str) -> str:
    """Return an id that no other run, call or thread has."""
    return f"{prefix}_{uuid4().hex}"


class Log:
    """Numbers the events of one run, and knows when it began."""

    def __init__(self, run_id: str | None = None, clock: Callable[[], dt.datetime] | None = None) -> None:
        self.run_id = run_id or new_id("run")
        self._clock = clock or (lambda: dt.datetime.now(dt.UTC))
        self._seq = 0
        self.began = self._clock()

    def event(self, kind: type[Kind], **fields: Any) -> Kind:
        """Return the next event of the run."""
        self._seq += 1
        return kind(run_id=self.run_id, seq=self._seq, ts=self._clock(), **fields)

    @property
    def ms(self) -> float:
        """Milliseconds since the run began."""
        return (self._clock() - self.began).total_seconds() * 1000


class Brain(Protocol):
    """Whoever answers: the planner, or a model with the same tools. Doors know no more of it than this."""

    @property
    def name(self) -> str:
        """What `brain` says in an answer: `planner`, or `PROVIDER:MODEL`."""
        ...

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
        """Yield the events of one run, `run.started` at once and `run.completed` last; raise nothing.

        `stop` is asked between steps and at least every 50 ms while waiting: once true, the run ends with an `error`
        of code `cancelled`.
        """
        ...
