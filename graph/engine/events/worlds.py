"""Odds of events in one world: the net as it is, after something was seen, or after something was done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from graph.engine.events.factors import Factor, eliminated, factor, indicator, product
from graph.engine.events.net import EventNet
from graph.engine.kernels import Array
from graph.errors import ScenarioError

States = Mapping[int, int]
"""Place of a variable -> place of its state."""


@dataclass(frozen=True)
class World:
    """A distribution over the net's states: P(x) proportional to prod of `tables` times prod of `weights`.

    `tables` are the conditional tables, one per variable; `weights` what market odds and observations added.
    """

    net: EventNet
    tables: tuple[Factor, ...]
    weights: tuple[Factor, ...] = ()

    def mass(self, keep: Collection[int]) -> Array:
        """Return the unnormalised odds of `keep` jointly: an axis per variable, in time order."""
        whole = [Factor((v,), np.ones(self.net.sizes[v])) for v in keep]
        return eliminated([*self.tables, *self.weights, *whole], keep, self.net.sizes).table

    def joint(self, keep: Collection[int]) -> Array:
        """Return P(keep), an axis per variable of `keep` in time order; it adds to 1."""
        mass = self.mass(keep)
        return np.asarray(mass / mass.sum())

    def marginals(self) -> list[Array]:
        """Return P(state) of every variable."""
        return [self.joint([i]) for i in range(len(self.net.variables))]

    def times(self, weight: Factor) -> World:
        """Return the world reweighted by a factor."""
        return World(self.net, self.tables, (*self.weights, weight))

    def seen(self, states: States) -> World:
        """Return the world in which `states` were observed: P(x | states)."""
        found = self
        for v, s in sorted(states.items()):
            found = found.times(indicator(v, s, self.net.sizes[v]))
        if states and not found.mass(()) > 0:
            named = " and ".join(self.words(v, s) for v, s in sorted(states.items()))
            raise ScenarioError(f"observe has {named}, which has probability 0; correct it, or set it with do")
        return found

    def done(self, states: States) -> World:
        """Return the world in which `states` were brought about: P(x | do(states)).

        For one variable k with descendants D and the others N: P(N) x 1[x_k = s] x P(D | N, x_k = s), which is the
        truncated factorisation (Pearl 2009, eq. 3.10) when nothing was reweighted, and keeps what was learned of N
        otherwise. Several are brought about in time order.
        """
        found = self
        for v, s in sorted(states.items()):
            found = found._done(v, s)
        return found

    def words(self, variable: int, state: int) -> str:
        """Return `event = state`."""
        v = self.net.variables[variable]
        return f"{v.id} = {v.states[state]}"

    def _done(self, k: int, s: int) -> World:
        after = self.net.descendants(k)
        tables = list(self.tables)
        weights: tuple[Factor, ...] = self.weights
        if weights:
            inner = [*(tables[d] for d in sorted(after)), *weights]
            others = [v for v in _scope([*inner, tables[k]]) if v not in after and v != k]
            pinned = eliminated(inner, [*others, k], self.net.sizes)
            with_own = eliminated([*inner, tables[k]], others, self.net.sizes)
            there = pinned.at({k: s}) if k in pinned.scope else pinned
            if (_over(with_own, others, self.net.sizes)[_over(there, others, self.net.sizes) <= 0] > 0).any():
                raise ScenarioError(f"do has {self.words(k, s)}, which the odds that are given rule out; drop one")
            weights = (*weights, product([with_own, _inverse(there)]))
        tables[k] = indicator(k, s, self.net.sizes[k])
        return World(self.net, tuple(tables), weights)


def world(net: EventNet) -> World:
    """Return the world of the net's own tables."""
    return World(net, tuple(net.tables()))


def weight_on(variables: Collection[int], table: Array) -> Factor:
    """Return a factor over variables in ascending order."""
    return factor(sorted(variables), table)


def _scope(factors: Collection[Factor]) -> list[int]:
    return sorted({v for f in factors for v in f.scope})


def _over(f: Factor, scope: list[int], sizes: tuple[int, ...]) -> Array:
    return np.broadcast_to(f.spread(scope), [sizes[v] for v in scope])


def _inverse(f: Factor) -> Factor:
    """Return 1 / f where f is above 0, else 0."""
    return Factor(f.scope, np.divide(1.0, f.table, out=np.zeros_like(f.table), where=f.table > 0))
