"""What the tools gave, as facts: each number with its unit, what it is of, its horizon, its days and its branch."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from agents.receipts import Called
from graph.content import Graph

Quantity = Literal["shift", "bound", "outcome", "odds", "level", "sigma", "size", "count", "time", "factor"]
ODDS = {
    *("p", "p_up", "p_baseline", "p_if_at_once", "probability", "probability_low", "probability_high", "outcome_p_up"),
    *("anchor", "share", "share_on_guesses", "guess_share", "plus", "minus", "none", "p_before"),
}
"""Keys of shares and probabilities, from 0 to 1."""
PERCENTS = {"counted_mean", "shown"}
LEVELS = {"level", "value", "before", "after", "from", "to"}
BOUNDS = {"low", "high"}
OUTCOMES = {"outcome_low", "outcome_high"}
TIMES = {"days", "lag_days", "sessions", "horizon_days"}
SIZES = {"daily_sigma", "strength", "spread", "scale"}
FACTORS = {"conflict", "loop_gain", "amplifier", "regimes"}
SKIPPED = {"quantiles", "span", "score", "seed", "draws", "sd", "horizon", "horizons", "ranked_at", "paths", "limit"}
NODE_KEYS = ("node", "target", "effect", "about")
OWN = {"id", "name", "kind", "unit"}
MINED = {
    *("untrusted_quote", "untrusted_quote_zh", "text", "size", "source", "why", "en", "zh", "sources_note", "name"),
    *("definition", "reading"),
}
"""Keys of texts of sources and of the map, whose numbers may be told; other texts only word for word."""
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Row(NamedTuple):
    """The object that a number stands in, with what it and the objects around it say."""

    receipt: str
    pointer: str
    nodes: frozenset[str] = frozenset()
    """Things that its numbers are of; empty: of the branch as a whole."""
    via: tuple[str, ...] = ()
    """Nodes of its path, or the two ends of its link."""
    edges: tuple[str, ...] = ()
    horizon: int | str | None = None
    dates: frozenset[dt.date] = frozenset()
    branch: str = ""
    unit: str = ""
    values: tuple[tuple[str, float], ...] = ()
    status: str = ""
    side: str = ""
    """Of a level: above or below."""


class Fact(NamedTuple):
    """One number of a result."""

    key: str
    value: float
    unit: str
    quantity: Quantity
    row: Row


@dataclass
class Facts:
    """Everything that a statement may rest on."""

    facts: list[Fact] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    texts: list[tuple[str, Row, str]] = field(default_factory=list)
    """Each text with its row and its key."""
    labels: dict[str, str] = field(default_factory=dict)
    """Branch -> its label, the first of each result first."""
    lengths: dict[str, set[int]] = field(default_factory=dict)
    nodes: set[str] = field(default_factory=set)
    edges: set[str] = field(default_factory=set)
    states: dict[str, float] = field(default_factory=dict)
    """`dimension.state` -> its probability, or 1 where it was taken to hold."""
    dates: set[dt.date] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    def within(self, pointers: Iterable[tuple[str, str]]) -> Facts:
        """Return the facts that stand in one of the places (receipt, pointer); all else as it is."""
        places = list(pointers)
        return Facts(
            [f for f in self.facts if any(_inside(f.row, p) for p in places)],
            [r for r in self.rows if any(_inside(r, p) for p in places)],
            [t for t in self.texts if any(_inside(t[1], p) for p in places)],
            *(self.labels, self.lengths, self.nodes, self.edges, self.states, self.dates, self.ids),
        )


def _inside(row: Row, place: tuple[str, str]) -> bool:
    receipt, pointer = place
    return row.receipt == receipt and (
        f"{row.pointer}/".startswith(f"{pointer}/") or f"{pointer}/".startswith(f"{row.pointer}/")
    )


def facts_of(receipts: Iterable[Called], graph: Graph) -> Facts:
    """Return every fact of the receipts' results and of what was put to the tools."""
    found = Facts()
    for called in receipts:
        start = Row(called.receipt.id, "")
        _walk(called.data, start, "", found, graph)
        _walk(called.receipt.args, Row(called.receipt.id, "/args"), "args", found, graph)
        if called.receipt.as_of:
            found.dates.add(called.receipt.as_of)
    return found


def _walk(value: Any, row: Row, key: str, found: Facts, graph: Graph) -> None:
    if isinstance(value, dict):
        inner = _entered(value, row, key, found, graph)
        found.rows.append(inner)
        for name, item in value.items():
            if key == "contribution" and _is_number(item):
                _number("contribution", float(item), inner._replace(horizon=_horizon(name)), found, graph)
            elif key == "residual" and name in graph.by_id and _is_number(item):
                _number("residual", float(item), inner._replace(nodes=frozenset({name})), found, graph)
            elif key == "effects" and name in graph.by_id and _is_number(item):
                _number("central", float(item), inner._replace(nodes=frozenset({name})), found, graph)
            elif key == "amplifier" and _is_number(item):
                found.facts.append(Fact("amplifier", float(item), "times", "factor", inner))
            else:
                _step(item, inner, name, f"{inner.pointer}/{name}", found, graph)
    elif isinstance(value, list):
        found.lengths.setdefault(key, set()).add(len(value))
        for i, item in enumerate(value):
            _step(item, row, key, f"{row.pointer}/{key}/{i}" if key else f"{row.pointer}/{i}", found, graph)


def _step(item: Any, row: Row, key: str, pointer: str, found: Facts, graph: Graph) -> None:
    if key == "quantiles" or (key in SKIPPED and _is_number(item)):
        return
    if isinstance(item, dict):
        _walk(item, row._replace(pointer=pointer), key, found, graph)
    elif isinstance(item, list):
        base = row.pointer if pointer == f"{row.pointer}/{key}" else pointer.rpartition("/")[0]
        _walk(item, row._replace(pointer=base), key, found, graph)
    elif _is_number(item):
        if isinstance(item, int) and key not in TIMES and key not in PERCENTS and key not in SKIPPED:
            found.facts.append(Fact(key, float(item), "", "count", row))
        else:
            _number(key, float(item), row, found, graph)
    elif isinstance(item, str):
        _text(key, item, row, found, graph)


def _entered(value: dict[str, Any], row: Row, key: str, found: Facts, graph: Graph) -> Row:
    """Return the row of an object: what it says of itself, and what it takes over from around it."""
    nodes = frozenset(value[k] for k in NODE_KEYS if isinstance(value.get(k), str) and value[k] in graph.by_id)
    if not nodes and value.get("id") in graph.by_id:
        nodes = frozenset({value["id"]})
    if isinstance(value.get("node"), dict) and value["node"].get("id") in graph.by_id:
        # What a result describes is what its rows are of, where they do not say otherwise.
        nodes = frozenset({value["node"]["id"]})
    via = tuple(n for n in _strings(value.get("nodes")) if n in graph.by_id)
    if "cause" in value and "effect" in value:
        via = (value["cause"], value["effect"])
    edges = _strings(value.get("edges"))
    edges += tuple(value[k] for k in ("edge", "id") if value.get(k) in graph.edges_by_id)
    dates = {dt.date.fromisoformat(v) for v in _flat(value) if isinstance(v, str) and DATE.fullmatch(v)}
    branch = row.branch
    if key in {"branches", "cases", "leaves"} and isinstance(value.get("label"), str):
        branch = f"{row.receipt}:{value.get('id', value['label'])}"
        found.labels[branch] = value["label"]
    elif key == "differences":
        branch = f"{row.receipt}:{value.get('label')}"
    if key in {"states"} and "probability" in value:
        odds = value["probability"]
        found.states[f"{row.pointer.rpartition('/')[0]}|{value['id']}"] = float(odds) if odds is not None else 0.0
    horizon = value.get("horizon", row.horizon)
    numbers = tuple((k, float(v)) for k, v in value.items() if _is_number(v))
    if DATE.fullmatch(str(value.get("from"))) and DATE.fullmatch(str(value.get("to"))):
        # What is told of a stretch of time holds at its end.
        dates = {dt.date.fromisoformat(value["to"])}
    if isinstance(value.get("event"), dict):
        # A branch is decided by its event: the event's days are the branch's.
        dates |= {dt.date.fromisoformat(v) for v in _flat(value["event"]) if isinstance(v, str) and DATE.fullmatch(v)}
    return Row(
        receipt=row.receipt,
        pointer=row.pointer,
        nodes=nodes or row.nodes,
        via=via or row.via,
        edges=edges or row.edges,
        horizon=horizon if isinstance(horizon, int | str) else None,
        dates=frozenset(dates) or row.dates,
        branch=branch,
        unit=str(value.get("unit") or value.get("week_unit") or row.unit),
        values=numbers,
        status=str(value.get("status") or ""),
        side=str(value.get("side") or value.get("direction") or ""),
    )


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _flat(value: dict[str, Any]) -> Iterator[Any]:
    for item in value.values():
        yield from item if isinstance(item, list) else [item]


def _number(key: str, value: float, row: Row, found: Facts, graph: Graph) -> None:
    if key in SKIPPED:
        return
    if key == "value" and row.pointer.endswith("/anchor"):
        key = "anchor"
    node = graph.by_id.get(next(iter(row.nodes), "")) if len(row.nodes) == 1 else None
    if key in ODDS:
        found.facts.append(Fact(key, 100 * value, "%", "odds", row))
    elif key in PERCENTS:
        found.facts.append(Fact(key, value, "%", "odds", row))
    elif key == "sigma":
        found.facts.append(Fact(key, value, "sigma", "sigma", row))
    elif key in TIMES:
        found.facts.append(Fact(key, value, "days", "time", row))
    elif key in FACTORS:
        found.facts.append(Fact(key, value, "times", "factor", row))
    elif key in LEVELS:
        moved = any(k == "moved_by" for k, _ in row.values)
        own = row.unit if key in {"value", "before", "after"} and not moved else ""
        unit = own or (node.level_unit if node else "") or (node.unit if node else row.unit)
        found.facts.append(Fact(key, value, unit, "level", row))
    elif key in BOUNDS:
        found.facts.append(Fact(key, value, row.unit, "bound", row))
    elif key in OUTCOMES:
        found.facts.append(Fact(key, value, row.unit, "outcome", row))
    elif key in SIZES:
        unit = row.unit or (node.unit if node else "")
        found.facts.append(Fact(key, value, unit, "size", row))
    elif row.unit or node is not None:
        unit = row.unit or (node.unit if node else "")
        found.facts.append(Fact(key, value, unit, "shift", row))
    else:
        found.facts.append(Fact(key, value, "", "count", row))


def _text(key: str, text: str, row: Row, found: Facts, graph: Graph) -> None:
    if text in graph.by_id:
        found.nodes.add(text)
    if text in graph.edges_by_id:
        found.edges.add(text)
    if DATE.fullmatch(text):
        found.dates.add(dt.date.fromisoformat(text))
    elif key in {"id", "evidence"}:
        found.ids.add(text)
    elif len(text) > 1:
        found.texts.append((text, row, key))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _horizon(name: str) -> int | str:
    return int(name) if name.lstrip("-").isdigit() else name
