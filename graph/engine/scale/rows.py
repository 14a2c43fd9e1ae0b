"""Links in rows: all that leave, or enter, a place stand together, with room to put one more in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
SPARE = 16
"""A row has room for one link more, and for one in sixteen of those it has."""
TAIL = 4096
"""Least room at the end, for rows that outgrow their own."""


@dataclass
class Rows:
    """Rows of links with their other end, weight and number; changed in place by whoever holds them.

    Row i is `start[i] : start[i] + count[i]`, of `room[i]`; `used` is where the free tail begins. Within a
    row links stand by descending size, then by number.
    """

    start: NDArray[np.int64]
    count: Ints
    room: Ints
    other: Ints
    weight: Floats
    link: Ints
    used: int

    def find(self, row: int, link: int) -> int:
        """Return where a link stands, or -1."""
        begin = int(self.start[row])
        found = np.flatnonzero(self.link[begin : begin + int(self.count[row])] == link)
        return begin + int(found[0]) if len(found) else -1

    def take(self, row: int, link: int) -> None:
        """Take a link out of its row."""
        at, end = self.find(row, link), int(self.start[row]) + int(self.count[row])
        for column in (self.other, self.weight, self.link):
            column[at : end - 1] = column[at + 1 : end]
        self.count[row] -= 1

    def put(self, row: int, other: int, weight: float, link: int) -> None:
        """Put a link into its row, where its size belongs; a full row moves to the free tail."""
        if self.count[row] == self.room[row]:
            self._move(row)
        begin, end = int(self.start[row]), int(self.start[row]) + int(self.count[row])
        sizes, numbers = np.abs(self.weight[begin:end]), self.link[begin:end]
        at = begin + int(((sizes > abs(weight)) | ((sizes == abs(weight)) & (numbers < link))).sum())
        for column, value in ((self.other, other), (self.weight, weight), (self.link, link)):
            column[at + 1 : end + 1] = column[at:end]
            column[at] = value
        self.count[row] += 1

    def _move(self, row: int) -> None:
        begin, size = int(self.start[row]), int(self.count[row])
        room = 2 * size + 2
        if self.used + room > len(self.other):
            more = max(TAIL, room, len(self.other) // SPARE)
            self.other, self.weight, self.link = (
                np.concatenate([c, np.zeros(more, dtype=c.dtype)]) for c in (self.other, self.weight, self.link)
            )
        for column in (self.other, self.weight, self.link):
            column[self.used : self.used + size] = column[begin : begin + size]
        self.start[row], self.room[row], self.used = self.used, room, self.used + room


def rows(size: int, ends: Ints, others: Ints, weights: Floats) -> Rows:
    """Return rows by `ends`, shape (links,), of `size` places; a link's number is its place in the arguments."""
    count = np.bincount(ends, minlength=size).astype(np.int32)
    room = (count + 1 + count // SPARE).astype(np.int32)
    start = np.concatenate([[0], np.cumsum(room, dtype=np.int64)])
    order = np.argsort(-np.abs(weights), kind="stable")
    order = order[np.argsort(ends[order], kind="stable")]
    firsts = np.cumsum(count, dtype=np.int64) - count
    at = np.arange(len(ends)) - np.repeat(firsts - start[:-1], count)
    used = int(start[-1])
    long = used + max(TAIL, len(ends) // SPARE)
    other, weight, link = np.zeros(long, np.int32), np.zeros(long), np.zeros(long, np.int32)
    other[at], weight[at], link[at] = others[order], weights[order], order
    return Rows(start[:-1].copy(), count, room, other, weight, link, used)
