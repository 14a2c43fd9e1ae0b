"""What `knockon check` prints: faults in one line each, and totals beside the rows they are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from api.terminal import cut, table
from graph.content import Graph
from ingest.map_rules import Problem
from ingest.totals import TotalRow

Lang = Literal["en", "zh"]
Words = Mapping[str, Mapping[str, Any]]
WIDEST_NAME = 24
"""Columns of a name, so that a row fits into 120."""


def fault_lines(faults: Sequence[Problem], graph: Graph) -> list[str]:
    """Return the faults of a map and how many there are."""
    lines = table([[f.code, f.thing, f.detail] for f in faults]) if faults else []
    return [*lines, counted(len(faults), graph)]


def counted(number: int, graph: Graph) -> str:
    """Return how many faults there are in how large a map."""
    size = f"{len(graph.nodes)} nodes and {len(graph.edges)} edges" + (f" as of {graph.as_of}" if graph.as_of else "")
    return f"{number or 'no'} fault{'' if number == 1 else 's'} in {size}"


def total_lines(
    rows: Sequence[TotalRow], every: Sequence[TotalRow], graph: Graph, words: Words, language: Lang
) -> list[str]:
    """Return the rows with the graph's totals, under one that sizes no link the reason, and a count of every row."""
    names = {n.id: n.name.in_(language) for n in graph.nodes}
    shown = [_cells(row, names, words, language) for row in rows]
    lines = table([list(words["head"][language]), *shown])
    told = [line for row, line in zip(rows, lines[1:], strict=True) for line in (line, *_under(row, words, language))]
    used = [row for row in every if row.used]
    count = words["count"][language].format(all=len(every), used=len(used), inside=sum(r.inside is True for r in used))
    return [lines[0], *told, "", count]


def _cells(row: TotalRow, names: Mapping[str, str], words: Words, language: Lang) -> list[str]:
    verdict = "" if row.inside is None else words["inside" if row.inside else "outside"][language]
    return [
        row.row,
        cut(names.get(row.cause, row.cause), WIDEST_NAME),
        cut(names.get(row.effect, row.effect), WIDEST_NAME),
        "" if row.low is None else f"{row.per:+.4g}",
        words["days"][language].format(n=row.days),
        "" if row.total is None else f"{row.total:+.3g} {row.unit}",
        "" if row.low is None else f"{row.low:+.3g} … {row.high:+.3g}",
        verdict,
    ]


def _under(row: TotalRow, words: Words, language: Lang) -> Iterator[str]:
    """Yield the line that stands below a row: the state it is held to, and why it sizes no link."""
    parts = [words["at"][language].format(state=row.at)] if row.at and row.total is not None else []
    if row.why is not None:
        head = [] if row.used else [words["not_used"][language]]
        parts.append(": ".join([*head, row.why.in_(language)]))
    if parts:
        yield "      " + "; ".join(parts)


def total_data(row: TotalRow) -> dict[str, Any]:
    """Return the row as plain data, the reason in both languages."""
    why = None if row.why is None else row.why.model_dump()
    return row._asdict() | {"inside": row.inside, "why": why}
