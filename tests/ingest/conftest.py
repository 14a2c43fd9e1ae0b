"""The shipped graph at the date of the worked example."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.content import Graph
from ingest.seed import shipped_graph

WORKED = dt.date(2025, 11, 21)


@pytest.fixture(scope="session")
def shipped() -> Graph:
    return shipped_graph(WORKED)
