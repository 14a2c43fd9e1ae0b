"""Right statements made from the tools' results, piece by piece, so that each piece can be made wrong.

A statement is a row of pieces; a piece is its words and what kind of thing it says. The words are written here, not by
the planner: as a model would write them, in several ways and in both languages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from agents.answering.numbers import MONTHS
from agents.receipts import Called
from graph.content import Graph

WORD_UNITS = {
    "en": {"%": "%", "bp": " bp", "pp": " pp", "pts": " points"},
    "zh": {"%": "%", "bp": "个基点", "pp": "个百分点", "pts": "点"},
}


class Piece(NamedTuple):
    """Some words of a statement, what they say, and the value that they say it of."""

    words: str
    kind: str = ""
    value: Any = None
    wrong: tuple[str, ...] | None = None
    """Words of the same kind that would be wrong in its place; None: any."""


class Said(NamedTuple):
    """A statement, and the receipts it refers to."""

    pieces: tuple[Piece, ...]
    refs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return its words."""
        return "".join(p.words for p in self.pieces)


def size(value: float, unit: str, language: str, *, signed: bool) -> str:
    """Return a number with its unit as a model writes it."""
    places = 2 if abs(value) < 0.095 else 1 if abs(value) < 9.95 else 0
    sign = ("-" if value < 0 else "+") if signed else ""
    return f"{sign}{abs(value):.{places}f}{WORD_UNITS[language].get(unit, ' ' + unit)}"


def shows(value: float) -> bool:
    """Return whether a number is large enough to be said."""
    return abs(value) >= 0.03


def day(date: str, language: str) -> str:
    """Return a date in words."""
    found = dt.date.fromisoformat(date)
    return f"{found.month}月{found.day}日" if language == "zh" else f"{found.day} {MONTHS[found.month - 1]}"


def within(days: int, language: str) -> str:
    """Return a horizon in words."""
    return f"{days}个交易日内" if language == "zh" else f"within {days} trading day{'s' if days > 1 else ''}"


def of_quotes(called: Called, language: str) -> Iterator[Said]:
    """Yield right statements that quote a source."""
    for row in called.data["quotes"]:
        words = row["untrusted_quote_zh"] if language == "zh" else row["untrusted_quote"]
        if not words or "“" in words or '"' in words or len(words) > 300 or "…" in words:
            continue
        quoted = Piece(words, "quote", row["id"])
        source = Piece(row["source"], "source", row["source"])
        if language == "zh":
            yield Said((source, Piece("称：“"), quoted, Piece("”。")), (called.receipt.id,))
        else:
            yield Said((source, Piece(" says: “"), quoted, Piece("”.")), (called.receipt.id,))


def of_links(called: Called, graph: Graph, language: str) -> Iterator[Said]:
    """Yield right statements about what an ordinary week of a cause does."""
    for row in called.data["links"]:
        edge = graph.edge(row["id"])
        if (
            not shows(row["week"])
            or edge.gate
            or edge.status in {"failed", "rumour", "hypothetical"}
            or row["week_unit"] == "0/1"
        ):
            continue
        cause = Piece(row["cause_name"][language] or row["cause_name"]["en"], "name", row["cause"])
        effect = Piece(row["effect_name"][language] or row["effect_name"]["en"], "name", row["effect"])
        given = Piece(size(row["week"], row["week_unit"], language, signed=True), "signed", row["week"])
        if language == "zh":
            yield Said(
                (Piece("一次常规的"), cause, Piece("变动使"), effect, Piece("变动"), given, Piece("。")),
                (called.receipt.id,),
            )
        else:
            yield Said(
                (Piece("One ordinary move of "), cause, Piece(" gives "), effect, Piece(" "), given, Piece(".")),
                (called.receipt.id,),
            )


def of_a_level(called: Called, language: str) -> Iterator[Said]:
    """Yield right statements about where a thing stands."""
    row, node = called.data["level"], called.data["node"]
    if not row or row["value"] is None:
        return
    name = Piece(node["name"][language] or node["name"]["en"], "name", node["id"])
    level = Piece(f"{row['value']:,.2f}".rstrip("0").rstrip("."), "level", row["value"])
    date = Piece(day(row["date"], language), "date", row["date"])
    if language == "zh":
        yield Said((date, name, Piece("收于"), level, Piece("。")), (called.receipt.id,))
    else:
        yield Said((name, Piece(" closed at "), level, Piece(" on "), date, Piece(".")), (called.receipt.id,))


def of_states(called: Called, graph: Graph, language: str) -> Iterator[Said]:
    """Yield right statements about the market's state."""
    for row in called.data["dimensions"]:
        for state in row["states"]:
            if state["probability"] is None or state["probability"] <= 0.5:
                continue
            name = Piece(state["name"][language] or state["name"]["en"], "state", (row["id"], state["id"]))
            yield Said(
                (
                    Piece("当前市场状态为" if language == "zh" else "The market's state is "),
                    name,
                    Piece("。" if language == "zh" else "."),
                ),
                (called.receipt.id,),
            )
