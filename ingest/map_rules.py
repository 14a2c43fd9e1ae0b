"""What no map may hold, shipped or given: clashing names, unknown units, unsourced links, self-feeding loops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from graph.content import Graph
from graph.model import EPOCH, Aliases, Edge, Evidence, Node, Text
from graph.state import in_force
from graph.units import known
from ingest.reach import loops, way_between

NOT_ADDITIVE = frozenset({"amplifies", "dampens", "signals", "precedes"})
MOST_ROUNDS = 2_000
"""Rounds in which a loop's gain is closed in on; two bounds stand around it at each."""
CLOSE = 1e-6


class Problem(NamedTuple):
    """One thing that is wrong: what kind, of what, in what way, and the row of the map that it stands in."""

    code: str
    thing: str
    detail: str
    kind: str = ""
    id: str = ""


def faults_in(graph: Graph) -> Iterator[Problem]:
    """Yield everything that is wrong with a map of any things: what the rules say whatever it is about."""
    yield from names_claimed_twice(graph)
    yield from unknown_units(graph)
    yield from unsound_links(graph)
    yield from self_feeding(graph.edges, in_force(graph), graph.by_id)


def names_claimed_twice(graph: Graph) -> Iterator[Problem]:
    """Yield each name or alias that means two things; a node and its opposite are two."""
    claimed: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for owner, kind, name, words in _spoken(graph):
        claimed[" ".join(words.casefold().replace("-", " ").split())].setdefault(owner, (kind, name))
    for words, owners in sorted(claimed.items()):
        if len(owners) > 1:
            kind, name = list(owners.values())[-1]
            detail = f"the name {words!r} is claimed by {' and by '.join(owners)}; leave it to one of them"
            yield Problem("duplicate_alias", words, detail, kind, name)


def _spoken(graph: Graph) -> Iterator[tuple[str, str, str, str]]:
    """Yield (owner, kind, id, words) for every name and alias."""
    for node in graph.nodes:
        yield from ((node.id, "nodes", node.id, w) for w in (*_both(node.name), *_all(node.aliases)))
        yield from ((f"the opposite of {node.id}", "nodes", node.id, w) for w in _all(node.opposites))
    for regime in graph.regimes:
        for state in regime.states:
            for words in (*_both(state.name), *_all(state.aliases)):
                yield f"{regime.id}.{state.id}", "regimes", regime.id, words
    for template in graph.scenarios:
        yield from ((template.id, "scenarios", template.id, w) for w in _both(template.title))


def _both(text: Text | None) -> tuple[str, ...]:
    return tuple(t for t in (text.en, text.zh) if t) if text else ()


def _all(aliases: Aliases) -> tuple[str, ...]:
    return aliases.en + aliases.zh


def unknown_units(graph: Graph) -> Iterator[Problem]:
    """Yield each unit of a node or of an observation that nobody knows."""
    for node in graph.nodes:
        for unit in (node.unit, node.level_unit):
            if unit and not known(unit):
                yield Problem("unknown_unit", node.id, f"the unit {unit!r} is not known", "nodes", node.id)
    for seen in graph.observations:
        if not known(seen.unit):
            yield Problem("unknown_unit", seen.id, f"the unit {seen.unit!r} is not known", "observations", seen.id)


def unsound_links(graph: Graph) -> Iterator[Problem]:
    """Yield each link that nothing speaks for, that most of its sources speak against, or with an undated source."""
    for edge in graph.edges:
        if not edge.evidence:
            yield Problem("unsourced", edge.id, "has neither a citation nor an analyst's mark", "edges", edge.id)
        votes = [v for v in map(edge.said_by, edge.evidence) if v in ("+", "-")]
        against = sum(v != edge.sign for v in votes)
        if 2 * against > len(votes):
            detail = f"sign {edge.sign} goes against {against} of its {len(votes)} sources"
            yield Problem("sign_against_rows", edge.id, detail, "edges", edge.id)
        for item in edge.evidence:
            if undated(item):
                detail = f"the source {item.id!r} has no date; add `date` or `known_from`"
                yield Problem("undated", edge.id, detail, "edges", edge.id)


def undated(item: Evidence) -> bool:
    """Return whether a source states a fact of the world and does not say of which day: no judgement, no arithmetic."""
    ours = item.kind == "analyst" or item.source.startswith("analyst") or item.certainty == "derived"
    return not ours and item.date is None and item.known_from == EPOCH


def self_feeding(edges: Iterable[Edge], odds: Mapping[str, float], nodes: Mapping[str, Node]) -> Iterator[Problem]:
    """Yield the groups of nodes whose links feed back on themselves with a gain of one or more."""
    weight = {
        (e.cause, e.effect): abs(e.permanent) * e.strength * lifted(e, odds)
        for e in edges
        if e.relation not in NOT_ADDITIVE and not e.own_shock and e.form != "threshold"
    }
    weight = {pair: size for pair, size in weight.items() if size > 0}
    named = {(e.cause, e.effect): e.id for e in edges}
    for group in loops(weight):
        inside = {pair: w for pair, w in weight.items() if group.issuperset(pair)}
        gain = gain_of(inside)
        if gain >= 1:
            strongest = max(inside, key=lambda pair: (_in_sigmas(inside, pair, nodes), pair))
            ring = [strongest[0], *way_between(strongest[1], strongest[0], inside)]
            detail = f"the loop {' -> '.join(ring)} feeds back on itself with a gain of {gain:.2f}"
            more = (
                f", with {len(inside) - len(ring) + 1} other links among its nodes" if len(inside) >= len(ring) else ""
            )
            out = "; a gain stays below 1: weaken a link"
            yield Problem("loop_gain", ", ".join(sorted(group)), detail + more + out, "edges", named[strongest])


def _in_sigmas(weight: Mapping[tuple[str, str], float], pair: tuple[str, str], nodes: Mapping[str, Node]) -> float:
    cause, effect = (nodes[end].scale if end in nodes else 1.0 for end in pair)
    return weight[pair] * cause / effect


def lifted(edge: Edge, odds: Mapping[str, float]) -> float:
    """Return the product of the edge's multipliers, each as far as its state is in force."""
    found = 1.0
    for state, by in edge.regimes.items():
        found *= 1 + odds.get(state, 0.0) * (abs(by) - 1)
    return found


def gain_of(weight: Mapping[tuple[str, str], float]) -> float:
    """Return the spectral radius of the links among nodes that all lead to each other.

    Source: the bounds of Collatz and Wielandt for a matrix without negative entries, after a shift by one that
    makes every power of it settle.
    """
    into: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (cause, effect), size in weight.items():
        into[effect].append((cause, size))
    x = dict.fromkeys(into, 1.0)
    low, high = 0.0, float("inf")
    for _ in range(MOST_ROUNDS):
        y = {node: x[node] + sum(size * x[cause] for cause, size in rows) for node, rows in into.items()}
        ratios = [y[node] / x[node] for node in x]
        low, high = min(ratios) - 1, max(ratios) - 1
        if high - low <= CLOSE * max(1.0, high) or (high < 1 - CLOSE and high - low < 0.01):
            break
        most = max(y.values())
        x = {node: value / most for node, value in y.items()}
    return (low + high) / 2
