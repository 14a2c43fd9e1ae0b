"""Which nodes links lead to, and which feed back on themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

Pair = tuple[str, str]


def reached_from(start: str, pairs: Iterable[Pair]) -> set[str]:
    """Return everything that the links lead to from `start`; itself only when a loop leads back."""
    return _reached(start, _effects(pairs))


def loops(pairs: Iterable[Pair]) -> list[frozenset[str]]:
    """Return the groups of nodes that all lead to each other, in alphabetical order."""
    effects = _effects(pairs)
    reach = {node: _reached(node, effects) for node in list(effects)}
    groups = {
        frozenset(other for other in found if node in reach.get(other, ()))
        for node, found in reach.items()
        if node in found
    }
    return sorted(groups, key=sorted)


def way_between(start: str, end: str, pairs: Iterable[Pair]) -> list[str]:
    """Return the nodes of a shortest way along the links, both ends included; empty when there is none."""
    effects = _effects(pairs)
    before: dict[str, str] = {start: start}
    front = [start]
    while front and end not in before:
        ahead = [(node, after) for node in front for after in sorted(effects.get(node, ())) if after not in before]
        for node, after in ahead:
            before.setdefault(after, node)
        front = sorted({after for _, after in ahead})
    if end not in before:
        return []
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def _effects(pairs: Iterable[Pair]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for cause, effect in pairs:
        found[cause].add(effect)
    return found


def _reached(start: str, effects: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = [start]
    while left:
        new = effects.get(left.pop(), set()) - found
        found |= new
        left += new
    return found
