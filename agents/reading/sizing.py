"""Sizes of what is supposed: said in the question, or by rule where it says none."""

from __future__ import annotations

from typing import NamedTuple

from agents.answer import Direction, LevelAsked
from agents.reading.figures import Figure
from agents.reading.lexicon import load_size_rule
from graph.content import Graph
from graph.model import EPOCH, Node
from graph.state import daily_sigma, last_move, level_after, move_between

WEEK = 5
"""Trading days."""
STORIES = ("narrative", "theme")
SIGNIFICANT = 3
SWITCH_UNITS = ("0/1", "event")


Doubt = tuple[str, dict[str, object]]
"""Key of a message that asks back, and its values."""


class Sized(NamedTuple):
    """A size in the node's unit, the levels it runs between, its rule, and what to say about it.

    `notes` are (key of a note, its values); `doubt` is the message, and its values, that asks back instead.
    """

    size: float | None
    rule: str
    start: float | None = None
    end: float | None = None
    alternatives: tuple[float, ...] = ()
    notes: tuple[tuple[str, dict[str, object]], ...] = ()
    doubt: Doubt | None = None
    used: tuple[Figure, ...] = ()
    """Numbers of the question that the size took in."""

    def noting(self, key: str, **values: object) -> Sized:
        """Return the same size with one more note."""
        return self._replace(notes=(*self.notes, (key, values)))


class Measured(NamedTuple):
    """A direction of the node itself, the size of the move, and the level it is supposed to cross or to hold."""

    direction: Direction | None
    sized: Sized
    level: LevelAsked | None = None


def weekly_sigma(graph: Graph, node: Node, regimes: dict[str, str] | None = None) -> float:
    """Return one week's standard deviation of the node, in its unit: its daily one times the root of five."""
    return float(daily_sigma(graph, node, dict(regimes or {})) * WEEK**0.5)


def now(graph: Graph, node: Node) -> float | None:
    """Return the node's level of record, in its level unit."""
    seen = graph.level(node.id)
    return seen.value if seen else None


def is_event(node: Node) -> bool:
    """Return whether the node happens or not, rather than moves."""
    return node.kind == "event" or node.unit in SWITCH_UNITS


def full_reversal(graph: Graph, node: Node, named: str | None = None) -> Sized:
    """Return the move back to where the node's last named move began.

    `named` is the direction of that move where the question says it; a last move the other way is not the one meant.
    """
    last = last_move(graph, node)
    if last is None or (named and (last[2] > last[1]) != (named == "up")):
        return Sized(None, "full_reversal")
    _, before, after = last
    size = move_between(node, after, before)
    return Sized(size, "full_reversal", after, before, _alternatives(node, size, after))


def half_reversal(graph: Graph, node: Node, named: str | None = None) -> Sized:
    """Return half of the move back."""
    whole = full_reversal(graph, node, named)
    if whole.size is None or whole.start is None:
        return whole._replace(rule="half_reversal")
    size = load_size_rule("half") * whole.size
    end = level_after(node, whole.start, size)
    return Sized(size, "half_reversal", whole.start, end, (_shown(node, whole.size),))


def _alternatives(node: Node, size: float, start: float) -> tuple[float, ...]:
    """Return half, one and a half times, and for a probability all the way to the end, none of it beyond that."""
    others = [load_size_rule("half") * size, load_size_rule("more") * size]
    if node.probability:
        end = -start if size < 0 else 100 - start
        others = [max(o, end) if size < 0 else min(o, end) for o in others] + [end]
    return tuple(dict.fromkeys(_shown(node, o) for o in others))


def _shown(node: Node, size: float) -> float:
    """Return the size as an alternative is shown: odds in steps of five points, all else to three figures."""
    if node.probability:
        step = load_size_rule("odds_step")
        return step * round(size / step)
    return float(f"{size:.{SIGNIFICANT}g}")


def default_size(graph: Graph, node: Node, direction: str, regimes: dict[str, str] | None = None) -> Sized:
    """Return the size of a move that the question gives none, by the kind of thing that moves."""
    sign = -1.0 if direction in ("down", "off") else 1.0
    if node.kind == "regime":
        return Sized(None, "regime")
    if is_event(node):
        return _event(graph, node, sign)
    if node.kind == "data":
        return Sized(sign * node.scale, "release_surprise")
    if node.kind in STORIES:
        step = load_size_rule("story") if node.unit == "sigma" else node.scale
        return Sized(sign * step, "one_sigma")
    size, start = sign * weekly_sigma(graph, node, regimes), now(graph, node)
    if not node.probability:
        return Sized(size, "weekly_sigma", start, None if start is None else level_after(node, start, size))
    if start is None:
        return Sized(size, "sigma_q_weekly")
    low, high = load_size_rule("odds_low"), load_size_rule("odds_high")
    end = min(max(start + size, min(low, start)), max(high, start))
    sized = Sized(end - start, "sigma_q_weekly", start, end)
    return sized if end == start + size else sized.noting("clipped", low=low, high=high)


def _event(graph: Graph, node: Node, sign: float) -> Sized:
    """Return the unpriced part of the event: (1 - p) of its full size when it happens, -p when it does not."""
    full = 1.0 if node.unit in (*SWITCH_UNITS, "") else node.scale
    p = priced(graph, node)
    size = (1 - (p or 0.0)) * full if sign > 0 else -(p or 0.0) * full
    sized = Sized(size + 0.0, "event_on" if sign > 0 else "event_off")
    return sized if p is not None else sized.noting("unpriced")


def happened(graph: Graph, node: Node) -> bool:
    """Return whether an event lies behind the graph's date: dated by then, or known of only since it took place."""
    as_of = graph.as_of
    if as_of is None:
        return False
    dates = [e.date for e in graph.events if e.node == node.id]
    dates += [c.date for c in graph.calendar if node.id in c.nodes]
    dated = [d for d in dates if d is not None]
    return all(d <= as_of for d in dated) if dated else EPOCH < node.known_from <= as_of


def dated(graph: Graph, node: Node) -> bool:
    """Return whether the calendar says when the event took place."""
    return any(node.id in c.nodes and c.date is not None for c in graph.calendar)


def undone(node: Node) -> Sized:
    """Return the whole of a past event taken back."""
    full = 1.0 if node.unit in (*SWITCH_UNITS, "") else node.scale
    return Sized(-full, "event_undone")


def priced(graph: Graph, node: Node) -> float | None:
    """Return the market's probability that the event happens, or None when nothing prices it."""
    for event in graph.events:
        if event.node == node.id and event.priced_by:
            odds = graph.level(event.priced_by)
            if odds is not None and odds.value is not None:
                return odds.value / 100
    return None
