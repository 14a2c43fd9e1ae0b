"""Seeing is not doing: what is expected of every node once some were seen to move.

News falls on day 0, independent from node to node, with variance D; a level through day h is C_h u. So
Sigma = C D C', and what was seen (S at its horizons, s) gives

    E[x | x_S = s] = m + Sigma_.S Sigma_SS^-1 (s - m_S),   Cov[x | x_S] = Sigma - Sigma_.S Sigma_SS^-1 Sigma_S.

with m the effect of what is done in the same scenario (the conditional mean and the Schur complement of a
joint normal; Bishop 2006, eq. 2.81-2.82). It is worked without Sigma: one transposed solve per seen node gives
its rows of C, these give the expected news D C_S' Sigma_SS^-1 (s - m_S), and one run carries it forward.
Covariances are mixed over regimes; the odds of the regimes stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from graph.engine.adjoint import Gains, gains, one_day, transposed
from graph.engine.components import strong_groups
from graph.engine.kernels import Array
from graph.engine.params import is_convex, knots, steepest
from graph.engine.propagate import System, long_run, response
from graph.engine.run import Setting
from graph.engine.stability import long_run_stable, same_day_stable
from graph.errors import ScenarioError, UnstableGraph
from graph.scenario import Horizon

MOST_NODES = 3000
"""Nodes over which own variances are worked; their square is held in memory."""
FREE = 1e-9
"""Share of its variance below which a level is fixed by the others."""


@dataclass(frozen=True)
class Sight:
    """One level that was seen: node, horizon, and how far it lies from what is expected without seeing it."""

    node: int
    horizon: Horizon
    excess: float


class Field:
    """The joint distribution of every level of a network, as far as it is asked for."""

    def __init__(self, setting: Setting, weights: Array, *, long: bool) -> None:
        self.setting, self.weights = averaged(setting), weights
        expected = np.array([k.expected for k in setting.net.links], dtype=float).reshape(-1, 1)
        self.system: System = self.setting.system(expected, np.arange(len(weights)))
        loops = [c for c in self.system.net.order if c.cyclic]
        if not all(same_day_stable(self.system, c).all() for c in loops):
            detail = (
                "the same-day loops among what leads to the seen nodes, associations included, have no settled answer"
            )
            raise UnstableGraph(detail)
        self.long = long and all(long_run_stable(self.system, c).all() for c in loops)
        self._back = transposed(self.system)
        self._gains: dict[int, Gains] = {}
        self._rows: dict[tuple[int, Horizon], Array] = {}
        self._tables: dict[tuple[Sight, ...], Array] = {}
        self.own, self.overfull = self._own_variances()

    def row(self, node: int, horizon: Horizon) -> Array:
        """Return a level per unit of news at each node, shape (nodes, lanes)."""
        if (node, horizon) not in self._rows:
            self._rows[node, horizon] = self._row(node, horizon)
        return self._rows[node, horizon]

    def _row(self, node: int, horizon: Horizon) -> Array:
        if node not in self._gains:
            self._gains[node] = gains(self.setting, self._back, node, long=self.long)
        found = self._gains[node]
        if horizon == "long_run":
            if found.limit is None:
                name = self.setting.snap.nodes[node].id
                raise ScenarioError(f"node {name!r} has no long run to observe: its loops do not settle; give days")
            return np.stack([found.limit[n] for n in self.nodes])
        return np.stack([found.by_day[n][horizon] for n in self.nodes])

    def covariance(self, a: Array, b: Array) -> float:
        """Return the covariance of two rows, mixed over lanes, per day of news."""
        return float(self.own @ ((a * b) @ self.weights))

    def news(self, sights: Sequence[Sight]) -> Array:
        """Return the expected news at each node given what was seen, shape (nodes, lanes); refuse what cannot be."""
        rows, table = self._among(sights)
        self._refuse_fixed(sights, table)
        scale = np.sqrt(np.diag(table))
        excess = np.array([s.excess for s in sights])
        share = np.linalg.solve(table / np.outer(scale, scale), excess / scale) / scale
        return np.asarray(self.own[:, None] * sum(x * row for x, row in zip(share, rows, strict=True)))

    def carried(self, news: Array, horizons: Sequence[Horizon], nodes: Sequence[int]) -> dict[int, Array]:
        """Return what the news brings to the nodes by horizon, mixed over lanes, shape (horizons,)."""
        net, inputs = self.setting.net, {}
        for i, node in enumerate(self.nodes):
            if news[i].any():
                impulse = np.zeros((self.system.days + 1, self.system.lanes))
                impulse[0] = news[i]
                inputs.update(dict.fromkeys(net.entries(node), impulse))
        x = response(self.system, inputs)
        limits = long_run(self.system, {p: u[0] for p, u in inputs.items()}) if self.long else None
        found = {}
        for node in nodes:
            level = self.setting.level(x, node) @ self.weights
            ends = float("nan") if limits is None else float(limits[net.copies(node)].sum(axis=0) @ self.weights)
            found[node] = np.array([ends if h == "long_run" else level[h] for h in horizons])
        return found

    def deviation(self, node: int, horizon: Horizon, sights: Sequence[Sight], days: int) -> float:
        """Return the standard deviation that the news of `days` days has left at a level, given what was seen."""
        rows, table = self._among(sights)
        own = self.row(node, horizon)
        across = np.array([self.covariance(own, row) for row in rows])
        scale = np.sqrt(np.diag(table))
        known = (across / scale) @ np.linalg.solve(table / np.outer(scale, scale), across / scale)
        return float(np.sqrt(days * max(0.0, self.covariance(own, own) - float(known))))

    def distance(self, sights: Sequence[Sight], days: int) -> float:
        """Return how unusual the observations are together, in standard deviations of `days` days of news."""
        _, table = self._among(sights)
        scale = np.sqrt(np.diag(table))
        excess = np.array([s.excess for s in sights]) / scale
        return float(np.sqrt(excess @ np.linalg.solve(table / np.outer(scale, scale), excess) / days))

    def _among(self, sights: Sequence[Sight]) -> tuple[list[Array], Array]:
        """Return the rows of what was seen, and their covariance."""
        rows = [self.row(s.node, s.horizon) for s in sights]
        if tuple(sights) not in self._tables:
            self._tables[tuple(sights)] = np.array([[self.covariance(a, b) for b in rows] for a in rows])
        return rows, self._tables[tuple(sights)]

    def _own_variances(self) -> tuple[Array, tuple[int, ...]]:
        """Return each node's daily variance that the network does not explain, and where it explains too much."""
        setting = self.setting
        self.nodes = tuple(sorted({n for n, _ in setting.net.places}))
        if len(self.nodes) > MOST_NODES:
            detail = f"what leads to the seen nodes has {len(self.nodes)} nodes; at most {MOST_NODES} are worked"
            raise ScenarioError(f"{detail}: name targets, or cut what does not matter")
        _, explains = one_day(setting, self.system, self.weights)
        variances = np.array([setting.sigmas[n] ** 2 for n in self.nodes])
        fixed = [i for i, n in enumerate(self.nodes) if n in setting.ask.held]
        at = {n: i for i, n in enumerate(self.nodes)}
        out: list[list[int]] = [[] for _ in self.nodes]
        for link in setting.net.links:
            out[at[link.cause]].append(at[link.effect])
        own, overfull = own_variances(explains, variances, strong_groups(len(out), out), frozenset(fixed))
        return own, tuple(self.nodes[i] for i in overfull)

    def _refuse_fixed(self, sights: Sequence[Sight], table: Array) -> None:
        """Raise `ScenarioError` for an observation that the ones before it, or a hold, leave no room for."""
        nodes = self.setting.snap.nodes
        for k, sight in enumerate(sights):
            node = nodes[sight.node]
            said = f"the observation of {node.id!r} ({_when(sight.horizon)})"
            before = np.zeros(0)
            if k:
                scale = np.sqrt(np.diag(table)[:k])
                before = np.linalg.solve(table[:k, :k] / np.outer(scale, scale), table[k, :k] / scale) / scale
            left = table[k, k] - float(before @ table[k, :k])
            if table[k, k] > 0 and left > FREE * table[k, k]:
                continue
            if not table[k, k] > 0:
                raise ScenarioError(f"{said} cannot be used: the node is held, or nothing moves it; leave it out")
            implied = float(before @ np.array([s.excess for s in sights[:k]]))
            gap, size = sight.excess - implied, f"{sight.excess:g} {node.unit} beyond what is done".replace("  ", " ")
            others = ", ".join(f"{nodes[s.node].id} ({_when(s.horizon)})" for s in sights[:k])
            if abs(gap) > FREE * max(abs(sight.excess), abs(implied)):
                raise ScenarioError(f"{said} is {size}, but {others} imply {implied:g}; they contradict by {gap:g}")
            raise ScenarioError(f"{said} says nothing new: {others} imply the same {implied:g}; leave it out")


def own_variances(
    explains: Array, variances: Array, groups: Sequence[Sequence[int]], fixed: frozenset[int]
) -> tuple[Array, tuple[int, ...]]:
    """Return D >= 0 with explains @ D = variances where it can be, and the rows that are explained beyond their own.

    Causes come first; nodes that move one another are solved together. A negative own variance is 0.
    """
    own = np.zeros(len(variances))
    overfull: list[int] = []
    for group in groups:
        free = [i for i in group if i not in fixed]
        rest = variances - explains @ own
        while free:
            part = explains[np.ix_(free, free)]
            found = np.linalg.lstsq(part, rest[free], rcond=None)[0]
            small = -FREE * variances[free]
            if (found >= small).all():
                own[free] = np.maximum(found, 0.0)
                break
            overfull += [i for i, v, s in zip(free, found, small, strict=True) if v < s]
            free = [i for i, v, s in zip(free, found, small, strict=True) if v >= s]
    return own, tuple(sorted(overfull))


def averaged(setting: Setting) -> Setting:
    """Return the setting with each bent link at its mean slope over its cause's daily moves, its regression on them.

    Source: E[x f(x)] = sigma^2 E[f'(x)] for a normal x (Stein's lemma).
    """
    bent = [i for i, link in enumerate(setting.net.links) if is_convex(link.edge)]
    if not bent:
        return setting
    multiplier = setting.multiplier.copy()
    for i in bent:
        link = setting.net.links[i]
        xs, ys = (np.array(values) for values in knots(link.edge))
        inner = [NormalDist(0, setting.sigmas[link.cause]).cdf(float(x)) for x in xs[1:-1]]
        mean = float(np.diff(ys) / np.diff(xs) @ np.diff([0.0, *inner, 1.0]))
        multiplier[i] *= mean / (link.edge.strength or steepest(link.edge) or 1.0)
    return replace(setting, multiplier=multiplier)


def _when(horizon: Horizon) -> str:
    return "long run" if horizon == "long_run" else f"{horizon}d"
