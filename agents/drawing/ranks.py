"""Which column each thing stands in: causes left of their effects, rings opened at one link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

Pair = tuple[str, str]


def columns(nodes: Sequence[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """Return the column of each node, from 0; of equal choices the one that is first in `nodes`.

    Every link leads right, but for those that close a ring. A cause stands as near to its effects as it can.

    Source: longest-path layering after Sugiyama, Tagawa and Toda (1981), IEEE Trans. SMC 11(2), rings opened by
    depth-first search from the things that have no cause.
    """
    places = {node: i for i, node in enumerate(nodes)}
    forward = _without_rings(
        nodes, sorted({p for p in pairs if p[0] != p[1]}, key=lambda p: (places[p[0]], places[p[1]]))
    )
    causes: dict[str, list[str]] = defaultdict(list)
    effects: dict[str, list[str]] = defaultdict(list)
    for cause, effect in forward:
        causes[effect].append(cause)
        effects[cause].append(effect)
    found: dict[str, int] = {}
    for node in _in_order(nodes, causes, effects):
        found[node] = max((found[c] + 1 for c in causes[node]), default=0)
    for node in reversed(_in_order(nodes, causes, effects)):
        if effects[node] and not causes[node]:
            found[node] = min(found[e] for e in effects[node]) - 1
    return found


def _without_rings(nodes: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """Return the links without those that lead back to where a search came from."""
    effects: dict[str, list[str]] = defaultdict(list)
    for cause, effect in pairs:
        effects[cause].append(effect)
    caused = {effect for _, effect in pairs}
    state: dict[str, str] = {}
    kept: list[Pair] = []
    for start in [*(n for n in nodes if n not in caused), *nodes]:
        if start in state:
            continue
        state[start] = "open"
        trail = [(start, iter(effects[start]))]
        while trail:
            node, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                state[node] = "done"
                trail.pop()
            elif state.get(step) != "open":
                kept.append((node, step))
                if step not in state:
                    state[step] = "open"
                    trail.append((step, iter(effects[step])))
    return kept


def _in_order(nodes: Sequence[str], causes: dict[str, list[str]], effects: dict[str, list[str]]) -> list[str]:
    """Return the nodes, each after all its causes."""
    waiting = {node: len(causes[node]) for node in nodes}
    free = [node for node in nodes if not waiting[node]]
    ordered: list[str] = []
    while free:
        node = free.pop(0)
        ordered.append(node)
        for effect in effects[node]:
            waiting[effect] -= 1
            if not waiting[effect]:
                free.append(effect)
    return ordered
