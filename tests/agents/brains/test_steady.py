"""A strict model: what breaks off fails, and arguments are read as they stand or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.tools import tool

from agents.brains.steady import WATCH, BrokenReply, steady


class Scripted(BaseChatModel):
    """Streams pieces of the arguments of one call."""

    pieces: list[str]
    reason: str | None = "tool_calls"
    bound: dict[str, Any] = {}

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, *, tool_choice: Any = None, **named: Any) -> Any:
        self.bound["tool_choice"] = tool_choice
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **named: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("whole"))])

    def _stream(self, messages: list[BaseMessage], *args: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        for i, piece in enumerate(self.pieces):
            call = {"name": "t" if i == 0 else None, "id": "c" if i == 0 else None, "args": piece, "index": 0}
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))
        info = {"finish_reason": self.reason} if self.reason else {}
        yield ChatGenerationChunk(message=AIMessageChunk(content=""), generation_info=info)


def scripted(**named: Any) -> Scripted:
    return Scripted(**named)


@tool
def t(size: float) -> str:
    """Take a size."""
    return str(size)


def test_a_whole_call_is_read() -> None:
    said = steady(scripted(pieces=['{"si', 'ze": -1', "5}"])).invoke("x")
    assert [(c["name"], c["args"]) for c in said.tool_calls] == [("t", {"size": -15})]


def test_half_a_number_is_never_taken_for_a_number() -> None:
    half = ['{"size": -1']
    (lenient,) = [c for c in scripted(pieces=half).stream("x") if c.tool_calls]
    assert lenient.tool_calls[0]["args"] == {"size": -1}
    said = steady(scripted(pieces=half)).invoke("x")
    assert said.tool_calls == []
    assert len(said.invalid_tool_calls) == 1


@pytest.mark.parametrize("reason", [None, "length"])
def test_a_reply_that_breaks_off_fails_and_may_be_asked_for_again(reason: str | None) -> None:
    with pytest.raises(BrokenReply) as caught:
        steady(scripted(pieces=['{"size": 1}'], reason=reason)).invoke("x")
    assert caught.value.is_retryable


def test_a_provider_that_never_says_why_it_ended_may_leave_it_out() -> None:
    said = steady(scripted(pieces=['{"size": 1}'], reason=None), ends=False).invoke("x")
    assert said.tool_calls[0]["args"] == {"size": 1}


@pytest.mark.parametrize(("own", "asked"), [(None, "any"), ("auto", "auto")])
def test_a_model_that_cannot_be_forced_to_call_is_not(own: str | None, asked: str) -> None:
    model = steady(scripted(pieces=[]), choice=own)
    model.bind_tools([t], tool_choice="any")
    assert getattr(model, "bound")["tool_choice"] == asked  # noqa: B009  (the field is the provider's own)


def test_the_model_that_is_wrapped_stays_as_it_was() -> None:
    model = scripted(pieces=["{}"])
    assert isinstance(steady(model), Scripted)
    assert type(model) is Scripted


def test_a_reply_is_broken_off_while_it_streams_in() -> None:
    class Enough(Exception):
        pass

    def watch() -> None:
        raise Enough

    held = WATCH.set(watch)
    try:
        with pytest.raises(Enough):
            steady(scripted(pieces=["{", "}"])).invoke("x")
    finally:
        WATCH.reset(held)
