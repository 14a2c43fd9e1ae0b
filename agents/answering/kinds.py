"""Which kinds of things nothing prices, as data (`words/kinds.yaml`): their moves get no probability."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

KINDS = Path(__file__).parent.with_name("words") / "kinds.yaml"


@cache
def load_unanchored() -> frozenset[str]:
    """Return the kinds whose moves have neither odds nor a volatility that anyone quotes."""
    return frozenset(yaml.safe_load(KINDS.read_text(encoding="utf-8"))["unanchored"])
