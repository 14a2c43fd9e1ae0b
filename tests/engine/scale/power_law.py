"""Power-law signed graphs of any size: heavy-tailed degrees, lags of 1 to 12 days, every loop settles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.engine.scale.arrays import ArrayGraph, Luck, arrays

SIZES = {"S0": (100, 300), "S1": (1_000, 10_000), "S2": (10_000, 100_000), "S3": (100_000, 1_000_000)}
TAIL = 0.75
"""The k-th place is an end of a link with odds in proportion to k ** -TAIL."""
RADIUS = 0.85
"""Absolute weights into a place add to this, so that no spectral radius is larger."""


@dataclass(frozen=True)
class Columns:
    """Links by column; places carry arbitrary numbers, as they would in a file."""

    size: int
    cause: NDArray[np.int32]
    effect: NDArray[np.int32]
    weight: NDArray[np.float64]
    lag: NDArray[np.int32]

    @property
    def hub(self) -> int:
        """Return the place with the most outgoing links."""
        return int(np.bincount(self.cause, minlength=self.size).argmax())

    def graph(self, spread: float = 0.3) -> ArrayGraph:
        """Return the graph whose links deviate by `spread` of their size and keep their sign."""
        size, one = np.abs(self.weight), np.ones(len(self.weight))
        key = np.random.default_rng(5).integers(0, 2**63, len(size)).astype(np.uint64)
        plus = (self.weight > 0).astype(float)
        luck = Luck(key, spread * size, plus, 1 - plus, one, size)
        return arrays("bench", np.ones(self.size), self.cause, self.effect, self.weight, self.lag, luck)


def power_law(size: int, links: int, *, seed: int = 1, acyclic: bool = False, longest: int = 12) -> Columns:
    """Return a random graph without self-loops or parallel links; acyclic: causes stand before effects."""
    luck = np.random.default_rng(seed)
    odds = np.cumsum((np.arange(size) + 1.0) ** -TAIL)
    ends: Any = np.searchsorted(odds / odds[-1], luck.random((2, 2 * links)))
    cause, effect = luck.permutation(size)[ends[0]], luck.permutation(size)[ends[1]]
    if acyclic:
        cause, effect = np.minimum(cause, effect), np.maximum(cause, effect)
    key = luck.permutation(np.unique((cause * size + effect)[cause != effect]))[:links]
    key.sort()
    cause, effect = (key // size).astype(np.int32), (key % size).astype(np.int32)
    weight = np.exp(luck.normal(size=len(key)))
    weight *= RADIUS / np.bincount(effect, weight, minlength=size)[effect]
    weight *= luck.choice([-1, 1], len(key))
    return Columns(size, cause, effect, weight, luck.integers(1, longest + 1, len(key)).astype(np.int32))
