"""Names said with words between or behind: "the committee is more divided" for the alias "divided committee"."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from agents.reading.lexicon import Lexicon
from graph.content import Graph
from graph.linker import Mention, Referent
from graph.phrase_index import HAN_CHARACTER, WORD, Folded, PhraseIndex

GRAPHS_KEPT = 8
FEWEST, MOST = 2, 4
"""Words of an alias that may be turned round."""
LINKS = ("onto", "by", "to", "from", "det", "toward", "and", "or", "before", "after", "not")
"""Kinds of words that make of an alias a phrase which cannot be turned round."""
COMPARED = "er"
PAUSES = frozenset(",，.。;；:：?？!！")


class Turned(NamedTuple):
    """What a name turned round stands for, and whether it compares: "committee divided", "softer labour market"."""

    referent: Referent
    compared: bool


class Stretched(NamedTuple):
    """A mention said with other words inside, and whether they say that there is more or less of it."""

    mention: Mention
    way: str


_turned: OrderedDict[int, tuple[Graph, PhraseIndex[Turned]]] = OrderedDict()


def stretched(
    folded: Folded, mentions: list[Mention], linked: list[Mention], squeezed: Folded, graph: Graph, lexicon: Lexicon
) -> list[Stretched]:
    """Return the names that only show once the words between are left out, each longer than what it replaces.

    `linked` are the names in the `squeezed` text.
    """
    left_out = _left_out(folded, squeezed, lexicon)
    found: list[Stretched] = []
    index = turned_names(graph, lexicon)
    turned = [
        (Mention(f.start, f.end, "", tuple(dict.fromkeys(t.referent for t in f.meanings))), f.meanings[0].compared)
        for f in index.find(squeezed)
    ]
    for m, compared in [*((m, False) for m in linked), *turned]:
        start, end = squeezed.at[m.start], squeezed.at[m.end - 1] + 1
        between = [word for place, words in left_out if start < place < end for word in words]
        if not between and not compared:
            continue
        text = folded.low[start:end]
        touching = [o for o in mentions if o.start < end and start < o.end]
        inside = all(start <= o.start and o.end <= end and o.end - o.start < end - start for o in touching)
        if not inside or not PAUSES.isdisjoint(text) or len({r.id for r in m.candidates}) > 1:
            continue
        if any(s.mention.start < end and start < s.mention.end for s in found):
            continue
        said = [lexicon.between.get(w, "") for w in between]
        node = graph.by_id.get(m.candidates[0].id)
        if "not" in said and node is not None and node.level is not None:
            # What is denied of a level is told by the words beside its number.
            continue
        # "Does not fail to": two denials cancel.
        denied = said.count("not") % 2 == 1
        way = "not" if denied else next((w for w in ("cease", "down", "up") if w in said), "")
        turns = m not in linked
        found.append(
            Stretched(Mention(start, end, folded.raw[start:end], m.candidates), way or ("up" if turns else ""))
        )
    return found


def said_inside(mention: Mention, graph: Graph, lexicon: Lexicon) -> str:
    """Return whether an alias itself says that there is more or less ("committee gets more divided"), or nothing."""
    node = graph.by_id.get(mention.candidates[0].id) if mention.candidates else None
    if node is None or mention.words in (node.name.en, node.name.zh):
        return ""
    first = WORD.match(mention.words.lower())
    if first and first.group().endswith(COMPARED) and any(m.kind == "go" for m in lexicon.meanings(first.group())):
        return "up"
    words = lexicon.between_words.findall(mention.words.lower())
    ways = [lexicon.between.get(w, "") for w in words]
    return next((w for w in ways if w in ("up", "down")), "")


def without_between(folded: Folded, lexicon: Lexicon) -> Folded | None:
    """Return the text without the words that may stand inside a name, or None when it has none of them."""
    spans = [m.span() for m in lexicon.between_words.finditer(folded.low)]
    if not spans:
        return None
    low: list[str] = []
    raw: list[str] = []
    at: list[int] = []
    last = 0
    for start, end in [*spans, (len(folded.low), len(folded.low))]:
        low.append(folded.low[last:start])
        raw.append(folded.raw[last:start])
        at += range(last, start)
        last = end
    return Folded("".join(low), "".join(raw), [*at, len(folded.low)])


def _left_out(folded: Folded, squeezed: Folded, lexicon: Lexicon) -> list[tuple[int, list[str]]]:
    """Return each stretch that the squeezed text lacks: where it begins, and its words."""
    kept = set(squeezed.at)
    gaps: list[tuple[int, list[str]]] = []
    start = None
    for i in range(len(folded.low) + 1):
        if i < len(folded.low) and i not in kept:
            start = i if start is None else start
        elif start is not None:
            gaps.append((start, lexicon.between_words.findall(folded.low[start:i])))
            start = None
    return gaps


def turned_names(graph: Graph, lexicon: Lexicon) -> PhraseIndex[Turned]:
    """Return what names say when turned round, made once for a graph: "committee divided", "softer labour market"."""
    kept = _turned.get(id(graph))
    if kept is None or kept[0] is not graph:
        like = next((index for other, index in _turned.values() if other.nodes == graph.nodes), None)
        kept = (graph, _made(graph, lexicon) if like is None else like)
        _turned[id(graph)] = kept
        while len(_turned) > GRAPHS_KEPT:
            _turned.popitem(last=False)
    return kept[1]


def _made(graph: Graph, lexicon: Lexicon) -> PhraseIndex[Turned]:
    index: PhraseIndex[Turned] = PhraseIndex(tolerant=True)
    kinds: dict[str, frozenset[str]] = {}

    def plays(word: str, parts: tuple[str, ...]) -> bool:
        if word not in kinds:
            kinds[word] = frozenset(m.kind for m in lexicon.meanings(word))
        return not kinds[word].isdisjoint(parts)

    names = {
        " ".join(WORD.findall(t.lower())) for n in graph.nodes for t in (n.name.en, *n.aliases.en, *n.opposites.en)
    }
    for node in graph.nodes:
        for sign, texts in ((1, (node.name.en, *node.aliases.en)), (-1, node.opposites.en)):
            referent = Referent("node", node.id, sign=sign)
            for text in texts:
                words = WORD.findall(text.lower())
                if not FEWEST <= len(words) <= MOST or HAN_CHARACTER.search(text) or any(c.isdigit() for c in text):
                    continue
                if any(plays(word, LINKS) for word in words):
                    continue
                first, rest = words[0], " ".join(words[1:])
                moves = plays(first, ("go", "adjacent", "not"))
                if moves and (rest in names or rest in lexicon.rate_words):
                    continue
                for form in (first, *_more(first)):
                    index.add(f"{rest} {form}", Turned(referent, form != first))
                    if form != first:
                        index.add(f"{form} {rest}", Turned(referent, True))
    return index


def _more(word: str) -> tuple[str, ...]:
    """Return the comparative of a short word, as far as it is regular."""
    if word.endswith("y") and len(word) > FEWEST:
        return (word[:-1] + "ier",)
    return (word + "r",) if word.endswith("e") else (word + "er",)
