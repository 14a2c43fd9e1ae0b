"""The tools of one run: called one after the other over one graph, each call with its receipt, none worked twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from agents.receipts import Called
from agents.tools.registry import TOOLS, call
from agents.tools.spec import Tool
from graph.content import Graph


class Toolbox:
    """Holds what a run has asked of its tools. Safe to call from several threads; calls then wait for each other."""

    def __init__(self, graph: Graph, tools: Sequence[Tool] = TOOLS) -> None:
        self.graph = graph
        self.tools = tuple(tools)
        self.calls: list[Called] = []
        self._lock = threading.Lock()
        self._known: dict[str, Called] = {}

    def call(self, name: str, args: Mapping[str, Any]) -> Called:
        """Return the result of a tool with its receipt; the same call again returns the same receipt.

        Raises a `KnockonError` where the tool, an argument or what it names is not known.
        """
        key = key_of(name, args)
        with self._lock:
            if key not in self._known:
                self._known[key] = call(name, args, self.graph, number=len(self.calls) + 1, tools=self.tools)
                self.calls.append(self._known[key])
            return self._known[key]


def key_of(name: str, args: Mapping[str, Any]) -> str:
    """Return what two equal calls have in common."""
    return f"{name} {json.dumps(args, sort_keys=True, ensure_ascii=False, default=str)}"


def summary(called: Called) -> str:
    """Return in a few words how much came back: "effects 12, paths 5"."""
    # Off the model itself: writing it out as JSON to count its rows would slow every run of the planner.
    fields = ((f.alias or name, getattr(called.result, name)) for name, f in type(called.result).model_fields.items())
    sizes = {key: len(value) for key, value in fields if isinstance(value, tuple | list) and value}
    return ", ".join(f"{key} {size}" for key, size in sizes.items())
