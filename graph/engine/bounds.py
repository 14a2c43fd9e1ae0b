"""Moves that a unit does not allow: said with the node, the value and the bound. Nothing is ever clipped to fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from graph.content import Graph
from graph.engine.run import Setting
from graph.errors import UnitUnknown
from graph.model import Node
from graph.scenario import Effect, Warning
from graph.state import level_after
from graph.units import UNITS, canonical

MEASURES = {unit.symbol: unit.measures for unit in UNITS}
NEVER_NEGATIVE = frozenset({"points", "index"})
"""What is counted in these, once seen at 0 or more, does not go below 0."""
SURE, WHOLE = 100.0, 100.0
"""A probability of one, and the whole of a price, in per cent."""


def out_of_bounds(setting: Setting, effects: Sequence[Effect]) -> list[Warning]:
    """Return a warning for every node whose shock, or whose effect at some horizon, leaves what its unit allows."""
    nodes, graph = setting.snap.nodes, setting.snap.graph
    ask = setting.ask
    moves: dict[int, list[tuple[str, float]]] = {}
    for sizes in (ask.pushed, ask.held, ask.pulsed):
        for place, size in sizes.items():
            moves.setdefault(place, []).append(("is shocked by", size))
    for effect in effects:
        when = "in the long run" if effect.horizon == "long_run" else f"by {effect.horizon}d"
        moves.setdefault(setting.snap.at(effect.node), []).append((f"moves {when} by", effect.central))
    found = []
    for place in sorted(moves):
        worst = max(((_beyond(nodes[place], move, graph), how, move) for how, move in moves[place]), key=_excess)
        broken, how, move = worst
        if broken is not None:
            unit = f" {nodes[place].unit}".rstrip()
            detail = f"node {nodes[place].id} {how} {move:.4g}{unit}, {broken[1]}; the number is not clipped"
            found.append(Warning(code="out_of_bounds", detail=detail))
    return found


def _excess(row: tuple[tuple[float, str] | None, str, float]) -> float:
    return row[0][0] if row[0] is not None else 0.0


def _beyond(node: Node, move: float, graph: Graph) -> tuple[float, str] | None:
    """Return how far a move goes beyond what the node's unit allows, and in words; None where it does not."""
    seen = graph.level(node.id)
    start = seen.value if seen is not None else None
    level = level_after(node, start, move) if start is not None else None
    if node.probability:
        if level is None or start is None:
            return _out(move, -SURE, SURE, "a change of odds of {value:.4g} outside {low:g}..{high:g}")
        return _out(level, 0.0, SURE, "odds of {value:.4g} from " + f"{start:g}" + " outside {low:g}..{high:g}")
    measures = _measures(node.unit)
    if measures == "percent":
        if node.level_unit == "%":
            return None
        return _out(move, -WHOLE, math.inf, "a change of {value:.4g} % below {low:g} %")
    if measures == "switch":
        return _out(move, -1.0, 1.0, "a change of {value:.4g} outside {low:g}..{high:g}")
    if measures in NEVER_NEGATIVE and level is not None and start is not None and start >= 0:
        return _out(level, 0.0, math.inf, "a level of {value:.4g} from " + f"{start:g}" + " below {low:g}")
    return None


def _out(value: float, low: float, high: float, words: str) -> tuple[float, str] | None:
    excess = max(low - value, value - high)
    # A bound that is met, to the last digits, is not left.
    if excess <= 1e-9 * max(1.0, abs(value)):
        return None
    return excess, words.format(value=value, low=low, high=high)


def _measures(unit: str) -> str:
    try:
        return MEASURES[canonical(unit)] if unit else ""
    except UnitUnknown:
        return ""
