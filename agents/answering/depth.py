"""A question for a level on the downside: none is on the map, so the answer says that, and gives what is supposed."""

from __future__ import annotations

from agents.answer import Interpretation
from agents.answering.citations import Sources
from agents.answering.drafts import Draft, subjects
from agents.answering.phrases import joined, load_phrases, say
from agents.answering.standing import line_words, standing_of
from graph.content import Graph

INVENTED = {"weekly_sigma", "sigma_q_weekly", "one_sigma"}
"""Size rules of a move that the question gave no size: asked "how low", it supposes no fall of its own."""


def depth_asked(question: str) -> bool:
    """Return whether the question asks how far down something may go."""
    text = question.lower()
    return any(c in text for both in load_phrases()["cues_depth"].values() for c in both.split(","))


def without_invented(graph: Graph, reading: Interpretation) -> Interpretation:
    """Return the reading with what is asked "how low" as its target, not as a fall that is supposed of it."""
    asked = [t for t in reading.triggers if t.size_rule in INVENTED and graph.node(t.node).level_unit]
    kept = tuple(t for t in reading.triggers if t not in asked)
    if not asked or reading.intent != "what_if":
        return reading
    targets = tuple(dict.fromkeys([*(t.node for t in asked), *reading.targets]))
    return reading.model_copy(update={"triggers": kept, "targets": targets, "intent": "what_if" if kept else "state"})


def depth_words(graph: Graph, reading: Interpretation) -> str:
    """Return the sentence that leads a what-if which asks "how low": no level is held of what it asks about."""
    language = reading.language
    priced = [graph.node(t) for t in reading.targets if graph.node(t).level_unit]
    names = joined((n.name.in_(language) for n in priced), language, "comma")
    return say("depth_nothing", language, node=names) + say("full_stop", language) if names else ""


def no_depth(graph: Graph, reading: Interpretation) -> Draft:
    """Return that no source names a level on the downside, where the thing stands, and the lines that are known."""
    language, sources = reading.language, Sources(reading.language)
    node = graph.node(subjects(reading)[0])
    nothing = say("depth_nothing", language, node=node.name.in_(language))
    stands = standing_of(graph, node, sources, language)[:1]
    lines = [n for n in graph.nodes if n.level is not None and n.level.node == node.id]
    rows = [line_words(graph, n, language) for n in sorted(lines, key=lambda n: n.name.en)]
    headline = joined([nothing, *stands], language)
    return Draft(headline, notes=rows, unknowns=[say("unknown_depth", language)], sources=sources)
