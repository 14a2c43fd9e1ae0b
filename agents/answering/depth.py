"""How low or high something can go: no level is on the map, so the answer says that, and where the thing stands."""

from __future__ import annotations

from agents.answer import Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft
from agents.answering.phrases import say
from agents.answering.standing import line_words, standing_of
from graph.content import Graph


def no_depth(graph: Graph, reading: Interpretation) -> Draft:
    """Return that no source names a level that it is bound for, where the thing stands, and the lines known of it."""
    language, sources = reading.language, Sources(reading.language)
    node = graph.node(reading.goals[0])
    nothing = reading.message or ""
    stands = standing_of(graph, node, sources, language)[:1]
    lines = [n for n in graph.nodes if n.level is not None and n.level.node == node.id]
    rows = [line_words(graph, n, language) for n in sorted(lines, key=lambda n: n.name.en)]
    headline = say("full_stop", language).join([nothing.rstrip(".。"), *stands])
    return Draft(headline, notes=rows, unknowns=[nothing], sources=sources)
