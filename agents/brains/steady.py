"""A chat model made strict: a reply that breaks off is a failure, and arguments that are no JSON are never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any, ClassVar

from langchain_core.exceptions import ModelAPIError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

ENDINGS = ("finish_reason", "stop_reason", "done_reason")
"""Where providers say why a reply ended."""
CUT_OFF = {"length", "max_tokens"}
MALFORMED = "not JSON: "
"""Put before arguments that are no JSON, so that no lenient reader completes them to something else."""


WATCH: ContextVar[Callable[[], None] | None] = ContextVar("knockon_watch", default=None)
"""What is called at each piece of a reply that streams in; it breaks a reply off that nobody waits for by raising."""


class BrokenReply(ModelAPIError):
    """A model's reply ended before it was complete; asking again may help."""


def steady(model: BaseChatModel, *, ends: bool = True, choice: str | None = None) -> BaseChatModel:
    """Return the same model, strict: see `Steady`. `ends`: its provider tells why a reply ended.

    `choice`, when given, stands in for whatever tool choice is asked of the model: some servers and models refuse to be
    forced to call a tool.
    """
    kind = type(model)
    made: type[BaseChatModel] = type(
        f"Steady{kind.__name__}",
        (Steady, kind),
        {
            "__module__": __name__,
            "__annotations__": {
                "streams": ClassVar[bool],
                "tells_end": ClassVar[bool],
                "own_choice": ClassVar[str | None],
            },
            "streams": kind._stream is not BaseChatModel._stream,
            "tells_end": ends,
            "own_choice": choice,
        },
    )
    # The model is copied field by field, its clients included: building it anew would ask for its key again.
    copied = made.model_construct()
    copied.__dict__.update(model.__dict__)
    object.__setattr__(copied, "__pydantic_fields_set__", set(model.model_fields_set))
    object.__setattr__(copied, "__pydantic_private__", model.__pydantic_private__)
    return copied


class Steady(BaseChatModel):
    """What is put before a provider's own class.

    While a reply streams in, libraries complete half a JSON text to a whole one, so that a reply cut off at "-1" of
    "-15" reads as a size of -1. Here tool calls are held back until the reply has ended, and read as they stand.
    """

    streams: ClassVar[bool] = True
    tells_end: ClassVar[bool] = True
    own_choice: ClassVar[str | None] = None

    def bind_tools(self, tools: Sequence[Any], *, tool_choice: Any = None, **named: Any) -> Any:
        """Return the model with tools bound, forced to call one only where that is wanted."""
        return super().bind_tools(tools, tool_choice=self.own_choice or tool_choice, **named)

    def _should_stream(self, *, async_api: bool, run_manager: Any = None, **named: Any) -> bool:
        # A long reply that streams in shows that it is alive, can be broken off, and says whether it is whole.
        return self.streams and not async_api

    def _stream(self, *args: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        held: AIMessageChunk | None = None
        ended = ""
        for chunk in super()._stream(*args, **named):
            ended = _ending(chunk) or ended
            if (watch := WATCH.get()) is not None:
                watch()
            message = chunk.message
            if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
                calls = AIMessageChunk(content="", tool_call_chunks=message.tool_call_chunks)
                held = calls if held is None else held + calls
                chunk.message = message.model_copy(
                    update={"tool_call_chunks": [], "tool_calls": [], "invalid_tool_calls": []}
                )
            yield chunk
        if self.tells_end and not ended:
            raise BrokenReply("the model's reply broke off.")
        if ended in CUT_OFF:
            raise BrokenReply("the model's reply was cut off at its longest.")
        if held is not None:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=_strict(held)))


def _strict(message: AIMessageChunk) -> list[Any]:
    return [
        {**call, "args": call["args"] if _is_object(call["args"]) else f"{MALFORMED}{call['args']}"}
        for call in message.tool_call_chunks
    ]


def _is_object(text: str | None) -> bool:
    try:
        return isinstance(json.loads(text or "{}"), dict)
    except ValueError:
        return False


def _ending(chunk: ChatGenerationChunk) -> str:
    said = {**chunk.message.response_metadata, **(chunk.generation_info or {})}
    return next((str(said[key]) for key in ENDINGS if said.get(key)), "")
