"""Questions that lean on the one before: "and gold?", "what about next month", "那纳斯达克呢"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from agents.answer import Interpretation
from agents.reading.followup_moves import other_size, turned, with_the_rest
from agents.reading.followup_words import (
    Said,
    Words,
    carried,
    is_bare,
    nodes_in,
    only,
    said_of,
    told,
    unplaced,
    words_of,
)
from agents.reading.intent import top_of
from agents.reading.interpret import UNREAD, interpret
from agents.reading.lexicon import load_lexicon
from graph.content import Graph

Language = Literal["auto", "en", "zh"]
IN_TIME = ("what_if", "compare", "paths", "drivers")
"""Intents whose answer is as of a day ahead."""
OF_TARGETS = ("what_if", "why", "drivers", "paths", "compare", "evidence", "definition", "state", "changes")
SUPPOSING = ("what_if", "compare", "paths")
"""Intents that follow a move to what it does: behind them, "what happens to {gold}?" asks what that move does to it."""
LONGEST = 160
"""Characters of a question that leans on another; a longer one stands by itself."""


def read_on(question: str, graph: Graph, previous: Interpretation, language: Language = "auto") -> Interpretation:
    """Return how a question is read behind another one; a question that stands by itself is read by itself.

    What was taken over from the question before is told in the reading's message.
    """
    own = interpret(question, graph, language=language)
    if previous.intent in UNREAD or len(question) > LONGEST:
        return own
    said = said_of(question, graph, own)
    words = words_of(said.lexicon)
    if own.intent not in UNREAD:
        return _gone_on(said, previous, graph, words)
    for reading in (turned, _asked_why, _other_things, other_size, _other_case):
        found = reading(said, previous, graph, words)
        if found is not None:
            return found
    return own


def last_read(readings: Iterable[Interpretation | None]) -> Interpretation | None:
    """Return the reading, of those in the order of a conversation, that a next question can lean on."""
    found = [r for r in readings if r is not None and r.intent not in UNREAD]
    return found[-1] if found else None


def leans(question: str, graph: Graph, language: Language = "auto") -> bool:
    """Return whether a question may need the one before it: it cannot be read by itself, or opens as if it went on."""
    if len(question) > LONGEST:
        return False
    own = interpret(question, graph, language=language)
    words = words_of(load_lexicon(own.language))
    return own.intent in UNREAD or words.shows("opening", question.lower()) or words.shows("instead", question.lower())


def _gone_on(said: Said, previous: Interpretation, graph: Graph, words: Words) -> Interpretation:
    """Return the reading of a question that is whole, with what it leaves to the one before when it goes on from it."""
    own, low = said.own, said.folded.low
    goes_on = words.shows("opening", low) or words.shows("instead", low)
    if not goes_on or own.intent != "what_if" or previous.intent != "what_if" or own.levels or own.excluded:
        return own
    if own.triggers and all(graph.node(t.node).kind == "regime" for t in own.triggers) and own.regimes:
        regimes = {**previous.regimes, **own.regimes}
        again = carried(previous).model_copy(update={"regimes": regimes, "language": own.language})
        return told(again, words, "moved", "target" if previous.targets else "")
    update: dict[str, object] = {}
    if words.shows("both", low) and not {t.node for t in own.triggers} & {t.node for t in previous.triggers}:
        update["triggers"] = (*carried(previous).triggers, *own.triggers)
        update["scenario"] = previous.scenario or own.scenario
    if not own.targets:
        new = {t.node for t in own.triggers}
        update["targets"] = tuple(t for t in previous.targets if t not in new)
    if own.horizon_days is None:
        update |= {"horizon_days": previous.horizon_days, "horizon_words": previous.horizon_words}
    taken = ("triggers" in update, bool(update.get("targets")), bool(update.get("horizon_days")))
    names = [name for name, is_taken in zip(("moved", "target", "horizon"), taken, strict=True) if is_taken]
    return told(own.model_copy(update=update), words, *names) if names else own


def _asked_why(said: Said, previous: Interpretation, graph: Graph, words: Words) -> Interpretation | None:
    """Return the reading of "why?" and "what is the evidence?": the way from what was supposed to what was asked."""
    opened = words.patterns["opening"].sub("", said.folded.low)
    intent = "paths" if words.shows("even_so", opened) else "evidence" if words.shows("evidence", opened) else None
    targets = previous.targets or _shown_first(graph, previous)
    if intent is None or not previous.triggers or not targets:
        return None
    found = carried(previous).model_copy(
        update={
            "intent": intent,
            "language": said.own.language,
            "triggers": carried(previous).triggers[:1],
            "targets": targets,
        }
    )
    return told(found, words, "moved", "target")


def _other_things(said: Said, previous: Interpretation, graph: Graph, words: Words) -> Interpretation | None:
    """Return the reading of a question that only names other things, another time, or how many."""
    left = words.patterns["opening"].sub("", said.bare)
    leaves_out = words.shows("without", said.bare)
    left = words.patterns["without"].sub("", left) if leaves_out else left
    count = top_of(said.bare, said.lexicon)
    if words.shows("supposes", said.bare) or not is_bare(left, said, words, count):
        return None
    if words.shows("effect", said.bare) and previous.intent not in SUPPOSING:
        return None
    nodes = nodes_in(said, graph)
    regimes = {r.id: r.state for m in said.mentions for r in m.candidates[:1] if r.kind == "state"}
    update: dict[str, object] = {"language": said.own.language}
    names = ["moved"] if previous.triggers else []
    if nodes is None or (not nodes and not regimes and said.when is None and count is None):
        return None
    if leaves_out:
        update["excluded"] = tuple(dict.fromkeys([*previous.excluded, *nodes]))
        update["targets"] = targets = tuple(t for t in previous.targets if t not in nodes)
        if not nodes or bool(previous.targets) > bool(targets):
            return None
    elif nodes:
        supposed = {t.node for t in previous.triggers}
        targets = tuple(n for n in nodes if n not in supposed)
        if not targets or previous.intent not in OF_TARGETS:
            return None
        update |= {"targets": targets, "excluded": (), "observed": {}, "top_k": None}
        update["levels"] = tuple(level for level in previous.levels if level.node in supposed)
        if previous.intent == "why":
            update["triggers"] = ()
            names = []
    if said.when is not None:
        if previous.intent not in IN_TIME or said.when.days is None:
            return None
        update |= {"horizon_days": said.when.days, "horizon_words": said.when.words}
    elif previous.horizon_days is not None:
        names.append("horizon")
    if regimes:
        update["regimes"] = {**previous.regimes, **regimes}
    elif previous.regimes:
        names.append("regime")
    if count is not None:
        update["top_k"] = count
    if not nodes and previous.targets:
        names.append("target")
    return told(carried(previous).model_copy(update=update), words, *(names or ["same"]))


def _other_case(said: Said, previous: Interpretation, graph: Graph, words: Words) -> Interpretation | None:
    """Return the reading of a question in which "it" stands for what was supposed, or for what was asked about."""
    low = said.folded.low
    if not words.shows("pronoun", low):
        return None
    trigger, target = only(previous.triggers), only(previous.targets)
    supposing = words.shows("supposes", low)
    subject = (trigger.node if trigger else None) if supposing else target or (trigger.node if trigger else None)
    if subject is None:
        return None
    name = graph.node(subject).name.in_("zh" if said.lexicon.language == "zh" else "en")
    found = interpret(words.patterns["pronoun"].sub(lambda _: name, low, count=1), graph)
    about = {*(t.node for t in found.triggers), *found.targets}
    if subject not in about or found.intent in UNREAD:
        return None
    if found.intent == "what_if" and supposing and previous.intent == "what_if":
        return with_the_rest(found, previous, words, said)
    return told(unplaced(found), words, "target" if subject == target else "moved")


def _shown_first(graph: Graph, previous: Interpretation) -> tuple[str, ...]:
    """Return what an answer shows first when nothing was asked about by name."""
    supposed = {t.node for t in previous.triggers}
    shown = [n for n in graph.nodes if n.headline is not None and n.id not in supposed]
    return tuple(n.id for n in sorted(shown, key=lambda n: (n.headline, n.name.en))[:1])
