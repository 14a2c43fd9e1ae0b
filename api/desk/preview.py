"""What edits would do, before anyone takes them: fields, answers that move, new faults, loops and totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import networkx as nx
import yaml

from agents.answer import Answer, Branch
from agents.planner import answer
from api.desk.wire import Fault, MovedAnswer, MovedNumber, Preview
from graph.content import Graph
from graph.desk.history import differences
from graph.errors import KnockonError
from ingest.check import check, totals
from ingest.map_rules import Problem

SAVED = Path(__file__).parent / "saved.yaml"
REST = 1e-9
"""Differences below this part of a number are rounding."""


def preview(before: Graph, after: Graph, questions: Sequence[str] = ()) -> Preview:
    """Return what taking the graph from `before` to `after` does to the saved questions and to the map's rules."""
    asked = (*shipped_questions(), *questions)
    moved = [m for q in dict.fromkeys(asked) if (m := _moved(q, before, after)) is not None]
    was, now = check(before), check(after)
    return Preview(
        graph_version=before.version,
        graph_version_after=after.version,
        differences=differences(before, after),
        answers=tuple(moved),
        unchanged=len(dict.fromkeys(asked)) - len(moved),
        faults=_beyond(now, was),
        mended=_beyond(was, now),
        loops=tuple(_closed(before, after)),
        totals=tuple(_crossed(before, after)),
    )


@cache
def shipped_questions() -> tuple[str, ...]:
    """Return the questions that every installation holds edits against."""
    return tuple(yaml.safe_load(SAVED.read_text(encoding="utf-8")))


def _moved(question: str, before: Graph, after: Graph) -> MovedAnswer | None:
    was, now = _answered(question, before), _answered(question, after)
    if isinstance(was, str) or isinstance(now, str):
        said = [a if isinstance(a, str) else a.headline for a in (was, now)]
        return MovedAnswer(question=question, headline_was=said[0], headline_now=said[1], numbers=())
    numbers = tuple(_numbers(was.branches, now.branches))
    if not numbers and was.headline == now.headline:
        return None
    return MovedAnswer(question=question, headline_was=was.headline, headline_now=now.headline, numbers=numbers)


def _answered(question: str, graph: Graph) -> Answer | str:
    try:
        return answer(question, graph)
    except KnockonError as error:
        return error.detail


def _numbers(was: Sequence[Branch], now: Sequence[Branch]) -> Iterable[MovedNumber]:
    """Yield the numbers that differ, in the order of the answer."""
    old, new = _by_name(was), _by_name(now)
    for key in dict.fromkeys([*old, *new]):
        a, b = old.get(key), new.get(key)
        if a is None or b is None or abs(a - b) > REST * max(abs(a), abs(b)):
            yield MovedNumber(branch=key[0], what=key[1], unit=key[2], was=a, now=b)


def _by_name(branches: Sequence[Branch]) -> dict[tuple[str, str, str], float]:
    found: dict[tuple[str, str, str], float] = {}
    for branch in branches:
        if branch.probability is not None:
            found[branch.id, "probability", ""] = branch.probability
        for impact in branch.impacts:
            found[branch.id, f"{impact.node} {impact.horizon}", impact.unit] = impact.central
    return found


def _beyond(found: Sequence[Problem], known: Sequence[Problem]) -> tuple[Fault, ...]:
    return tuple(Fault(code=p.code, thing=p.thing, detail=p.detail) for p in found if p not in known)


def _closed(before: Graph, after: Graph) -> Iterable[tuple[str, ...]]:
    """Yield the loops that new links close."""
    carried = nx.DiGraph([(e.cause, e.effect) for e in after.edges if e.carries])
    known = {(e.cause, e.effect) for e in before.edges if e.carries}
    for cause, effect in carried.edges - known:
        if nx.has_path(carried, effect, cause):
            yield (cause, *nx.shortest_path(carried, effect, cause))


def _crossed(before: Graph, after: Graph) -> Iterable[str]:
    was = {row.row: row for row in totals(before)}
    for row in totals(after):
        old = was.get(row.row)
        if old is not None and old.inside != row.inside and row.total is not None and row.low is not None:
            where = f"{'inside' if row.inside else 'outside'} {row.low:.3g} to {row.high:.3g}"
            yield f"{row.row}: {row.cause} -> {row.effect} is {row.total:.3g} {row.unit}, {where}"
