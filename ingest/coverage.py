"""What a map holds, counted: mechanisms, what sizes and sources their links rest on, and which assets they reach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from graph.content import Graph
from graph.context import Mechanism
from graph.model import Certainty, Edge
from ingest.reach import reached_from

CERTAINTIES: tuple[Certainty, ...] = ("read", "computed", "derived", "memory", "guess")
KINDS_OF_EVIDENCE = ("quote", "literature", "data", "analyst")


class Links(NamedTuple):
    """How many links there are, and on what their sizes and signs rest."""

    links: int
    sourced: int
    """Links whose size was read, computed, derived or recalled from a source."""
    guessed: int
    """Links whose size is an analyst prior."""
    unsized: int
    """Links that only tell, scale or suppose, or to which no source gives a size: a run carries nothing by them."""
    citations: int
    sources: int
    """Different sources that the links cite."""

    @property
    def share_guessed(self) -> float | None:
        """Return the share of the sizes that are analyst priors; None where there is no size."""
        sized = self.sourced + self.guessed
        return self.guessed / sized if sized else None


class Covered(NamedTuple):
    """One mechanism in numbers."""

    mechanism: Mechanism
    counts: Links
    reaches: tuple[str, ...]
    """Headline assets that a move of one of its things leads to, by rank."""


class AssetClass(NamedTuple):
    """One class of assets: those with a headline asset among them."""

    kind: str
    things: int
    reached: int
    """Things of the class that at least one mechanism leads to."""
    headline: tuple[tuple[str, int], ...]
    """Headline assets by rank, each with the number of mechanisms that reach it."""


class Sourced(NamedTuple):
    """What rests on one certainty: sizes of links, and citations by their kind."""

    certainty: Certainty
    sizes: int
    citations: dict[str, int]


def counted(edges: Iterable[Edge]) -> Links:
    """Return the links in numbers."""
    rows = list(edges)
    sized = [e for e in rows if e.carries]
    guessed = sum(e.certainty == "guess" for e in sized)
    cited = [item for e in rows for item in e.evidence]
    return Links(
        links=len(rows),
        sourced=len(sized) - guessed,
        guessed=guessed,
        unsized=len(rows) - len(sized),
        citations=len(cited),
        sources=len({item.source for item in cited}),
    )


def covered(graph: Graph) -> list[Covered]:
    """Return the mechanisms in numbers, in the order of the map."""
    headline = sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: n.headline or 0)
    reach = _reach(graph)
    return [
        Covered(m, counted(edges_of(graph, m)), tuple(n.id for n in headline if n.id in reach[m.id]))
        for m in graph.mechanisms
    ]


def edges_of(graph: Graph, mechanism: Mechanism) -> list[Edge]:
    """Return the mechanism's links in its own order."""
    return [graph.edge(one) for one in mechanism.edges]


def shared_links(graph: Graph) -> int:
    """Return how many of the map's links stand in at least one mechanism."""
    return len({one for m in graph.mechanisms for one in m.edges})


def asset_classes(graph: Graph) -> list[AssetClass]:
    """Return the classes of assets and how the mechanisms cover them, in the order of their headline assets."""
    headline = sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: n.headline or 0)
    reach = _reach(graph)
    anywhere = set().union(*reach.values()) if reach else set()
    found = []
    for kind in dict.fromkeys(n.kind for n in headline):
        members = [n.id for n in graph.nodes if n.kind == kind]
        ranked = tuple((n.id, sum(n.id in ids for ids in reach.values())) for n in headline if n.kind == kind)
        found.append(AssetClass(kind, len(members), sum(n in anywhere for n in members), ranked))
    return found


def by_certainty(graph: Graph) -> list[Sourced]:
    """Return what rests on each certainty, the surest first; certainties that nothing rests on are left out."""
    sizes = Counter(e.certainty for e in graph.edges if e.carries)
    cited: Counter[tuple[str, str]] = Counter((item.certainty, item.kind) for e in graph.edges for item in e.evidence)
    rows = [Sourced(c, sizes[c], {k: cited[c, k] for k in KINDS_OF_EVIDENCE}) for c in CERTAINTIES]
    return [row for row in rows if row.sizes or any(row.citations.values())]


def _reach(graph: Graph) -> dict[str, set[str]]:
    """Return, by mechanism, its things and everything that a move of one of them leads to."""
    passing = [(e.cause, e.effect) for e in graph.edges if e.carries and not (e.own_shock or e.flow or _starts_only(e))]
    effects: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        if edge.carries:
            effects[edge.cause].add(edge.effect)
    onward = {end: {end} | reached_from(end, passing) for end in set().union(*effects.values())}
    found: dict[str, set[str]] = {}
    for mechanism in graph.mechanisms:
        things = {end for e in edges_of(graph, mechanism) for end in (e.cause, e.effect)}
        found[mechanism.id] = things.union(*(onward[end] for thing in things for end in effects[thing]))
    return found


def _starts_only(edge: Edge) -> bool:
    """Return whether the link's status lets it carry only what starts at its cause."""
    return edge.status == "rumour"
