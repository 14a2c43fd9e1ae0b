"""What a coming decision or release would do: each outcome of a priced decision, a surprise of an ordinary size."""

from __future__ import annotations

from agents.answering.links import ordinary_move
from agents.answering.noting import note
from agents.answering.shocks import event_shocks, unread_thresholds
from graph.content import Graph
from graph.context import Event
from graph.engine.what_if import what_if
from graph.model import Node
from graph.scenario import Scenario, Shock, WhatIfResult

PERMANENT = 63
"""Trading days after which an amplified push has decayed to its permanent share."""
DAYS = (1, 5, 21)
MOST_KEPT = 256
"""Effects kept in memory, by graph version, cause and target."""
_KEPT: dict[tuple[str, str, str], tuple[tuple[int, float] | None, WhatIfResult]] = {}


def outcome(event: Event | None, off: bool, language: str) -> str:
    """Return what the event's outcome is called: its priced state, or the one other there is."""
    if event is None or event.priced_state is None:
        return ""
    others = [s for s in event.states if s != event.priced_state]
    state = event.priced_state if not off else others[0] if len(others) == 1 else ""
    return event.state_names[state].in_(language) if state in event.state_names else ""


def per_outcome(graph: Graph, event: Event, target: str) -> float | None:
    """Return what the event's priced state does to the target when none of it is priced: decayed, links holding."""
    decided = graph.by_id.get(event.node or "")
    shocks = event_shocks(graph, decided, 1.0) if decided else []
    found = _effect(graph, f"event:{event.id}", tuple(shocks), target, (PERMANENT,)) if shocks else None
    return found[1] if found else None


def per_surprise(graph: Graph, node: Node, target: str) -> tuple[int, float] | None:
    """Return the first shown day, and the effect, of one ordinary surprise of `node` upwards; None where none."""
    shock = Shock(node=node.id, size=ordinary_surprise(graph, node), unit=node.unit)
    return _effect(graph, f"node:{node.id}", (shock,), target, DAYS)


def ordinary_surprise(graph: Graph, node: Node) -> float:
    """Return one standard deviation of a release's surprise; of anything else an ordinary week."""
    return node.scale if node.kind == "data" else ordinary_move(graph, node)


def _effect(
    graph: Graph, name: str, shocks: tuple[Shock, ...], target: str, days: tuple[int, ...]
) -> tuple[int, float] | None:
    # It depends on the graph alone, so one graph version works it once per target.
    asked = (graph.version, name, target)
    if asked in _KEPT:
        found, result = _KEPT[asked]
        note(graph, result)
        return found
    scenario = Scenario(
        see=False,
        width=False,
        shocks=shocks,
        horizons=days,
        targets=(target,),
        draws=0,
        paths=0,
        cuts=unread_thresholds(graph),
        as_of=graph.as_of,
    )
    result = what_if(graph, scenario)
    effects = [(d, e.if_links_hold) for d in days if (e := result.effect(target, d)) is not None and e.if_links_hold]
    if len(_KEPT) >= MOST_KEPT:
        _KEPT.clear()
    _KEPT[asked] = (effects[0] if effects else None, note(graph, result))
    return _KEPT[asked][0]
