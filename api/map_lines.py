"""The map in words and numbers: the table of mechanisms, one mechanism with its links, and both as plain data."""

from __future__ import annotations

from typing import Any

from agents.answering.phrases import say
from agents.drawing.wording import listed, load_words, out_of_the_ordinary, word
from agents.reading.sizing import is_event
from api.terminal import table
from graph.content import Graph
from graph.context import Mechanism, Observation
from graph.model import Edge, Text
from ingest.coverage import AssetClass, Links, asset_classes, by_certainty, counted, covered, edges_of, shared_links


def map_lines(graph: Graph, language: str) -> list[str]:
    """Return the mechanisms as a table, the whole map in numbers, and the assets it covers."""
    said = "map_counts" if graph.as_of else "map_counts_undated"
    size = {"nodes": len(graph.nodes), "edges": len(graph.edges), "observations": len(graph.observations)}
    head = word(said, language, mechanisms=len(graph.mechanisms), as_of=graph.as_of, **size)
    if not graph.mechanisms:
        return [head, word("map_no_mechanisms", language)]
    keys = ("mechanism", "links", "sourced", "guessed", "unsized", "share", "seen", "sources", "headline")
    rows = [["id", *(word(f"map_{key}", language) for key in keys)]]
    assets = sum(n.headline is not None for n in graph.nodes)
    for row in covered(graph):
        m = row.mechanism
        numbers = _numbers(row.counts, len(m.observations))
        rows.append([m.id, m.name.in_(language), *numbers, f"{len(row.reaches)}/{assets}"])
    whole = _numbers(counted(graph.edges), len(graph.observations))
    rows.append(["", word("map_whole", language), *whole, ""])
    between = word("map_between", language, shared=shared_links(graph))
    return [*table(rows), "", head, between, "", *table(class_rows(graph, asset_classes(graph), language))]


def class_rows(graph: Graph, classes: list[AssetClass], language: str) -> list[list[str]]:
    """Return the classes of assets as the rows of a table, its head first."""
    head = [word(f"map_{key}", language) for key in ("class", "things", "reached", "headline", "by")]
    rows = []
    for one in classes:
        names = listed_names(graph, [n for n, _ in one.headline], language)
        by = ", ".join(str(count) for _, count in one.headline)
        rows.append([kind_words(one.kind, language), str(one.things), str(one.reached), names, by])
    return [head, *rows]


def mechanism_lines(graph: Graph, mechanism: Mechanism, language: str) -> list[str]:
    """Return one mechanism: what it is, its links with size, lag, status and sources, and what was observed."""
    counts = counted(edges_of(graph, mechanism))
    lines = [f"{mechanism.name.in_(language)} ({mechanism.id})", mechanism.what.in_(language), ""]
    keys = ("size", "lag", "status", "certainty", "cited")
    rows = [["", word("one_links", language), *(word(f"link_{key}", language) for key in keys)]]
    rows += [link_row(graph, edge, language) for edge in edges_of(graph, mechanism)]
    lines += table(rows)
    share = counts.share_guessed
    if share is not None:
        told = f"{share:.0%} ({counts.guessed}/{counts.sourced + counts.guessed})"
        lines += ["", word("labelled", language, label=word("map_share", language), words=told)]
    for key, names in (("one_bent", state_names(graph)), ("one_branches", branch_names(graph))):
        wanted = mechanism.states if key == "one_bent" else mechanism.branches
        if wanted:
            told = listed([names[one].in_(language) for one in wanted], language)
            lines.append(word("labelled", language, label=word(key, language), words=told))
    reaches = next(row.reaches for row in covered(graph) if row.mechanism.id == mechanism.id)
    if reaches:
        told = listed_names(graph, reaches, language)
        lines.append(word("labelled", language, label=word("one_reaches", language), words=told))
    seen = [_seen(graph, o, language) for o in graph.observations if o.id in mechanism.observations]
    lines += ["", word("one_seen", language), *(f"  {line}" for line in table(seen))] if seen else []
    sources = dict.fromkeys(item.source for e in edges_of(graph, mechanism) for item in e.evidence)
    return [*lines, "", word("one_sources", language), *(f"  {source}" for source in sources)]


def link_row(graph: Graph, edge: Edge, language: str) -> list[str]:
    """Return a link's sign, ends, size, lag in trading days, status, certainty of the size and citations."""
    cause, effect = graph.node(edge.cause), graph.node(edge.effect)
    low, high = edge.lag_range or (edge.lag_days, edge.lag_days)
    told = out_of_the_ordinary(edge, language) or say(f"status_{edge.status}", language)
    return [
        edge.sign,
        f"{cause.name.in_(language)} → {effect.name.in_(language)}",
        size_words(graph, edge, language),
        f"{low}" if low == high else f"{low}-{high}",
        told,
        say(f"certainty_{edge.certainty}", language) if edge.carries else "-",
        ", ".join(item.id for item in edge.evidence),
    ]


def size_words(graph: Graph, edge: Edge, language: str) -> str:
    """Return a link's size in its effect's unit per unit of its cause; "-" for a link that has none."""
    if not edge.carries or not edge.strength:
        return "-"
    cause, size = graph.node(edge.cause), f"{edge.strength:.3g} {graph.node(edge.effect).unit}".strip()
    if is_event(cause):
        return word("link_when", language, size=size)
    return word("link_per", language, size=size, per=f"1 {cause.unit}".strip())


def kind_words(kind: str, language: str) -> str:
    """Return the plural of a kind of things, or the kind as it is written where no words are known."""
    return word(f"kind_{kind}", language) if f"kind_{kind}" in load_words() else kind


def listed_names(graph: Graph, ids: list[str] | tuple[str, ...], language: str) -> str:
    """Return the names of nodes as one list, or a dash."""
    return listed([graph.node(one).name.in_(language) for one in ids], language) or "-"


def state_names(graph: Graph) -> dict[str, Text]:
    """Return the names of regime states by `dimension.state`."""
    return {f"{r.id}.{s.id}": s.name or Text(en=s.id) for r in graph.regimes for s in r.states}


def branch_names(graph: Graph) -> dict[str, Text]:
    """Return the labels of branches by `scenario.branch`."""
    return {f"{t.id}.{b.id}": b.label for t in graph.scenarios for b in t.branches}


def map_data(graph: Graph) -> dict[str, Any]:
    """Return the whole map in numbers, as plain data."""
    return {
        "graph_version": graph.version,
        "as_of": graph.as_of.isoformat() if graph.as_of else None,
        "nodes": len(graph.nodes),
        "edges": len(graph.edges),
        "observations": len(graph.observations),
        "links": _links_data(counted(graph.edges)),
        "links_in_mechanisms": shared_links(graph),
        "mechanisms": [
            {
                **_named(row.mechanism),
                **_links_data(row.counts),
                "observations": len(row.mechanism.observations),
                "reaches": list(row.reaches),
            }
            for row in covered(graph)
        ],
        "asset_classes": [
            {"kind": c.kind, "things": c.things, "reached": c.reached, "headline": dict(c.headline)}
            for c in asset_classes(graph)
        ],
        "by_certainty": [row._asdict() for row in by_certainty(graph)],
    }


def mechanism_data(graph: Graph, mechanism: Mechanism) -> dict[str, Any]:
    """Return one mechanism with its links whole, as plain data."""
    edges = edges_of(graph, mechanism)
    reaches = next(row.reaches for row in covered(graph) if row.mechanism.id == mechanism.id)
    return {
        "graph_version": graph.version,
        "as_of": graph.as_of.isoformat() if graph.as_of else None,
        **_named(mechanism),
        **_links_data(counted(edges)),
        "reaches": list(reaches),
        "states": list(mechanism.states),
        "branches": list(mechanism.branches),
        "edges": [e.model_dump(mode="json") for e in edges],
        "observations": [o.model_dump(mode="json") for o in graph.observations if o.id in mechanism.observations],
    }


def _named(mechanism: Mechanism) -> dict[str, Any]:
    return {"id": mechanism.id, "name": mechanism.name.model_dump(), "what": mechanism.what.model_dump()}


def _links_data(counts: Links) -> dict[str, Any]:
    return {**counts._asdict(), "share_guessed": counts.share_guessed}


def _numbers(counts: Links, observations: int) -> list[str]:
    share = counts.share_guessed
    told = "-" if share is None else f"{share:.0%}"
    before = (counts.links, counts.sourced, counts.guessed, counts.unsized)
    return [*map(str, before), told, str(observations), str(counts.sources)]


def _seen(graph: Graph, seen: Observation, language: str) -> list[str]:
    told = seen.text.in_(language) if seen.text else f"{seen.value:g} {seen.unit}" if seen.value is not None else "-"
    return [str(seen.as_of), graph.node(seen.node).name.in_(language), told, seen.source]
