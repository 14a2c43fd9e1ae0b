"""Whether the graph as a whole still says what each row it was sized from says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Belief, Edge
from graph.scenario import Scenario, Shock
from ingest.reach import reached_from
from ingest.seed_edges import EdgeBook
from ingest.size_rows import SizeRow

MARGIN = 1e-9
"""Rounding allowed at the ends of a row's range."""


class TotalRow(NamedTuple):
    """A row and the graph's own total for its pair: effect of a move of `per`, in `unit`, as the row was measured."""

    row: str
    cause: str
    effect: str
    per: float
    unit: str
    low: float
    high: float
    total: float
    used: bool
    """True for a row that sizes a link; False for an episode that is only compared."""

    @property
    def inside(self) -> bool:
        """Return whether the total lies in the row's range."""
        return self.low - MARGIN <= self.total <= self.high + MARGIN


def totals_of(graph: Graph, rows: dict[str, SizeRow], book: EdgeBook) -> list[TotalRow]:
    """Return the graph's total for every row that is used or compared, regimes and beliefs left out.

    A row is divided by the multipliers it was measured under, so the comparison is made at its own regime.
    """
    plain = without_regimes(graph)
    as_of = graph.as_of or dt.date.max
    asked: dict[str, list[tuple[SizeRow, bool]]] = defaultdict(list)
    edges = {(e.cause, e.effect): e for e in graph.edges}
    sized = [pair for pair, edge in edges.items() if edge.strength > 0]
    reached = {node.id: reached_from(node.id, sized) for node in graph.nodes}
    for name, used in sorted(book.compared().items()):
        row = rows[name]
        direct = edges.get((row.cause, row.effect))
        fires = direct is not None and direct.form == "threshold"
        if row.size is not None and row.known_from <= as_of and row.effect in reached.get(row.cause, ()) and not fires:
            asked[row.cause].append((row, used))
    found: list[TotalRow] = []
    for cause, group in sorted(asked.items()):
        days = {row.id: _days(row, edges) for row, _ in group}
        result = what_if(
            plain,
            Scenario(
                shocks=(Shock(node=cause, size=1.0),),
                targets=tuple(sorted({row.effect for row, _ in group})),
                horizons=tuple(sorted(set(days.values()))),
                draws=0,
                paths=0,
                see=False,
            ),
        )
        for row, used in group:
            effect = result.effect(row.effect, days[row.id])
            total = (effect.if_links_hold if effect else 0.0) / book.share_of((row.cause, row.effect))
            found.append(_compared(row, total, used))
    return found


def without_regimes(graph: Graph) -> Graph:
    """Return the graph with every belief at one, no gate, and no multiplier of any regime."""
    edges = tuple(
        e.model_copy(update={"regimes": {}, "widen": {}, "gate": None, "amplified": False, "belief": _sure(e)})
        for e in graph.edges
    )
    kept = {kind: getattr(graph, kind) for kind in ("nodes", "events", "observations")}
    return Graph(**kept, edges=edges, as_of=graph.as_of)


def _sure(edge: Edge) -> Belief:
    return Belief(plus=float(edge.sign == "+"), minus=float(edge.sign == "-"), none=float(edge.sign == "0"))


def _days(row: SizeRow, edges: dict[tuple[str, str], Edge]) -> int:
    """Return the trading days after which to look: those of the measurement, and never before the link's lag."""
    direct = edges.get((row.cause, row.effect))
    return max(row.days or 1, direct.lag_days if direct else 1, 1)


def _compared(row: SizeRow, per_unit: float, used: bool) -> TotalRow:
    assert row.size is not None
    per = float(row.row["per"])
    scale = row.row["estimate"] / row.size.value if row.size.value else per
    low, high = row.row["range"]
    return TotalRow(row.id, row.cause, row.effect, per, row.row["unit"], low, high, per_unit * scale, used)
