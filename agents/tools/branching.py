"""The tool that works a fork: the ways a move or an event can go, each with its odds, effects, paths and signposts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from agents.answer import Branch, Cited, Direction, Interpretation, Leaf, Trigger
from agents.answering.what_if import what_if_answer
from agents.reading.sizing import default_size, full_reversal, half_reversal, is_event
from agents.tools.rows import Thing, thing
from agents.tools.spec import Args
from graph.asked import StateName
from graph.content import Graph
from graph.context import ScenarioTemplate
from graph.errors import BadInput, NotInGraph
from graph.model import Frozen, Id, Node

Outcome = Literal["occurs", "fails", "partial"]
REVERSED: dict[Direction, Direction] = {"up": "down", "down": "up", "on": "off", "off": "on"}


class ForkArgs(Args):
    """A scenario of the map, or a thing that moves or happens, and how it goes.

    `occurs`: the scenario's trigger comes, the event happens, the thing goes `direction`. `fails`: it does not.
    `partial`: half of it.
    """

    id: Annotated[Id, Field(validation_alias=AliasChoices("id", "event", "scenario", "node"))]
    outcome: Outcome = "occurs"
    direction: Literal["up", "down"] | None = None
    """Which way a thing goes that is neither a scenario nor an event."""
    size: float | None = None
    """Size of the move in the thing's own unit; left out: by the map's rule for such a thing."""
    horizon_days: int | None = Field(default=None, ge=1, le=252)
    targets: tuple[Id, ...] = Field(default=(), max_length=10)
    regimes: dict[Id, StateName] = {}
    language: Literal["en", "zh"] = "en"


class Forks(Frozen):
    """The ways it can go: odds add to one, or are all null where nothing anchors them."""

    things: tuple[Thing, ...]
    node: str
    headline: str
    branches: tuple[Branch, ...]
    leaves: tuple[Leaf, ...]
    conflicts: tuple[str, ...]
    assumptions: tuple[str, ...]
    unknowns: tuple[str, ...]
    evidence: tuple[Cited, ...]


def scenario(graph: Graph, args: ForkArgs) -> Forks:
    """Return the branches of a scenario of the map, of an event, or of a move."""
    template = next((t for t in graph.scenarios if t.id == args.id), None)
    if template is None and args.id not in graph.by_id:
        raise NotInGraph(
            f"the graph has no scenario and no node {args.id!r}", hint="Find ids with the tools resolve and graph_info."
        )
    node = graph.node(template.trigger if template else args.id)
    trigger = _trigger(graph, node, template, args)
    reading = Interpretation(
        language=args.language,
        intent="what_if",
        triggers=(trigger,),
        targets=tuple(graph.node(t).id for t in args.targets),
        horizon_days=args.horizon_days,
        regimes=args.regimes,
        as_of=graph.as_of,
        scenario=template.id if template else None,
    )
    told = what_if_answer(node.name.in_(args.language), graph, reading)
    named = {node.id, *(i.node for b in told.branches for i in b.impacts)}
    named |= {n for b in told.branches for p in b.paths for n in p.nodes}
    return Forks(
        things=tuple(thing(n) for n in graph.nodes if n.id in named),
        node=node.id,
        headline=told.headline,
        branches=told.branches,
        leaves=told.leaves,
        conflicts=told.conflicts,
        assumptions=told.assumptions,
        unknowns=told.unknowns,
        evidence=told.evidence,
    )


def _trigger(graph: Graph, node: Node, template: ScenarioTemplate | None, args: ForkArgs) -> Trigger:
    if node.kind == "regime":
        raise BadInput(f"{args.id!r} is a market state: give it to propagate or compare as a regime")
    comes: Direction | None = template.direction if template else "on" if is_event(node) else args.direction
    if comes is None:
        raise BadInput(f"{args.id!r} neither is a scenario nor happens: say its direction, up or down")
    if args.size is not None:
        sign = -1.0 if comes in {"down", "off"} else 1.0
        if args.size * sign <= 0 or args.outcome != "occurs":
            raise BadInput(f"size {args.size:g} goes with the outcome occurs, and with its direction, {comes}")
        return Trigger(node=node.id, direction=comes, size=args.size, unit=node.unit, size_rule="by")
    named = "up" if comes == "down" else "down"
    back = full_reversal(graph, node, named) if template and node.probability else None
    if args.outcome == "fails" and back is not None and back.size is not None:
        # What the scenario supposes does not come: the move holds, and its size follows from the odds.
        return Trigger(node=node.id, direction=REVERSED[comes], unit=node.unit, size_rule="holds")
    direction = REVERSED[comes] if args.outcome == "fails" else comes
    sized = back if back is not None and back.size is not None else default_size(graph, node, direction, args.regimes)
    if args.outcome == "partial":
        half = half_reversal(graph, node, named) if back is not None else None
        halved = half.size if half else None if sized.size is None else sized.size / 2
        return Trigger(node=node.id, direction=direction, size=halved, unit=node.unit, size_rule="half_reversal")
    return Trigger(
        node=node.id,
        direction=direction,
        size=sized.size,
        unit=node.unit,
        from_=sized.start,
        to=sized.end,
        size_rule=sized.rule,
        alternatives=sized.alternatives,
    )
