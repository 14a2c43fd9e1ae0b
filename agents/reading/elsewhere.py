"""Well-known names that a question holds and the map does not: other central banks, countries, markets, people."""

from __future__ import annotations

import re
from typing import NamedTuple

from agents.reading.lexicon import Lexicon, load_lexicon
from agents.reading.names import linker_of
from graph.content import Graph
from graph.linker import Mention
from graph.phrase_index import WORD, Folded

NEXT_TO = re.compile(r"(?:['’]s)?[\s的]{0,2}")
LATIN = re.compile("[a-z]{3}")
CAPITALISED = re.compile(r"[A-Z][A-Za-z0-9&.]*[A-Za-z0-9]")


class Elsewhere(NamedTuple):
    """A name at [start, end) of the folded text that is not on the map."""

    start: int
    end: int
    words: str
    kind: str


def elsewhere(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Elsewhere]:
    """Return the names of things that the map lacks, in order.

    A country counts only right before a name of the map ("Chinese stocks"), unless that name is of the country.
    """
    taken = {i for m in mentions for i in range(m.start, m.end)}
    found: list[Elsewhere] = []
    formed = [(m.start(), m.end(), kind) for kind, p in lexicon.off_map_forms for m in p.finditer(folded.low)]
    listed = [(f.start, f.end, f.meanings[0].kind) for f in lexicon.off_map.find(folded)]
    if lexicon.language == "zh" and LATIN.search(folded.low):
        listed += [(f.start, f.end, f.meanings[0].kind) for f in load_lexicon("en").off_map.find(folded)]
    for start, end, kind in sorted([*listed, *formed], key=lambda f: (f[0] - f[1], f[0])):
        if not taken.isdisjoint(range(start, end)):
            continue
        if kind == "country" and not _qualifies(folded, start, end, mentions, graph):
            continue
        taken |= set(range(start, end))
        found.append(Elsewhere(start, end, folded.raw[start:end], kind))
    return sorted(found)


def strangers(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Elsewhere]:
    """Return further capitalised words, not the first of a sentence, that neither map nor grammar knows.

    A question in capitals throughout has none that stand out.
    """
    taken = {i for m in mentions for i in range(m.start, m.end)}
    known = {i for f in lexicon.words.find(folded) for i in range(f.start, f.end)}
    known |= {i for f in lexicon.off_map.find(folded) for i in range(f.start, f.end)}
    found = []
    words = [folded.raw[m.start() : m.end()] for m in WORD.finditer(folded.low)]
    if 2 * sum(w[:1].isupper() for w in words) > len(words):
        return []
    for match in WORD.finditer(folded.low):
        word, low = folded.raw[match.start() : match.end()], match.group()
        before = folded.low[: match.start()].rstrip(" \"'([“‘")
        opens = not before or before[-1] in ".?!:;"
        if not CAPITALISED.fullmatch(word) or opens or not taken.isdisjoint(range(*match.span())):
            continue
        grammar = low in lexicon.months or low in lexicon.ordinary or low in lexicon.units
        if grammar or match.start() in known or low in linker_of(graph).vocabulary:
            continue
        found.append(Elsewhere(*match.span(), word, "name"))
    return found


def _qualifies(folded: Folded, start: int, end: int, mentions: list[Mention], graph: Graph) -> bool:
    """Return whether the country stands right before a name that is not of that country."""
    word = folded.low[start:end]
    after = next((m for m in mentions if m.start >= end and NEXT_TO.fullmatch(folded.low[end : m.start])), None)
    if after is None:
        return False
    for referent in after.candidates:
        node = graph.by_id.get(referent.id)
        if node is None:
            return False
        texts = [node.name.en, node.name.zh or "", *node.aliases.en, *node.aliases.zh, *node.opposites.en]
        texts += [*node.opposites.zh, *((node.definition.en, node.definition.zh or "") if node.definition else ())]
        if any(word[:5] in text.lower() for text in texts):
            return False
    return True
