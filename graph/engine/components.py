"""Order in a directed graph: what reaches what, strongly connected components, same-day order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.engine.snapshot import Link


class Arrow(Protocol):
    """Something that leads from one place to another along a link."""

    @property
    def cause(self) -> int:
        """Return where it starts."""

    @property
    def effect(self) -> int:
        """Return where it ends."""

    @property
    def link(self) -> int:
        """Return the link it follows."""


@dataclass(frozen=True)
class Component:
    """Places that reach one another: arcs that enter from outside, arcs within, same-day arcs in a solvable order.

    `same_day` is None when same-day arcs close a loop, so that the day must be solved as a whole.
    """

    places: tuple[int, ...]
    inbound: tuple[int, ...]
    within: tuple[int, ...]
    same_day: tuple[int, ...] | None

    @property
    def cyclic(self) -> bool:
        """Return whether a change can come back to where it was."""
        return bool(self.within)


def reachable(starts: Iterable[int], neighbours: Mapping[int, Sequence[int]]) -> set[int]:
    """Return everything that can be reached from the starts, themselves included."""
    seen = set(starts)
    stack = list(seen)
    while stack:
        for near in neighbours.get(stack.pop(), ()):
            if near not in seen:
                seen.add(near)
                stack.append(near)
    return seen


def components(size: int, arcs: Sequence[Arrow], links: Sequence[Link]) -> list[Component]:
    """Return the strongly connected components, causes before effects."""
    out: list[list[int]] = [[] for _ in range(size)]
    for arc in arcs:
        out[arc.cause].append(arc.effect)
    groups = strong_groups(size, out)
    group_of = {place: g for g, group in enumerate(groups) for place in group}
    inbound: list[list[int]] = [[] for _ in groups]
    within: list[list[int]] = [[] for _ in groups]
    for a, arc in enumerate(arcs):
        g = group_of[arc.effect]
        (within if group_of[arc.cause] == g else inbound)[g].append(a)
    return [
        Component(tuple(group), tuple(inbound[g]), tuple(within[g]), zero_lag_order(group, within[g], arcs, links))
        for g, group in enumerate(groups)
    ]


def strong_groups(size: int, out: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return Tarjan's strongly connected groups in topological order, each sorted."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    groups: list[list[int]] = []
    for root in range(size):
        if root in number:
            continue
        work = [(root, iter(out[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            place, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == number[place]:
                    cut = stack.index(place)
                    groups.append(sorted(stack[cut:]))
                    on_stack.difference_update(stack[cut:])
                    del stack[cut:]
            elif step not in number:
                number[step] = low[step] = len(number)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(out[step])))
            elif step in on_stack:
                low[place] = min(low[place], number[step])
    return groups[::-1]


def zero_lag_order(
    group: Sequence[int], within: Sequence[int], arcs: Sequence[Arrow], links: Sequence[Link]
) -> tuple[int, ...] | None:
    """Return the same-day arcs so that each comes after those into its cause, or None when they close a loop."""
    same_day = [a for a in within if links[arcs[a].link].kernel.days[0] == 0]
    waiting = dict.fromkeys(group, 0)
    leaving: dict[int, list[int]] = {place: [] for place in group}
    for a in same_day:
        waiting[arcs[a].effect] += 1
        leaving[arcs[a].cause].append(a)
    ready = [place for place in group if not waiting[place]]
    ordered: list[int] = []
    while ready:
        for a in leaving[ready.pop()]:
            ordered.append(a)
            waiting[arcs[a].effect] -= 1
            if not waiting[arcs[a].effect]:
                ready.append(arcs[a].effect)
    return tuple(ordered) if len(ordered) == len(same_day) else None
