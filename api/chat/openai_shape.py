"""Answers, stretches of answers, lists and errors in the shapes of OpenAI's chat API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fastapi.sse import format_sse_event

from agents.runs import Usage

DONE = b"data: [DONE]\n\n"
OWNER = "knockon"
KINDS = {401: "authentication_error", 403: "permission_error", 404: "invalid_request_error", 429: "rate_limit_error"}
FIRST_OF_OURS = 500


class WrongRequest(Exception):
    """A completion request that cannot be answered, with the place that is at fault."""

    def __init__(self, message: str, param: str, code: str, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.param, self.code, self.status = message, param, code, status


def model_list(names: Sequence[str], created: int) -> dict[str, Any]:
    """Return a list of models."""
    return {"object": "list", "data": [model(name, created) for name in names]}


def model(name: str, created: int) -> dict[str, Any]:
    """Return one model."""
    return {"id": name, "object": "model", "created": created, "owned_by": OWNER}


def completion(ident: str, created: int, name: str, text: str, usage: Usage, more: dict[str, Any]) -> dict[str, Any]:
    """Return a whole completion; `more` stands beside OpenAI's own members."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }
    return {
        "id": ident,
        "object": "chat.completion",
        "created": created,
        "model": name,
        "choices": [choice],
        "usage": usage_of(usage),
        **more,
    }


def usage_of(usage: Usage) -> dict[str, int]:
    """Return the tokens of a run's model; a planner has none."""
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
    }


class Chunks:
    """The chunks of one streamed completion: the same id, time and model in each."""

    def __init__(self, ident: str, created: int, name: str, *, include_usage: bool) -> None:
        self._head = {"id": ident, "object": "chat.completion.chunk", "created": created, "model": name}
        self._include_usage = include_usage

    def delta(self, **delta: str) -> bytes:
        """Return a chunk that adds to the message."""
        return self._chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}])

    def end(self, usage: Usage) -> bytes:
        """Return what ends the stream."""
        last = self._chunk([{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}])
        told = self._chunk([], usage_of(usage)) if self._include_usage else b""
        return last + told + DONE

    def _chunk(self, choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> bytes:
        body = {**self._head, "choices": choices}
        if self._include_usage:
            body["usage"] = usage
        return format_sse_event(data_str=json.dumps(body, ensure_ascii=False))


def error_body(status: int, message: str, code: str | None, param: str | None = None) -> dict[str, Any]:
    """Return an error."""
    kind = KINDS.get(status, "server_error" if status >= FIRST_OF_OURS else "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def error_event(status: int, message: str, code: str | None) -> bytes:
    """Return an error in the middle of a stream; clients raise on it."""
    body = json.dumps(error_body(status, message, code), ensure_ascii=False)
    return format_sse_event(event="error", data_str=body)
