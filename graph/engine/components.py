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
class Block:
    """Places that reach one another on the same day: same-day arcs into them, and same-day arcs within."""

    places: tuple[int, ...]
    inbound: tuple[int, ...]
    within: tuple[int, ...]


@dataclass(frozen=True)
class Component:
    """Places that reach one another: arcs from outside, arcs within, and how a day is solved."""

    places: tuple[int, ...]
    inbound: tuple[int, ...]
    within: tuple[int, ...]
    same_day: tuple[Block, ...]
    """Blocks that receive something on the same day, causes first."""

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
        Component(tuple(group), tuple(inbound[g]), tuple(within[g]), same_day_blocks(group, within[g], arcs, links))
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
                    group = [stack.pop()]
                    while group[-1] != place:
                        group.append(stack.pop())
                    groups.append(sorted(group))
                    on_stack.difference_update(group)
            elif step not in number:
                number[step] = low[step] = len(number)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(out[step])))
            elif step in on_stack:
                low[place] = min(low[place], number[step])
    return groups[::-1]


def same_day_blocks(
    group: Sequence[int], within: Sequence[int], arcs: Sequence[Arrow], links: Sequence[Link]
) -> tuple[Block, ...]:
    """Return the blocks of a component's same-day arcs, causes first; blocks that receive nothing are left out."""
    same_day = [a for a in within if links[arcs[a].link].kernel.days[0] == 0]
    at = {place: i for i, place in enumerate(group)}
    out: list[list[int]] = [[] for _ in group]
    for a in same_day:
        out[at[arcs[a].cause]].append(at[arcs[a].effect])
    blocks = strong_groups(len(group), out)
    block_of = {group[i]: b for b, members in enumerate(blocks) for i in members}
    inbound: list[list[int]] = [[] for _ in blocks]
    inside: list[list[int]] = [[] for _ in blocks]
    for a in same_day:
        b = block_of[arcs[a].effect]
        (inside if block_of[arcs[a].cause] == b else inbound)[b].append(a)
    return tuple(
        Block(tuple(group[i] for i in members), tuple(inbound[b]), tuple(inside[b]))
        for b, members in enumerate(blocks)
        if inbound[b] or inside[b]
    )
