"""The shipped map as it was known on a day, read once in a run: what is worked out of a map is kept with it."""

from __future__ import annotations

import datetime as dt
from functools import cache

from graph.content import Graph
from ingest.seed import shipped_graph

HEADLINE_DAY = dt.date(2025, 11, 21)
"""The day of the headline question and of the worked example."""


@cache
def shipped_on(day: dt.date) -> Graph:
    """Return the shipped map as of a day; it is frozen, so all tests may share it."""
    return shipped_graph(day)
