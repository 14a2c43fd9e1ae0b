"""The maps that questions are read over: a small one, and the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from graph.content import Graph
from tests.shipped import HEADLINE_DAY, shipped_on


@pytest.fixture(scope="session")
def small() -> Graph:
    """Return the small map, as of the day of the headline question."""
    content = yaml.safe_load((Path(__file__).parent / "small_map.yaml").read_text(encoding="utf-8"))
    return Graph.model_validate(content).model_copy(update={"as_of": HEADLINE_DAY})


@pytest.fixture(scope="session")
def shipped() -> Graph:
    """Return the shipped map, as of the day of the headline question."""
    return shipped_on(HEADLINE_DAY)
