"""One what-if solved: the linear response in every joint state, with the thresholds it sets off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.engine.components import strong_groups
from graph.engine.kernels import Array, Kernel, overshoot
from graph.engine.network import Network
from graph.engine.propagate import System, arriving, long_run, response
from graph.engine.request import Request
from graph.engine.snapshot import Snapshot
from graph.engine.thresholds import Latch, kept_odds, latch
from graph.state import daily_sigma

PULSE_DAYS = 2
"""A pulse is set on the shock's day and undone on the next."""


@dataclass(frozen=True)
class Setting:
    """Everything about a run that does not depend on beliefs or draws."""

    snap: Snapshot
    ask: Request
    net: Network
    multiplier: Array
    """Regime multipliers, shape (links, states)."""
    jump_multiplier: Array
    """Regime multipliers of the thresholds, shape (thresholds, states)."""
    factors: Mapping[frozenset[str], tuple[Array, Array]]
    """Dimensions left out -> amplifier by day, shape (days + 1, states), and its limit, shape (states,)."""
    days: int
    latches: tuple[Latch, ...]
    sigmas: tuple[float, ...]
    """Daily sigma of each node of the snapshot, in its unit."""

    def system(self, weights: Array, lanes: NDArray[np.intp]) -> System:
        """Return the network with link weights of shape (links, 1 or lanes), lane l in joint state lanes[l]."""
        from_base: dict[tuple[Kernel, frozenset[str]], tuple[Array, Array]] = {}
        kernels: list[Kernel | Array] = []
        totals = np.empty((len(self.net.arcs), len(lanes)))
        for a, arc in enumerate(self.net.arcs):
            link = self.net.links[arc.link]
            kernels.append(link.kernel)
            totals[a] = link.kernel.total
            if arc.amplified:
                key = (link.kernel, link.own_dimensions)
                if key not in from_base:
                    factor, limit = self.factors[link.own_dimensions]
                    from_base[key] = (overshoot(link.kernel, factor[:, lanes]), limit[lanes])
                kernels[a] = from_base[key][0]
                totals[a] = link.kernel.total * from_base[key][1]
        return System(self.net, weights * self.multiplier[:, lanes], kernels, totals, self.days)

    def injected(self, lanes: int) -> tuple[dict[int, Array], dict[int, Array]]:
        """Return what is injected at places by day, and the places pinned on the first days."""
        inputs: dict[int, Array] = {}
        pinned: dict[int, Array] = {}
        for sizes in (self.ask.pushed, self.ask.held):
            for node, size in sizes.items():
                for place in self.net.entries(node):
                    inputs[place] = _impulse(self.days, lanes, {0: size})
        for node, size in self.ask.pulsed.items():
            there_and_back = _impulse(self.days, lanes, {0: size, 1: -size})
            for place in self.net.entries(node):
                inputs[place] = there_and_back
            for place in self.net.copies(node):
                rows = there_and_back if place in self.net.entries(node) else np.zeros_like(there_and_back)
                pinned[place] = rows[:PULSE_DAYS]
        return inputs, pinned

    def level(self, x: Array, node: int) -> Array:
        """Return the cumulated effect on a node by day, shape (days + 1, lanes), from the changes of all places."""
        return np.cumsum(x[self.net.copies(node)].sum(axis=0), axis=0)


@dataclass(frozen=True)
class Solution:
    """A solved run: changes of places by day and their limits, with what was injected to get there."""

    system: System
    x: Array
    limits: Array | None
    inputs: Mapping[int, Array]
    """Shocks, with what holds a pulse in place, by place: shape (days + 1, lanes)."""
    odds: Sequence[tuple[Array, Array]]
    """Per threshold: crossing odds by day without the scenario, shape (days + 1,), and with it, (days + 1, lanes)."""

    def fired(self, k: int) -> Array:
        """Return the change in the odds that threshold `k` has fired, day by day, shape (days + 1, lanes)."""
        base, done = self.odds[k]
        return np.asarray(np.diff(done - base[:, None], axis=0, prepend=0.0))


def solve(setting: Setting, weights: Array, jumps: Array, lanes: NDArray[np.intp], *, long: bool) -> Solution:
    """Return the response at link `weights` and threshold `jumps`, both of shape (items, 1 or lanes)."""
    system = setting.system(weights, lanes)
    x, inputs = pushed(setting, system)
    odds: list[tuple[Array, Array]] = []
    for k, trigger in enumerate(setting.latches):
        odds.append(_odds(setting, trigger, x))
        step = np.diff(odds[k][1] - odds[k][0][:, None], axis=0, prepend=0.0)
        size = np.broadcast_to(jumps[k], (len(lanes),)) * setting.jump_multiplier[k, lanes]
        place = setting.net.copies(trigger.link.effect)[0]
        if step.any():
            x = x + response(system, {place: step * size})
    limits = None
    if long:
        limits = long_run(system, {place: series.sum(axis=0) for place, series in inputs.items()})
    return Solution(system, x, limits, inputs, odds)


def pushed(setting: Setting, system: System) -> tuple[Array, dict[int, Array]]:
    """Return the response to the shocks alone, and what was injected by place, shape (days + 1, lanes) each.

    What holds a pulse in place on its days counts as injected there.
    """
    inputs, pinned = setting.injected(system.lanes)
    x = response(system, inputs, pinned)
    for place, rows in pinned.items():
        inputs[place] = np.zeros_like(x[place])
        inputs[place][: len(rows)] = rows - arriving(system, x, place, len(rows))
    return x, inputs


def ordered_latches(snap: Snapshot, net: Network) -> tuple[tuple[Latch, ...], tuple[int, ...]]:
    """Return the thresholds, causes before effects, and the places of those that can set themselves off again."""
    if not net.thresholds:
        return (), ()
    every = (*net.links, *net.thresholds)
    nodes = sorted({k.cause for k in every} | {k.effect for k in every})
    at = {node: i for i, node in enumerate(nodes)}
    out: list[list[int]] = [[] for _ in nodes]
    for link in every:
        out[at[link.cause]].append(at[link.effect])
    rank = {nodes[i]: g for g, group in enumerate(strong_groups(len(out), out)) for i in group}
    links = sorted(net.thresholds, key=lambda k: (rank[k.cause], k.key))
    loops = tuple(i for i, k in enumerate(links) if rank[k.cause] == rank[k.effect])
    return tuple(latch(k, snap.graph, snap.nodes[k.cause]) for k in links), loops


def sigmas(snap: Snapshot, ask: Request) -> tuple[float, ...]:
    """Return each node's daily sigma, widened by the states in force, in its unit."""
    found = list(snap.scales)
    for place in snap.moving_scales:
        found[place] = daily_sigma(snap.graph, snap.nodes[place], dict(ask.overrides))
    return tuple(found)


def _odds(setting: Setting, trigger: Latch, x: Array) -> tuple[Array, Array]:
    """Return the crossing odds without the scenario and with it, lane by lane; equal paths are worked once."""
    level = setting.level(x, trigger.link.cause)
    nothing = np.zeros(len(level))
    if not trigger.armed:
        return nothing, np.zeros_like(level)
    sigma = setting.sigmas[trigger.link.cause]
    base = kept_odds(trigger.level, sigma, nothing.tobytes(), trigger.upward)
    paths = np.ascontiguousarray(level.T) + 0.0
    return base, np.stack([kept_odds(trigger.level, sigma, p.tobytes(), trigger.upward) for p in paths], axis=1)


def _impulse(days: int, lanes: int, sizes: Mapping[int, float]) -> Array:
    out = np.zeros((days + 1, lanes))
    for day, size in sizes.items():
        if day <= days:
            out[day] = size
    return out
