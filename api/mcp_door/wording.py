"""What MCP clients are told in words, as data (`words.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("words.yaml")


@cache
def load_mcp_words() -> dict[str, Any]:
    """Return the words of the MCP door, read once."""
    loaded: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return loaded
