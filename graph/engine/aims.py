"""What is to be reached, and which shocks are no answer: the thing itself, its definitions, and what cannot be."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from graph.engine.request import LONGEST, size_of
from graph.engine.snapshot import Snapshot
from graph.errors import ScenarioError, UnitMismatch
from graph.findings import LeftOut, ReachAsked
from graph.model import Node
from graph.scenario import Shock
from graph.state import level_after, move_between
from graph.trading_days import horizon_date
from graph.units import canonical, known

EVENT = "event"
ON_OR_OFF = frozenset({EVENT, "level"})
"""Kinds of nodes that are off or on: their sigma does not grow with the days, and no shock is more than the whole."""


@dataclass(frozen=True)
class Aim:
    """A checked question: the target's place, how far, and from where to where."""

    place: int
    move: float
    level: float | None
    level_after: float | None


def aim_of(snap: Snapshot, asked: ReachAsked) -> Aim:
    """Return the target's place and move, or raise a `BadInput` that names the level, the unit or the node."""
    place = snap.at(asked.node)
    node = snap.nodes[place]
    if (asked.level is None) == (asked.move is None):
        raise ScenarioError(f"node {node.id!r} needs a level to reach or a move to make, one of them")
    if asked.days > LONGEST:
        raise ScenarioError(f"{asked.days} trading days are more than the {LONGEST} that are worked; give fewer")
    seen = snap.graph.level(node.id)
    level = seen.value if seen else None
    if asked.move is not None:
        move = size_of(Shock(node=node.id, size=asked.move, unit=asked.unit), snap.graph, "wanted move")
    else:
        if level is None:
            raise ScenarioError(
                f"node {node.id!r} has no observed level to start from; give a move such as +1 {node.unit}"
            )
        if asked.level is None or not math.isfinite(asked.level):
            raise ScenarioError(f"the level {asked.level} of node {node.id!r} is not a finite number")
        if node.unit == "%" and node.level_unit != "%" and level <= 0:
            raise ScenarioError(f"node {node.id!r} was last at {level:g}, from which no move in % leads anywhere")
        if asked.unit and _plain(asked.unit) != _plain(node.level_unit):
            detail = f"the level {asked.level:g} of node {node.id!r} is given in {asked.unit!r}, and its level is in "
            raise UnitMismatch(f"{detail}{node.level_unit!r}", hint="Leave the unit out; a move has a sign, as in +2%.")
        move = move_between(node, level, asked.level)
    after = asked.level if asked.level is not None else level_after(node, level, move) if level is not None else None
    wrong = impossible(snap, node, move)
    if wrong:
        raise ScenarioError(f"node {node.id!r} cannot get there: {wrong}")
    return Aim(place, move, level, after)


def _plain(unit: str) -> str:
    return canonical(unit) if known(unit) else unit.strip().casefold()


def impossible(snap: Snapshot, node: Node, move: float) -> str:
    """Return why no such move can be, or nothing: odds beyond 0 to 100, a price that falls by all, an event undone."""
    seen = snap.graph.level(node.id)
    level = seen.value if seen else None
    after = level_after(node, level, move) if level is not None else None
    if node.probability:
        if after is not None and not 0 <= after <= 100:
            return f"that is {after:.4g}%, and odds lie in 0 to 100"
        return f"{move:+.4g} pp is more than odds can move" if abs(move) > 100 else ""
    if node.unit == "%" and node.level_unit not in ("%", "") and move <= -100:
        return f"a fall by {-move:.4g}% leaves nothing"
    if node.kind in ON_OR_OFF and abs(move) > 1:
        return f"{move:+.3g} is more than the whole of it"
    if node.kind == EVENT and move < 0 and not level and not any(e.node == node.id for e in snap.graph.events):
        return "it has not happened, and no odds of it are known that could be disappointed"
    return ""


def left_out(snap: Snapshot, places: Sequence[int], aim: Aim, asked: ReachAsked) -> list[LeftOut]:
    """Return the nodes that lead to the target and are no answer to the question, with the reason."""
    target = snap.nodes[aim.place].id
    for named in (*asked.causes, *asked.without):
        snap.at(named)
    same = definitions(snap, target)
    until = horizon_date(snap.graph.as_of, asked.days) if snap.graph.as_of else None
    found = []
    for node in (snap.nodes[place].id for place in places):
        if node == target:
            found.append(LeftOut(node=node, why="itself", detail="what is to be reached"))
        elif node in same:
            found.append(LeftOut(node=node, why="definition", detail=f"part of {target}, or made of it, by definition"))
        elif node in asked.without or (asked.causes and node not in asked.causes):
            found.append(LeftOut(node=node, why="asked", detail="left out as asked"))
        elif until and snap.graph.as_of and (wrong := _off_the_calendar(snap, node, snap.graph.as_of, until)):
            found.append(LeftOut(node=node, why="impossible", detail=wrong))
    return found


def _off_the_calendar(snap: Snapshot, node: str, after: dt.date, until: dt.date) -> str:
    """Return why something that is on or off cannot happen in these days, or nothing; without dates it can."""
    if snap.nodes[snap.at(node)].kind not in ON_OR_OFF:
        return ""
    dates = [e.date for e in snap.graph.events if e.node == node and e.date]
    dates += [e.date for e in snap.graph.calendar if node in e.nodes and e.date]
    if not dates or any(after < day <= until for day in dates):
        return ""
    later = [day for day in dates if day > until]
    return f"it is on {min(later)}, after {until}" if later else f"it was on {max(dates)}, before the first day"


def definitions(snap: Snapshot, target: str) -> set[str]:
    """Return what constitutes the target or is constituted by it, step by step, and the levels that are lines of it."""
    found = {n.id for n in snap.nodes if n.level is not None and n.level.node == target}
    ends = [(e.cause, e.effect) for e in snap.graph.edges if e.relation == "constitutes"]
    for links in (ends, [(effect, cause) for cause, effect in ends]):
        reached, grown = {target}, True
        while grown:
            more = {a for a, b in links if b in reached} - reached
            reached |= more
            grown = bool(more)
        found |= reached
    return found - {target}
