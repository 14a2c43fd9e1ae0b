"""The shipped graph as of the worked example, and its headline answer."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agents.answer import Answer
from agents.planner import answer
from graph.content import Graph
from tests.shipped import HEADLINE_DAY, shipped_on

HEADLINE = {
    "en": "what if the December cut repricing fails",
    "zh": "如果12月的降息重估落空会怎样",
}


@pytest.fixture(scope="session")
def shipped() -> Graph:
    return shipped_on(HEADLINE_DAY)


@pytest.fixture(scope="session", params=["en", "zh"])
def headline(request: pytest.FixtureRequest, shipped: Graph) -> Answer:
    return answer(HEADLINE[request.param], shipped)


@pytest.fixture(scope="session")
def english(shipped: Graph) -> Answer:
    return answer(HEADLINE["en"], shipped)


@pytest.fixture(scope="session")
def little() -> Graph:
    """Return the map that is worked on paper, as of its last day."""
    content = yaml.safe_load((Path(__file__).parent / "little_map.yaml").read_text(encoding="utf-8"))
    return Graph.model_validate(content).seen_from(HEADLINE_DAY)
