"""The planner as a LangChain chat model: it calls the tools that settle a question, then hands its own answer in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field

from agents.answer import Interpretation
from agents.brains.steps import steps
from agents.planner import answer
from agents.reading.interpret import interpret
from agents.runs import new_id
from agents.verifying.draft import AnswerDraft
from graph.content import Graph

DRAFT = AnswerDraft.__name__


class ChatKnockonPlanner(BaseChatModel):
    """The planner behind the interface that agents call models through. It reads the last question, and no more."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    graph: Graph = Field(exclude=True, repr=False)
    reading: Interpretation | None = None
    """How the question is read, where that is known already: after earlier turns, say."""
    model_name: str = Field(default="planner", alias="model")

    @property
    def _llm_type(self) -> str:
        return "knockon-planner"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **named: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the model with tools bound; it calls those that it knows."""
        return self.bind(tools=[convert_to_openai_tool(t) for t in tools], tool_choice=tool_choice, **named)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **named: Any,
    ) -> ChatResult:
        bound = {t["function"]["name"] for t in named.get("tools") or ()}
        return ChatResult(generations=[ChatGeneration(message=self._next(messages, bound))])

    def _next(self, messages: list[BaseMessage], bound: set[str]) -> AIMessage:
        asked = max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=0)
        question = messages[asked].text.strip()
        reading = self.reading or interpret(question, self.graph)
        made = {c["name"] for m in messages[asked:] if isinstance(m, AIMessage) for c in m.tool_calls}
        for step in steps(question, reading, self.graph):
            if step.tool in bound - made:
                return _calling(step.tool, step.args)
        found = answer(question, self.graph, reading=reading)
        if DRAFT in bound - made:
            return _calling(DRAFT, {"headline": found.headline, "claims": []})
        return AIMessage(found.markdown)


def _calling(name: str, args: dict[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[ToolCall(name=name, args=args, id=new_id("call"))])
