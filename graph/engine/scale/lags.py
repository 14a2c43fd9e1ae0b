"""Arcs by lag: all that pass something on after as many days stand together, by effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.engine.scale.rows import SPARE, Floats, Ints


@dataclass
class Lags:
    """Arcs of lag l are `begin[l] : end[l]`; the room up to the next lag's begin is spare. Changed in place."""

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    cause: Ints
    effect: Ints
    weight: Floats
    link: Ints
    share: Floats

    @property
    def longest(self) -> int:
        """Return the longest lag."""
        return len(self.begin) - 1

    def numbers(self) -> NDArray[np.int64]:
        """Return the lags that have arcs, with lag 0 always first."""
        return np.array([k for k in range(len(self.begin)) if k == 0 or self.end[k] > self.begin[k]], dtype=np.int64)

    def scale(self, link: int, effect: int, factor: float) -> None:
        """Multiply the weights of a link's arcs."""
        for begin, end in zip(self.begin, self.end, strict=True):
            first, last = np.searchsorted(self.effect[begin:end], [effect, effect + 1])
            for a in range(int(begin + first), int(begin + last)):
                if self.link[a] == link:
                    self.weight[a] *= factor

    def fits(self, lag: int) -> bool:
        """Return whether an arc of that lag can be put in without building anew."""
        if lag > self.longest:
            return False
        following = self.begin[lag + 1] if lag < self.longest else len(self.cause)
        return bool(self.end[lag] < following)

    def put(self, cause: int, effect: int, weight: float, lag: int, link: int) -> None:
        """Put in an arc that fits."""
        begin, end = int(self.begin[lag]), int(self.end[lag])
        at = begin + int(np.searchsorted(self.effect[begin:end], effect, side="right"))
        row: tuple[tuple[NDArray[Any], float], ...] = (
            (self.cause, cause), (self.effect, effect), (self.weight, weight), (self.link, link), (self.share, 1.0)
        )  # fmt: skip
        for column, value in row:
            column[at + 1 : end + 1] = column[at:end]
            column[at] = value
        self.end[lag] += 1


def lags(cause: Ints, effect: Ints, weight: Floats, share: Floats, lag: Ints, link: Ints) -> Lags:
    """Return arcs by lag, all arguments by arc, shape (arcs,)."""
    order = np.lexsort((link, cause, effect, lag))
    count = np.bincount(lag, minlength=1).astype(np.int64)
    room = count + 16 + count // SPARE
    begin = np.concatenate([[0], np.cumsum(room)[:-1]]).astype(np.int64)
    at = np.arange(len(lag)) + np.repeat(begin - (np.cumsum(count) - count), count)
    size = int(room.sum())

    def spread(column: NDArray[Any]) -> NDArray[Any]:
        out = np.zeros(size, column.dtype)
        out[at] = column[order]
        return out

    return Lags(begin, begin + count, spread(cause), spread(effect), spread(weight), spread(link), spread(share))
