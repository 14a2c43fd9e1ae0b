"""Slips of the pen: a question that cannot be read is read again with unknown words put right, which is told."""

from __future__ import annotations

from collections import OrderedDict, defaultdict

from agents.reading.lexicon import Lexicon
from agents.reading.names import linker_of
from graph.content import Graph
from graph.phrase_index import WORD, Folded, stem

LONGEST = 300
"""Characters of a question whose slips are looked for."""
MOST = 12
"""Unknown words that may be slips; a text with more is in no language we read."""
SHORTEST, TWICE = 5, 8
"""Letters of a word that one slip leaves recognisable, and of one that two do."""
GRAPHS_KEPT = 8
_known: OrderedDict[int, tuple[Graph, dict[str, list[str]]]] = OrderedDict()


def mended(folded: Folded, graph: Graph, lexicon: Lexicon) -> tuple[Folded, list[tuple[str, str]]] | None:
    """Return the text with its slips put right, and what was read as what; None when it has none that are clear."""
    if len(folded.low) > LONGEST:
        return None
    vocabulary = linker_of(graph).vocabulary
    words = [(m.start(), m.end(), m.group()) for m in WORD.finditer(folded.low)]
    strange = [w for w in words if not _is_proper(folded, w[0])]
    strange = [w for w in strange if w[2] in lexicon.typos or not _is_known(w[2], vocabulary, lexicon)]
    if len(strange) > MOST:
        return None
    swaps = [(start, end, word, _meant(word, graph, lexicon)) for start, end, word in strange]
    swaps += [
        (i, i + len(wrong), wrong, right)
        for wrong, right in lexicon.typos.items()
        if not wrong.isascii() and (i := folded.low.find(wrong)) >= 0
    ]
    found = sorted((start, end, word, right) for start, end, word, right in swaps if right)
    if not found:
        return None
    low, raw, at, last = "", "", list[int](), 0
    for start, end, _, right in [*found, (len(folded.low), len(folded.low), "", "")]:
        low += folded.low[last:start] + right
        raw += folded.raw[last:start] + right
        at += [*folded.at[last:start], *(folded.at[min(start + k, end - 1)] for k in range(len(right)))]
        last = end
    return Folded(low, raw, [*at, folded.at[-1]]), [(word, right) for _, _, word, right in found]


def _is_proper(folded: Folded, start: int) -> bool:
    """Return whether the word is a name by its capital, which is no slip of another."""
    return start > 0 and folded.raw[start : start + 1].isupper()


def _is_known(word: str, vocabulary: frozenset[str], lexicon: Lexicon) -> bool:
    grammar = word in lexicon.months or word in lexicon.units or word in lexicon.time_units or word in lexicon.ordinary
    return not word.isalpha() or word in vocabulary or stem(word) in vocabulary or grammar or lexicon.words.has(word)


def _meant(word: str, graph: Graph, lexicon: Lexicon) -> str:
    """Return the one word of the map or the calendar that differs by a slip, or nothing."""
    if word in lexicon.typos:
        return lexicon.typos[word]
    if len(word) < SHORTEST or not word.isascii():
        return ""
    near = {known for known in _by_letter(graph, lexicon)[word[0]] if _slip(word, known)}
    stems = {stem(known) for known in near}
    return min(near) if len(stems) == 1 else ""


def _by_letter(graph: Graph, lexicon: Lexicon) -> dict[str, list[str]]:
    """Return the words that may be meant, by their first letter, made once for a graph."""
    kept = _known.get(id(graph))
    if kept is None or kept[0] is not graph:
        table: dict[str, list[str]] = defaultdict(list)
        for word in {*linker_of(graph).vocabulary, *lexicon.months}:
            if len(word) >= SHORTEST and word.isascii() and word.isalpha():
                table[word[0]].append(word)
        kept = (graph, table)
        _known[id(graph)] = kept
        while len(_known) > GRAPHS_KEPT:
            _known.popitem(last=False)
    return kept[1]


def _slip(word: str, known: str) -> bool:
    """Return whether one letter more, less, other or two changed round make one word the other; two in a long one."""
    if abs(len(word) - len(known)) > 1:
        return False
    if _one_slip(word, known):
        return True
    return len(known) >= TWICE and sorted(word) == sorted(known)


def _one_slip(word: str, known: str) -> bool:
    head = 0
    while head < min(len(word), len(known)) and word[head] == known[head]:
        head += 1
    left, right = word[head:], known[head:]
    if left[1:] == right or left == right[1:] or left[1:] == right[1:]:
        return True
    return left[:2] == right[:2][::-1] and left[2:] == right[2:]
