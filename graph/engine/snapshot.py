"""A graph compiled for the engine: what is carried, in an order that ids do not decide."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from graph.content import Graph
from graph.engine.belief import belief
from graph.engine.curation import Records, records
from graph.engine.gates import passes
from graph.engine.kernels import Kernel, kernel
from graph.engine.order import edge_keys, node_keys
from graph.engine.params import is_convex, number, steepest
from graph.errors import NodeNotFound, ScenarioError
from graph.model import Edge, Node
from graph.scenario import Warning

NOT_ADDITIVE = frozenset({"amplifies", "dampens", "signals", "precedes"})
"""Relations that carry nothing in the linear engine: multipliers, associations and order in time."""
SIGN = {"+": 1, "-": -1, "0": 0}
LARGEST = 1e12
"""Size of a shock, a link, a factor or a daily move, in any unit, above which squares leave the range of floats."""


@dataclass(frozen=True)
class Link:
    """A carried edge: `cause` and `effect` are places in the snapshot's nodes, `declared` its sign as +1, -1 or 0."""

    edge: Edge
    key: str
    cause: int
    effect: int
    declared: int
    plus: float
    minus: float
    strength: float
    kernel: Kernel
    own: bool = False
    """Carries only what is injected at its cause."""
    gate: float = 1.0
    """Share carried while a failure of this link is recent; 1 when it never failed."""

    @property
    def expected(self) -> float:
        """Return (P+ - P-) x strength x gate, effect units per cause unit."""
        return (self.plus - self.minus) * self.strength * self.gate

    @property
    def believed(self) -> float:
        """Return the weight with the belief at one: declared sign x strength x gate."""
        return self.declared * self.strength * self.gate

    def with_kernel(self, by: Kernel) -> Link:
        """Return the link with another kernel."""
        return replace(self, kernel=by)

    @cached_property
    def own_dimensions(self) -> frozenset[str]:
        """Return the regime dimensions for which the link has a multiplier of its own, which wins over an amplifier."""
        return frozenset(state.partition(".")[0] for state in self.edge.regimes)

    @property
    def belief(self) -> float:
        """Return the probability of the declared sign."""
        return self.plus if self.declared > 0 else self.minus if self.declared < 0 else 1 - self.plus - self.minus


@dataclass(frozen=True)
class Snapshot:
    """Nodes and links in content order; read only."""

    graph: Graph
    nodes: tuple[Node, ...]
    place: Mapping[str, int]
    links: tuple[Link, ...]
    thresholds: tuple[Link, ...]
    warnings: tuple[Warning, ...] = field(default=())
    signals: tuple[Link, ...] = ()
    """Associations: they carry what is seen, never what is done."""
    in_force: Mapping[str, float] = field(default_factory=dict)
    """Odds of the states that the links were made under."""
    records: Records = field(default_factory=dict)
    """How often each reader of evidence was found right and wrong, which the links were made with."""

    def at(self, node_id: str) -> int:
        """Return the node's place, or raise `NodeNotFound`."""
        if node_id not in self.place:
            raise NodeNotFound(f"the graph has no node {node_id!r}")
        return self.place[node_id]

    @cached_property
    def scales(self) -> tuple[float, ...]:
        """Return each node's daily sigma as the map gives it, in its unit."""
        return tuple(n.scale for n in self.nodes)

    @cached_property
    def moving_scales(self) -> tuple[int, ...]:
        """Return the places whose daily sigma depends on a level or on the states in force."""
        special = {n.id for n in self.nodes if n.scale_from is not None}
        special |= {node for regime in self.graph.regimes for state in regime.states for node in state.widen}
        return tuple(sorted(self.place[node] for node in special if node in self.place))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Return (cause, effect) of every edge of the graph, carried or not."""
        return frozenset((e.cause, e.effect) for e in self.graph.edges)


_recent: OrderedDict[int, tuple[Graph, dt.date | None, Snapshot]] = OrderedDict()
KEPT = 8
"""Snapshots kept in memory; a graph is frozen, so its snapshot never ages."""


def snapshot(graph: Graph, in_force: Mapping[str, float], as_of: dt.date | None) -> Snapshot:
    """Return the compiled graph; the same graph object is compiled once."""
    known = _recent.get(id(graph))
    if known is not None and known[0] is graph and known[1] == as_of:
        return known[2]
    like = next((s for _, day, s in reversed([*_recent.values()]) if day == as_of), None)
    made = compiled(graph, in_force, as_of, like)
    _recent[id(graph)] = (graph, as_of, made)
    while len(_recent) > KEPT:
        _recent.popitem(last=False)
    return made


def compiled(
    graph: Graph, in_force: Mapping[str, float], as_of: dt.date | None, like: Snapshot | None = None
) -> Snapshot:
    """Return the snapshot of a graph at `as_of` (None: no date is checked).

    Links of `like`, a snapshot of that day, are taken over where nothing that they are made of has changed.
    """
    keys = node_keys(graph)
    nodes = tuple(sorted(graph.nodes, key=lambda n: keys[n.id]))
    place = {n.id: i for i, n in enumerate(nodes)}
    for edge in graph.edges:
        for end in (edge.cause, edge.effect):
            if end not in place:
                raise NodeNotFound(f"edge {edge.id!r} names node {end!r}, which the graph does not have")
    _refuse_too_large(graph)
    names = edge_keys(graph, keys)
    found = records(graph.edges, as_of)
    same = like is not None and (like.place, like.in_force, like.records) == (place, in_force, found)
    known = {id(k.edge): k for k in (*like.links, *like.thresholds, *like.signals)} if like and same else {}

    def linked(edge: Edge) -> Link:
        kept = known.get(id(edge))
        usable = kept is not None and kept.edge is edge and kept.key == names[edge.id]
        return kept if kept is not None and usable else _link(edge, names[edge.id], place, in_force, as_of, found)

    links: list[Link] = []
    thresholds: list[Link] = []
    signals: list[Link] = []
    warnings: list[Warning] = []
    for edge in sorted(graph.edges, key=lambda e: names[e.id]):
        reason = _left_out(edge, as_of)
        if reason:
            warnings.append(
                Warning(code=reason, detail=f"edge {edge.id} from {edge.cause} to {edge.effect} is not carried")
            )
        elif _is_carried(edge, as_of):
            (thresholds if edge.form == "threshold" else links).append(linked(edge))
        elif edge.relation == "signals" and edge.form != "threshold" and _is_sized(edge, as_of):
            signals.append(linked(edge))
    return Snapshot(
        graph, nodes, place, tuple(links), tuple(thresholds), tuple(warnings), tuple(signals), dict(in_force), found
    )


def _refuse_too_large(graph: Graph) -> None:
    """Raise `ScenarioError` for the first number that no effect can be worked from."""
    for node in graph.nodes:
        _refuse_above(f"node {node.id!r} has the scale", node.scale)
    for edge in graph.edges:
        factors = (*edge.regimes.values(), *edge.widen.values())
        _refuse_above(f"edge {edge.id!r} has the size or factor", edge.strength, edge.spread, *factors)
    for regime in graph.regimes:
        for state in regime.states:
            factors = (*state.amplifier.values(), *state.widen.values())
            _refuse_above(f"state '{regime.id}.{state.id}' has the factor", *factors)


def _refuse_above(what: str, *values: float) -> None:
    for value in values:
        if abs(value) > LARGEST:
            raise ScenarioError(f"{what} {value:g}; the largest that is worked is {LARGEST:g}")


def _is_carried(edge: Edge, as_of: dt.date | None) -> bool:
    return edge.relation not in NOT_ADDITIVE and _is_sized(edge, as_of)


def _is_sized(edge: Edge, as_of: dt.date | None) -> bool:
    if edge.status == "hypothetical":
        return False
    if edge.strength == 0 and edge.form != "threshold" and not (is_convex(edge) and steepest(edge)):
        return False
    if as_of is None:
        return True
    return (edge.valid_from is None or edge.valid_from <= as_of) and (edge.valid_to is None or as_of <= edge.valid_to)


def _left_out(edge: Edge, as_of: dt.date | None) -> str:
    """Return the code of a warning for an edge that a reader would expect to be carried, else nothing."""
    if edge.relation == "ends" and edge.strength == 0:
        return "ends_without_size"
    return ""


def _link(
    edge: Edge,
    key: str,
    place: Mapping[str, int],
    in_force: Mapping[str, float],
    as_of: dt.date | None,
    found: Records,
) -> Link:
    held = belief(edge, in_force=in_force, as_of=as_of, found=found)
    declared, plus, minus, size = SIGN[edge.sign], held.plus, held.minus, edge.strength
    if edge.relation == "ends" and declared > 0:
        declared, plus, minus = -1, minus, plus
    if edge.form == "threshold":
        jump = number(edge, "jump", edge.strength)
        size = abs(jump)
        on_a_fall = edge.params.get("side") == "below"
        if (jump < 0 and declared > 0) or (jump > 0 and declared < 0 and on_a_fall):
            declared, plus, minus = -declared, minus, plus
    elif is_convex(edge):
        size = edge.strength or steepest(edge)
    _refuse_above(f"edge {edge.id!r} has the size", size)
    return Link(
        edge=edge,
        key=key,
        cause=place[edge.cause],
        effect=place[edge.effect],
        declared=declared,
        plus=plus,
        minus=minus,
        strength=size,
        kernel=kernel(edge),
        own=edge.own_shock or edge.status == "rumour",
        gate=passes(edge, as_of),
    )
