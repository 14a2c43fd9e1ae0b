"""The yield of another country: "{JGB} 10-year yields" are no ten-year yields of the map's own country."""

from __future__ import annotations

import re
from typing import NamedTuple

from agents.reading.elsewhere import NEXT_TO, Elsewhere
from agents.reading.lexicon import Lexicon
from agents.reading.names import linker_of
from graph.content import Graph
from graph.linker import Mention, Referent
from graph.model import Node
from graph.phrase_index import WORD, Folded, fold

OF_NAME = re.compile(r"\b(\d+)Y\b")
"""A tenor in a name: "{issuer} 10Y yield"."""
SAID = re.compile(r"(\d+)(?=[\s-]?(?:y\b|yr\b|year|s\b|年))")
SPELLED = {
    "two": 2, "three": 3, "five": 5, "seven": 7, "ten": 10, "twenty": 20, "thirty": 30, "forty": 40,
    "二": 2, "两": 2, "三": 3, "五": 5, "七": 7, "十": 10, "二十": 20, "三十": 30, "四十": 40,
}  # fmt: skip
WRITTEN = re.compile(
    rf"\b({'|'.join(k for k in SPELLED if k.isascii())})(?=[\s-]?year)|([二两三五七十四]{{1,2}})(?=年)"
)
WORDS_OF_YIELDS = re.compile(
    r"\d+|[\s\-'’]|\b(?:y|yr|years?|s|yields?|rates?|bonds?|notes?|the|benchmark|government|paper)\b|年期?|期|国债|公债|长债"
    rf"|债券?|收益率|殖利率|利率|价格|的|[二两三五七十四]|\b(?:{'|'.join(k for k in SPELLED if k.isascii())})\b"
)
LONGEST_COUNTRY = 4
"""Characters of a Chinese country's name."""


class OfCountry(NamedTuple):
    """Mentions with every yield read as that of its country, and the yields that the map lacks."""

    mentions: list[Mention]
    absent: list[Elsewhere]


def of_country(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> OfCountry:
    """Return the mentions with bare tenors beside another country's bond read as that country's yield."""
    kept: list[Mention] = []
    absent: list[Elsewhere] = []
    rest = list(mentions)
    while rest:
        m = rest.pop(0)
        node = graph.by_id.get(m.candidates[0].id) if len(m.candidates) == 1 else None
        if node is None or _family(node) is None or WORDS_OF_YIELDS.sub("", folded.low[m.start : m.end]):
            kept.append(m)
            continue
        tenor = _tenor(folded.low[m.start : m.end])
        country = _before(folded, m, graph, lexicon) or _behind(folded, m, rest, graph)
        family = _family(graph.by_id[country.candidates[0].id]) if country else None
        if country is None or family is None or family == _family(node):
            kept.append(m)
            continue
        kept = [k for k in kept if k.end <= country.start or k.start >= country.end]
        rest = [k for k in rest if k.start >= max(country.end, m.end)]
        start, end = min(country.start, m.start), max(country.end, m.end)
        own = graph.by_id[country.candidates[0].id] if tenor is None else _families(graph).get(family, {}).get(tenor)
        if own is None:
            absent.append(Elsewhere(start, end, folded.raw[start:end].strip(), "country"))
            continue
        rate = any(w in folded.low[start:end] for w in lexicon.rate_words)
        sign = 1 if rate else country.candidates[0].sign
        kept.append(Mention(start, end, folded.raw[start:end], (Referent("node", own.id, sign=sign),)))
    return OfCountry(sorted(kept, key=lambda k: k.start), absent)


def _families(graph: Graph) -> dict[str, dict[int, Node]]:
    found: dict[str, dict[int, Node]] = {}
    for node in graph.nodes:
        family, tenor = _family(node), OF_NAME.search(node.name.en)
        if family is not None and tenor is not None:
            found.setdefault(family, {})[int(tenor[1])] = node
    return found


def _family(node: Node) -> str | None:
    """Return what the yields of one issuer share in their names, or None for what is no yield."""
    if node.kind != "rate" or not OF_NAME.search(node.name.en):
        return None
    return OF_NAME.sub("", node.name.en)


def _tenor(text: str) -> int | None:
    if (number := SAID.search(text)) is not None:
        return int(number[1])
    word = WRITTEN.search(text)
    return SPELLED.get(word[1] or word[2]) if word else None


def _before(folded: Folded, m: Mention, graph: Graph, lexicon: Lexicon) -> Mention | None:
    """Return what is named right before, once the words of the tenor are left out, or the country named there."""
    ahead = folded.low[: m.start]
    cut = Folded(ahead, folded.raw[: m.start], folded.at)
    last = next(reversed(linker_of(graph).link_folded(cut, states=False)), None)
    if last is not None and NEXT_TO.fullmatch(ahead[last.end :]) and _is_yield(last, graph):
        return last
    bare = ahead.rstrip(" 的")
    word = next(reversed(list(WORD.finditer(bare))), None)
    starts = (
        [word.start()] if word and word.end() == len(bare) else range(max(0, len(bare) - LONGEST_COUNTRY), len(bare))
    )
    for start in starts:
        name = re.sub(r"['’]s$", "", bare[start:])
        if lexicon.words.has(name):
            continue
        for rate in lexicon.rate_words[:1]:
            joint = "" if lexicon.language == "zh" else " "
            whole = fold(f"{name}{joint}{rate}")
            linked = linker_of(graph).link_folded(whole, states=False)
            if (
                len(linked) == 1
                and (linked[0].start, linked[0].end) == (0, len(whole.low))
                and _is_yield(linked[0], graph)
            ):
                return linked[0]._replace(start=start, end=len(bare))
    return None


def _behind(folded: Folded, m: Mention, rest: list[Mention], graph: Graph) -> Mention | None:
    """Return the bond named right behind the tenor: "10-year {Bund} yields"."""
    following = rest[0] if rest else None
    if (
        following is None
        or not NEXT_TO.fullmatch(folded.low[m.end : following.start])
        or _tenor(m.words.lower()) is None
    ):
        return None
    return following if _is_yield(following, graph) else None


def _is_yield(mention: Mention, graph: Graph) -> bool:
    node = graph.by_id.get(mention.candidates[0].id) if len(mention.candidates) == 1 else None
    return node is not None and _family(node) is not None
