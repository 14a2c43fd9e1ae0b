"""Placeholders of a draft: {r1#/json/pointer}, filled in with the number that stands there, as a desk writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agents.answering.numbers import amount, level, percent
from agents.receipts import Called
from agents.verifying.facts import LEVELS, ODDS
from graph.content import Graph

PLACEHOLDER = re.compile(r"\{(?P<receipt>r\d+)#(?P<pointer>/[^{}:]*)(?::(?P<form>[+\-\d.,a-z%]*))?\}")
UNIT_KEYS = ("unit", "week_unit")


def filled(text: str, receipts: Mapping[str, Called], graph: Graph, language: str) -> tuple[str, list[str]]:
    """Return the text with every placeholder filled in, and the placeholders that point at nothing."""
    lost: list[str] = []

    def number(match: re.Match[str]) -> str:
        try:
            return _shown(receipts[match["receipt"]], match["pointer"], match["form"] or "", graph, language)
        except (KeyError, ValueError):
            lost.append(match.group())
            return match.group()

    return PLACEHOLDER.sub(number, text), lost


def _shown(called: Called, pointer: str, form: str, graph: Graph, language: str) -> str:
    value = called.at(pointer)
    around: Any = called.at(pointer.rpartition("/")[0])
    key = pointer.rpartition("/")[2]
    if isinstance(value, bool) or not isinstance(value, int | float):
        if isinstance(value, str):
            return value
        raise ValueError(pointer)
    row: dict[str, Any] = around if isinstance(around, dict) else {}
    if key in ODDS:
        return percent(float(value))
    unit = next((str(row[k]) for k in UNIT_KEYS if row.get(k)), "")
    node = graph.by_id.get(str(row.get("node") or row.get("target") or ""))
    if key in LEVELS:
        return level(float(value), unit or (node.level_unit if node else ""), language)
    if form:
        shown = format(float(value), form)
        return f"{shown.replace('-', '−')} {unit}".strip() if unit else shown
    return amount(float(value), unit or (node.unit if node else ""), language=language)
