"""Ranges: seeded draws of the effect, widened beyond what was measured, and the outcome's range around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array
from graph.engine.network import ORIGIN
from graph.engine.paths import Forest
from graph.engine.propagate import System, long_run, response
from graph.engine.run import Setting, Solution, drawn_curves, ended, pushed
from graph.engine.sampling import HIGH, LOW, quantile
from graph.engine.stability import long_run_stable, same_day_stable
from graph.engine.tails import Tails, joined, no_tails, tails

NUMBERS_AT_ONCE = 2_000_000
"""Size of the largest array of drawn responses held in memory."""


@dataclass(frozen=True)
class Band:
    """Moments and quantiles of a node's effect by horizon, each of shape (horizons,)."""

    mean: Array
    sd: Array
    low: Array
    high: Array
    p_up: Array
    tails: Tails


def drawn_by_paths(
    trees: Forest, weights: Array, jumps: Array, joint: NDArray[np.intp], nodes: Sequence[int]
) -> dict[int, Array]:
    """Return the nodes' effects in every draw as sums over all their paths, shape (horizons, draws).

    Exact where every walk is one of the paths. `weights` and `jumps` have shape (items, draws).
    """
    factors = _factors(trees, weights, jumps)
    net = trees.system.net
    ending: dict[int, list[int]] = {}
    for p, step in enumerate(trees.steps):
        node, layer = net.places[step.place]
        if layer != ORIGIN:
            ending.setdefault(node, []).append(p)
    states = np.unique(joint)
    found = {}
    for node in nodes:
        paths = ending.get(node, [])
        out = np.zeros((len(trees.horizons) + trees.long, len(joint)))
        if paths:
            shape = np.stack([trees.cumulated(p) for p in paths])
            for state in states:
                lanes = slice(None) if len(states) == 1 else np.flatnonzero(joint == state)
                part = shape[:, :, state] * trees.units[paths, state][:, None]
                out[:, lanes] = part.T @ factors[paths][:, lanes]
        found[node] = out
    return found


def drawn_by_lanes(
    setting: Setting,
    central: Solution,
    weights: Array,
    jumps: Array,
    joint: NDArray[np.intp],
    nodes: Sequence[int],
    *,
    long: bool,
) -> tuple[dict[int, Array], int]:
    """Return the nodes' effects by solving the network in every draw, shape (horizons, draws), and how many draws fail.

    A draw whose loops leave a day without a solution, or feed on themselves without end, is not a number: a map with
    such a loop would be refused, and its growth over the days would swamp every range.
    """
    horizons = list(setting.ask.finite)
    draws = len(joint)
    found = {n: np.full((len(horizons) + long, draws), np.nan) for n in nodes}
    failed = 0
    chunk = max(1, NUMBERS_AT_ONCE // max(1, setting.net.size * (setting.days + 1)))
    for start in range(0, draws, chunk):
        lanes = joint[start : start + chunk]
        part = slice(start, start + len(lanes))
        system = setting.system(weights[:, part], lanes)
        good = _stable(system)
        good &= _settles(_without(system, ~good))
        x, inputs = pushed(setting, system)
        late: dict[int, Array] = {}
        for k, trigger in enumerate(setting.latches):
            place = setting.net.copies(trigger.link.effect)[0]
            size = jumps[k, part] * setting.jump_multiplier[k, lanes]
            late[place] = late.get(place, 0.0) + central.fired(k)[:, lanes] * size
        if late:
            x = x + response(system, late)
        if setting.curves:
            x, settled_bends = drawn_curves(setting, system, weights[:, part], lanes, x)
            good &= settled_bends
        limits = long_run(_without(system, ~good), {p: u.sum(axis=0) for p, u in inputs.items()}) if long else x[:, 0]
        if long and setting.curves:
            limits, settled_bends = ended(setting, _without(system, ~good), weights[:, part], lanes, inputs)
            good &= settled_bends
        for node in nodes:
            found[node][: len(horizons), part] = np.where(good, setting.level(x, node)[horizons], np.nan)
            if long:
                found[node][-1, part] = np.where(good, limits[setting.net.copies(node)].sum(axis=0), np.nan)
        failed += int((~good).sum())
    return found, failed


def band(drawn: Array, widening: Array) -> Band:
    """Return the band of draws of shape (horizons, draws), deviations from their mean scaled by `widening`."""
    if not np.isnan(drawn).any():
        return _whole(drawn, widening)
    rows = [_whole(row[~np.isnan(row)][None, :], w[None]) for row, w in zip(drawn, widening, strict=True)]
    return Band(
        mean=np.concatenate([row.mean for row in rows]),
        sd=np.concatenate([row.sd for row in rows]),
        low=np.concatenate([row.low for row in rows]),
        high=np.concatenate([row.high for row in rows]),
        p_up=np.concatenate([row.p_up for row in rows]),
        tails=joined([row.tails for row in rows]),
    )


def _whole(drawn: Array, widening: Array) -> Band:
    """Return mean, sd, low, high, the share above zero and the tails of draws of shape (horizons, draws)."""
    if not drawn.shape[1]:
        nothing = np.full(len(drawn), np.nan)
        return Band(nothing, nothing, nothing, nothing, nothing, no_tails(len(drawn)))
    ordered = np.sort(drawn, axis=1)
    mean = ordered.mean(axis=1)
    low, high = (mean + (quantile(ordered, share) - mean) * widening for share in (LOW, HIGH))
    above = (ordered > (mean * (1 - 1 / widening))[:, None]).mean(axis=1)
    return Band(mean, ordered.std(axis=1) * widening, low, high, above, tails(ordered, mean, widening))


def _factors(trees: Forest, weights: Array, jumps: Array) -> Array:
    """Return the product of the drawn weights along each path, shape (paths, draws)."""
    net = trees.system.net
    out = np.ones((len(trees.steps), weights.shape[1] if weights.size else jumps.shape[1]))
    for p, step in enumerate(trees.steps):
        if step.arc >= 0:
            np.multiply(out[step.parent], weights[net.arcs[step.arc].link], out=out[p])
        elif (through := trees.roots[step.root].through) is not None:
            out[p] = jumps[through]
    return out


def _without(system: System, lanes: NDArray[np.bool_]) -> System:
    return replace(system, weights=np.where(lanes, 0.0, system.weights))


def _stable(system: System) -> NDArray[np.bool_]:
    good = np.ones(system.lanes, dtype=bool)
    for component in system.net.order:
        if component.cyclic:
            good &= same_day_stable(system, component)
    return good


def _settles(system: System) -> NDArray[np.bool_]:
    good = np.ones(system.lanes, dtype=bool)
    for component in system.net.order:
        if component.cyclic:
            good &= long_run_stable(system, component)
    return good
