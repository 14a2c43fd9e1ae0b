"""What a question that leans on another names, and what was taken over from the other, in the words of its language."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, TypeVar

from agents.answer import Interpretation
from agents.reading.figures import figures
from agents.reading.interpret import language_of
from agents.reading.lexicon import Lexicon, load_lexicon, load_traditional, load_words
from agents.reading.names import named
from agents.reading.scan import PLACEHOLDER, masked
from agents.reading.when import Horizon, horizon, time_spans
from graph.content import Graph
from graph.linker import Mention
from graph.phrase_index import Folded, fold

T = TypeVar("T")
NO_TARGET = ("event", "regime")
"""Kinds of things that have no level of their own for a move to act on."""
MOVES = {"go", "fading", "outcome", "affects", "reacts", "response", "effect_cue", "aux", "whether", "how_far", "flat"}
"""What words of a question may mean that asks whether something moves as well."""
MARK = "¤"
"""What a number or a time is masked with."""
TAKEN = "taken_"
TEXTS = ("suppose", "up", "down", "on", "off", "taken", "joint")
"""What is no pattern in `words/followups.yaml`, besides what begins with "taken_"."""


class Said(NamedTuple):
    """A question as it stands: its own reading and what is named in it."""

    question: str
    own: Interpretation
    folded: Folded
    mentions: list[Mention]
    lexicon: Lexicon
    when: Horizon | None
    bare: str
    """The question with names, times and numbers masked."""


class Words(NamedTuple):
    """The words of follow-up questions in one language: patterns, and texts."""

    patterns: dict[str, re.Pattern[str]]
    texts: dict[str, str]

    def shows(self, name: str, text: str) -> bool:
        """Return whether the named pattern is in the text."""
        return self.patterns[name].search(text) is not None


@cache
def load_followups(language: str) -> Words:
    """Return the words of follow-up questions in a language, read once."""
    data = load_words("followups")[language]
    texts = {name: text for name, text in data.items() if name in TEXTS or name.startswith(TAKEN)}
    return Words({name: re.compile(text) for name, text in data.items() if name not in texts}, texts)


def words_of(lexicon: Lexicon) -> Words:
    """Return the words of follow-up questions in the lexicon's language."""
    return load_followups(lexicon.language)


def said_of(question: str, graph: Graph, own: Interpretation) -> Said:
    """Return the question with what it names, masked."""
    folded = fold(question, load_traditional())
    lexicon = load_lexicon(language_of(folded.low))
    mentions = named(folded, graph, lexicon)
    spans = time_spans(folded, mentions, lexicon)
    hidden = folded.low
    numbers = [f for f in figures(folded.low, lexicon) if f.time_unit is None]
    for start, end in [*((s.start, s.end) for s in spans), *((f.start, f.end) for f in numbers)]:
        if all(m.end <= start or end <= m.start for m in mentions):
            hidden = hidden[:start] + MARK * (end - start) + hidden[end:]
    bare = re.sub(f"{MARK}+", MARK, masked(Folded(hidden, folded.raw, folded.at), mentions))
    return Said(question, own, folded, mentions, lexicon, horizon(folded, spans, lexicon, graph), bare)


def is_bare(left: str, said: Said, words: Words, count: int | None) -> bool:
    """Return whether nothing is left of a question beside names, times and words that ask nothing by themselves."""
    if count is not None:
        for pattern in said.lexicon.screens["top"]:
            left = pattern.sub(" ", left)
    if words.shows("moves_too", said.bare):
        for found in reversed(said.lexicon.words.find(fold(left))):
            if {m.kind for m in found.meanings} <= MOVES:
                left = left[: found.start] + " " * (found.end - found.start) + left[found.end :]
    left = words.patterns["fillers"].sub(" ", left)
    return not any(c.isalnum() for c in left.replace(PLACEHOLDER, "").replace(MARK, "" if said.when else "0"))


def nodes_in(said: Said, graph: Graph) -> list[str] | None:
    """Return the things named that a move can act on; None where a name is of something else, or not clear."""
    found: list[str] = []
    for mention in said.mentions:
        nodes = {r.id for r in mention.candidates if r.kind == "node"}
        if not nodes and all(r.kind == "state" for r in mention.candidates):
            continue
        if len(nodes) != 1 or graph.node(next(iter(nodes))).kind in NO_TARGET:
            return None
        found.append(nodes.pop())
    return list(dict.fromkeys(found))


def only(items: tuple[T, ...]) -> T | None:
    """Return the one item, or None when there are none or several."""
    return items[0] if len(items) == 1 else None


def carried(previous: Interpretation) -> Interpretation:
    """Return a reading taken over, without what was said back there."""
    return unplaced(previous).model_copy(update={"message": None, "candidates": ()})


def unplaced(reading: Interpretation) -> Interpretation:
    """Return the reading without where its words stood: that was in another question."""
    return reading.model_copy(update={"triggers": tuple(t.model_copy(update={"span": None}) for t in reading.triggers)})


def told(reading: Interpretation, words: Words, *names: str) -> Interpretation:
    """Return the reading with what was taken over told in its message."""
    texts = [words.texts[f"{TAKEN}{name}"] for name in names if name]
    told = words.texts["taken"].format(names=words.texts["joint"].join(texts))
    return reading.model_copy(update={"message": f"{reading.message} {told}" if reading.message else told})
