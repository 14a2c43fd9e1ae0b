"""What moves a node: its responses to all its causes at once, by the network turned round.

The transposed system answers, in one solve, what a unit shock of each node does to one node (the adjoint);
forward solves would need one run per cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from graph.engine.components import reachable
from graph.engine.kernels import Array, Kernel, carried
from graph.engine.network import Arc, Network
from graph.engine.propagate import System, long_run, response, solve_loop
from graph.engine.run import Setting
from graph.engine.snapshot import Link


@dataclass(frozen=True)
class Gains:
    """Effect on a node's level per unit shock of each cause: by day (days + 1, lanes), in the long run (lanes,)."""

    by_day: Mapping[int, Array]
    limit: Mapping[int, Array] | None


def upstream(links: tuple[Link, ...], nodes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the nodes and everything that reaches them along the links, in content order."""
    back: dict[int, list[int]] = {}
    for link in links:
        back.setdefault(link.effect, []).append(link.cause)
    return tuple(sorted(reachable(nodes, back)))


def downstream(links: tuple[Link, ...], nodes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the nodes and everything that they reach along the links, in content order."""
    on: dict[int, list[int]] = {}
    for link in links:
        on.setdefault(link.cause, []).append(link.effect)
    return tuple(sorted(reachable(nodes, on)))


def transposed(system: System) -> System:
    """Return the system with every arc turned round; its responses are those of the system, read backwards."""
    net = system.net
    arcs = tuple(Arc(arc.effect, arc.cause, arc.link, arc.amplified) for arc in net.arcs)
    return replace(system, net=Network(net.links, net.places, arcs, ()))


def gains(setting: Setting, back: System, node: int, *, long: bool) -> Gains:
    """Return what each node does to `node` per unit of a shock on day 0; `back` is the transposed system."""
    unit = np.zeros((back.days + 1, back.lanes))
    unit[0] = 1
    places = setting.net.copies(node)
    causes = sorted({n for n, _ in setting.net.places})
    x = response(back, {place: unit for place in places})
    by_day = {n: np.cumsum(x[setting.net.entries(n)].sum(axis=0), axis=0) for n in causes}
    limit = None
    if long:
        ends = long_run(back, {place: unit[0] for place in places})
        limit = {n: np.asarray(ends[setting.net.entries(n)].sum(axis=0)) for n in causes}
    return Gains(by_day, limit)


def one_day(setting: Setting, system: System, weights: Array) -> tuple[tuple[int, ...], Array]:
    """Return the nodes, and the squared one-day effect of each (column) on each (row), mixed over lanes."""
    nodes = tuple(sorted({n for n, _ in setting.net.places}))
    adds = np.zeros((len(nodes), setting.net.size))
    start = np.zeros((setting.net.size, 2, len(nodes)))
    for i, node in enumerate(nodes):
        adds[i, setting.net.copies(node)] = 1
        start[setting.net.entries(node), 0, i] = 1
    found = np.zeros((len(nodes), len(nodes)))
    for lane, weight in enumerate(weights):
        found += weight * (adds @ _columns(_alone(system, lane), start).sum(axis=1)) ** 2
    return nodes, found


def _alone(system: System, lane: int) -> System:
    """Return one lane of the system over its first day."""
    return replace(
        system,
        weights=system.weights[:, [lane]],
        kernels=[by if isinstance(by, Kernel) else by[:2, [lane]] for by in system.kernels],
        totals=system.totals[:, [lane]],
        days=1,
    )


def _columns(system: System, inputs: Array) -> Array:
    """Return the responses of a system of one lane to many inputs, shape (places, days + 1, inputs)."""
    x = inputs.copy()
    for component in system.net.order:
        for a in component.inbound:
            arc = system.net.arcs[a]
            x[arc.effect] += carried(system.kernels[a], x[arc.cause]) * system.weight(a)
        if component.cyclic:
            solve_loop(system, component, x, {})
    return x
