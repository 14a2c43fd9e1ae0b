"""The engine's own numbers that are judgement: rows of data with unit, source, date and certainty."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


@cache
def load_judgements() -> dict[str, float]:
    """Return name -> value of every row of `judgements.json`, each in the unit its row names."""
    rows = json.loads(Path(__file__).with_name("judgements.json").read_text(encoding="utf-8"))
    return {name: float(row["value"]) for name, row in rows.items()}


def judgement(name: str) -> float:
    """Return the value of one row, in the unit its row names."""
    return load_judgements()[name]


def judgement_or_none(name: str) -> float | None:
    """Return the value of one row, in the unit its row names, or None when nobody judged it."""
    return load_judgements().get(name)
