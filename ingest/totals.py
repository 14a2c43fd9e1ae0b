"""Whether the graph as a whole still says what each published row says, used to size a link or not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Belief, Edge, Text
from graph.scenario import Scenario, Shock
from ingest.map_rules import NOT_ADDITIVE
from ingest.reach import reached_from
from ingest.seed_edges import EdgeBook
from ingest.size_rows import SizeRow

MARGIN = 1e-9
"""Rounding allowed at the ends of a row's range."""
Run = tuple[str, float, str | None]
"""What is run at once: a shock of one unit to a cause, its direction, and the state that is assumed."""


class TotalRow(NamedTuple):
    """A row and the graph's own total for its pair: effect of a move of `per`, in `unit`, as the row was measured."""

    row: str
    cause: str
    effect: str
    per: float
    unit: str
    low: float | None
    high: float | None
    total: float | None
    """None when the map has no way from cause to effect, or the row no number to compare with."""
    used: bool
    """True for a row that sizes a link of the map as it is known."""
    days: int
    at: str | None
    why: Text | None
    """Why the row sizes no link, or has no total."""

    @property
    def inside(self) -> bool | None:
        """Return whether the total lies in the row's range; None when there is nothing to compare."""
        if self.total is None or self.low is None or self.high is None:
            return None
        return self.low - MARGIN <= self.total <= self.high + MARGIN


def totals_of(
    graph: Graph, rows: Mapping[str, SizeRow], book: EdgeBook, words: Mapping[str, Mapping[str, str]]
) -> list[TotalRow]:
    """Return every row, with the graph's total where it has one, regimes and beliefs left out.

    A row is divided by the multipliers it was measured under, so the comparison is made at its own regime.
    """
    as_of = graph.as_of or dt.date.max
    edges = {(e.cause, e.effect): e for e in graph.edges}
    runs: dict[Run, list[SizeRow]] = defaultdict(list)
    reached: dict[str, set[str]] = {}
    sized = [pair for pair, edge in edges.items() if edge.strength > 0 and _carries(edge)]
    for row in rows.values():
        if row.cause not in reached:
            reached[row.cause] = reached_from(row.cause, sized)
        if row.size is not None and row.effect in reached[row.cause]:
            runs[row.cause, _way(row), _state(row)].append(row)
    found: dict[str, float] = {}
    bare = {state: without_regimes(graph, state) for state in {state for _, _, state in runs}}
    for run, group in runs.items():
        found |= _totals(bare[run[2]], run, group, edges, book)
    used = book.used_on(as_of)
    return [_told(rows[name], found.get(name), name in used, as_of, book, edges, words) for name in sorted(rows)]


def _carries(edge: Edge) -> bool:
    return edge.form != "threshold" and edge.relation not in NOT_ADDITIVE


def _way(row: SizeRow) -> float:
    """Return the direction in which the cause was seen to move, 1 or -1."""
    return -1.0 if float(row.row.get("per", 1.0)) < 0 else 1.0


def _state(row: SizeRow) -> str | None:
    return row.row.get("at") or row.row.get("under")


def _totals(
    bare: Graph, run: Run, group: list[SizeRow], edges: Mapping[tuple[str, str], Edge], book: EdgeBook
) -> dict[str, float]:
    """Return, by row, the effect of the move that the row was measured for, solved in one run."""
    cause, way, _ = run
    days = {row.id: _days(row, edges) for row in group}
    result = what_if(
        bare,
        Scenario(
            shocks=(Shock(node=cause, size=way),),
            targets=tuple(sorted({row.effect for row in group})),
            horizons=tuple(sorted(set(days.values()))),
            draws=0,
            paths=0,
            see=False,
        ),
    )
    found = {}
    for row in group:
        effect = result.effect(row.effect, days[row.id])
        per_unit = (effect.if_links_hold if effect else 0.0) * way / book.share_of((row.cause, row.effect))
        found[row.id] = per_unit * float(row.row["per"]) * row.divisor
    return found


def without_regimes(graph: Graph, state: str | None = None) -> Graph:
    """Return the graph with every belief at one, no failure, and no multiplier of a regime but of the `state` given."""
    edges = tuple(
        e.model_copy(
            update={
                "strength": e.strength * (e.regimes.get(state, 1.0) if state else 1.0),
                "regimes": {},
                "widen": {},
                "gate": None,
                "status": "asserted" if e.status == "failed" else e.status,
                "amplified": False,
                "belief": _sure(e),
            }
        )
        for e in graph.edges
    )
    kept = {kind: getattr(graph, kind) for kind in ("nodes", "events", "observations")}
    return Graph(**kept, edges=edges, as_of=graph.as_of)


def _sure(edge: Edge) -> Belief:
    return Belief(plus=float(edge.sign == "+"), minus=float(edge.sign == "-"), none=float(edge.sign == "0"))


def _days(row: SizeRow, edges: Mapping[tuple[str, str], Edge]) -> int:
    """Return the trading days after which to look: those of the measurement, and never before the link's lag."""
    direct = edges.get((row.cause, row.effect))
    return max(row.days or 1, direct.lag_days if direct else 1, 1)


def _told(
    row: SizeRow,
    total: float | None,
    used: bool,
    as_of: dt.date,
    book: EdgeBook,
    edges: Mapping[tuple[str, str], Edge],
    words: Mapping[str, Mapping[str, str]],
) -> TotalRow:
    low, high = row.row.get("range", (None, None))
    return TotalRow(
        row=row.id,
        cause=row.cause,
        effect=row.effect,
        per=float(row.row.get("per", 1.0)),
        unit=row.row.get("unit", ""),
        low=low,
        high=high,
        total=total,
        used=used,
        days=_days(row, edges),
        at=_state(row),
        why=None if used and total is not None else _why(row, total, as_of, book, words),
    )


def _why(
    row: SizeRow, total: float | None, as_of: dt.date, book: EdgeBook, words: Mapping[str, Mapping[str, str]]
) -> Text | None:
    """Return why the row sizes no link: not known yet, what it says itself, or what kind of row it is."""
    pool = book.days_of((row.cause, row.effect))
    if row.known_from > as_of:
        code, values = "later", {"date": str(row.known_from)}
    elif "unused" in row.row:
        return Text(**row.row["unused"])
    elif row.kind == "sign":
        code, values = "direction", {}
    elif row.kind == "case":
        code, values = "episode", {}
    elif row.size is not None and row.size.value == 0:
        code, values = "nothing", {}
    elif pool is not None and row.days is not None and row.days != pool:
        code, values = ("other_time" if row.days else "intraday"), {"days": str(row.days), "pool": str(pool)}
    elif total is None:
        code, values = "unreached", {}
    else:
        return None
    return Text(**{language: text.format(**values) for language, text in words[code].items()})
