"""The shipped graph as of the day the mechanisms are asked about."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.content import Graph
from ingest.seed import shipped_graph

AS_OF = dt.date(2025, 11, 21)


@pytest.fixture(scope="session")
def shipped() -> Graph:
    return shipped_graph(AS_OF)
