"""Causes that a source denies: answered no, with who says so and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from agents.answering.citations import Sources
from agents.answering.phrases import joined, say
from agents.answering.sayings import stated
from graph.content import Graph
from graph.context import Observation


def denials(graph: Graph, causes: Iterable[str], of: str | None = None) -> list[Observation]:
    """Return what is said against the things being causes, newest first; of `of` alone where that is given."""
    wanted = set(causes)
    found = [o for o in graph.observations if o.node in wanted and o.denies and (of is None or of in o.denies)]
    return sorted(found, key=lambda o: (-o.as_of.toordinal(), graph.node(o.node).name.en, o.id))


def denied_of(graph: Graph, node: str) -> list[Observation]:
    """Return everything that is denied to be a cause of the node."""
    return denials(graph, {o.node for o in graph.observations}, node)


def no(graph: Graph, seen: Observation, sources: Sources, language: str, of: str | None = None) -> str:
    """Return the denial as the answer to "was it that": no, of what (of `of` alone where it is), and who says so."""
    words = f"{stated(seen, language)} [{sources.of_observation(seen)}]"
    return say(
        "denied_no",
        language,
        cause=graph.node(seen.node).name.in_(language),
        of=_of(graph, seen, language, of),
        words=words,
    )


def denied_rows(graph: Graph, node: str, sources: Sources, language: str) -> list[str]:
    """Return what the map holds as denied causes of the node, one line each."""
    rows = []
    for seen in denied_of(graph, node):
        words = f"{stated(seen, language)} [{sources.of_observation(seen)}]"
        rows.append(say("denied_cause", language, cause=graph.node(seen.node).name.in_(language), words=words))
    return rows


def _of(graph: Graph, seen: Observation, language: str, of: str | None) -> str:
    about = (of,) if of in seen.denies and of is not None else seen.denies
    return joined((graph.node(d).name.in_(language) for d in about if d in graph.by_id), language, "comma")
