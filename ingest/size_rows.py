"""The measured and judged sizes of rows.yaml: as numbers to pool, and as evidence to show."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Literal, NamedTuple

from graph.model import EPOCH, Certainty, Evidence, Sign
from ingest.pooling import Size, size_of
from ingest.seed_files import Row, made, refused

FILE = "rows.yaml"
WEAKEST_LAST: tuple[Certainty, ...] = ("read", "computed", "derived", "memory", "guess")
TWO_STANDARD_ERRORS = "2se"
Kind = Literal["quote", "literature", "data", "analyst"]
NO_POOL = frozenset({"case", "sign"})
"""Kinds of row that give a sign or a check and never a size: episodes, and directions without a number."""


class SizeRow(NamedTuple):
    """One row: its pair, its size per unit of the cause, and what a reader is shown of it."""

    id: str
    cause: str
    effect: str
    size: Size | None
    low: float
    high: float
    says: Sign
    kind: str
    certainty: Certainty
    days: int | None
    known_from: dt.date
    row: Row

    @property
    def divisor(self) -> float:
        """Return the product of the multipliers that were in force when the row was measured."""
        return float(math.prod(self.row.get("in_force", {}).values()) * self.row.get("interaction", 1.0))

    def evidence(self, says: Sign | None, cause_unit: str) -> Evidence:
        """Return the row as evidence for a link; `says` None shows it without a vote."""
        row = self.row
        data: dict[str, Any] = {
            "id": self.id,
            "kind": _kind(row),
            "status": row.get("status", "asserted"),
            "text": row["text"],
            "zh": row.get("zh", ""),
            "source": row["source"],
            "date": row.get("date"),
            "url": row.get("url"),
            "says": None if row.get("status") == "failed" else says,
            "certainty": self.certainty,
            "story": row.get("story", ""),
            "known_from": self.known_from,
            "under": row.get("under"),
            "size": self.in_words(cause_unit),
        }
        return made(Evidence, data, file=FILE, thing=self.id, row=row)

    def in_words(self, cause_unit: str) -> str:
        """Return the row's number, unit and range as a reader is shown them."""
        row = self.row
        if self.size is None:
            return ""
        low, high = row["range"]
        return f"{row['estimate']:g} {row['unit']} per {row['per']:g} {cause_unit} [{low:g}, {high:g}]"


def read_rows(rows: list[Row]) -> dict[str, SizeRow]:
    """Return the rows by id."""
    found: dict[str, SizeRow] = {}
    for row in rows:
        name = str(row.get("id"))
        if name in found:
            raise refused(FILE, name, "stands twice; keep one", row)
        try:
            found[name] = _read(name, row)
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as why:
            raise refused(FILE, name, f"cannot be read: {why!r}", row) from why
        if undated(row):
            raise refused(FILE, name, "has no date; add `date` or `known_from`", row)
    return found


def _read(name: str, row: Row) -> SizeRow:
    if row["kind"] == "sign":
        size, low, high, says = None, math.nan, math.nan, row["sign"]
    else:
        divisor = math.prod(row.get("in_force", {}).values()) * row.get("interaction", 1.0)
        low, high = row["range"]
        per = float(row["per"])
        size = size_of(
            row["estimate"], low, high, per=per, divisor=divisor, two_standard_errors=row["kind"] == TWO_STANDARD_ERRORS
        )
        low, high = sorted((low / per / divisor, high / per / divisor))
        says = "0" if size.value == 0 else "+" if size.value > 0 else "-"
    return SizeRow(
        id=name,
        cause=row["cause"],
        effect=row["effect"],
        size=size,
        low=low,
        high=high,
        says=says,
        kind=row["kind"],
        certainty=row["certainty"],
        days=row.get("days"),
        known_from=row.get("known_from", EPOCH),
        row=row,
    )


def undated(row: Row) -> bool:
    """Return whether a row states a fact of the world and does not say of which day: no judgement, no arithmetic."""
    ours = str(row.get("source", "")).startswith("analyst") or row.get("certainty") == "derived"
    return not ours and row.get("date") is None and row.get("known_from") is None


def weakest(certainties: list[Certainty]) -> Certainty:
    """Return the least sure of the certainties."""
    return max(certainties, key=WEAKEST_LAST.index)


def _kind(row: Row) -> Kind:
    if str(row["source"]).startswith("analyst"):
        return "analyst"
    return "data" if row["kind"] in ("prints", "case") or row["certainty"] == "computed" else "literature"
