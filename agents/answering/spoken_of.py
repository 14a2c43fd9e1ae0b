"""What stands beside a what-if's numbers: what is said of things on its way, and targets it only points to."""

from __future__ import annotations

from agents.answer import Branch
from agents.answering.branching import Forked
from agents.answering.citations import Sources
from agents.answering.links import SILENT
from agents.answering.phrases import joined, say
from agents.answering.sayings import link_words
from agents.answering.seen import facts


def said_on_the_way(worked: Forked, first: Branch, sources: Sources, language: str) -> list[str]:
    """Return what documents state of the trigger and of all that its shown paths pass, where only words are on record.

    A size that no source gives, a rumour's holder or a denial would else stay out of an answer that is all numbers.
    """
    graph = worked.graph
    passed = dict.fromkeys([worked.node.id, *(n for p in first.paths for n in p.nodes[1:])])
    wordy = (n for n in passed if (seen := graph.level(n)) is None or seen.value is None)
    return facts(graph, tuple(n for n in wordy if graph.node(n).headline is None), sources, language)


def only_points(worked: Forked, language: str, *, anywhere: bool = False) -> str:
    """Return the links by which a trigger points to, or comes before, a target that nothing of it reaches.

    With `anywhere`, whatever it points to: there is nothing else to say of a thing that moves nothing.
    """
    causes = {t.node for t in worked.reading.triggers}
    out = [e for e in worked.graph.edges if e.cause in causes]
    links = [e for e in out if (e.relation in SILENT if anywhere else e.effect in worked.shown.missed)]
    links.sort(key=lambda e: worked.graph.node(e.effect).name.en)
    told = joined((link_words(worked.graph, e, language).rstrip(".。") for e in links), language)
    return say("headline_points", language, links=told) if told else ""
