"""What the doors of conversations speak: threads and turns as they are kept, and messages in OpenAI's shape."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.answer import Answer
from graph.model import Frozen


class ThreadLine(Frozen):
    """One conversation in a list."""

    id: str
    title: str = Field(description="The first question.")
    turns: int
    made_at: dt.datetime
    last_at: dt.datetime


class ThreadList(Frozen):
    """A stretch of the conversations, the one used last first."""

    items: tuple[ThreadLine, ...]
    next_cursor: str | None = Field(default=None, description="Pass it as `cursor` to read on.")
    total: int


class KeptTurn(Frozen):
    """One finished turn."""

    id: int
    after: int | None = Field(default=None, description="The turn before it; two turns after one are a fork.")
    said: str = Field(description="Hash of all questions up to and with this one.")
    question: str
    run_id: str
    made_at: dt.datetime
    answer: Answer


class Thread(Frozen):
    """A conversation with all its turns, in the order they were finished."""

    id: str
    turns: tuple[KeptTurn, ...]


class RunState(Frozen):
    """How far a run is."""

    run_id: str
    thread_id: str | None
    status: Literal["under_way", "done", "failed", "cancelled"]
    events: int


class Open(BaseModel):
    """A request of other people's clients: what we do not know of it is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Part(Open):
    """A part of a message."""

    type: str
    text: str | None = None


class Message(Open):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | tuple[Part, ...] | None = None


class StreamOptions(Open):
    """What a stream also tells."""

    include_usage: bool = False


class CompletionRequest(Open):
    """A chat completion. Sampling, token and tool settings are accepted and have no effect: nothing is sampled here."""

    model: str = Field(min_length=1, max_length=200)
    messages: tuple[Message, ...] = Field(min_length=1)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None)
    metadata: dict[str, Any] | None = None
    show_steps: bool = Field(default=False, description="Tell plan and tool steps as `reasoning_content`.")
