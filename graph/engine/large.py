"""Large sparse loops: x = W x + b summed term by term to the last digit, where a dense inverse would cost minutes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from graph.engine.kernels import Array

LARGE = 300
"""Places from which a block is summed term by term; smaller ones are inverted."""
TERMS = 600
"""Terms after which the sum is given up and the block inverted after all."""
DIGITS, NOTHING = 4e-16, 1e-25
"""A place is settled when a term adds less than this share of it, or of the largest place."""


class Sparse:
    """A block's weights by arc, shape (arcs, lanes), between places counted from 0."""

    def __init__(self, causes: Sequence[int], effects: Sequence[int], weights: Array) -> None:
        order = np.argsort(effects, kind="stable")
        self.causes, self.weights = np.asarray(causes)[order], weights[order]
        ends = np.asarray(effects)[order]
        self.starts = np.flatnonzero(np.diff(ends, prepend=-1))
        self.rows = ends[self.starts]

    def settled(self, b: Array, held: Collection[int] = ()) -> Array | None:
        """Return x = W x + b, shape (places, lanes), what arrives at `held` places left out; None if it is slow."""
        x, term = b.copy(), b
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(TERMS):
                more = np.zeros_like(b)
                more[self.rows] = np.add.reduceat(self.weights * term[self.causes], self.starts, axis=0)
                if held:
                    more[sorted(held)] = 0
                x, term = x + more, more
                size = np.abs(x)
                if (np.abs(term) <= DIGITS * size + NOTHING * size.max(axis=0, initial=0)).all():
                    return x
        return None
