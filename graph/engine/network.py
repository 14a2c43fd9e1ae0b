"""The linear system of one run: the links that the shocks reach, expanded so that every rule is an edge.

Two rules need places of their own. A link that carries only what starts at its cause hangs off an
*origin*, a copy of the cause that receives the shock and what a shocked release sets free there, and
nothing else. And an amplified link is amplified once per path: behind it lies a second copy of the
nodes, where no link is amplified again.
Attribution therefore stays exact; a reader is shown the real node of each place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.engine.components import Component, components, reachable
from graph.engine.snapshot import Link, Snapshot

MAIN, BEHIND, ORIGIN = 0, 1, 2


@dataclass(frozen=True)
class Arc:
    """A link between two places of the network; `amplified` says whether it is here."""

    cause: int
    effect: int
    link: int
    amplified: bool


@dataclass(frozen=True)
class Network:
    """Places, arcs and the order in which they are solved."""

    links: tuple[Link, ...]
    places: tuple[tuple[int, int], ...]
    """(node, layer) of each place."""
    arcs: tuple[Arc, ...]
    thresholds: tuple[Link, ...]

    @property
    def size(self) -> int:
        """Return the number of places."""
        return len(self.places)

    @cached_property
    def index(self) -> dict[tuple[int, int], int]:
        """Return (node, layer) -> place."""
        return {place: i for i, place in enumerate(self.places)}

    @cached_property
    def outgoing(self) -> list[list[int]]:
        """Return the arcs that leave each place."""
        found: list[list[int]] = [[] for _ in self.places]
        for a, arc in enumerate(self.arcs):
            found[arc.cause].append(a)
        return found

    @cached_property
    def incoming(self) -> list[list[int]]:
        """Return the arcs that enter each place."""
        found: list[list[int]] = [[] for _ in self.places]
        for a, arc in enumerate(self.arcs):
            found[arc.effect].append(a)
        return found

    @cached_property
    def order(self) -> list[Component]:
        """Return the strongly connected components, causes first."""
        return components(self.size, self.arcs, self.links)

    @cached_property
    def component_of(self) -> list[int]:
        """Return the place in `order` of each place's component."""
        found = [0] * self.size
        for c, component in enumerate(self.order):
            for place in component.places:
                found[place] = c
        return found

    @cached_property
    def acyclic(self) -> bool:
        """Return whether no place can reach itself."""
        return not any(c.cyclic for c in self.order)

    def copies(self, node: int) -> list[int]:
        """Return the places where the node's level is added up (its origin is not one of them)."""
        return [self.index[node, layer] for layer in (MAIN, BEHIND) if (node, layer) in self.index]

    def entries(self, node: int) -> list[int]:
        """Return the places where a shock of the node is injected."""
        return [self.index[node, layer] for layer in (MAIN, ORIGIN) if (node, layer) in self.index]


def network(
    snap: Snapshot,
    links: Sequence[Link],
    thresholds: Sequence[Link],
    *,
    shocked: Iterable[int],
    fixed: Iterable[int],
    targets: Iterable[int],
    reduced_form: bool,
) -> Network:
    """Return the network of what the shocks reach and, when targets are named, what leads to them.

    Args:
        snap: Where the links come from.
        links: The linear links of this run (cuts and overrides applied), in content order.
        thresholds: Its threshold links; their effects are reached when their causes are.
        shocked: Nodes that are pushed.
        fixed: Nodes that are held: their in-links are cut.
        targets: Nodes asked about; none: all that are reached.
        reduced_form: True when amplifiers stand for the flows: a flow link then carries only what starts at its cause.
    """
    pushed, held = set(shocked), set(fixed)
    begun = pushed | {k.effect for k in links if k.cause in pushed and _starts(k)}
    live = [k for k in links if k.effect not in held and (k.cause in begun or not _own(k, reduced_form))]
    latches = [k for k in thresholds if k.effect not in held and (k.cause in begun or not _own(k, reduced_form))]
    seen = reachable(pushed, _neighbours(live, latches))
    wanted = set(targets)
    if wanted:
        back = _neighbours(live, latches, back=True)
        seen &= reachable(wanted, back)
    live = [k for k in live if k.cause in seen and k.effect in seen]
    latches = [k for k in latches if k.cause in seen and k.effect in seen]
    behind = _behind(live, reduced_form)
    places = [(n, MAIN) for n in sorted(seen)]
    places += [(n, BEHIND) for n in sorted(behind)]
    places += [(n, ORIGIN) for n in sorted({k.cause for k in live if _own(k, reduced_form)})]
    index = {place: i for i, place in enumerate(places)}
    arcs = []
    for i, link in enumerate(live):
        lifts = link.edge.amplified and reduced_form
        after = BEHIND if lifts and behind else MAIN
        start = ORIGIN if _own(link, reduced_form) else MAIN
        arcs.append(Arc(index[link.cause, start], index[link.effect, after], i, lifts))
        if link.cause in pushed and _starts(link) and (link.effect, ORIGIN) in index:
            arcs.append(Arc(index[link.cause, start], index[link.effect, ORIGIN], i, lifts))
        if start == MAIN and (link.cause, BEHIND) in index:
            arcs.append(Arc(index[link.cause, BEHIND], index[link.effect, BEHIND], i, False))
    return Network(tuple(live), tuple(places), tuple(arcs), tuple(latches))


def _own(link: Link, reduced_form: bool) -> bool:
    """Return whether the link carries only what starts at its cause."""
    return link.own or (link.edge.flow and reduced_form)


def _starts(link: Link) -> bool:
    """Return whether what the link brings starts at its effect: a release of what had been waiting there."""
    return link.edge.params.get("starts") is True


def _neighbours(links: Sequence[Link], latches: Sequence[Link], *, back: bool = False) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for link in (*links, *latches):
        start, end = (link.effect, link.cause) if back else (link.cause, link.effect)
        found.setdefault(start, []).append(end)
    return found


def _behind(links: Sequence[Link], reduced_form: bool) -> set[int]:
    """Return the nodes behind an amplified link, when another amplified link starts among them; else nothing."""
    lifted = [k for k in links if k.edge.amplified and reduced_form]
    if not lifted:
        return set()
    found = reachable({k.effect for k in lifted}, _neighbours([k for k in links if not _own(k, reduced_form)], ()))
    return found if any(k.cause in found and not _own(k, reduced_form) for k in lifted) else set()
