"""Tables over discrete variables: products, sums, and variable elimination that is exact."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from graph.engine.kernels import Array
from graph.errors import ScenarioError

LARGEST_TABLE = 2**22
"""Numbers in the largest table that is worked: beyond it a net is too dense for exact odds."""


@dataclass(frozen=True)
class Factor:
    """A table over the variables `scope` (ascending), axis k of size that of scope[k]'s states."""

    scope: tuple[int, ...]
    table: Array

    def spread(self, scope: Sequence[int]) -> Array:
        """Return the table with an axis for each of `scope`, of size 1 where this factor does not speak."""
        return self.table.reshape(
            [self.table.shape[self.scope.index(v)] if v in self.scope else 1 for v in scope]
        )  # fmt: skip

    def at(self, states: Mapping[int, int]) -> Factor:
        """Return the part of the table in which the given variables have the given states."""
        part = self.table[tuple(states[v] if v in states else slice(None) for v in self.scope)]
        return Factor(tuple(v for v in self.scope if v not in states), part)

    def summed(self, out: Collection[int]) -> Factor:
        """Return the sum over the variables in `out`."""
        axes = tuple(k for k, v in enumerate(self.scope) if v in out)
        return Factor(tuple(v for v in self.scope if v not in out), np.asarray(self.table.sum(axis=axes)))


def factor(scope: Sequence[int], table: Array) -> Factor:
    """Return the factor of a table whose axes are in the order of `scope`."""
    order = sorted(range(len(scope)), key=lambda k: scope[k])
    return Factor(tuple(scope[k] for k in order), np.ascontiguousarray(np.transpose(table, order)))


def indicator(variable: int, state: int, size: int) -> Factor:
    """Return the factor that is 1 in one state of a variable and 0 in the others."""
    return Factor((variable,), np.eye(size)[state])


def product(factors: Iterable[Factor]) -> Factor:
    """Return the product of factors, over the union of their scopes."""
    return reduce(_times, factors, Factor((), np.ones(())))


def eliminated(factors: Iterable[Factor], keep: Collection[int], sizes: Sequence[int]) -> Factor:
    """Return the sum of the product of `factors` over every variable not in `keep`.

    Variables leave one by one, the one with the smallest table first (Zhang and Poole 1994); `keep` that no
    factor mentions have no axis. Raise `ScenarioError` when a table would be larger than `LARGEST_TABLE`.
    """
    left = list(factors)
    out = {v for f in left for v in f.scope} - set(keep)
    while out:
        costs = {v: _size(_union(f.scope for f in left if v in f.scope), sizes) for v in sorted(out)}
        chosen = min(costs, key=lambda v: (costs[v], v))
        _refuse_above(costs[chosen])
        touching = [f for f in left if chosen in f.scope]
        left = [f for f in left if chosen not in f.scope]
        left.append(product(touching).summed({chosen}))
        out.discard(chosen)
    _refuse_above(_size(_union(f.scope for f in left), sizes))
    return product(left)


def _times(one: Factor, other: Factor) -> Factor:
    scope = _union((one.scope, other.scope))
    return Factor(scope, one.spread(scope) * other.spread(scope))


def _union(scopes: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({v for scope in scopes for v in scope}))


def _size(scope: Iterable[int], sizes: Sequence[int]) -> int:
    return math.prod(sizes[v] for v in scope)


def _refuse_above(size: int) -> None:
    if size > LARGEST_TABLE:
        raise ScenarioError(
            f"the events hang together so closely that one table needs {size:,} numbers, more than "
            f"{LARGEST_TABLE:,}; give them fewer parents, or ask about fewer events at once"
        )
