"""A graph of three nodes and two edges, and what the store tests write of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypedDict

from graph.context import Observation
from graph.model import Edge, Entity, Evidence, Node, Text

KNOWN = dt.date(2025, 1, 2)
LATER = dt.date(2025, 6, 2)
LATEST = dt.date(2025, 11, 21)
Item = tuple[str, Entity]


class By(TypedDict):
    """Who changes the store, and why."""

    who: str
    why: str


BY: By = {"who": "tester", "why": "a test"}


def node(name: str, **fields: Any) -> Item:
    return "nodes", Node(**{"id": name, "name": Text(en=name.title()), "unit": "bp", "known_from": KNOWN} | fields)


def edge(cause: str, effect: str, **fields: Any) -> Item:
    given = {"id": f"{cause}_{effect}", "cause": cause, "effect": effect, "strength": 0.5, "known_from": KNOWN}
    return "edges", Edge(**given | fields)


def observed(name: str, day: dt.date, value: float = 1.0, **fields: Any) -> Item:
    given = {"node": name, "as_of": day, "value": value, "unit": "bp", "source": "screen", "known_from": day}
    return "observations", Observation(**{"id": f"{name}_{day}"} | given | fields)


def said(name: str, known_from: dt.date) -> Evidence:
    return Evidence(id=name, kind="quote", text=f"words of {name}", source="a paper", known_from=known_from)


def small() -> list[Item]:
    links = [edge("a", "b"), edge("b", "c")]
    return [node("a"), node("b"), node("c"), *links, observed("a", KNOWN), observed("a", LATEST)]
