"""What stands between a model and the rest of a run: its limits, its tools with their receipts, its events."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelRequest,
    ModelResponse,
    ModelRetryMiddleware,
)
from langchain_core.exceptions import ModelError
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.messages.utils import count_tokens_approximately
from langgraph.prebuilt.tool_node import ToolCallRequest

from agents.brains.failing import Ended
from agents.brains.ledger import Ledger
from agents.brains.prompting import prompt
from agents.brains.toolbox import Toolbox, key_of, summary
from agents.runs import ToolCompleted, ToolFailed, ToolStarted, new_id
from agents.tools.shown import shown
from graph.errors import KnockonError

State = AgentState[Any]
FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0
"""Seconds between two attempts at one model call."""


class Budget(AgentMiddleware[State, Any, Any]):
    """Counts each attempt at a model call, and its tokens, against the limits of the run."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Return the model's reply, or raise `Ended`."""
        self._ledger.model_called()
        response = handler(request)
        replies = [m for m in response.result if isinstance(m, AIMessage)]
        for reply in replies:
            told = reply.usage_metadata
            read = told["input_tokens"] if told else count_tokens_approximately(request.messages)
            written = told["output_tokens"] if told else count_tokens_approximately([reply])
            self._ledger.tokens(read, written)
        self._ledger.check()
        return response


class Tools(AgentMiddleware[State, Any, Any]):
    """Runs each tool call through the toolbox of the run: told as events, refused when it is repeated."""

    def __init__(self, ledger: Ledger, toolbox: Toolbox) -> None:
        super().__init__()
        self._ledger = ledger
        self._toolbox = toolbox

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> ToolMessage:
        """Return what the tool answered, with its receipt, or what was wrong with the call."""
        asked = request.tool_call
        name, args, call_id = asked["name"], asked["args"], asked["id"] or new_id("call")
        times = self._ledger.tool_called(key_of(name, args))
        self._ledger.emit(ToolStarted, {"call_id": call_id, "tool": name, "args": args})
        if self._ledger.usage.tool_calls > self._ledger.limits.tool_calls:
            return self._failed(
                name, call_id, "limit.tool_calls", prompt("enough", most=self._ledger.limits.tool_calls)
            )
        if times > self._ledger.limits.repeats:
            return self._failed(name, call_id, "repeated", prompt("repeated", tool=name, times=times))
        began = time.monotonic()
        try:
            called = self._toolbox.call(name, args)
        except KnockonError as error:
            return self._failed(name, call_id, type(error).__name__, f"{error.detail} {error.hint}")
        ms = (time.monotonic() - began) * 1000
        told = {"call_id": call_id, "tool": name, "receipt_id": called.receipt.id, "summary": summary(called), "ms": ms}
        self._ledger.emit(ToolCompleted, told)
        return ToolMessage(
            content=shown(called),
            artifact=called.receipt.model_dump(mode="json"),
            name=name,
            tool_call_id=asked["id"] or call_id,
        )

    def _failed(self, name: str, call_id: str, code: str, message: str) -> ToolMessage:
        self._ledger.emit(ToolFailed, {"call_id": call_id, "tool": name, "code": code, "message": message})
        return ToolMessage(content=message, name=name, tool_call_id=call_id, status="error")


def retrying(ledger: Ledger) -> ModelRetryMiddleware[Any, Any]:
    """Return what tries a failed model call again, where trying again may help."""
    return ModelRetryMiddleware(
        max_retries=ledger.limits.retries,
        retry_on=may_help,
        on_failure="error",
        initial_delay=FIRST_WAIT,
        max_delay=LONGEST_WAIT,
    )


def may_help(error: Exception) -> bool:
    """Return whether the same call may succeed the next time."""
    if isinstance(error, Ended):
        return False
    return error.is_retryable if isinstance(error, ModelError) else isinstance(error, ConnectionError | TimeoutError)
