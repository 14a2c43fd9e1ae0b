"""The numbers and words that ingestion goes by, as rows of data; loaded here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@cache
def load_policy(name: str) -> dict[str, Any]:
    """Return one file of this folder as plain data."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found


@cache
def limit(name: str) -> float:
    """Return a number of limits.yaml, in the unit that its row says."""
    return float(load_policy("limits")[name]["value"])
