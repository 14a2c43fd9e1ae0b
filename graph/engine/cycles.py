"""The feedback loops of a network: gain, lag and whether they reinforce or balance."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.engine.components import Component
from graph.engine.kernels import Array
from graph.engine.order import largest_first
from graph.engine.propagate import System

BUDGET = 2000
"""Steps of the search within one component, beyond one per place; shorter loops are found first."""


@dataclass(frozen=True)
class Cycle:
    """A simple loop: its nodes (places in the snapshot), the product of its weights, and its total lag."""

    nodes: tuple[int, ...]
    gain: float
    lag: int


def cycles(system: System, component: Component, weights: Array) -> list[Cycle]:
    """Return the simple loops of a component by absolute gain, largest first; gains are mixed over joint states."""
    found: dict[tuple[int, ...], Cycle] = {}
    arcs = system.net.arcs
    inside: dict[int, list[int]] = {p: [] for p in component.places}
    for a in component.within:
        inside[arcs[a].cause].append(a)
    waiting = deque[tuple[int, int, tuple[int, ...]]]((start, start, ()) for start in component.places)
    left = BUDGET + len(waiting)
    while waiting and left:
        left -= 1
        start, place, route = waiting.popleft()
        passed = {arcs[a].effect for a in route}
        for a in inside[place]:
            end = arcs[a].effect
            if end == start:
                cycle = _cycle(system, (*route, a), weights)
                known = found.get(_turned(cycle.nodes))
                if known is None or abs(known.gain) < abs(cycle.gain):
                    found[_turned(cycle.nodes)] = cycle
            elif end > start and end not in passed:
                waiting.append((start, end, (*route, a)))
    return largest_first(found.values(), lambda c: c.gain, lambda c: c.nodes)


def _cycle(system: System, route: Sequence[int], weights: Array) -> Cycle:
    gain = np.ones(system.lanes)
    lag = 0
    for a in route:
        gain = gain * system.long_weight(a)
        lag += system.net.links[system.net.arcs[a].link].kernel.days[0]
    nodes = tuple(system.net.places[system.net.arcs[a].cause][0] for a in route)
    return Cycle(nodes, float(gain @ weights), lag)


def from_first_name(nodes: tuple[int, ...], names: Sequence[str]) -> tuple[int, ...]:
    """Return the loop begun at the node whose name comes first."""
    first = min(range(len(nodes)), key=lambda i: names[i])
    return nodes[first:] + nodes[:first]


def _turned(nodes: tuple[int, ...]) -> tuple[int, ...]:
    first = nodes.index(min(nodes))
    return nodes[first:] + nodes[:first]
