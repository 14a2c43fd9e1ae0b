"""The small map that questions are read over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from graph.content import Graph

TODAY = dt.date(2025, 11, 21)


@pytest.fixture(scope="session")
def small() -> Graph:
    """Return the small map, as of the day of the headline question."""
    content = yaml.safe_load((Path(__file__).parent / "small_map.yaml").read_text(encoding="utf-8"))
    return Graph.model_validate(content).model_copy(update={"as_of": TODAY})
