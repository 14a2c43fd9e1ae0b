"""The shipped graph as of the day the mechanisms are asked about."""

from __future__ import annotations

import pytest

from graph.content import Graph
from tests.shipped import HEADLINE_DAY, shipped_on


@pytest.fixture(scope="session")
def shipped() -> Graph:
    return shipped_on(HEADLINE_DAY)
