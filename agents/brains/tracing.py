"""Spans of a run for OpenTelemetry: the agent, each model call, each tool. Without an SDK they cost and do nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolCallRequest
from opentelemetry import trace

AGENT = "knockon"
# The names of OpenTelemetry's conventions for generative models, which are still in development: kept here as text.
OPERATION, AGENT_NAME, CONVERSATION = "gen_ai.operation.name", "gen_ai.agent.name", "gen_ai.conversation.id"
REQUESTED, TOOL, TOOL_CALL = "gen_ai.request.model", "gen_ai.tool.name", "gen_ai.tool.call.id"
TOKENS_IN, TOKENS_OUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
VERSION, RECEIPT, STATUS = "knockon.graph_version", "knockon.receipt_id", "knockon.verification.status"
ASKED, SAID = "knockon.prompt", "knockon.reply"
"""Only where content is asked for."""


def tracer() -> trace.Tracer:
    """Return the tracer of this program; whoever has set up an SDK receives its spans."""
    return trace.get_tracer("knockon.agents")


@contextmanager
def agent_span(brain: str, conversation: str, graph_version: str) -> Iterator[trace.Span]:
    """Yield the span of one run of the agent."""
    told = {
        OPERATION: "invoke_agent",
        AGENT_NAME: AGENT,
        CONVERSATION: conversation,
        REQUESTED: brain,
        VERSION: graph_version,
    }
    with tracer().start_as_current_span(f"invoke_agent {AGENT}", attributes=told) as span:
        yield span


class Tracing(AgentMiddleware[AgentState[Any], Any, Any]):
    """Spans around model calls and tools. What is said in them is left out unless it is asked for."""

    def __init__(self, brain: str, *, content: bool = False) -> None:
        super().__init__()
        self._brain = brain
        self._content = content

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Return the model's reply, within a span."""
        told = {OPERATION: "chat", REQUESTED: self._brain}
        with tracer().start_as_current_span(f"chat {self._brain}", attributes=told) as span:
            if self._content and request.messages:
                span.set_attribute(ASKED, request.messages[-1].text)
            response = handler(request)
            for reply in (m for m in response.result if isinstance(m, AIMessage)):
                if reply.usage_metadata:
                    span.set_attribute(TOKENS_IN, reply.usage_metadata["input_tokens"])
                    span.set_attribute(TOKENS_OUT, reply.usage_metadata["output_tokens"])
                if self._content:
                    span.set_attribute(SAID, reply.text)
            return response

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        """Return what the tool answered, within a span."""
        asked = request.tool_call
        told = {OPERATION: "execute_tool", TOOL: asked["name"], TOOL_CALL: asked["id"] or ""}
        with tracer().start_as_current_span(f"execute_tool {asked['name']}", attributes=told) as span:
            answered = handler(request)
            if isinstance(answered, ToolMessage) and isinstance(answered.artifact, dict):
                span.set_attribute(RECEIPT, str(answered.artifact.get("id", "")))
            return answered
