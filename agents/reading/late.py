"""A release that is late or never comes: it says nothing of its number, and is what the map calls a delay of data."""

from __future__ import annotations

from agents.reading.direction import Way
from agents.reading.lexicon import Lexicon
from agents.reading.names import linker_of
from agents.reading.sizing import Measured
from graph.content import Graph
from graph.model import Node
from graph.phrase_index import fold

LATE: dict[str, Way] = {"late_release": "on", "early_release": "off"}
"""What is asked back of a release that is late or early, and whether data are then delayed."""


def delay_meant(graph: Graph, found: Measured, lexicon: Lexicon) -> tuple[Node, Way] | None:
    """Return the delay of data that is meant where a release is said to be late or early, and whether it happens.

    A map without one asks back, since a late release is no fall of what it reports.
    """
    if found.sized.doubt is None or found.sized.doubt[0] not in LATE:
        return None
    named = linker_of(graph).link_folded(fold(lexicon.late_data), states=False)
    nodes = {r.id for m in named for r in m.candidates if r.kind == "node"}
    node = graph.by_id.get(min(nodes)) if len(named) == 1 and len(nodes) == 1 else None
    return None if node is None else (node, LATE[found.sized.doubt[0]])
