"""What a leaf of the tree does to the targets, from the linear effects of the shocks that its outcomes are."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from graph.content import Graph
from graph.engine.events.outcomes import EventOdds, Push
from graph.engine.kernels import Array
from graph.scenario import Horizon, Scenario, StateOrWeights, WhatIfResult

Run = Callable[[Graph, Scenario], WhatIfResult]
Row = tuple[str, str, Horizon]
"""Node, unit, horizon."""

MOST_RUNS = 128
"""Leaves that are run one by one where the graph has thresholds or convex links; beyond, effects are added up."""


@dataclass
class Impacts:
    """Effects of pushes on `rows`; a linear graph is run once per pushed node and regime, and added up."""

    odds: EventOdds
    scenario: Scenario
    run: Run
    rows: tuple[Row, ...]
    linear: bool
    _kept: dict[object, Array] = field(default_factory=dict)

    def of(self, push: Push, regimes: Mapping[str, StateOrWeights]) -> Array:
        """Return the effects of the scenario's own shocks with the push, shape (rows,); nan where undefined."""
        if not self.linear:
            return self._ran(push, regimes)
        total = self._ran({}, regimes)
        for key, size in push.items():
            if size != 0:
                total = total + size * (self._ran({key: 1.0}, regimes) - self._ran({}, regimes))
        return total

    def _ran(self, push: Push, regimes: Mapping[str, StateOrWeights]) -> Array:
        key = (tuple(sorted(push.items())), tuple(sorted((d, str(s)) for d, s in regimes.items())))
        if key not in self._kept:
            self._kept[key] = self._run(push, regimes)
        return self._kept[key]

    def _run(self, push: Push, regimes: Mapping[str, StateOrWeights]) -> Array:
        asked = self.odds.applied(self.scenario, {k: v for k, v in push.items() if v != 0}, regimes)
        if not self.rows or not (asked.shocks or asked.observe):
            return np.zeros(len(self.rows))
        nodes = tuple(dict.fromkeys(node for node, _, _ in self.rows))
        quiet = asked.model_copy(update={"draws": 0, "paths": 0, "targets": nodes})
        found = {(e.node, e.horizon): e.central for e in self.run(self.odds.graph, quiet).effects}
        return np.array([found.get((node, h), math.nan) for node, _, h in self.rows])


def is_linear(graph: Graph) -> bool:
    """Return whether effects add up: no link is a threshold or convex."""
    return not any(e.form in ("threshold", "convex") for e in graph.edges)
