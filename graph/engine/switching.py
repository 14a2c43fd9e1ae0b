"""Responses while regimes switch: q(t, r') = sum over lags and states of P^lag(r -> r') W(lag, r) q(t - lag, r).

q(t, r) is the expected change on the days that the state is r; it is kept per unit of the state's share of days, so
that results are mixed by those shares as they are where regimes stay. Matrices are never averaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from graph.engine.components import Component
from graph.engine.kernels import Array, Kernel
from graph.engine.propagate import SameDay, System, arriving, first_day, long_run, response, same_day_solver
from graph.engine.stability import long_run_stable

LARGEST = 1200
"""Size of the block matrix up to which its eigenvalues are worked; beyond, growth is watched."""
WATCHED = 40
"""Longest lags over which growth is watched."""
Step = tuple[Component, list[tuple[int, int, Array]], SameDay | None]


def respond(system: System, inputs: Mapping[int, Array], pinned: Mapping[int, Array] | None = None) -> Array:
    """Return the change of every place by day, shape (places, days + 1, lanes), in regimes that stay or switch.

    Args:
        system: The network and its weights.
        inputs: Place -> what is injected by day where the lane's state holds, shape (days + 1, lanes).
        pinned: Place -> its change on the first days, shape (k, lanes), whatever arrives there.
    """
    if system.jumps is None:
        return response(system, inputs, pinned)
    days, share, pinned = system.days, system.jumps.share, pinned or {}
    x = np.zeros((days + 1, system.net.size, system.lanes))
    for place, series in inputs.items():
        x[:, place] += series * share
    lags = [(lag, *_together(arcs)) for lag, arcs in sorted(lagged(system).items()) if 0 < lag <= days]
    plan = same_day_plan(system)
    for day in range(days + 1):
        fixed = {p: rows[day] * share[day] for p, rows in pinned.items() if day < len(rows)}
        settle(plan, x[day], fixed)
        for lag, causes, effects, weights in lags:
            if day + lag <= days and x[day, causes].any():
                np.add.at(x[day + lag], effects, (weights * x[day, causes]) @ system.jumps.carry(lag))
    return np.ascontiguousarray(x.transpose(1, 0, 2))


def brought(system: System, x: Array, place: int, days: int) -> Array:
    """Return what the arcs bring to a place on the first days, where the lane's state holds, shape (days, lanes)."""
    if system.jumps is None:
        return arriving(system, x, place, days)
    out = np.zeros((days, system.lanes))
    for lag, arcs in lagged(system).items():
        for cause, effect, weight in arcs:
            if effect == place and lag < days:
                out[lag:] += (weight * x[cause, : days - lag]) @ system.jumps.carry(lag)
    share = system.jumps.share[:days]
    return np.asarray(np.where(share > 0, out / np.where(share > 0, share, 1.0), 0.0))


def limit(system: System, inputs: Mapping[int, Array]) -> Array:
    """Return the limit of the cumulated response, shape (places, lanes), of inputs by day."""
    if system.jumps is None:
        return long_run(system, {place: series.sum(axis=0) for place, series in inputs.items()})
    x = np.zeros((system.net.size, system.lanes))
    for place, series in inputs.items():
        x[place] += (series * system.jumps.share).sum(axis=0)
    passed = [summed(system, a) for a in range(len(system.net.arcs))]
    for component in system.net.order:
        for a in component.inbound:
            arc = system.net.arcs[a]
            x[arc.effect] += x[arc.cause] @ passed[a]
        if component.cyclic:
            places = list(component.places)
            matrix = np.eye(len(places) * system.lanes) - _blocks(
                component, system.lanes, [(a, passed[a]) for a in component.within], system
            )
            x[places] = np.linalg.solve(matrix, x[places].ravel()).reshape(len(places), system.lanes)
    return x


def mean_radius(system: System, component: Component) -> float:
    """Return the spectral radius of the block matrix [P(r -> r') A(r)] of a component: below 1 it settles in the mean.

    A(r) is the companion of the component's lags with its same-day part solved. Beyond a size at which eigenvalues
    are worked, the growth of a push to every place and state over many lags stands for it.
    """
    assert system.jumps is not None
    size = len(component.places) * system.lanes
    matrices = between(system, component)
    today = np.linalg.inv(np.eye(size) - matrices.pop(0, np.zeros((size, size))))
    longest = max(matrices, default=0)
    if not longest:
        return 0.0
    solved = {lag: today @ matrix for lag, matrix in matrices.items()}
    if size * longest <= LARGEST:
        companion = np.eye(size * longest, k=-size)
        companion[:size] = 0
        for lag, matrix in solved.items():
            companion[:size, (lag - 1) * size : lag * size] = matrix
        return float(np.abs(np.linalg.eigvals(companion)).max())
    past = [np.ones(size)] * longest
    sizes = []
    for _ in range(WATCHED * longest):
        past = [sum((m @ past[lag - 1] for lag, m in solved.items()), np.zeros(size)), *past[:-1]]
        sizes.append(float(np.abs(past[0]).max()))
    half = len(sizes) // 2
    late, middle = max(sizes[-longest:]), max(sizes[half - longest : half])
    return float((late / middle) ** (1 / (len(sizes) - half))) if middle > 0 else 0.0


def between(system: System, component: Component) -> dict[int, Array]:
    """Return by lag what passes within a component, as matrices of shape (places x states to, places x states from)."""
    assert system.jumps is not None
    by_lag: dict[int, list[tuple[int, Array]]] = {}
    for a in component.within:
        for lag, weight in spread(system, a):
            by_lag.setdefault(lag, []).append((a, weight[:, None] * system.jumps.carry(lag)))
    return {lag: _blocks(component, system.lanes, arcs, system) for lag, arcs in by_lag.items()}


def unsettled(system: System, component: Component) -> str:
    """Return why a component's cumulated response has no limit, in words that follow what does not settle, else ""."""
    if system.jumps is None:
        return "" if long_run_stable(system, component).all() else " "
    radius = mean_radius(system, component)
    if radius < 1:
        return ""
    return f" in the mean over the regimes' transitions (their block matrix has spectral radius {radius:.3g})"


def same_day_plan(system: System) -> list[Step]:
    """Return how a day is solved: components, causes first, with their same-day arcs from outside."""
    plan: list[Step] = []
    for component in system.net.order:
        steps = []
        for a in component.inbound:
            weight = first_day(system, a)
            if weight.any():
                steps.append((system.net.arcs[a].cause, system.net.arcs[a].effect, weight))
        plan.append((component, steps, same_day_solver(system, component) if component.cyclic else None))
    return plan


def settle(plan: Sequence[Step], y: Array, fixed: Mapping[int, Array]) -> None:
    """Add to a day's changes, shape (places, lanes), what they cause on that day; `fixed` places do not answer."""
    for component, steps, solver in plan:
        for cause, effect, weight in steps:
            y[effect] += weight * y[cause]
        for place in component.places:
            if place in fixed:
                y[place] = fixed[place]
        if solver is not None:
            places = list(component.places)
            part = y[places]
            solver.solve(part, {i: fixed[p] for i, p in enumerate(places) if p in fixed})
            y[places] = part


def lagged(system: System) -> dict[int, list[tuple[int, int, Array]]]:
    """Return by lag what passes from place to place after so many days: (cause, effect, weight by lane)."""
    found: dict[int, list[tuple[int, int, Array]]] = {}
    for a, arc in enumerate(system.net.arcs):
        for lag, weight in spread(system, a):
            if lag <= system.days:
                found.setdefault(lag, []).append((arc.cause, arc.effect, weight))
    return found


def summed(system: System, arc: int) -> Array:
    """Return what an arc passes on over all days, shape (lanes from, lanes to)."""
    assert system.jumps is not None
    out = np.zeros((system.lanes, system.lanes))
    for lag, weight in spread(system, arc):
        out += weight[:, None] * system.jumps.carry(lag)
    return out


def spread(system: System, arc: int) -> Iterator[tuple[int, Array]]:
    """Yield the lags of an arc with what it carries after each; what is left after the last day comes the day after."""
    by, weight = system.kernels[arc], system.weight(arc)
    if isinstance(by, Kernel):
        for day, share in zip(by.days, by.shares, strict=True):
            if share != 0:
                yield day, share * weight
        return
    for day, share in enumerate(by):
        if share.any():
            yield day, share * weight
    rest = system.totals[arc] - by.sum(axis=0)
    if np.abs(rest).max(initial=0) > 0:
        yield len(by), rest * weight


def _blocks(component: Component, lanes: int, arcs: Sequence[tuple[int, Array]], system: System) -> Array:
    """Return arcs between the places of a component as one matrix, shape (places x lanes to, places x lanes from)."""
    at = {place: i for i, place in enumerate(component.places)}
    matrix = np.zeros((len(at), lanes, len(at), lanes))
    for a, block in arcs:
        matrix[at[system.net.arcs[a].effect], :, at[system.net.arcs[a].cause], :] += block.T
    return matrix.reshape(len(at) * lanes, len(at) * lanes)


def _together(arcs: Sequence[tuple[int, int, Array]]) -> tuple[list[int], list[int], Array]:
    causes, effects, weights = zip(*arcs, strict=True)
    return list(causes), list(effects), np.stack(weights)
