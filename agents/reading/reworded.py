"""Names said in other words of the same family: "Germany keeps importing more Chinese machines"."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from typing import NamedTuple

from agents.reading.lexicon import Lexicon, load_words
from agents.reading.stretched import Stretched
from graph.content import Graph
from graph.linker import Mention, Referent
from graph.phrase_index import HAN_CHARACTER, WORD, Folded, stem

GRAPHS_KEPT = 8
FEWEST, MOST = 2, 6
"""Words of a name, joints left out, that may be said in another order."""
APART = 5
"""Words that may stand in between."""
HAPPENING = ("event", "level")
"""Kinds of things of which what is said makes all the difference: a gap filled is no gap."""
SAYING = ("go", "adjacent", "not", "outcome", "fading", "unless", "tone", "times", "flat", "pricing", "beyond", "stays")
"""Kinds of words whose place in a name says which way it goes: such names are not turned about."""
ENDINGS = re.compile(r"(?:ations?|itions?|ings?|ions?|ments?|ness|eds?|ery|ese|ers?|als?|ies|es|y|e|s)$")
SHORTEST = 3
LONGEST = 400
"""Characters of a text that is a question."""


class Name(NamedTuple):
    """What a name stands for, and its words without joints, each by its family."""

    referent: Referent
    words: tuple[str, ...]
    held: bool
    """Whether it is what someone has, so that a verb may stand between the two."""


_names: OrderedDict[int, tuple[Graph, dict[str, list[Name]]]] = OrderedDict()


def reworded(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Stretched]:
    """Return the names that the text holds word for word of a family, in any order and with joints between.

    A country keeps its place: what one buys from another is not what it sells there. A name is told from words by
    chance by all of them being there, and nothing but joints and words of degree between.
    """
    if len(folded.low) > LONGEST:
        return []
    names = _names_of(graph, lexicon)
    found: list[Stretched] = []
    moves = _moves(folded, lexicon)
    for run in _runs(folded, lexicon):
        first = 0
        while first < len(run):
            best = _longest(run[first:], names, moves, lexicon)
            if best is None:
                first += 1
                continue
            name, length = best
            start, end = run[first][0], run[first + length - 1][1]
            if _wider(start, end, len(name.words), mentions):
                way = _way(run[first : first + length], name, moves, lexicon)
                found.append(Stretched(Mention(start, end, folded.raw[start:end], (name.referent,)), way))
            first += length
    return found


def _wider(start: int, end: int, words: int, mentions: list[Mention]) -> bool:
    """Return whether the stretch says more than the names that it touches."""
    touching = [m for m in mentions if m.start < end and start < m.end]
    inside = all(start <= m.start and m.end <= end for m in touching)
    return inside and all(len(WORD.findall(m.words)) < words for m in touching)


def _moves(folded: Folded, lexicon: Lexicon) -> dict[int, str]:
    """Return where a verb stands with which an owner moves what it has ("dealers run out of ..."), and which way."""
    told: dict[int, str] = {}
    for found in lexicon.words.find(folded):
        ways = {m.kind: m.value for m in found.meanings}
        way = ways.get("go") or ("cease" if ways.get("not") == "cease" else "")
        if way:
            told |= {m.start() + found.start: way for m in WORD.finditer(folded.low[found.start : found.end])}
    return told


def _longest(
    run: list[tuple[int, int, str, str]], names: dict[str, list[Name]], moves: dict[int, str], lexicon: Lexicon
) -> tuple[Name, int] | None:
    """Return the name of most words that begins the run, and how many words of the run it takes."""
    best: tuple[Name, int] | None = None
    for name in names.get(run[0][3], ()):
        inside = moves if name.held else {}
        left, apart, order = list(name.words), 0, list[str]()
        taken = 0
        for start, _, word, family in run:
            taken += 1
            if family in left:
                left.remove(family)
                order.append(family)
            elif word in lexicon.joints or word in lexicon.between or start in inside:
                apart += 1
            else:
                break
            if not left or apart > APART:
                break
        if left or (best is not None and len(best[0].words) >= len(name.words)):
            continue
        countries = [w for w in name.words if w in _countries(lexicon)]
        if countries == [w for w in order if w in countries]:
            best = name, taken
    return best


def _way(run: list[tuple[int, int, str, str]], name: Name, moves: dict[int, str], lexicon: Lexicon) -> str:
    between = [(start, word) for start, _, word, family in run if family not in name.words]
    said = [moves.get(start) or lexicon.between.get(word, "") for start, word in between]
    denied = said.count("not") % 2 == 1
    return "not" if denied else next((w for w in ("cease", "down", "up") if w in said), "")


def _runs(folded: Folded, lexicon: Lexicon) -> list[list[tuple[int, int, str, str]]]:
    """Return the words between pauses: where each stands, the word, and its family."""
    runs: list[list[tuple[int, int, str, str]]] = [[]]
    last = 0
    for match in WORD.finditer(folded.low):
        gap = folded.low[last : match.start()]
        if any(c in ",.;:?!()—" or HAN_CHARACTER.match(c) for c in gap):
            runs.append([])
        word = match.group()
        runs[-1].append((match.start(), match.end(), word, family(word, lexicon)))
        last = match.end()
    return [run for run in runs if len(run) >= FEWEST]


def family(word: str, lexicon: Lexicon) -> str:
    """Return what a word shares with those made from it, or said in its place: "import" for "importing"."""
    root = stem(word)
    cut = ENDINGS.sub("", root)
    cut = cut if len(cut) >= SHORTEST else root
    return lexicon.families.get(cut, cut)


def _countries(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.country_families


def _names_of(graph: Graph, lexicon: Lexicon) -> dict[str, list[Name]]:
    """Return the names by each of their words, made once for a graph."""
    kept = _names.get(id(graph))
    if kept is None or kept[0] is not graph:
        table: dict[str, list[Name]] = defaultdict(list)
        held: dict[tuple[str, ...], set[str]] = defaultdict(set)
        every = [
            (Referent("node", node.id, sign=sign), text)
            for node in graph.nodes
            if node.kind not in HAPPENING
            for sign, texts in ((1, (node.name.en, *node.aliases.en)), (-1, node.opposites.en))
            for text in texts
        ]
        names = []
        says: dict[str, bool] = {}
        held_kinds = load_words("kinds")["held"]
        for referent, text in every:
            words = WORD.findall(text.lower())
            if HAN_CHARACTER.search(text) or any(c.isdigit() for c in text):
                continue
            for word in words:
                if word not in says:
                    says[word] = any(m.kind in SAYING for m in lexicon.meanings(word))
            if any(says[word] for word in words):
                continue
            own = tuple(family(w, lexicon) for w in words if w not in lexicon.joints)
            if FEWEST <= len(own) <= MOST and len(set(own)) == len(own):
                names.append(Name(referent, own, graph.node(referent.id).kind in held_kinds))
                held[tuple(sorted(own))].add(referent.id)
        for name in sorted(names, key=lambda n: (-len(n.words), n.words)):
            if len(held[tuple(sorted(name.words))]) == 1:
                for word in name.words:
                    table[word].append(name)
        kept = (graph, dict(table))
        _names[id(graph)] = kept
        while len(_names) > GRAPHS_KEPT:
            _names.popitem(last=False)
    return kept[1]
