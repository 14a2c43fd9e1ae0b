"""One what-if solved: the linear response in every joint state, with the thresholds it sets off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from graph.engine.curves import ROUNDS, Curve, Extra, carried_instead, followed, left_in_the_end, left_over, moved
from graph.engine.firing import Odds, Ordered, fired
from graph.engine.jumps import Jumps
from graph.engine.kernels import Array, Kernel, overshoot
from graph.engine.network import Network
from graph.engine.propagate import System
from graph.engine.request import Request
from graph.engine.snapshot import Snapshot
from graph.engine.switching import brought, limit, respond
from graph.state import daily_sigma

PULSE_DAYS = 2
"""A pulse is set on the shock's day and undone on the next."""
SLOW = 8
"""Rounds after which a draw that has not settled is given slopes of its own."""


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
    latches: tuple[Ordered, ...]
    sigmas: tuple[float, ...]
    """Daily sigma of each node of the snapshot, in its unit."""
    jumps: Jumps | None = None
    """How joint states follow each other where a regime switches."""
    curves: tuple[Curve, ...] = ()
    """Bent links, whose curves are followed."""

    def switching(self, weights: Array, lanes: NDArray[np.intp]) -> System:
        """Return the network with a lane per joint state, which follow each other where a regime switches."""
        return replace(self.system(weights, lanes), jumps=self.jumps)

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

    def kept_still(self, lanes: int) -> dict[int, Array]:
        """Return the places of pulses, which nothing else moves on their days."""
        return {p: np.zeros((PULSE_DAYS, lanes)) for node in self.ask.pulsed for p in self.net.copies(node)}

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
    settled: bool = True
    """Whether the loops through bent links settled."""

    def fired(self, k: int) -> Array:
        """Return the change in the odds that threshold `k` has fired, day by day, shape (days + 1, lanes)."""
        base, done = self.odds[k]
        return np.asarray(np.diff(done - base[:, None], axis=0, prepend=0.0))


def solve(
    setting: Setting,
    weights: Array,
    jumps: Array,
    lanes: NDArray[np.intp],
    *,
    long: bool,
    begun: Solution | None = None,
) -> Solution:
    """Return the response at link `weights` and threshold `jumps`, both of shape (items, 1 or lanes).

    `begun`: the same run with no curve followed, where it was worked before.
    """
    system = setting.switching(weights, lanes)
    x, inputs = pushed(setting, system)
    ends = [(setting.net.copies(t.link.cause), setting.net.copies(t.link.effect)[0]) for t in setting.latches]
    sizes = np.broadcast_to(jumps, (len(ends), len(lanes))) * setting.jump_multiplier[:, lanes]
    sigma = [setting.sigmas[t.link.cause] for t in setting.latches]
    odds: list[Odds] = []

    def answer(extra: Extra) -> Array:
        nonlocal odds
        if begun is not None and not extra:
            odds = list(begun.odds)
            return begun.x
        start = x + respond(system, extra, setting.kept_still(len(lanes))) if extra else x
        found, odds = fired(system, start, setting.latches, ends, sizes, sigma)
        return found

    left = partial(left_over, system, setting.curves, weights, lanes)
    done, settled = followed(answer({}), left, answer)
    limits = None
    if long:
        limits, also = ended(setting, system, weights, lanes, inputs)
        settled = settled & also
    return Solution(system, done, limits, inputs, odds, bool(settled.all()))


def ended(
    setting: Setting, system: System, weights: Array, lanes: NDArray[np.intp], inputs: Mapping[int, Array]
) -> tuple[Array, NDArray[np.bool_]]:
    """Return the limit of the response to inputs by day, curves included, and by lane whether it settled."""

    def answer(extra: Extra) -> Array:
        more = {place: np.zeros((system.days + 1, system.lanes)) for place in extra}
        for place, total in extra.items():
            more[place][0] = total
        nothing = np.zeros((system.days + 1, system.lanes))
        return limit(
            system, {p: sum((u[p] for u in (inputs, more) if p in u), nothing) for p in sorted({*inputs, *more})}
        )

    return followed(answer({}), partial(left_in_the_end, system, setting.curves, weights, lanes), answer)


def drawn_curves(
    setting: Setting, system: System, weights: Array, lanes: NDArray[np.intp], x: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """Return drawn responses with what their own curves bring, and by lane whether they settled.

    Only lanes whose causes leave the slope that the centre carries are worked again.
    """
    extra = left_over(system, setting.curves, weights, lanes, x)
    some = np.zeros(len(lanes), dtype=bool)
    for series in extra.values():
        some |= series.any(axis=0)
    settled = np.ones(len(lanes), dtype=bool)
    if not some.any():
        return x, settled
    x, todo = x.copy(), np.flatnonzero(some)
    settled[todo] = False
    slopes = [curve.slopes[lanes[todo]] for curve in setting.curves]
    start, now = x[:, :, todo], x[:, :, todo]
    for _ in range(ROUNDS // SLOW):
        now, done = _further(setting, weights[:, todo], lanes[todo], slopes, start, now)
        x[:, :, todo], settled[todo] = now, done
        if done.all():
            break
        todo, start, now = todo[~done], start[:, :, ~done], now[:, :, ~done]
        now = np.where(np.isfinite(now).all(axis=(0, 1)), now, start)
        ends = [moved(setting.net, curve, now).sum(axis=0) for curve in setting.curves]
        slopes = [curve.steepness(end) for curve, end in zip(setting.curves, ends, strict=True)]
    return x, settled


def _further(
    setting: Setting, weights: Array, lanes: NDArray[np.intp], slopes: Sequence[Array], start: Array, now: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """Return responses after some more rounds from `now`, each lane at slopes of its own, and which have settled.

    A draw whose loops nearly feed themselves goes round for long at the centre's slopes, and for a few rounds at those
    that its own curves end on. `start`: the responses at the centre's slopes.
    """
    every = np.arange(len(lanes))
    curves = [replace(c, factor=c.factor[lanes], slopes=own) for c, own in zip(setting.curves, slopes, strict=True)]
    part = setting.system(weights, lanes)
    carries = part.weights.copy()
    for curve in curves:
        carries[curve.link] = weights[curve.link] * curve.factor * curve.slopes
    part = replace(part, weights=carries)
    lacking = carried_instead(part, curves, [c.slopes[lanes] for c in setting.curves], weights, start)
    still = setting.kept_still(len(lanes))

    def left(x: Array) -> Extra:
        more = left_over(part, curves, weights, every, x)
        return {p: np.add(more.get(p, 0.0), lacking.get(p, 0.0)) for p in sorted({*more, *lacking})}

    def answer(more: Extra) -> Array:
        return start + respond(part, more, still)

    return followed(now, left, answer, SLOW)


def pushed(setting: Setting, system: System) -> tuple[Array, dict[int, Array]]:
    """Return the response to the shocks alone, and what was injected by place, shape (days + 1, lanes) each.

    What holds a pulse in place on its days counts as injected there.
    """
    inputs, pinned = setting.injected(system.lanes)
    x = respond(system, inputs, pinned)
    for place, rows in pinned.items():
        inputs[place] = np.zeros_like(x[place])
        inputs[place][: len(rows)] = rows - brought(system, x, place, len(rows))
    return x, inputs


def sigmas(snap: Snapshot, ask: Request) -> tuple[float, ...]:
    """Return each node's daily sigma, widened by the states in force, in its unit."""
    found = list(snap.scales)
    for place in snap.moving_scales:
        found[place] = daily_sigma(snap.graph, snap.nodes[place], dict(ask.overrides))
    return tuple(found)


def _impulse(days: int, lanes: int, sizes: Mapping[int, float]) -> Array:
    out = np.zeros((days + 1, lanes))
    for day, size in sizes.items():
        if day <= days:
            out[day] = size
    return out
