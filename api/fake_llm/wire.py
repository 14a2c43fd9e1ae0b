"""Replies in the shape of OpenAI's chat completions: whole, or as chunks of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from api.fake_llm.replies import Reply

CREATED = 1_763_700_000
PIECE = 12
"""Characters of arguments or text in one chunk."""
WIDE = 1_000_000
CHARS_PER_TOKEN = 4


def whole(reply: Reply, model: str, number: int, read: int) -> dict[str, Any]:
    """Return the reply as one completion."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.calls:
        message["tool_calls"] = [
            {"id": f"call_{number}_{i}", "type": "function", "function": {"name": c.name, "arguments": c.args}}
            for i, c in enumerate(reply.calls)
        ]
    choice = {"index": 0, "message": message, "finish_reason": ending(reply)}
    return _head(model, number, "chat.completion") | {"choices": [choice], "usage": usage(reply, read)}


def chunks(reply: Reply, model: str, number: int, read: int, *, with_usage: bool) -> Iterator[str]:
    """Yield the reply as events of a stream; one that breaks off ends in the middle and says no more."""
    head = _head(model, number, "chat.completion.chunk")

    def told(delta: dict[str, Any], finish: str | None = None) -> str:
        return event(head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    parts = [told({"role": "assistant", "content": ""})]
    parts += [told({"content": piece}) for piece in _pieces(reply.text)]
    for i, call in enumerate(reply.calls):
        opened = {"id": f"call_{number}_{i}", "type": "function", "function": {"name": call.name, "arguments": ""}}
        parts.append(told({"tool_calls": [{"index": i, **opened}]}))
        parts += [told({"tool_calls": [{"index": i, "function": {"arguments": p}}]}) for p in _pieces(call.args)]
    if reply.fault in {"breaks", "cut"}:
        parts = parts[: max(2, len(parts) - 2)]
    yield from parts
    if reply.fault == "breaks":
        return
    yield told({}, ending(reply))
    if with_usage:
        yield event(head | {"choices": [], "usage": usage(reply, read)})
    yield "data: [DONE]\n\n"


def event(data: dict[str, Any]) -> str:
    """Return one event of the stream."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def ending(reply: Reply) -> str:
    """Return why the reply ended, in OpenAI's word."""
    return "length" if reply.fault == "cut" else "tool_calls" if reply.calls else "stop"


def usage(reply: Reply, read: int) -> dict[str, int]:
    """Return the tokens of a reply, roughly."""
    written = WIDE if reply.fault == "wide" else sum(len(c.args) for c in reply.calls) + len(reply.text)
    written, read = written // CHARS_PER_TOKEN, read // CHARS_PER_TOKEN
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def error(status: int) -> dict[str, Any]:
    """Return an error in OpenAI's shape."""
    return {"error": {"message": f"scripted error {status}", "type": "scripted", "param": None, "code": None}}


def _head(model: str, number: int, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number}", "object": kind, "created": CREATED, "model": model}


def _pieces(text: str) -> list[str]:
    return [text[i : i + PIECE] for i in range(0, len(text), PIECE)]
