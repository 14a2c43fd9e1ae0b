"""Whether one named thing is the cause, or a sign, of another: denied, a sign only, or nothing the map names."""

from __future__ import annotations

import re
from itertools import permutations

from agents.answer import Interpretation
from agents.answering.citations import Sources
from agents.answering.denials import denials, no
from agents.answering.disputes import dispute_rows
from agents.answering.drafts import Draft
from agents.answering.links import SILENT, unsized_paths
from agents.answering.phrases import joined, load_phrases, say
from agents.answering.sayings import link_words
from agents.answering.seen import facts
from agents.answering.standing import told_of
from agents.answering.through import paths_between
from agents.reading.names import linker_of
from graph.content import Graph

ANSWERED = {"ambiguous", "out_of_scope", "what_if", "why", "paths", "state", "drivers"}
"""How a question about a cause may have been read; other questions ask for something else."""
START = re.compile(r"^[\s\"'“‘(（]+")


def named_cause(question: str, graph: Graph, reading: Interpretation) -> tuple[Interpretation, Draft] | None:
    """Return the reading and the answer of "is X the cause (a sign) of Y", where the map says that it is not.

    A supposed move ("what if") asks for its effects and is left alone.
    """
    if reading.intent not in ANSWERED or supposed(question):
        return None
    spans = _named(question, graph)
    names = list(dict.fromkeys(ident for _, ident in spans))
    sources = Sources(reading.language)
    for cause, effect in permutations(names, 2):
        known = {t.node for t in reading.triggers} >= {cause} and effect in reading.targets
        if denials(graph, (cause,), effect) and not (reading.intent in {"why", "paths"} and known):
            return _read(reading, cause, effect), _denied(graph, cause, effect, sources, reading.language)
    for cause, effect in permutations(names, 2) if len(names) == 2 and asked_plainly(question) else ():
        found = _sign_only(graph, cause, effect, sources, reading.language)
        if found is not None:
            return _read(reading, cause, effect), found
    read = {*(t.node for t in reading.triggers), *reading.targets}
    if len(names) == 1 and read <= set(names) and _cause_of(question, spans[0][0]):
        node = graph.node(names[0])
        told = told_of(graph, node, sources, reading.language)
        if told:
            nothing = say("cause_of_unnamed", reading.language, node=node.name.in_(reading.language))
            words = say("colon", reading.language).join([nothing, joined(told, reading.language)])
            notes = facts(graph, (node.id,), sources, reading.language)
            return _read(reading, node.id), Draft(words, notes=notes, unknowns=[nothing], sources=sources)
    return None


def supposed(question: str) -> bool:
    """Return whether the question supposes something, rather than asking whether it is so."""
    text = f" {START.sub('', question.lower())}"
    return any(c in text for both in load_phrases()["cues_supposed"].values() for c in both.split(","))


def asked_plainly(question: str) -> bool:
    """Return whether the question is answered by yes or no."""
    text = START.sub("", question.lower())
    cues = load_phrases()["cues_yes_no"]
    return text.startswith(tuple(f"{c} " for c in cues["en"].split(","))) or any(
        c in text for c in cues["zh"].split(",")
    )


def _cause_of(question: str, end: int) -> bool:
    """Return whether what is named before `end` is asked about as the cause of something after it."""
    after = question.lower()[end:]
    return asked_plainly(question) and any(
        c in after for both in load_phrases()["cues_cause_of"].values() for c in both.split(",")
    )


def _named(question: str, graph: Graph) -> list[tuple[int, str]]:
    """Return what the question clearly names, in its order: (end, node)."""
    found = []
    for mention in linker_of(graph).link(question):
        nodes = {r.id for r in mention.candidates if r.kind == "node"}
        if len(nodes) == 1:
            found.append((mention.end, nodes.pop()))
    return found


def _read(reading: Interpretation, *ends: str) -> Interpretation:
    return reading.model_copy(
        update={"intent": "paths", "triggers": (), "targets": ends, "candidates": (), "message": None, "regimes": {}}
    )


def _denied(graph: Graph, cause: str, effect: str, sources: Sources, language: str) -> Draft:
    refused = denials(graph, (cause,), effect)
    words = [no(graph, o, sources, language, effect) for o in refused[:1]]
    words += [link_words(graph, e, language) for e in graph.edges if (e.cause, e.effect) == (cause, effect)]
    conflicts = dispute_rows(graph, (cause, effect), sources, language)
    return Draft(
        joined(words, language),
        notes=facts(graph, (cause, effect), sources, language),
        conflicts=conflicts,
        sources=sources,
    )


def _sign_only(graph: Graph, cause: str, effect: str, sources: Sources, language: str) -> Draft | None:
    """Return that the one only points to, or comes before, the other; None where it carries or does not touch it."""
    links = [e for e in graph.edges if (e.cause, e.effect) == (cause, effect)]
    if not links or any(e.relation not in SILENT for e in links):
        return None
    if paths_between(graph, graph.node(cause), graph.node(effect), Sources(language)):
        return None
    told = joined((link_words(graph, e, language).rstrip(".。") for e in links), language)
    names = {"cause": graph.node(cause).name.in_(language), "node": graph.node(effect).name.in_(language)}
    key = "only_a_sign" if all(e.relation == "signals" for e in links) else "only_before"
    return Draft(
        say(key, language, **names, links=told),
        unsized_paths(graph, links, sources),
        notes=facts(graph, (cause, effect), sources, language),
        sources=sources,
    )
