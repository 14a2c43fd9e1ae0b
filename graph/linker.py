"""One linker for questions and documents: which nodes, regime states and scenarios a text names.

Words of a desk are words of every day too. Phrases in which they mean nothing of a market ("carry on", "high-tech")
are told in everyday.json and name nothing; a node says itself which of its aliases need company (`only_with`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from graph.content import Graph
from graph.model import Aliases, Node, Text
from graph.phrase_index import HAN_CHARACTER, WORD, Folded, Found, PhraseIndex, fold, stem

TAIL = re.compile(r" (?:from|to|of) .*$")
BE = ("is", "are", "was", "were", "be")
IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*")
EVERYDAY = Path(__file__).with_name("everyday.json")
SHORTEST_HAN_STATE = 4
"""Characters a Chinese state name needs to be told from ordinary words ("normal", "thin")."""


class Referent(NamedTuple):
    """What a phrase may stand for. `sign` -1: the phrase rises when the node falls (yen for USD/JPY)."""

    kind: Literal["node", "state", "scenario"]
    id: str
    state: str = ""
    sign: int = 1


class Mention(NamedTuple):
    """A stretch [start, end) of a text and all it may stand for; one candidate when it is clear."""

    start: int
    end: int
    words: str
    candidates: tuple[Referent, ...]

    @property
    def span(self) -> tuple[int, int]:
        """Return [start, end) in the text as given."""
        return self.start, self.end


class Company(NamedTuple):
    """What one of must stand beside an alias: stems of single English words, and stretches of any other text."""

    words: frozenset[str]
    stretches: tuple[str, ...]


def _key(alias: str) -> tuple[str, ...]:
    """Return what an alias and a stretch of a text share when one is the other, whatever its ending and its hyphens."""
    low = fold(alias).low
    return (low.replace(" ", ""),) if HAN_CHARACTER.search(low) else tuple(stem(w) for w in WORD.findall(low))


def _company(words: Iterable[str]) -> Company:
    low = [fold(w).low for w in words]
    single = [w for w in low if WORD.fullmatch(w)]
    return Company(frozenset(map(stem, single)), tuple(w for w in low if w not in single))


@cache
def everyday(part: str) -> frozenset[str]:
    """Return the words of one part of everyday.json."""
    return frozenset(json.loads(EVERYDAY.read_text(encoding="utf-8"))[part])


@cache
def everyday_phrases() -> PhraseIndex[None]:
    """Return an index of the phrases in which a desk's words have their everyday sense: they mean nothing here."""
    index: PhraseIndex[None] = PhraseIndex()
    for phrase in sorted(everyday("en") | everyday("zh")):
        index.add(phrase, None)
    return index


def _ends_in_number(ahead: str) -> bool:
    """Return whether what follows is the currency of a sum: "21.3 trillion" yen, "3bn" dollars, "5万" of them."""
    ahead = ahead.rstrip(" -")
    last = next((m.group() for m in WORD.finditer(ahead) if m.end() == len(ahead)), "")
    counted = last[:1].isdigit() or last in everyday("numbers")
    return counted or ahead[-1:] in everyday("numbers")


class Linker:
    """Finds what a graph knows in a text: names, aliases, regime states, scenario titles; longest match wins."""

    def __init__(self, graph: Graph, *, same: Mapping[str, str] | None = None, asked: bool = False) -> None:
        """Make the linker of a graph; a question is `asked` of it, so that its words need no company to be meant."""
        self._same = same
        self._index: PhraseIndex[Referent] = PhraseIndex(tolerant=True, same=same)
        self._nodes = graph.by_id
        self._phrases: list[str] = []
        self._context: dict[str, frozenset[str]] = {}
        self._everyday = everyday_phrases()
        self._company: dict[tuple[str, ...], Company] = {
            _key(alias): _company(words)
            for node in (() if asked else graph.nodes)
            for alias, words in node.only_with.items()
        }
        for named in (_names(graph), _aliases(graph), _short_names(graph)):
            entries = [(phrase, referent) for phrase, referent in named if phrase.strip()]
            # A name of one thing is not up for grabs as another's alias, an alias not as another's shortened name.
            fresh = [(phrase, referent) for phrase, referent in entries if not self._index.has(phrase)]
            for phrase, referent in fresh:
                self._index.add(phrase, referent)
            self._phrases += [phrase for phrase, _ in entries]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return every word of every name, in small letters."""
        return frozenset(w for phrase in self._phrases for w in WORD.findall(phrase.lower()))

    def link(self, text: str, language: str = "auto") -> list[Mention]:
        """Return the mentions in `text`, in order and without overlap.

        Both scripts are read whatever the `language`: desks mix them. A phrase with several candidates is
        settled where one of them has more of its own words elsewhere in the text; otherwise all are given.
        """
        del language
        folded = fold(text, self._same)
        return [
            Mention(*folded.span(m.start, m.end), text[slice(*folded.span(m.start, m.end))], m.candidates)
            for m in self.link_folded(folded)
        ]

    def link_folded(self, folded: Folded, *, states: bool = True) -> list[Mention]:
        """Return the mentions with spans in the folded text, those of market states only if asked for."""
        found = self._index.find(folded, None if states else lambda r: r.kind != "state")
        if not found:
            return []
        meant = [f for f in found if self._in_company(f, folded)]
        meant = [f for f in meant if not self._is_part(f, meant, folded)]
        return [
            Mention(f.start, f.end, folded.raw[f.start : f.end], self._settled(f, folded))
            for f in _without_overlap([*meant, *(Found(f.start, f.end, ()) for f in self._everyday.find(folded))])
            if f.meanings
        ]

    def _in_company(self, found: Found[Referent], folded: Folded) -> bool:
        """Return whether a word that also has an everyday sense stands beside words of its sense on a desk."""
        words = folded.low[found.start : found.end]
        if words in everyday("money") and _ends_in_number(folded.low[: found.start]):
            return False
        needed = self._company.get(_key(words)) if self._company else None
        if needed is None:
            return True
        rest = f"{folded.low[: found.start]} ; {folded.low[found.end :]}"
        return not needed.words.isdisjoint(map(stem, WORD.findall(rest))) or any(s in rest for s in needed.stretches)

    def _is_part(self, found: Found[Referent], every: list[Found[Referent]], folded: Folded) -> bool:
        """Return whether all that names the thing is the end of another name: the CPI of "core CPI prints"."""
        for other in every:
            same = set(other.meanings) & set(found.meanings)
            if same or not (other.start < found.start < other.end < found.end):
                continue
            shared = self._index.find(fold(folded.raw[found.start : other.end]))
            if any(set(f.meanings) & set(found.meanings) for f in shared):
                return True
        return False

    def _settled(self, found: Found[Referent], folded: Folded) -> tuple[Referent, ...]:
        nodes = [r for r in found.meanings if r.kind == "node"]
        if len(nodes) < 2:
            return found.meanings
        around = _words_in(folded.low[: found.start] + " ; " + folded.low[found.end :])
        for r in nodes:
            if r.id not in self._context:
                self._context[r.id] = _words_of(self._nodes[r.id])
        score = {r: len(around & self._context[r.id]) for r in nodes}
        best = [r for r in nodes if score[r] == max(score.values())]
        return tuple(best) if len(best) == 1 else found.meanings


def _without_overlap(found: list[Found[Referent]]) -> list[Found[Referent]]:
    """Return the matches that remain when the longest is taken first, then the next that is free."""
    taken: list[Found[Referent]] = []
    for match in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        clash = next((t for t in taken if match.start < t.end and t.start < match.end), None)
        if clash is None:
            taken.append(match)
        elif (clash.start, clash.end) == (match.start, match.end):
            both = tuple(dict.fromkeys(clash.meanings + match.meanings))
            taken[taken.index(clash)] = Found(clash.start, clash.end, both)
    return sorted(taken, key=lambda f: f.start)


def _names(graph: Graph) -> Iterator[tuple[str, Referent]]:
    for node in graph.nodes:
        yield from ((name, Referent("node", node.id)) for name in _both(node.name))
    for template in graph.scenarios:
        yield from ((title, Referent("scenario", template.id)) for title in _both(template.title))


def _aliases(graph: Graph) -> Iterator[tuple[str, Referent]]:
    for node in graph.nodes:
        yield from ((alias, Referent("node", node.id)) for alias in _all(node.aliases))
        yield from ((alias, Referent("node", node.id, sign=-1)) for alias in _all(node.opposites))
    for regime in graph.regimes:
        dimension = {_folded_name(t) for t in (regime.name, _name_of(graph, regime.node)) if t}
        for state in regime.states:
            referent = Referent("state", regime.id, state.id)
            said = _said_of(dimension, state.name) if state.name else ()
            yield from ((phrase, referent) for phrase in said)
            yield from ((alias, referent) for alias in _all(state.aliases))
            for name in _both(state.name) if state.name else ():
                telling = len(name) >= SHORTEST_HAN_STATE if HAN_CHARACTER.search(name) else " " in name.strip()
                if telling:
                    yield name, referent
                    yield from ((phrase, referent) for phrase in _predicated(name))


def _name_of(graph: Graph, node: str | None) -> Text | None:
    return graph.by_id[node].name if node in graph.by_id else None


def _folded_name(name: Text) -> str:
    return " ".join(WORD.findall(name.en.lower()))


def _said_of(dimensions: set[str], state: Text) -> Iterator[str]:
    """Yield a dimension's name with its state behind it: "dealer gamma long", "dealer gamma is long"."""
    words = _folded_name(state).split()
    for dimension in sorted(dimensions):
        own = [w for w in words if w not in dimension.split()]
        if len(own) == 1 and len(own) < len(words):
            yield from (f"{dimension} {own[0]}", *(f"{dimension} {be} {own[0]}" for be in BE))


def _predicated(name: str) -> tuple[str, ...]:
    """Return the sentences that say what a state's name says: "liquidity is thin" for "thin liquidity"."""
    words = TAIL.sub("", name).split()
    if len(words) != 2 or not name.isascii():
        return ()
    first, second = words
    said = [f"{a} {be} {b}" for a, b in ((first, second), (second, first)) for be in BE]
    return (f"{second} {first}", *said)


def _short_names(graph: Graph) -> Iterator[tuple[str, Referent]]:
    """Yield names without what stands in brackets."""
    for node in graph.nodes:
        for name in _both(node.name):
            short = IN_BRACKETS.sub(" ", name).strip()
            if short != name:
                yield short, Referent("node", node.id)


def _both(text: Text) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in (text.en, text.zh) if t))


def _all(aliases: Aliases) -> tuple[str, ...]:
    return aliases.en + aliases.zh


def _words_of(node: Node) -> frozenset[str]:
    texts = [*_both(node.name), *_all(node.aliases), *(_both(node.definition) if node.definition else ()), node.note]
    return _words_in(" ; ".join(texts).lower())


def _words_in(low: str) -> frozenset[str]:
    """Return the stems of the English words, and the pairs of neighbouring Chinese characters."""
    pairs = {
        low[i : i + 2] for i in range(len(low) - 1) if HAN_CHARACTER.match(low[i]) and HAN_CHARACTER.match(low[i + 1])
    }
    return frozenset({stem(w) for w in WORD.findall(low) if len(w) > 3} | pairs)
