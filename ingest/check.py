"""What is wrong with the shipped map: the rules of every map, words in both languages, reach, totals against rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from graph.content import Graph
from graph.model import Edge
from ingest.map_rules import NOT_ADDITIVE, Problem, faults_in
from ingest.reach import reached_from
from ingest.seed import load_edge_book, load_size_rows
from ingest.seed_files import load_yaml
from ingest.totals import TotalRow, totals_of


def check(graph: Graph) -> list[Problem]:
    """Return everything that is wrong with the graph; an empty list when nothing is."""
    found = [*_twice(graph), *faults_in(graph), *_words(graph), *_dates(graph), *_nowhere(graph), *_reach(graph)]
    if not any(p.code in ("loop_gain", "unknown_node") for p in found):
        found += _totals(graph)
    return found


def totals(graph: Graph) -> list[TotalRow]:
    """Return, for every measured or judged row, its range and the graph's own total, or why it has none."""
    return totals_of(graph, load_size_rows(), load_edge_book(), load_yaml("checks.yaml")["not_used"])


def words() -> dict[str, dict[str, Any]]:
    """Return what the totals are called when they are shown, by language."""
    found: dict[str, dict[str, Any]] = load_yaml("checks.yaml")["shown"]
    return found


def _twice(graph: Graph) -> Iterator[Problem]:
    counts = Counter((kind, entity.id) for kind, entity in graph.entities())
    for (kind, name), count in sorted(counts.items()):
        if count > 1:
            yield Problem("duplicate_id", name, f"stands {count} times among the {kind}", kind, name)
    pairs = Counter((e.cause, e.effect) for e in graph.edges)
    named = {(e.cause, e.effect): e.id for e in graph.edges}
    for (cause, effect), count in sorted(pairs.items()):
        if count > 1:
            detail = f"{count} edges; a pair has one total"
            yield Problem("duplicate_pair", f"{cause} -> {effect}", detail, "edges", named[cause, effect])


def _words(graph: Graph) -> Iterator[Problem]:
    for node in graph.nodes:
        if not node.name.zh:
            yield Problem("no_chinese", node.id, "has no Chinese name", "nodes", node.id)
        if node.definition is None or not node.definition.zh:
            yield Problem("no_definition", node.id, "has no definition in both languages", "nodes", node.id)
    for edge in graph.edges:
        if edge.mechanism is None or not edge.mechanism.zh:
            yield Problem("no_chinese", edge.id, "has no mechanism in both languages", "edges", edge.id)


def _dates(graph: Graph) -> Iterator[Problem]:
    for edge in graph.edges:
        for item in edge.evidence:
            if item.date and item.date > item.known_from:
                detail = f"{item.id} is of {item.date} but known from {item.known_from}"
                yield Problem("known_too_early", edge.id, detail, "edges", edge.id)


def _nowhere(graph: Graph) -> Iterator[Problem]:
    for edge in graph.edges:
        for end in (edge.cause, edge.effect):
            if end not in graph.by_id:
                detail = f"names node {end!r}, which the graph does not have"
                yield Problem("unknown_node", edge.id, detail, "edges", edge.id)
    for seen in graph.observations:
        if seen.node not in graph.by_id:
            detail = f"is of node {seen.node!r}, which the graph does not have"
            yield Problem("unknown_node", seen.id, detail, "observations", seen.id)


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
            yield Problem("unreachable", name, f"cannot be reached from {start}", "nodes", name)


def _passes_on(edge: Edge) -> bool:
    """Return whether the link carries what reaches its cause from elsewhere."""
    return not (edge.own_shock or edge.flow)


def _wanted(graph: Graph, named: Iterable[str]) -> list[str]:
    headline = [n.id for n in graph.nodes if n.headline is not None]
    return sorted({*headline, *(name for name in named if name in graph.by_id)})


def _totals(graph: Graph) -> Iterator[Problem]:
    for row in totals(graph):
        if row.used and row.total is None and row.cause in graph.by_id and row.effect in graph.by_id:
            yield Problem("total_missing", f"{row.cause} -> {row.effect}", f"{row.row} sizes a link and has no total")
        if row.used and row.inside is False:
            says = f"{row.row} says {row.low:g} to {row.high:g}"
            detail = f"the graph gives {row.total:.3g} {row.unit} per {row.per:g}; {says}"
            yield Problem("total_outside", f"{row.cause} -> {row.effect}", detail)
