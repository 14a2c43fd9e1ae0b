"""Which thresholds fire, in the order of causes, and what those that lie on one loop do to each other.

What a threshold sets off comes after it has fired, so it cannot change the odds of its own first firing; what it
brings back to its own cause is carried all the same. A latch that is let go again, and thresholds that lie on one
loop, do change each other's odds: at each close they see what every one of them had set off by the day before, at
the odds of that day. Those odds are found by going round until no day changes any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.engine.components import strong_groups
from graph.engine.kernels import Array, carried
from graph.engine.network import ORIGIN, Network
from graph.engine.propagate import System
from graph.engine.snapshot import Snapshot
from graph.engine.switching import respond
from graph.engine.thresholds import Latch, latch
from graph.scenario import Warning

STILL = 1e-13
"""Change of the odds in a round below which they have settled; days settle one after the other at the latest."""
Odds = tuple[Array, Array]


@dataclass(frozen=True)
class Ordered(Latch):
    """A threshold in the order of causes; those of one `loop` are solved together, None: it lies on none."""

    loop: int | None = None


def ordered(snap: Snapshot, net: Network) -> tuple[Ordered, ...]:
    """Return the thresholds of a run, causes before effects, each with the loop that it lies on."""
    if not net.thresholds:
        return ()
    # What hangs off an origin carries the shock alone, never what a threshold sets off.
    ends = [(net.places[a.cause][0], net.places[a.effect][0]) for a in net.arcs if net.places[a.cause][1] != ORIGIN]
    ends += [(k.cause, k.effect) for k in net.thresholds]
    at = {node: i for i, node in enumerate(sorted({node for pair in ends for node in pair}))}
    out: list[list[int]] = [[] for _ in at]
    for cause, effect in ends:
        out[at[cause]].append(at[effect])
    group_of = {i: g for g, group in enumerate(strong_groups(len(out), out)) for i in group}
    rank = {node: group_of[i] for node, i in at.items()}
    links = sorted(net.thresholds, key=lambda k: (rank[k.cause], rank[k.cause] != rank[k.effect], k.key))
    found = []
    for link in links:
        made = latch(link, snap.graph, snap.nodes[link.cause])
        loop = rank[link.cause] if rank[link.cause] == rank[link.effect] else None
        found.append(Ordered(made.link, made.level, made.upward, made.armed, made.rearm, made.reverts, loop))
    return tuple(found)


def together(latches: Sequence[Ordered]) -> list[list[int]]:
    """Return the thresholds in groups that are solved at once, in order; most of them stand alone."""
    groups: list[list[int]] = []
    for k, trigger in enumerate(latches):
        before = latches[groups[-1][0]].loop if groups else None
        if trigger.loop is not None and trigger.loop == before:
            groups[-1].append(k)
        else:
            groups.append([k])
    return groups


def feed_back(latches: Sequence[Ordered], group: Sequence[int]) -> bool:
    """Return whether what a group sets off changes its own odds."""
    live = [k for k in group if latches[k].live]
    return latches[group[0]].loop is not None and (len(live) > 1 or any(latches[k].reverts for k in live))


def feedbacks(latches: Sequence[Ordered], *, switching: bool) -> list[Warning]:
    """Return what a reader must know of thresholds that change their own odds."""
    how = "each close sees what was set off by the day before, at its odds"
    how = "in regimes that switch this is not followed" if switching else how
    found = []
    for group in together(latches):
        if feed_back(latches, group):
            named = ", ".join(latches[k].link.edge.id for k in group if latches[k].live)
            text = "feeds back to its own cause" if len(group) == 1 else "feed back to each other's causes"
            detail = f"threshold {named} {text}; {how}"
            found.append(Warning(code="threshold_feedback", detail=detail))
    return found


def fired(
    system: System,
    x: Array,
    latches: Sequence[Ordered],
    ends: Sequence[tuple[Sequence[int], int]],
    sizes: Array,
    sigmas: Sequence[float],
) -> tuple[Array, list[Odds]]:
    """Return the response with what every threshold sets off, and their odds without and with the scenario.

    Args:
        system: The linear network.
        x: Its response to the shocks alone, shape (places, days + 1, lanes).
        latches: The thresholds in order.
        ends: Of each, the places that make up its cause's level, and the place that it moves.
        sizes: Their jumps by lane, regime multipliers included, shape (thresholds, lanes).
        sigmas: Daily sigma of each cause.
    """
    odds: list[Odds] = []
    for group in together(latches):
        levels = [_level(system, x, ends[k][0]) for k in group]
        bases = [latches[k].odds(sigmas[k], np.zeros(system.days + 1)) for k in group]
        if feed_back(latches, group) and system.jumps is None:
            backs = _backs(system, latches, group, ends)
            done = _settled([latches[k] for k in group], levels, bases, backs, sizes[group], [sigmas[k] for k in group])
        else:
            done = [_by_lane(latches[k], sigmas[k], level) for k, level in zip(group, levels, strict=True)]
        for k, base, with_it in zip(group, bases, done, strict=True):
            odds.append((base, with_it))
            step = _steps(with_it, base) * sizes[k]
            if step.any():
                x = x + respond(system, {ends[k][1]: step})
    return x, odds


def _backs(
    system: System, latches: Sequence[Ordered], group: Sequence[int], ends: Sequence[tuple[Sequence[int], int]]
) -> list[list[Array | None]]:
    """Return what a unit of each threshold's jump does to each cause from the next day on, shape (days + 1, lanes)."""
    unit = np.zeros((system.days + 1, system.lanes))
    unit[0] = 1
    backs: list[list[Array | None]] = [[None] * len(group) for _ in group]
    for j, k in enumerate(group):
        x = respond(system, {ends[k][1]: unit})
        for i, hit in enumerate(group):
            if i != j or latches[k].reverts:
                back = np.cumsum(x[list(ends[hit][0])].sum(axis=0), axis=0)
                back[0] = 0
                backs[i][j] = back if back.any() else None
    return backs


def _settled(
    latches: Sequence[Ordered],
    levels: Sequence[Array],
    bases: Sequence[Array],
    backs: Sequence[Sequence[Array | None]],
    sizes: Array,
    sigmas: Sequence[float],
) -> list[Array]:
    """Return the odds at which each close sees what all of them had set off by the day before."""
    done = [_by_lane(t, sigma, level) for t, sigma, level in zip(latches, sigmas, levels, strict=True)]
    for _ in range(len(bases[0])):
        steps = [_steps(d, base) * size for d, base, size in zip(done, bases, sizes, strict=True)]
        seen = [
            level + sum((carried(back, step) for back, step in zip(row, steps, strict=True) if back is not None), 0.0)
            for level, row in zip(levels, backs, strict=True)
        ]
        again = [_by_lane(t, sigma, level) for t, sigma, level in zip(latches, sigmas, seen, strict=True)]
        change = max(float(np.abs(a - d).max()) for a, d in zip(again, done, strict=True))
        done = again
        if change <= STILL:
            break
    return done


def _level(system: System, x: Array, places: Sequence[int]) -> Array:
    """Return a level by day and lane; where regimes switch it is the expected one, the same in every lane."""
    level = np.cumsum(x[list(places)].sum(axis=0), axis=0)
    if system.jumps is None:
        return np.asarray(level)
    return np.repeat(level @ system.jumps.weights[:, None], system.lanes, axis=1)


def _steps(done: Array, base: Array) -> Array:
    return np.diff(done - base[:, None], axis=0, prepend=0.0)


def _by_lane(trigger: Latch, sigma: float, level: Array) -> Array:
    """Return the odds lane by lane, shape (days + 1, lanes); equal paths are worked once."""
    paths = np.ascontiguousarray(level.T) + 0.0
    return np.stack([trigger.odds(sigma, path) for path in paths], axis=1)
