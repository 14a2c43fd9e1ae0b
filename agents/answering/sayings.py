"""Who says what, and how firmly: claims and links with their hedge, their holder, their condition and their sample."""

from __future__ import annotations

import datetime as dt

from agents.answering.numbers import day, percent, with_unit
from agents.answering.phrases import joined, say
from agents.answering.source_words import source_words
from agents.answering.tables import counts, path_words
from graph.content import Graph
from graph.context import Observation
from graph.engine.gates import failure
from graph.model import Edge, Evidence

PLAIN = {"asserted", "hypothetical", "bridge"}
"""Statuses that need no holder: what the map asserts, supposes or infers itself."""
UNSAMPLED = "historical_pattern"


def status_of(edge: Edge) -> str:
    """Return the status a reader must be told: a link that failed is `failed`, whatever it was before."""
    return "failed" if failure(edge) is not None else edge.status


def firmness(graph: Graph, edges: tuple[str, ...]) -> str:
    """Return the status of a path: that of its first link that is not plainly asserted."""
    statuses = (status_of(graph.edge(e)) for e in edges if counts(graph.edge(e)))
    return next((s for s in statuses if s not in {"asserted", "attributed"}), "asserted")


def holder(edge: Edge, status: str, language: str) -> str:
    """Return who holds the link with that status, or nothing."""
    named = sorted(e.source for e in edge.evidence if e.status == status and spoken(e))
    return source_words(named[0], language) if named else ""


def spoken(evidence: Evidence) -> bool:
    """Return whether somebody said it on a day: no study of the past, and none of our own judgement."""
    return evidence.kind != "literature" and evidence.certainty != "guess" and evidence.date is not None


def standing(edge: Edge, language: str) -> str:
    """Return how firmly a link stands: "if conviction is fragile", "did not hold on 21 Nov: ...", "rumour, X"."""
    parts = [say(f"status_{edge.status}", language)]
    who = holder(edge, edge.status, language)
    if edge.status not in PLAIN and edge.status != "failed" and who:
        parts = [say("status_held_by", language, status=parts[0], source=who)]
    if edge.condition is not None:
        condition = say("status_if", language, condition=edge.condition.in_(language))
        parts = [condition] if edge.status in {"conditional", "hypothetical"} else [*parts, condition]
    parts += [failed_words(edge, language)] if failure(edge) is not None else []
    return joined((p for p in parts if p), language, "comma")


def failed_words(edge: Edge, language: str) -> str:
    """Return on which day a link did not hold, and why not, as far as the map says."""
    found = failure(edge)
    date = day(found.on, language) if found and found.on else ""
    why = edge.gate.why.in_(language) if edge.gate else failed_claims(edge, language)
    key = "failed_on" if date else "failed_undated"
    return say(key, language, date=date, why=why or say("failed_no_reason", language))


def gate_words(graph: Graph, edge: Edge, language: str) -> str:
    """Return that a link ought to have worked and did not, and what is carried of it; nothing without a gate."""
    if edge.gate is None:
        return ""
    return say(
        "conflict_gate",
        language,
        link=path_words(graph, (edge.cause, edge.effect), language),
        date=day(edge.gate.failed_on, language),
        why=edge.gate.why.in_(language),
        share=percent(edge.gate.share),
    )


def failed_claims(edge: Edge, language: str) -> str:
    """Return what the sources say of a link's failure."""
    return joined((e.in_(language).rstrip(".。") for e in edge.evidence if e.status == "failed"), language)


def link_words(graph: Graph, edge: Edge, language: str, *, sign: str = "") -> str:
    """Return a link with its sign (the one given, else its own), how firmly it stands and how it works."""
    ends = path_words(graph, (edge.cause, edge.effect), language)
    told = say("link_standing", language, link=ends, sign=sign or edge.sign, standing=standing(edge, language))
    return told if edge.mechanism is None else f"{told}{say('colon', language)}{edge.mechanism.in_(language)}"


def said(evidence: Evidence, language: str) -> str:
    """Return what a source says, with its hedge, its holder, its date and, for a pattern, its sample."""
    text = evidence.in_(language).rstrip(".。")
    words = f"{text} ({evidence.size})" if evidence.size else text
    hedge = "" if evidence.status == "asserted" else say(f"hedge_{evidence.status}", language)
    if evidence.status == UNSAMPLED and not evidence.size and not any(c.isdigit() for c in text):
        hedge = say("hedge_no_sample", language, hedge=hedge)
    return _by(words, hedge, evidence.source, evidence.date, language)


def stated(seen: Observation, language: str, *, numbered: bool = True) -> str:
    """Return what a document states of a thing, with its number (unless told apart), its hedge and its holder."""
    hedge = "" if seen.status == "asserted" else say(f"hedge_{seen.status}", language)
    words = seen.text.in_(language) if seen.text else seen.note
    return _by(_with_number(seen, words, language) if numbered else words, hedge, seen.source, seen.as_of, language)


def _with_number(seen: Observation, words: str, language: str) -> str:
    """Return what was stated in words, led by its number where the words do not hold it."""
    if seen.value is None or _digits(f"{abs(seen.value):g}") in _digits(words):
        return words
    start = "" if seen.before is None else f"{with_unit(seen.before, seen.unit, language)} → "
    number = f"{start}{with_unit(seen.value, seen.unit, language)}"
    return say("reading_words", language, number=number, words=words) if words else number


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _by(words: str, hedge: str, source: str, date: dt.date | None, language: str) -> str:
    key = "said_hedged" if hedge else "said_plainly"
    shown = day(date, language) if date else ""
    who = joined((p for p in (source_words(source, language), shown) if p), language, "comma")
    return say(key, language, text=words, hedge=hedge, who=who)
