"""A model may say anything at all, in any order: the run ends, and nothing leaves that was not checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agents.brains.agent import AgentBrain
from agents.planner import answer
from agents.runs import Limits
from agents.tools.registry import TOOLS
from graph.content import Graph
from tests.agents.brains.runs import answered, ending, kinds, streamed

QUESTION = "where is the VIX"
LIMITS = Limits(seconds=30.0, model_calls=5, tool_calls=4, retries=0)
NAMES = [*(tool.name for tool in TOOLS), "AnswerDraft", "propose_edit", ""]
WORDS = st.one_of(
    st.text(max_size=60), st.sampled_from(["VIX 41", "The S&P 500 falls 9%", "", "[r1]", "{r1#/level/value}"])
)
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
DRAFTS = st.fixed_dictionaries(
    {"headline": WORDS},
    optional={
        "claims": st.lists(st.fixed_dictionaries({"text": WORDS}, optional={"refs": st.just(["r1"])}), max_size=3)
    },
)
ARGS = st.one_of(DRAFTS, st.just({"id": "vix"}), st.dictionaries(st.sampled_from(["id", "text", "query"]), PLAIN))
CALLS = st.lists(st.tuples(st.sampled_from(NAMES), ARGS), max_size=3)
REPLIES = st.lists(st.tuples(WORDS, CALLS), max_size=5)


class Rambling(BaseChatModel):
    """Says what it was given to say, then nothing."""

    replies: list[tuple[str, list[tuple[str, dict[str, Any]]]]]
    said: list[int] = []

    @property
    def _llm_type(self) -> str:
        return "rambling"

    def bind_tools(self, tools: Sequence[Any], **named: Any) -> Any:
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **named: Any) -> ChatResult:
        number = len(self.said)
        self.said.append(number)
        text, calls = self.replies[number] if number < len(self.replies) else ("", [])
        made = [{"name": n, "args": a, "id": f"c{number}.{i}"} for i, (n, a) in enumerate(calls)]
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text, tool_calls=made))])


@given(replies=REPLIES)
@settings(max_examples=40)
def test_whatever_it_says_the_numbers_are_the_planners(
    replies: list[tuple[str, list[tuple[str, dict[str, Any]]]]], shipped: Graph
) -> None:
    base = answer(QUESTION, shipped)
    events = list(AgentBrain("any:model", Rambling(replies=replies)).run(QUESTION, shipped, limits=LIMITS))
    found = answered(events)
    assert ending(events).status == "done"
    assert "internal" not in [e.code for e in events if e.type == "error"]
    assert streamed(events) == found.markdown
    assert (found.branches, found.evidence, found.leaves) == (base.branches, base.evidence, base.leaves)
    told = [found.headline, *(claim.text for claim in found.claims)]
    assert not [text for text in told if "41" in text or "9%" in text]
    assert kinds(events).count("answer.completed") == 1
