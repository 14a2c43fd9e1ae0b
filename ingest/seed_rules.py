"""What a shipped link or size may not be: unsourced, undated, against its own rows, of a thing that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ingest.seed_files import Row
from ingest.size_rows import SizeRow, undated

SIGNS = ("+", "-", "0")
OPPOSITE = {"+": "-", "-": "+"}
SOURCES = ("pool", "vote", "check", "facts", "claims", "mark", "like")
"""Fields that say where a link comes from."""
Fault = tuple[str, Row]
"""What is wrong, and the row on whose line it stands."""


def words_for(pair: Any) -> str:
    """Return a pair as messages write it, `cause -> effect`."""
    return " -> ".join(str(end) for end in pair) if isinstance(pair, list | tuple) else str(pair)


def faults_of(
    spec: Row, fields: Collection[str], nodes: Collection[str], rows: Mapping[str, SizeRow]
) -> Iterator[Fault]:
    """Yield what is wrong with one link of edges.yaml, the row's own form first."""
    pair = spec.get("pair")
    if not isinstance(pair, list) or len(pair) != 2:
        yield "pair is not [cause, effect]", spec
        return
    for end in pair:
        if end not in nodes:
            yield f"there is no node {end!r}", spec
    for unknown in sorted(set(spec) - set(fields)):
        yield f"unknown field {unknown!r}", spec
    if spec.get("sign") not in SIGNS:
        yield f"sign {spec.get('sign')!r} is not one of {', '.join(SIGNS)}", spec
    layers = [spec, *spec.get("later", [])]
    missing = [(name, layer) for layer in layers for name in _named(layer) if name not in rows]
    yield from ((f"there is no row {name!r}", layer) for name, layer in missing)
    if not missing:
        yield from _sources(spec, layers, rows)


def _named(layer: Row) -> Iterator[str]:
    """Yield the ids of the rows that a link, or a change of it, leans on."""
    for field in ("pool", "vote", "check"):
        yield from layer.get(field, [])
    yield from (layer[field] for field in ("over", "like") if field in layer)
    yield from (fact["row"] for fact in layer.get("facts", []) if "row" in fact)


def _sources(spec: Row, layers: list[Row], rows: Mapping[str, SizeRow]) -> Iterator[Fault]:
    if not any(layer.get(field) for layer in layers for field in SOURCES):
        yield "has neither a source nor an analyst's mark; cite one, or add `mark`", spec
    for layer in layers:
        against = OPPOSITE.get(str(layer.get("sign", spec["sign"])))
        for name in (*layer.get("pool", []), *layer.get("vote", [])):
            if rows[name].says == against and not (spec.get("note") or layer.get("note")):
                says = f"sign {spec['sign']!r} goes against {name}, which says {against!r}"
                yield f"{says}; correct it, or say why in `note`", spec
        for fact in layer.get("facts", []):
            if "row" not in fact and undated(fact):
                yield f"the fact {fact.get('id')!r} has no date; add `date` or `known_from`", fact
