"""From what a question supposes to the shocks the engine is given."""

from __future__ import annotations

from agents.answer import Interpretation
from graph.content import Graph
from graph.model import Node
from graph.scenario import Cut, Shock


def trigger_shocks(graph: Graph, reading: Interpretation, first: float) -> tuple[Shock, ...]:
    """Return one shock per trigger; an event's outcome moves what it is said to move, less what is priced."""
    shocks: list[Shock] = []
    for i, trigger in enumerate(reading.triggers):
        size = first if i == 0 else trigger.size
        if size is None:
            continue
        node = graph.node(trigger.node)
        shocks += outcome_shocks(graph, node, size)
    if len(shocks) < 2:
        return tuple(shocks)
    below = {s.node: _descendants(graph, s.node) for s in shocks}
    return tuple(
        s.model_copy(update={"mode": "hold"}) if any(s.node in below[o.node] for o in shocks if o is not s) else s
        for s in shocks
    )


def outcome_shocks(graph: Graph, node: Node, size: float) -> list[Shock]:
    """Return the shock on the node itself; for an event without links, on what its outcome is said to move."""
    linked = any(e.cause == node.id and e.relation != "precedes" for e in graph.edges)
    moved = [] if linked else event_shocks(graph, node, size)
    return moved or [Shock(node=node.id, size=size, unit=node.unit)]


def event_shocks(graph: Graph, node: Node, size: float) -> list[Shock]:
    """Return what `size` of an event (1 - p when it happens, -p when not) moves, by its priced state."""
    event = next((e for e in graph.events if e.node == node.id and e.priced_state in e.shocks), None)
    if event is None or event.priced_state is None:
        return []
    return [Shock(node=s.node, size=s.size * size, unit=s.unit) for s in event.shocks[event.priced_state]]


def _descendants(graph: Graph, start: str) -> set[str]:
    children: dict[str, list[str]] = {}
    for edge in graph.edges:
        children.setdefault(edge.cause, []).append(edge.effect)
    seen: set[str] = set()
    queue = [start]
    while queue:
        for child in children.get(queue.pop(), []):
            if child not in seen:
                seen.add(child)
                queue.append(child)
    return seen


def unread_thresholds(graph: Graph) -> tuple[Cut, ...]:
    """Return the links that wait for a level of something nobody observed: they cannot be counted, so they are cut."""
    waiting = (
        (e.cause, e.effect)
        for e in graph.edges
        if e.form == "threshold" and graph.level(e.cause) is None and _absolute(e.params.get("at"))
    )
    return tuple(Cut(cause=cause, effect=effect) for cause, effect in dict.fromkeys(waiting))


def _absolute(at: object) -> bool:
    return isinstance(at, int | float)
