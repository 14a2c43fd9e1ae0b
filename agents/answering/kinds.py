"""Which things nothing prices, as data (`words/kinds.yaml`): their moves get no probability."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from graph.model import Node

KINDS = Path(__file__).parent.with_name("words") / "kinds.yaml"


@cache
def load_unanchored() -> frozenset[str]:
    """Return the kinds whose moves have neither odds nor a volatility that anyone quotes."""
    return frozenset(yaml.safe_load(KINDS.read_text(encoding="utf-8"))["unanchored"])


@cache
def _own_units() -> frozenset[str]:
    return frozenset(yaml.safe_load(KINDS.read_text(encoding="utf-8"))["unanchored_units"])


def unanchored(node: Node) -> bool:
    """Return whether neither odds nor a quoted volatility say how likely a move of the thing is."""
    return node.kind in load_unanchored() or node.unit in _own_units()
