"""A tool's result as a model or another program reads it: compact, cleaned, capped, quoted words named as such."""

from __future__ import annotations

import json
from typing import Any

from agents.receipts import Called
from agents.tools.quoting import untrusted

ROOM = 24_000
"""Characters of one result that reach a model."""
CAPS = (60, 30, 20, 12, 8, 5, 3, 2, 1)
"""Longest lists that are tried, one after the other, until the result fits."""
QUOTED = {"text": "untrusted_quote"}
"""Fields of a cited source that hold words of a document, under the name that says so."""
TOLD = {key: f"untrusted_quotes_in_{key}" for key in ("conflicts", "assumptions", "unknowns")}
"""Sentences of an answer that may quote a document, likewise."""
SOURCE = {"id", "source", "status", "text"}
"""Fields by which a cited source is told from any other row."""
NAMES = 30
"""Names of things that are shown at least: what the other rows speak of."""
DIGITS = 7


def shown(called: Called, room: int = ROOM) -> str:
    """Return the result as JSON under its receipt's id, in no more than `room` characters.

    Pointers into the whole result hold in what is shown: only the ends of long lists are left out, which is said.
    """
    for cap in CAPS:
        left_out: dict[str, int] = {}
        result = _trimmed(called.data, cap, "", left_out)
        told: dict[str, Any] = {"receipt": called.receipt.id, **result}
        if left_out:
            told["left_out"] = left_out
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        if len(text) <= room:
            return text
    refused = {"receipt": called.receipt.id, "left_out": "everything: the result is too large; ask for less of it"}
    return json.dumps(refused, separators=(",", ":"))


def _trimmed(value: Any, cap: int, at: str, left_out: dict[str, int]) -> Any:
    if isinstance(value, dict):
        names = QUOTED if set(value) >= SOURCE else TOLD
        kept = {names.get(k, k): _trimmed(v, cap, f"{at}/{k}", left_out) for k, v in value.items()}
        return {k: v for k, v in kept.items() if v not in (None, "", [], {})}
    if isinstance(value, list):
        cap = max(cap, NAMES) if at == "/things" else cap
        if len(value) > cap:
            left_out[at] = len(value) - cap
        return [_trimmed(v, cap, f"{at}/{i}", left_out) for i, v in enumerate(value[:cap])]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    return untrusted(value) if isinstance(value, str) else value
