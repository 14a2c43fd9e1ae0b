"""A scenario read against a graph: sizes in the nodes' units, or a refusal that names the numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph.content import Graph
from graph.engine.regimes import Override
from graph.engine.snapshot import LARGEST, Link, Snapshot
from graph.errors import EdgeNotFound, NotInGraph, ScenarioError, UnitMismatch, UnitUnknown
from graph.scenario import Horizon, Scenario, Shock
from graph.state import daily_sigma, state_odds
from graph.units import canonical, convert

LONGEST = 2520
"""Trading days of the longest horizon: ten years."""


@dataclass(frozen=True)
class Request:
    """What is asked, checked: node place -> size in its own unit, by mode."""

    pushed: Mapping[int, float]
    held: Mapping[int, float]
    pulsed: Mapping[int, float]
    finite: tuple[int, ...]
    long: bool
    overrides: Mapping[str, Override]
    links: tuple[Link, ...]
    thresholds: tuple[Link, ...]
    targets: tuple[int, ...]
    signals: tuple[Link, ...] = ()
    observed: tuple[tuple[int, Horizon, float], ...] = ()
    """(node, horizon, value in the node's unit) of every level that was seen."""

    @property
    def days(self) -> int:
        """Return the trading days through which the run is worked."""
        return max(1, *self.finite, *(h for _, h, _ in self.observed if h != "long_run"), 1)

    @property
    def shocked(self) -> tuple[int, ...]:
        """Return every node that is moved, in content order."""
        return tuple(sorted({*self.pushed, *self.held, *self.pulsed}))


def request(scenario: Scenario, snap: Snapshot) -> Request:
    """Return the checked request, or raise a `BadInput` that names the thing, the value and the way out."""
    graph = snap.graph
    if not (scenario.shocks or scenario.cuts or scenario.overrides or scenario.observe or scenario.do):
        raise ScenarioError("the scenario asks nothing: it has no shocks, cuts, overrides, observe or do")
    overrides = _overrides(scenario, graph)
    modes: dict[str, dict[int, float]] = {"shock": {}, "hold": {}, "pulse": {}}
    for shock in scenario.shocks:
        place = snap.at(shock.node)
        others = [m for m, sizes in modes.items() if place in sizes and (m != shock.mode or m != "shock")]
        if others:
            raise ScenarioError(f"node {shock.node!r} has both a {others[0]} and a {shock.mode}; give it one")
        size = size_of(shock, graph) * (1 - shock.priced_in)
        modes[shock.mode][place] = modes[shock.mode].get(place, 0.0) + size
    finite, long = _horizons(scenario.horizons)
    return Request(
        pushed=modes["shock"],
        held=modes["hold"],
        pulsed=modes["pulse"],
        finite=finite,
        long=long,
        overrides=overrides,
        links=_edited(snap.links, scenario, snap),
        thresholds=_edited(snap.thresholds, scenario, snap),
        targets=tuple(dict.fromkeys(snap.at(t) for t in scenario.targets)),
        signals=_edited(snap.signals, scenario, snap),
        observed=_observed(scenario, snap),
    )


def _observed(scenario: Scenario, snap: Snapshot) -> tuple[tuple[int, Horizon, float], ...]:
    """Return what was seen of nodes, each level once; what an event came to is not among it."""
    found: dict[tuple[int, Horizon], float] = {}
    for seen in scenario.observe:
        if seen.node is None or seen.value is None:
            given = seen.node or seen.event
            raise ScenarioError(f"the observation of {given!r} is not whole; give node and value, or event and state")
        place = snap.at(seen.node)
        value = size_of(Shock(node=seen.node, size=seen.value, unit=seen.unit), snap.graph, "observation")
        if seen.horizon == "long_run" and "long_run" not in scenario.horizons:
            raise ScenarioError(f"node {seen.node!r} is observed in the long run; add long_run to the horizons")
        if seen.horizon != "long_run":
            _horizons((seen.horizon,))
        known = found.setdefault((place, seen.horizon), value)
        if known != value:
            both = f"{known:g} and {value:g}"
            raise ScenarioError(f"node {seen.node!r} is observed at {both} at horizon {seen.horizon}; keep one")
    return tuple((place, horizon, value) for (place, horizon), value in found.items())


def size_of(shock: Shock, graph: Graph, what: str = "shock") -> float:
    """Return the shock's size in its node's unit; `what` is how a refusal calls it."""
    node = graph.node(shock.node)
    if not math.isfinite(shock.size):
        raise ScenarioError(f"the {what} of {node.id!r} has size {shock.size}, which is not a finite number")
    if abs(shock.size) > LARGEST:
        raise ScenarioError(
            f"the {what} of {node.id!r} has size {shock.size:g}; the largest that is worked is {LARGEST:g}"
        )
    if not shock.unit or shock.unit == node.unit:
        return shock.size
    if node.unit == "" and shock.unit != "":
        raise UnitMismatch(f"the {what} of {node.id!r} is in {shock.unit!r}, but the node has no unit")
    try:
        if canonical(shock.unit) == "sigma":
            return shock.size * daily_sigma(graph, node)
        rate = node.probability or node.unit in ("bp", "pp")
        return convert(shock.size, shock.unit, node.unit, rate=rate)
    except (UnitMismatch, UnitUnknown) as error:
        detail = f"the {what} of {node.id!r} is {shock.size:g} {shock.unit!r}, but the node's unit is {node.unit!r}"
        raise UnitMismatch(detail) from error


def _horizons(horizons: tuple[Horizon, ...]) -> tuple[tuple[int, ...], bool]:
    if not horizons:
        raise ScenarioError("the scenario has no horizons; give trading days such as [1, 5, 21]")
    finite = sorted({h for h in horizons if h != "long_run"})
    for h in finite:
        if not 0 <= h <= LONGEST:
            raise ScenarioError(f"horizon {h} is not between 0 and {LONGEST} trading days")
    return tuple(finite), "long_run" in horizons


def _overrides(scenario: Scenario, graph: Graph) -> dict[str, Override]:
    by_id = {r.id: r for r in graph.regimes}
    asked: dict[str, Override] = dict(scenario.regimes)
    for do in scenario.do:
        asked[do.event] = do.state
    for dimension, override in asked.items():
        if dimension not in by_id:
            raise NotInGraph(f"the graph has no regime {dimension!r}; it has {', '.join(sorted(by_id)) or 'none'}")
        weights = override if isinstance(override, dict) else {}
        for state, p in weights.items():
            if not (math.isfinite(p) and 0 <= p <= 1):
                raise ScenarioError(
                    f"regime {dimension!r} gives state {state!r} the weight {p:g}, which is not in 0..1"
                )
        state_odds(by_id[dimension], override)
    return asked


def _edited(links: tuple[Link, ...], scenario: Scenario, snap: Snapshot) -> tuple[Link, ...]:
    """Return the links with the scenario's cuts taken out and its overrides put in."""
    for cut in scenario.cuts:
        for end in (cut.cause, cut.effect):
            snap.at(end)
        if (cut.cause, cut.effect) not in snap.pairs:
            raise EdgeNotFound(f"there is no edge from {cut.cause!r} to {cut.effect!r} to cut")
    strengths: dict[str, float] = {}
    for override in scenario.overrides:
        snap.graph.edge(override.edge)
        given = f"edge {override.edge!r} is given strength {override.strength:g}"
        if not (math.isfinite(override.strength) and override.strength >= 0):
            raise ScenarioError(f"{given}; a strength is 0 or more, the edge's sign has the direction")
        if override.strength > LARGEST:
            raise ScenarioError(f"{given}; the largest that is worked is {LARGEST:g}")
        if strengths.get(override.edge, override.strength) != override.strength:
            both = f"{strengths[override.edge]:g} and {override.strength:g}"
            raise ScenarioError(f"edge {override.edge!r} is given the strengths {both}; keep one")
        strengths[override.edge] = override.strength
    if not scenario.cuts and not strengths:
        return links
    gone = {(c.cause, c.effect) for c in scenario.cuts}
    return tuple(
        replace(k, strength=strengths[k.edge.id]) if k.edge.id in strengths else k
        for k in links
        if (k.edge.cause, k.edge.effect) not in gone
    )
