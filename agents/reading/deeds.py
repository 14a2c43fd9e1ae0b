"""What a central bank decides or a speaker says, in whatever words: "opts to leave rates where they are"."""

from __future__ import annotations

import re
from functools import cache

from agents.reading.lexicon import Deed, Lexicon
from agents.reading.names import linker_of
from graph.content import Graph
from graph.linker import Mention, Referent
from graph.phrase_index import Folded, fold

OTHER_SIDE = "-"
"""What the plain name of a deed begins with that is the opposite of what it names."""


def with_deeds(folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with every deed that the map has a name for, from who does it to what is done.

    The words of a deed are data; what it stands for is what the map itself calls "{who} cuts", so a map without
    that bank or speaker has none of their deeds. A name that the map gives to a longer stretch stays.
    """
    kept = list(mentions)
    for deed in lexicon.deeds:
        if deed.who.search(folded.low) is None:
            continue
        for match in _compiled(deed.said).finditer(folded.low):
            start, end = match.span()
            if any(m.start <= start and end <= m.end for m in kept) or not _clear(kept, start, end):
                continue
            meant = _called(deed, graph)
            if meant:
                kept = [m for m in kept if m.end <= start or end <= m.start]
                kept.append(Mention(start, end, folded.raw[start:end], meant))
    return sorted(kept, key=lambda m: m.start)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _clear(mentions: list[Mention], start: int, end: int) -> bool:
    """Return whether no name reaches over an edge of the stretch."""
    return not any(m.start < edge < m.end for m in mentions for edge in (start, end))


def _called(deed: Deed, graph: Graph) -> tuple[Referent, ...]:
    """Return what the map knows by the plain name of the deed, the whole of it, or nothing."""
    plain = fold(deed.name.removeprefix(OTHER_SIDE))
    found = linker_of(graph).link_folded(plain, states=False)
    whole = [m for m in found if (m.start, m.end) == (0, len(plain.low))]
    if not whole or len({r.id for r in whole[0].candidates}) != 1:
        return ()
    meant = whole[0].candidates[0]
    return (meant._replace(sign=-meant.sign) if deed.name.startswith(OTHER_SIDE) else meant,)
