"""Where everything goes: boxes in columns from causes to effects, a tag on every link, lines that run round boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from agents.drawing.crossings import untangled
from agents.drawing.ranks import columns

GAP = 16.0
"""Least room between two boxes of a column, in pixels."""
LANE = 14.0
"""Room that a line takes where it passes through a column."""
BEND = 26.0
"""Room for lines to bend between two columns."""
PORT = 13.0
"""Most room between two lines at the side of a box."""
SWEEPS = 12


class Size(NamedTuple):
    """Width and height, in pixels."""

    width: float
    height: float


class Rect(NamedTuple):
    """A rectangle: its left upper corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float


class Link(NamedTuple):
    """A link to be drawn, and the size of the tag on it."""

    id: str
    cause: str
    effect: str
    tag: Size


class Step(NamedTuple):
    """One piece of a line: straight, or a bend that leaves and arrives level."""

    start: tuple[float, float]
    end: tuple[float, float]
    bent: bool


@dataclass(frozen=True)
class Layout:
    """A drawing in numbers: boxes by node, tags and lines by link, and the size of it all."""

    boxes: dict[str, Rect]
    tags: dict[str, Rect]
    lines: dict[str, list[Step]]
    size: Size


def laid_out(boxes: Mapping[str, Size], links: Sequence[Link]) -> Layout:
    """Return the layout of boxes and links; of equal choices the one that comes first in `boxes` and `links`."""
    return _Layout(boxes, links).layout()


class _Layout:
    """Items are boxes, tags and the lanes of long links; boxes stand in even columns, tags in odd ones."""

    def __init__(self, boxes: Mapping[str, Size], links: Sequence[Link]) -> None:
        ranks = columns(list(boxes), [(link.cause, link.effect) for link in links])
        self.links = links
        self.column = {f"box {n}": 2 * rank for n, rank in ranks.items()}
        self.size = {f"box {n}": size for n, size in boxes.items()}
        self.chains = {link.id: self.chain(link) for link in links}
        self.segments = [pair for chain in self.chains.values() for pair in pairwise(chain)]
        rows: list[list[str]] = [[] for _ in range(max(self.column.values(), default=0) + 1)]
        for item, column in self.column.items():
            rows[column].append(item)
        self.rows = untangled(rows, self.segments)
        self.widths = [max((self.size[item].width for item in row), default=0.0) for row in self.rows]
        self.left = [sum(self.widths[:i]) + BEND * i for i in range(len(self.rows))]
        self.middle = self.heights()

    def chain(self, link: Link) -> list[str]:
        """Return the items that the link passes from left to right, and give its tag and lanes their columns."""
        ends = sorted((f"box {link.cause}", f"box {link.effect}"), key=lambda item: self.column[item])
        first, last = (self.column[item] for item in ends)
        if link.cause == link.effect:
            last = first + 2
        tag_at = last - 1
        passed = []
        for column in range(first + 1, last):
            item = f"tag {link.id}" if column == tag_at else f"lane {column} {link.id}"
            self.column[item] = column
            self.size[item] = link.tag if column == tag_at else Size(0.0, LANE)
            passed.append(item)
        return [ends[0], *passed] if link.cause == link.effect else [ends[0], *passed, ends[1]]

    def heights(self) -> dict[str, float]:
        """Return the middle of each item, near those of its neighbours and clear of the others of its column."""
        middle: dict[str, float] = {}
        for row in self.rows:
            top = 0.0
            for item in row:
                middle[item] = top + self.size[item].height / 2
                top += self.size[item].height + GAP
        beside: dict[str, list[str]] = defaultdict(list)
        for left, right in self.segments:
            beside[left].append(right)
            beside[right].append(left)
        for sweep in range(SWEEPS):
            for row in self.rows if sweep % 2 else self.rows[::-1]:
                wanted = [
                    sum(middle[n] for n in beside[item]) / len(beside[item]) if beside[item] else middle[item]
                    for item in row
                ]
                middle.update(zip(row, self.spread(row, wanted), strict=True))
        top = min((middle[item] - self.size[item].height / 2 for item in middle), default=0.0)
        return {item: at - top for item, at in middle.items()}

    def spread(self, row: list[str], wanted: list[float]) -> list[float]:
        """Return places in the row's order with room between them, as near to the wanted ones as can be.

        Source: the pool-adjacent-violators solution of isotonic least squares, Barlow et al. (1972); the room that
        is needed above each item is taken off first and added again after.
        """
        offsets = [0.0][: len(row)]
        for upper, lower in pairwise(row):
            room = 0.0 if upper.startswith("lane") and lower.startswith("lane") else GAP
            offsets.append(offsets[-1] + (self.size[upper].height + self.size[lower].height) / 2 + room)
        pools: list[list[float]] = []  # mean, how many
        for want, offset in zip(wanted, offsets, strict=True):
            pools.append([want - offset, 1])
            while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
                mean, count = pools.pop()
                upper_mean, upper_count = pools[-1]
                pools[-1] = [(mean * count + upper_mean * upper_count) / (count + upper_count), count + upper_count]
        level = [mean for mean, count in pools for _ in range(int(count))]
        return [at + offset for at, offset in zip(level, offsets, strict=True)]

    def layout(self) -> Layout:
        places = {item: self.rect(item) for item in self.column}
        ports = self.ports()
        lines = {}
        for link in self.links:
            chain = self.chains[link.id]
            line = self.line(link, chain, ports)
            backwards = chain[0] != f"box {link.cause}"
            lines[link.id] = [Step(s.end, s.start, s.bent) for s in reversed(line)] if backwards else line
        return Layout(
            boxes={item.removeprefix("box "): r for item, r in places.items() if item.startswith("box ")},
            tags={item.removeprefix("tag "): r for item, r in places.items() if item.startswith("tag ")},
            lines=lines,
            size=Size(
                max((r.x + r.width for r in places.values()), default=0.0),
                max((r.y + r.height for r in places.values()), default=0.0),
            ),
        )

    def rect(self, item: str) -> Rect:
        column, size = self.column[item], self.size[item]
        inset = (self.widths[column] - size.width) / 2
        return Rect(self.left[column] + inset, self.middle[item] - size.height / 2, size.width, size.height)

    def ports(self) -> dict[tuple[str, str, str], float]:
        """Return, by box, side and link, the height at which the link's line meets the box."""
        met: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
        for link in self.links:
            chain = self.chains[link.id]
            met[chain[0], "right"].append((self.middle[chain[1]], link.id))
            if link.cause == link.effect:
                met[chain[0], "right"].append((self.middle[chain[1]], f"{link.id} back"))
            else:
                met[chain[-1], "left"].append((self.middle[chain[-2]], link.id))
        found = {}
        for (item, side), lines in met.items():
            step = min(PORT, (self.size[item].height - PORT) / len(lines))
            for i, (_, name) in enumerate(sorted(lines, key=lambda line: line[0])):
                found[item, side, name] = self.middle[item] + step * (i - (len(lines) - 1) / 2)
        return found

    def line(self, link: Link, chain: list[str], ports: Mapping[tuple[str, str, str], float]) -> list[Step]:
        first = self.rect(chain[0])
        start = (first.x + first.width, ports[chain[0], "right", link.id])
        if link.cause == link.effect:
            at, back = self.middle[chain[1]], (start[0], ports[chain[0], "right", f"{link.id} back"])
            door, turn = (self.left[self.column[chain[1]]], at), (self.rect(chain[1]).x + 1, at)
            return [Step(start, door, True), Step(door, turn, False), Step(turn, door, False), Step(door, back, True)]
        line = []
        for item in chain[1:-1]:
            column = self.column[item]
            enter, leave = self.left[column], self.left[column] + self.widths[column]
            at = self.middle[item]
            line += [Step(start, (enter, at), True), Step((enter, at), (leave, at), False)]
            start = (leave, at)
        last = self.rect(chain[-1])
        return [*line, Step(start, (last.x, ports[chain[-1], "left", link.id]), True)]
