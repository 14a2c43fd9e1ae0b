"""Where things stand at a graph's `as_of`: regime odds, daily volatility, levels, last named moves."""

from __future__ import annotations

from graph.content import Graph
from graph.context import Observation, Regime
from graph.errors import NotInGraph, ScenarioError
from graph.model import Node

RegimeOverrides = dict[str, str | dict[str, float]]


def state_odds(regime: Regime, override: str | dict[str, float] | None = None) -> dict[str, float]:
    """Return the probability of each state, the override winning; empty when nobody read the dimension."""
    names = [s.id for s in regime.states]
    if override is None:
        return dict(regime.probabilities)
    if isinstance(override, str):
        override = {override: 1.0}
    for name in override:
        if name not in names:
            raise NotInGraph(f"regime {regime.id!r} has no state {name!r}; it has {', '.join(names)}")
    if regime.exclusive and abs(sum(override.values()) - 1) > 1e-9:
        raise ScenarioError(f"weights of regime {regime.id!r} add to {sum(override.values()):g}, not 1")
    return {name: override.get(name, 0.0) for name in names}


def in_force(graph: Graph, overrides: RegimeOverrides | None = None) -> dict[str, float]:
    """Return `dimension.state` -> probability for every state that was read or assumed."""
    return {
        f"{regime.id}.{state}": p
        for regime in graph.regimes
        for state, p in state_odds(regime, (overrides or {}).get(regime.id)).items()
    }


def daily_sigma(graph: Graph, node: Node, overrides: RegimeOverrides | None = None) -> float:
    """Return one trading day's standard deviation of `node`, in its unit.

    Read off another node's level where the node says so (an index from its implied volatility), and
    widened by each state's factor, weighted by the state's probability.
    """
    sigma = node.scale
    if node.scale_from is not None:
        seen = graph.level(node.scale_from.node)
        if seen is not None and seen.value:
            sigma = seen.value / node.scale_from.divide_by
    for regime in graph.regimes:
        odds = state_odds(regime, (overrides or {}).get(regime.id))
        for state in regime.states:
            if node.id in state.widen:
                sigma *= 1 + odds.get(state.id, 0.0) * (state.widen[node.id] - 1)
    return sigma


def move_between(node: Node, start: float, end: float) -> float:
    """Return the move from level `start` to `end` in the node's shock unit: bp, % of the level, or points."""
    if node.unit == "bp" and node.level_unit == "%":
        return 100 * (end - start)
    if node.unit == "%" and node.level_unit != "%":
        return 100 * (end / start - 1)
    return end - start


def level_after(node: Node, start: float, move: float) -> float:
    """Return the level that `move` (in the shock unit) leads to from `start`; inverse of `move_between`."""
    if node.unit == "bp" and node.level_unit == "%":
        return start + move / 100
    if node.unit == "%" and node.level_unit != "%":
        return start * (1 + move / 100)
    return start + move


def last_move(graph: Graph, node: Node) -> tuple[Observation | None, float, float] | None:
    """Return the last named move of `node` as (observation, from, to), or None when no move is known.

    The last two closes of record come first; else the latest statement that names both ends.
    """
    closes = graph.closes(node.id)
    if len(closes) >= 2:
        before, after = closes[-2].value, closes[-1].value
        if before is not None and after is not None and before != after:
            return closes[-1], before, after
    said = [o for o in graph.observations if o.node == node.id and o.before is not None and o.value is not None]
    if said:
        latest = max(said, key=lambda o: (o.as_of, o.known_from, o.source))
        if latest.before is not None and latest.value is not None:
            return latest, latest.before, latest.value
    return None
