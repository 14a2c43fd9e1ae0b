"""Draws while regimes switch: each of them lives through states of its own, day by day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array
from graph.engine.run import PULSE_DAYS, Setting, Solution
from graph.engine.stability import same_day_stable
from graph.engine.switching import lagged, same_day_plan, settle

NUMBERS_AT_ONCE = 2_000_000
"""Size of the largest array of drawn responses held in memory."""


def drawn_by_tapes(
    setting: Setting,
    central: Solution,
    weights: Array,
    jumps: Array,
    joint: NDArray[np.intp],
    nodes: Sequence[int],
    seed: int,
    *,
    long: bool,
) -> tuple[dict[int, Array], int]:
    """Return the nodes' effects in every draw, shape (horizons, draws), and how many draws have no solution.

    Each draw goes through states of its own. The long run of a single draw is not followed: it is not a number.
    """
    assert setting.jumps is not None
    horizons = list(setting.ask.finite)
    found = {n: np.full((len(horizons) + long, len(joint)), np.nan) for n in nodes}
    tape = setting.jumps.tape(joint, seed)
    failed = 0
    chunk = max(1, NUMBERS_AT_ONCE // max(1, setting.net.size * (setting.days + 1)))
    for start in range(0, len(joint), chunk):
        part = slice(start, start + chunk)
        states, drawn = tape[:, part], weights[:, part]
        good = _every_day(setting, drawn, len(setting.jumps.weights))
        x = lived(setting, central, np.where(good, drawn, 0.0), jumps[:, part], states)
        for node in nodes:
            found[node][: len(horizons), part] = np.where(good, setting.level(x, node)[horizons], np.nan)
        failed += int((~good).sum())
    return found, failed


def lived(setting: Setting, central: Solution | None, weights: Array, jumps: Array, states: NDArray[np.intp]) -> Array:
    """Return the changes by day of runs through given states, shape (places, days + 1, runs).

    Args:
        setting: The run.
        central: Where the odds of thresholds come from; None: there are none.
        weights: Link weights, shape (links, runs).
        jumps: Threshold jumps, shape (thresholds, runs).
        states: The joint state of each day, shape (days + 1, runs).
    """
    days, runs = setting.days, states.shape[1]
    x = np.zeros((days + 1, setting.net.size, runs))
    inputs, pinned = setting.injected(runs)
    for place, series in inputs.items():
        x[:, place] += series
    for k, trigger in enumerate(setting.latches if central else ()):
        assert central is not None
        place = setting.net.copies(trigger.link.effect)[0]
        steps = np.take_along_axis(central.fired(k), states, axis=1)
        x[:, place] += steps * setting.jump_multiplier[k][states] * jumps[k]
    for day in range(days + 1):
        system = setting.system(weights, states[day])
        settle(same_day_plan(system), x[day], {p: r[day] for p, r in pinned.items() if day < min(len(r), PULSE_DAYS)})
        for lag, arcs in lagged(system).items():
            if 0 < lag <= days - day:
                for cause, effect, weight in arcs:
                    x[day + lag, effect] += weight * x[day, cause]
    return np.ascontiguousarray(x.transpose(1, 0, 2))


def _every_day(setting: Setting, weights: Array, states: int) -> NDArray[np.bool_]:
    """Return by draw whether a day has a solution in every state."""
    good = np.ones(weights.shape[1], dtype=bool)
    loops = [c for c in setting.net.order if c.cyclic]
    for state in range(states if loops else 0):
        system = setting.system(weights, np.full(weights.shape[1], state))
        for component in loops:
            good &= same_day_stable(system, component)
    return good
