"""Whose step a bare rate decision is: behind the name of another bank it is that bank's, not the map's event."""

from __future__ import annotations

from itertools import pairwise

from agents.reading.lexicon import Lexicon, load_words
from graph.content import Graph
from graph.linker import Mention
from graph.model import Node
from graph.phrase_index import HAN_CHARACTER, Folded, fold

FARTHEST = 8
"""Characters between a bank and what it does: 欧洲央行12月意外降息."""
SHARED = 2
"""Characters that the names of a bank's rate and of its decision begin with alike."""
BETWEEN_OTHERS = ("and", "or", "not", "if", "weak_if", "affects", "effect_cue", "go", "reason")
"""Kinds of words that part a name from a step which is not its own."""
PAUSES = frozenset(",，.。;；:：?？!！、")


def of_own_bank(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return the mentions without a decision that is said of another bank's rate: it only says which way that goes.

    A map may call one bank's cut by the bare word; right behind another bank's name the word is that bank's move.
    """
    if lexicon.language != "zh":
        return mentions
    others = {b for a, b in pairwise(mentions) if _is_of_another(folded, a, b, graph, lexicon)}
    return [m for m in mentions if m not in others]


def _is_of_another(folded: Folded, bank: Mention, step: Mention, graph: Graph, lexicon: Lexicon) -> bool:
    gap = folded.low[bank.end : step.start]
    rate, deed = _only(bank, graph), _only(step, graph)
    if rate is None or deed is None or rate.kind not in load_words("kinds")["set_by_banks"] or rate.unit != "bp":
        return False
    if len(gap) > FARTHEST or not PAUSES.isdisjoint(gap) or deed.kind != "event":
        return False
    said = {m.kind for f in lexicon.words.find(fold(gap)) for m in f.meanings}
    moves = {m.kind for f in lexicon.words.find(fold(folded.raw[step.start : step.end])) for m in f.meanings}
    return said.isdisjoint(BETWEEN_OTHERS) and "go" in moves and not _alike(rate, deed)


def _only(mention: Mention, graph: Graph) -> Node | None:
    one = len({r.id for r in mention.candidates}) == 1
    return graph.by_id.get(mention.candidates[0].id) if one else None


def _alike(rate: Node, deed: Node) -> bool:
    """Return whether both are of one bank: some of their Chinese names begin with the same characters."""
    mine, its = [[n for n in (x.name.zh or "", *x.aliases.zh) if HAN_CHARACTER.match(n)] for x in (rate, deed)]
    return any(a[:SHARED] == b[:SHARED] for a in mine for b in its)
