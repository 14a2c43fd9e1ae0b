"""The planner behind LangChain's interface passes LangChain's own tests, and answers as it does without."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from langchain_tests.unit_tests import ChatModelUnitTests

from agents.brains.agent import AgentBrain
from agents.brains.planner_model import ChatKnockonPlanner
from agents.planner import answer
from graph.content import Graph
from tests.agents.brains.runs import answered, kinds

QUESTIONS = [
    "what if the December cut repricing fails",
    "如果12月的降息重估落空会怎样",
    "what drives the S&P 500",
    "why did the dollar hold",
    "what if oil rises 10% and the dollar falls 1%",
    "where is the VIX",
    "what is the weather like",
]


class TestTheStandardSuite(ChatModelUnitTests):
    @property
    def chat_model_class(self) -> type[ChatKnockonPlanner]:
        return ChatKnockonPlanner

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"graph": Graph()}


@pytest.mark.parametrize("question", QUESTIONS)
def test_through_the_agent_it_answers_word_for_word_as_it_does_alone(question: str, shipped: Graph) -> None:
    model = ChatKnockonPlanner(graph=shipped)
    events = list(AgentBrain("planner", model).run(question, shipped))
    assert answered(events).model_dump_json() == answer(question, shipped).model_dump_json()
    assert "tool.completed" in kinds(events)


def test_without_tools_it_says_its_answer(shipped: Graph) -> None:
    said = ChatKnockonPlanner(graph=shipped).invoke([HumanMessage(QUESTIONS[0])])
    assert said.text == answer(QUESTIONS[0], shipped).markdown
