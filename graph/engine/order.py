"""Names that survive a change of ids: what decides the order of sums and the random numbers of an edge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, TypeVar

from graph.content import Graph
from graph.model import Edge

T = TypeVar("T")

ALIKE = 9
"""Digits to which two sizes are told apart, so that a change of units or of summing order does not reorder equals."""

ROUNDS = 6
"""Steps over which the surroundings of a nameless node are looked at."""


def node_keys(graph: Graph) -> dict[str, str]:
    """Return node id -> a key made of the node's English name, or of its place in the graph when it has none.

    A node whose name is its id counts as nameless: its key comes from the shape of its surroundings
    (Weisfeiler-Lehman colours: first without sizes, so that a changed size keeps its random numbers).
    """
    named = {n.id: n.name.en for n in graph.nodes if n.name.en != n.id}
    doubled = len(set(named.values())) < len(named)
    if len(named) == len(graph.nodes) and not doubled:
        return {i: f"n:{name}" for i, name in named.items()}
    shape, sizes = _colours(graph, named, sized=False), _colours(graph, named, sized=True)
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for node in graph.nodes:
        groups[_base(named, shape, node.id)].append((sizes[node.id], node.id))
    return {
        node_id: f"{base}#{rank}"
        for base, members in groups.items()
        for rank, (_, node_id) in enumerate(sorted(members))
    }


def edge_keys(graph: Graph, keys: dict[str, str]) -> dict[str, str]:
    """Return edge id -> a key made of its ends' keys and its rank among parallel edges."""
    groups: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        groups[f"{keys[edge.cause]}>{keys[edge.effect]}"].append(edge)
    return {
        edge.id: f"{ends}#{rank}"
        for ends, edges in groups.items()
        for rank, edge in enumerate(sorted(edges, key=_content) if len(edges) > 1 else edges)
    }


def largest_first(items: Iterable[T], size: Callable[[T], float], then: Callable[[T], Any]) -> list[T]:
    """Return the items by absolute size, largest first; equal ones, to nine digits of the largest, by `then`."""
    sized = [(abs(size(item)), then(item), item) for item in items]
    top = max((s for s, _, _ in sized), default=0.0) or 1.0
    return [item for _, _, item in sorted(sized, key=lambda row: (-round(row[0] / top, ALIKE), row[1]))]


def digest(text: str) -> int:
    """Return a 64-bit number that depends on nothing but the text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _base(named: dict[str, str], shape: dict[str, str], node_id: str) -> str:
    return f"n:{named[node_id]}" if node_id in named else f"s:{shape[node_id]}"


def _content(edge: Edge) -> tuple[object, ...]:
    """Return what tells parallel edges apart: their numbers, whose order no change of units turns, then the rest."""
    rest = edge.model_dump_json(exclude={"id", "cause", "effect", "strength", "spread"})
    return (edge.form, edge.relation, edge.lag_days, edge.kernel or (), edge.strength, edge.sign, edge.spread, rest)


def _colours(graph: Graph, named: dict[str, str], *, sized: bool) -> dict[str, str]:
    colour = {n.id: named.get(n.id) or repr((n.unit, n.kind, n.scale if sized else 0)) for n in graph.nodes}
    around: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for edge in graph.edges:
        own = repr((edge.form, edge.lag_days, (edge.sign, edge.strength, edge.spread) if sized else 0))
        around[edge.cause].append((f">{own}", edge.effect))
        around[edge.effect].append((f"<{own}", edge.cause))
    for _ in range(ROUNDS):
        colour = {
            i: f"{digest(own + repr(sorted((mark, colour[o]) for mark, o in around[i]))):016x}"
            for i, own in colour.items()
        }
    return colour
