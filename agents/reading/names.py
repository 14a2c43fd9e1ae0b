"""What a question names of a map, with the readings of names that only questions allow."""

from __future__ import annotations

from collections import OrderedDict

from agents.reading.intent import Shape, intent_of
from agents.reading.lexicon import Lexicon, load_traditional
from graph.content import Graph
from graph.linker import Linker, Mention, Referent
from graph.phrase_index import WORD, Folded, fold

GRAPHS_KEPT = 8
SHORTEST_TICKER, LONGEST_TICKER = 3, 4
"""Letters of a ticker that is also read in small letters."""
_linkers: OrderedDict[int, tuple[Graph, Linker]] = OrderedDict()


def linker_of(graph: Graph) -> Linker:
    """Return the graph's linker, made once and kept while the graph is in use."""
    kept = _linkers.get(id(graph))
    if kept is None or kept[0] is not graph:
        like = next((linker for other, linker in _linkers.values() if same_names(other, graph)), None)
        kept = (graph, like or Linker(graph, same=load_traditional(), asked=True))
        _linkers[id(graph)] = kept
        while len(_linkers) > GRAPHS_KEPT:
            _linkers.popitem(last=False)
    return kept[1]


def same_names(one: Graph, other: Graph) -> bool:
    """Return whether two graphs call the same things by the same names: they differ in links or values at most."""
    return one.nodes == other.nodes and one.regimes == other.regimes and one.scenarios == other.scenarios


def named(folded: Folded, graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return what the question names, tickers in small letters included where they are no word.

    A market state that no node stands for gives way to the names inside its words: a state cannot be moved.
    """
    linker = linker_of(graph)
    text = _with_tickers(folded, lexicon)
    other = [m.span() for p in lexicon.not_names for m in p.finditer(folded.low)]
    linked = [m for m in linker.link_folded(text) if not any(a <= m.start and m.end <= b for a, b in other)]
    mentions = [m for m in linked if not _is_money(folded, m, lexicon)]
    movable = {r.id for r in graph.regimes if r.node in graph.by_id}
    fixed = [m for m in mentions if all(r.kind == "state" and r.id not in movable for r in m.candidates)]
    if not fixed:
        return [m._replace(words=folded.raw[m.start : m.end]) for m in mentions]
    inside = linker.link_folded(text, states=False)
    for m in fixed:
        parts = [p for p in inside if m.start <= p.start and p.end <= m.end]
        if parts and not _assumed(folded, m, lexicon):
            mentions = [k for k in mentions if k is not m] + parts
    return [m._replace(words=folded.raw[m.start : m.end]) for m in sorted(mentions, key=lambda m: m.start)]


def _is_money(folded: Folded, mention: Mention, lexicon: Lexicon) -> bool:
    """Return whether the name is only the unit of the number before it: "200 dollars", "5美元"."""
    if folded.low[mention.start : mention.end] not in lexicon.units:
        return False
    ahead = folded.low[: mention.start].rstrip(" -")
    before = ahead[-1:]
    word = next((m.group().lstrip("0123456789.") for m in WORD.finditer(ahead) if m.end() == len(ahead)), before)
    return (
        before.isdigit() or before in lexicon.digits or any(w.isalpha() and w in lexicon.units for w in (word, before))
    )


def _assumed(folded: Folded, mention: Mention, lexicon: Lexicon) -> bool:
    """Return whether the words beside the state make it a backdrop: "in a thin market"."""
    for found in lexicon.words.find(folded):
        kinds = {m.kind for m in found.meanings}
        if "market" in kinds and 0 <= found.start - mention.end <= 2:
            return True
        if "toward" in kinds and 0 <= mention.start - found.end <= 3:
            return True
    return False


def _with_tickers(folded: Folded, lexicon: Lexicon) -> Folded:
    raw = folded.raw
    for match in WORD.finditer(folded.low):
        word = match.group()
        short = SHORTEST_TICKER <= len(word) <= LONGEST_TICKER and word.isalpha() and word.isascii()
        if (
            short
            and not raw[match.start() : match.end()].isupper()
            and not (
                word in lexicon.ordinary
                or lexicon.words.has(word)
                or word in lexicon.time_units
                or word in lexicon.months
            )
        ):
            raw = raw[: match.start()] + word.upper() + raw[match.end() :]
    return Folded(folded.low, raw, folded.at)


def whole_market(place: int, graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return a mention of no width of what the map calls the market as a whole; empty when it has no such thing."""
    for word in lexicon.market_names:
        for mention in linker_of(graph).link_folded(fold(word)):
            if len({r.id for r in mention.candidates}) == 1:
                return [mention._replace(start=place, end=place, words="")]
    return []


def market_meant(folded: Folded, graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return the market where a question that names nothing asks why a move came about: "why the sell-off"."""
    if intent_of(Shape(0, False, False, False, folded.low), lexicon)[0] != "why":
        return []
    move = next((m for p in lexicon.screens["bare_why"] if (m := p.search(folded.low))), None)
    return whole_market(move.start(), graph, lexicon) if move else []


def odds_meant(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with the odds that the map holds where a question says only "the odds".

    Beside anything that happens or has odds of its own, its odds are meant.
    """
    bare = [m for p in lexicon.screens["bare_odds"] for m in p.finditer(folded.low)]
    taken = {i for m in mentions for i in range(m.start, m.end)}
    spans = [m.span(m.lastindex or 0) for m in bare]
    spans = [s for s in spans if taken.isdisjoint(range(*s))]
    priced = {e.priced_by for e in graph.events if e.priced_by}
    odds = [n for n in graph.nodes if n.probability and n.id in priced]
    named_nodes = [graph.by_id.get(r.id) for m in mentions for r in m.candidates]
    happens = any(n is not None and (n.probability or n.kind in ("event", "level")) for n in named_nodes)
    if len(odds) != 1 or not spans or happens or lexicon.shows("likelihood", folded.low):
        return mentions
    start, end = spans[0]
    meant = Mention(start, end, folded.raw[start:end], (Referent("node", odds[0].id, sign=1),))
    return sorted([*mentions, meant], key=lambda m: m.start)


def also_called(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with those that a desk's own word names, where the map gives that word to nothing."""
    kept = list(mentions)
    said = [(f.start, f.end, f.meanings[0]) for f in lexicon.also_called.find(folded)]
    said += [(*m.span(m.lastindex or 0), name) for words, name in lexicon.also_said for m in words.finditer(folded.low)]
    for start, end, name in sorted(said, key=lambda s: (s[0] - s[1], s[0])):
        touching = [m for m in kept if m.start < end and start < m.end]
        if any(m.start < start or end < m.end or (m.start, m.end) == (start, end) for m in touching):
            continue
        meant = linker_of(graph).link_folded(fold(name))
        if len(meant) == 1 and len({r.id for r in meant[0].candidates}) == 1:
            kept = [m for m in kept if m not in touching]
            kept.append(meant[0]._replace(start=start, end=end, words=folded.raw[start:end]))
    return sorted(kept, key=lambda m: m.start)


def own_stock(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with "the stock" being that of the company named before it, where one is."""
    words = {m.span() for m in lexicon.own_stock.finditer(folded.low)}
    if not words:
        return mentions
    kept: list[Mention] = []
    for start, end in sorted({(m.start, m.end) for m in mentions} | words):
        own = next((m for m in mentions if (m.start, m.end) == (start, end)), None)
        company = next((m for m in reversed(kept) if _is_company(m, graph, lexicon)), None)
        said = any(a <= start and end <= b for a, b in words)
        taken = any(m.start < end and start < m.end for m in mentions if m is not own)
        if said and company is not None and not taken:
            kept.append(company._replace(start=start, end=end, words=folded.raw[start:end]))
        elif own is not None:
            kept.append(own)
    return kept


def of_strangers(folded: Folded, mentions: list[Mention], ends: list[int], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions without "the stock" of a company that the map lacks, whose name ends at one of `ends`."""
    own = {m.span() for m in lexicon.own_stock.finditer(folded.low)}
    return [
        m
        for m in mentions
        if (m.start, m.end) not in own
        or not any(e <= m.start and not folded.low[e : m.start].strip(" 的'’s") for e in ends)
    ]


def _is_company(mention: Mention, graph: Graph, lexicon: Lexicon) -> bool:
    node = graph.by_id.get(mention.candidates[0].id) if mention.candidates else None
    whole = node is not None and any(w in lexicon.market_names for w in (*node.aliases.en, *node.aliases.zh))
    return node is not None and node.kind == "equity" and not whole
