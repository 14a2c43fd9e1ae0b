"""What a scripted model replies: tool calls or text, and what goes wrong on the way to whoever asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

Fault = Literal["", "breaks", "cut", "status", "page", "silent", "drips", "wide"]
"""What goes wrong: the stream breaks off; it is cut at its longest; an error status; a web page instead of JSON;
nothing ever comes; it comes too slowly; more tokens are counted than anybody has."""


@dataclass(frozen=True)
class Call:
    """One tool call: a name, and arguments as the text that goes over the wire, JSON or not."""

    name: str
    args: str


@dataclass(frozen=True)
class Reply:
    """One reply of the model."""

    calls: tuple[Call, ...] = ()
    text: str = ""
    fault: Fault = ""
    status: int = 200


def calls(*wanted: tuple[str, dict[str, Any]]) -> Reply:
    """Return a reply that calls these tools."""
    return Reply(calls=tuple(Call(name, json.dumps(args, ensure_ascii=False)) for name, args in wanted))
