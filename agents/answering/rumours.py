"""What a denial does: a rumour that goes round has moved prices already, so its end takes that back."""

from __future__ import annotations

from agents.answer import Interpretation, Trigger
from agents.answering.phrases import say
from agents.answering.sayings import stated
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.context import Observation


def rumours_denied(graph: Graph, reading: Interpretation) -> Interpretation:
    """Return the reading with each rumour that is supposed away sized as what it brought, given back."""
    triggers = tuple(_denied(graph, t, reading.language) for t in reading.triggers)
    return reading if triggers == reading.triggers else reading.model_copy(update={"triggers": triggers})


def rumour_of(graph: Graph, node: str) -> Observation | None:
    """Return the newest word of the thing as a rumour, if that is all there is of it."""
    told = [o for o in graph.observations if o.node == node]
    if not told or any(o.status != "rumour" for o in told):
        return None
    return max(told, key=lambda o: (o.as_of, o.id))


def _denied(graph: Graph, trigger: Trigger, language: str) -> Trigger:
    node, told = graph.node(trigger.node), rumour_of(graph, trigger.node)
    if told is None or not is_event(node) or trigger.direction not in {"off", "down"} or trigger.size:
        return trigger
    note = say("rumour_note", language, node=node.name.in_(language), words=stated(told, language))
    return trigger.model_copy(update={"size": -node.scale, "size_rule": "rumour_denied", "notes": (note,)})
