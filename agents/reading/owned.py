"""Names that only say whose a thing is: the index of "the index's swings", the funds of "funds cut their exposure"."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from agents.reading.elsewhere import NEXT_TO
from agents.reading.lexicon import Lexicon, load_words
from graph.content import Graph
from graph.linker import Mention
from graph.model import Node
from graph.phrase_index import HAN_CHARACTER, WORD, Folded, fold, stem

FARTHEST = 30
"""Characters between an owner and what it owns."""
PARTING = ("and", "or", "go", "affects", "effect_cue", "not", "if", "onto", "to", "toward", "effect_on", "reacts")
"""Kinds of words that part what a release counts from its name."""
PAUSES = frozenset(",，.。;；:：?？!！、")


class Owner(NamedTuple):
    """A mention that the next one belongs to, and the stretches that say no more than that."""

    mention: Mention
    spans: tuple[tuple[int, int], ...]


def owners(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Owner]:
    """Return the mentions that the next one belongs to."""
    found = []
    for mine, its in pairwise(mentions):
        against = _against(folded, mine, its, graph, lexicon)
        if against is not None:
            found.append(Owner(its, (against,)))
            continue
        if _is_number_of(folded, mine, its, graph, lexicon):
            found.append(Owner(its, ()))
            continue
        may = _may(folded, mine, its, graph, lexicon)
        if may or _is_facet(folded, mine, its, graph) or _owns(folded, mine, its, graph, lexicon):
            found.append(Owner(mine, ((mine.start, mine.end), *may)))
    return found


def _node(mention: Mention, graph: Graph) -> Node | None:
    one = len({r.id for r in mention.candidates}) == 1
    return graph.by_id.get(mention.candidates[0].id) if one else None


def _is_facet(folded: Folded, mine: Mention, its: Mention, graph: Graph) -> bool:
    """Return whether the second is how much the first swings or how deep its market is, and stands right behind."""
    owner, owned, kinds = _node(mine, graph), _node(its, graph), load_words("kinds")
    if owner is None or owned is None or not NEXT_TO.fullmatch(folded.low[mine.end : its.start]):
        return False
    return owner.kind in kinds["has_facets"] and owned.kind in kinds["facets"]


def _is_number_of(folded: Folded, mine: Mention, its: Mention, graph: Graph, lexicon: Lexicon) -> bool:
    """Return whether the second only says what the first, a release, counts: "{survey} shows payrolls down 60k"."""
    survey, counted = _node(mine, graph), _node(its, graph)
    gap = folded.low[mine.end : its.start]
    if survey is None or counted is None or survey == counted or {survey.kind, counted.kind} != {"data"}:
        return False
    parted = any(m.kind in PARTING for f in lexicon.words.find(fold(gap)) for m in f.meanings)
    if parted or len(gap) > FARTHEST or not PAUSES.isdisjoint(gap):
        return False
    said, ending = folded.low[mine.start : mine.end], folded.low[its.start : its.end]
    names = [fold(n).low for n in (survey.name.en, *survey.aliases.en, survey.name.zh or "", *survey.aliases.zh)]
    heads = [n.removesuffix(ending).strip() for n in names if n.endswith(ending)]
    return any(head and said.startswith(head) for head in heads)


def _against(folded: Folded, mine: Mention, its: Mention, graph: Graph, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return where a currency says what it moved against: "the euro is up 2% against the dollar" moves one pair."""
    pair, other = _node(mine, graph), _node(its, graph)
    said = next((m for p in lexicon.against if (m := p.search(folded.low[mine.end : its.start]))), None)
    if said is None or pair is None or other is None or pair.kind != "fx" or other.kind != "fx" or pair.unit == "index":
        return None
    return mine.end + said.start(), its.end


def _may(folded: Folded, mine: Mention, its: Mention, graph: Graph, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    """Return where it is said that the first is allowed to do what the second is: "the company may sell ..."."""
    actor, deed = _node(mine, graph), _node(its, graph)
    gap = folded.low[mine.end : its.start]
    if actor is None or deed is None or deed.kind != "event" or len(gap) > FARTHEST or not PAUSES.isdisjoint(gap):
        return ()
    permit = lexicon.permits.search(gap) if actor.kind in load_words("kinds")["has_facets"] else None
    denied = permit and any(
        m.kind == "not" for f in lexicon.words.find(fold(gap[: permit.start()])) for m in f.meanings
    )
    return () if permit is None or denied else ((mine.end + permit.start(), its.start),)


def _owns(folded: Folded, mine: Mention, its: Mention, graph: Graph, lexicon: Lexicon) -> bool:
    """Return whether the whole name of the second begins with the first, and is said without it here."""
    owned = _node(its, graph)
    gap = folded.low[mine.end : its.start]
    if owned is None or owned.kind not in load_words("kinds")["held"] or len(gap) > FARTHEST:
        return False
    joined = any(m.kind in ("and", "or") for f in lexicon.words.find(fold(gap)) for m in f.meanings)
    if joined or not PAUSES.isdisjoint(gap):
        return False
    name = folded.low[mine.start : mine.end]
    if HAN_CHARACTER.search(name):
        return name not in its.words and any(n.startswith(name) for n in (owned.name.zh or "", *owned.aliases.zh))
    own = [stem(w) for w in WORD.findall(name)]
    own = own[1:] if own[:1] == ["the"] else own
    said = [stem(w) for w in WORD.findall(its.words.lower())]
    names = [[stem(w) for w in WORD.findall(n.lower())] for n in (owned.name.en, *owned.aliases.en)]
    return bool(own) and own != said[: len(own)] and any(n[: len(own)] == own and len(n) > len(own) for n in names)
