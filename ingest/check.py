"""What is wrong with a graph: names, units, sources, signs, loops, reach, and totals against their rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from graph.content import Graph
from graph.model import Aliases, Edge, Text
from graph.state import in_force
from graph.units import known
from ingest.reach import loops, reached_from
from ingest.seed import load_edge_book, load_size_rows
from ingest.seed_files import load_yaml
from ingest.totals import TotalRow, totals_of

NOT_ADDITIVE = frozenset({"amplifies", "dampens", "signals", "precedes"})


class Problem(NamedTuple):
    """One thing that is wrong: what kind, of what, and in what way."""

    code: str
    thing: str
    detail: str


def check(graph: Graph) -> list[Problem]:
    """Return everything that is wrong with the graph; an empty list when nothing is."""
    found = [*_twice(graph), *_aliases(graph), *_nodes(graph), *_edges(graph), *_loops(graph), *_reach(graph)]
    if not any(p.code == "loop_gain" for p in found):
        found += _totals(graph)
    return found


def totals(graph: Graph) -> list[TotalRow]:
    """Return, for every row that sizes or checks a link, its range and the graph's own total."""
    return totals_of(graph, load_size_rows(), load_edge_book())


def _twice(graph: Graph) -> Iterator[Problem]:
    counts = Counter((kind, entity.id) for kind, entity in graph.entities())
    for (kind, name), count in sorted(counts.items()):
        if count > 1:
            yield Problem("duplicate_id", name, f"stands {count} times among the {kind}")
    pairs = Counter((e.cause, e.effect) for e in graph.edges)
    for (cause, effect), count in sorted(pairs.items()):
        if count > 1:
            yield Problem("duplicate_pair", f"{cause} -> {effect}", f"{count} edges; a pair has one total")


def _aliases(graph: Graph) -> Iterator[Problem]:
    claimed: dict[str, set[str]] = defaultdict(set)
    for owner, words in _spoken(graph):
        claimed[words.casefold()].add(owner)
    for words, owners in sorted(claimed.items()):
        if len(owners) > 1:
            yield Problem("duplicate_alias", words, f"claimed by {', '.join(sorted(owners))}")


def _spoken(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield (owner, words) for every name and alias; a node and its opposite are two owners."""
    for node in graph.nodes:
        yield from ((node.id, w) for w in (*_both(node.name), *_all(node.aliases)))
        yield from ((f"the opposite of {node.id}", w) for w in _all(node.opposites))
    for regime in graph.regimes:
        for state in regime.states:
            yield from ((f"{regime.id}.{state.id}", w) for w in (*_both(state.name), *_all(state.aliases)))
    for template in graph.scenarios:
        yield from ((template.id, w) for w in _both(template.title))


def _both(text: Text | None) -> tuple[str, ...]:
    return tuple(t for t in (text.en, text.zh) if t) if text else ()


def _all(aliases: Aliases) -> tuple[str, ...]:
    return aliases.en + aliases.zh


def _nodes(graph: Graph) -> Iterator[Problem]:
    for node in graph.nodes:
        for unit in (node.unit, node.level_unit):
            if unit and not known(unit):
                yield Problem("unknown_unit", node.id, f"unit {unit!r} is not known")
        if not node.name.zh:
            yield Problem("no_chinese", node.id, "has no Chinese name")
        if node.definition is None or not node.definition.zh:
            yield Problem("no_definition", node.id, "has no definition in both languages")
    for seen in graph.observations:
        if seen.node not in graph.by_id:
            yield Problem("unknown_node", seen.id, f"is of node {seen.node!r}, which the graph does not have")
        if not known(seen.unit):
            yield Problem("unknown_unit", seen.id, f"unit {seen.unit!r} is not known")


def _edges(graph: Graph) -> Iterator[Problem]:
    for edge in graph.edges:
        if not edge.evidence:
            yield Problem("unsourced", edge.id, "has no evidence and no analyst's mark")
        if edge.mechanism is None or not edge.mechanism.zh:
            yield Problem("no_chinese", edge.id, "has no mechanism in both languages")
        for end in (edge.cause, edge.effect):
            if end not in graph.by_id:
                yield Problem("unknown_node", edge.id, f"names node {end!r}, which the graph does not have")
        votes = [e.says for e in edge.evidence if e.says in ("+", "-")]
        against = sum(v != edge.sign for v in votes)
        if 2 * against > len(votes):
            yield Problem("sign_against_rows", edge.id, f"sign {edge.sign} against {against} of {len(votes)} sources")
        for item in edge.evidence:
            if item.date and item.date > item.known_from:
                yield Problem(
                    "known_too_early", edge.id, f"{item.id} is of {item.date} but known from {item.known_from}"
                )


def _loops(graph: Graph) -> Iterator[Problem]:
    """Yield the groups of nodes whose links feed back on themselves with a gain of one or more."""
    carried = [e for e in graph.edges if e.relation not in NOT_ADDITIVE and not e.own_shock and e.form != "threshold"]
    odds = in_force(graph)
    for group in loops((e.cause, e.effect) for e in carried):
        place = {name: i for i, name in enumerate(sorted(group))}
        matrix = np.zeros((len(group), len(group)))
        for edge in carried:
            if edge.cause in group and edge.effect in group:
                matrix[place[edge.effect], place[edge.cause]] += (
                    abs(edge.permanent) * edge.strength * _lifted(edge, odds)
                )
        gain = float(np.max(np.abs(np.linalg.eigvals(matrix))))
        if gain >= 1:
            yield Problem("loop_gain", ", ".join(sorted(group)), f"feeds back on itself with a gain of {gain:.2f}")


def _lifted(edge: Edge, odds: dict[str, float]) -> float:
    """Return the product of the edge's multipliers, each as far as its state is in force."""
    return float(np.prod([1 + odds.get(state, 0.0) * (abs(by) - 1) for state, by in edge.regimes.items()]))


def _reach(graph: Graph) -> Iterator[Problem]:
    asked = load_yaml("checks.yaml")["reach"]
    if asked["from"] not in graph.by_id:
        return
    start = asked["from"]
    passing = (e for e in graph.edges if e.relation not in NOT_ADDITIVE)
    reached = reached_from(start, ((e.cause, e.effect) for e in passing if _passes_on(e) or e.cause == start))
    also = asked["to"] if graph.as_of is None or asked["known_from"] <= graph.as_of else ()
    for name in _wanted(graph, also):
        if name not in reached:
            yield Problem("unreachable", name, f"cannot be reached from {start}")


def _passes_on(edge: Edge) -> bool:
    """Return whether the link carries what reaches its cause from elsewhere."""
    return not (edge.own_shock or edge.flow)


def _wanted(graph: Graph, named: Iterable[str]) -> list[str]:
    headline = [n.id for n in graph.nodes if n.headline is not None]
    return sorted({*headline, *(name for name in named if name in graph.by_id)})


def _totals(graph: Graph) -> Iterator[Problem]:
    for row in totals(graph):
        if not row.inside:
            yield Problem(
                "total_outside",
                f"{row.cause} -> {row.effect}",
                f"the graph gives {row.total:.3g} {row.unit} per {row.per:g}; "
                f"{row.row} says {row.low:g} to {row.high:g}",
            )
