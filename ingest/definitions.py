"""Things that are another thing by definition: what is said of the one is said of the other, sign and all.

"Cut odds rose, so yields fell" speaks of the link that leaves the surprise which those odds are, when the map has no
link of its own from the odds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graph.model import TURNED, Edge, Sign
from ingest.shelf import Pair

LONGEST_CHAIN = 3


class Means(NamedTuple):
    """What a pair is about: the pair whose link it speaks of, and whether the sign turns on the way there."""

    pair: Pair
    turned: bool


class Definitions:
    """The definitions of a map, followed from cause to what it is; shares of a whole are not the whole."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._drawn: set[Pair] = set()
        self._is: dict[str, list[tuple[str, Sign]]] = {}
        for edge in edges:
            self._drawn.add((edge.cause, edge.effect))
            # An index is not its member: such links carry only what starts at the member.
            if edge.relation == "constitutes" and not edge.own_shock and edge.form == "linear":
                self._is.setdefault(edge.cause, []).append((edge.effect, edge.sign))

    def meant(self, pair: Pair) -> Means:
        """Return what a claim on a pair speaks of: the pair itself, or the nearest link that it is by definition."""
        cause, effect = pair
        if pair in self._drawn:
            return Means(pair, False)
        seen = {cause}
        ways: list[tuple[str, bool]] = [(cause, False)]
        for _ in range(LONGEST_CHAIN):
            ways = [
                (to, turned != (sign == "-"))
                for at, turned in ways
                for to, sign in sorted(self._is.get(at, ()))
                if to not in seen and to != effect
            ]
            seen |= {to for to, _ in ways}
            found = [(to, turned) for to, turned in ways if (to, effect) in self._drawn]
            if len(found) == 1:
                return Means((found[0][0], effect), found[0][1])
            if found:
                return Means(pair, False)
        return Means(pair, False)

    def speaking_of(self, pair: Pair) -> list[tuple[Pair, bool]]:
        """Return the pairs whose claims speak of the link between a pair, itself first, each with whether it turns."""
        found = [(pair, False)]
        for cause in sorted(self._is):
            other = (cause, pair[1])
            means = self.meant(other)
            if other != pair and means.pair == pair:
                found.append((other, means.turned))
        return found


def turned_sign(sign: Sign | None, turned: bool) -> Sign | None:
    """Return the sign, the other way round if it turns."""
    return TURNED[sign] if sign is not None and turned else sign
