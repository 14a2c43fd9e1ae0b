"""How far: what a question says of a thing turned into a direction and a size in the thing's own unit."""

from __future__ import annotations

from typing import NamedTuple

from agents.answer import Direction, LevelAsked
from agents.reading.direction import OPPOSITE, Said
from agents.reading.figures import Figure
from agents.reading.lexicon import load_size_rule
from agents.reading.sizing import Sized, default_size, full_reversal, half_reversal, is_event, now
from graph.content import Graph
from graph.errors import UnitMismatch, UnitUnknown
from graph.model import Node
from graph.state import level_after, move_between
from graph.units import convert

RATES = ("bp", "pp")
LEVEL_PARTS = ("pts", "index points", "USD", "JPY")
HUNDRED = 100


class Measured(NamedTuple):
    """A direction of the node itself, the size of the move, and the level it is supposed to cross."""

    direction: Direction | None
    sized: Sized
    level: LevelAsked | None = None


def measured(graph: Graph, node: Node, said: Said, sign: int, regimes: dict[str, str]) -> Measured:
    """Return direction and size of what is said. `sign` -1: the words name the node's other side."""
    way = _turned(said.way, sign)
    if is_event(node) or node.kind == "regime":
        found = _happening(graph, node, way, regimes)
    else:
        found = _moving(graph, node, said, way, _turned(said.named, sign), sign, regimes)
    size = found.sized.size
    if size is None or is_event(node) or not found.direction:
        return found
    usual = default_size(graph, node, "up", regimes).size
    if usual is not None and abs(size) > load_size_rule("far") * abs(usual):
        return found._replace(sized=found.sized.noting("extrapolated"))
    return found


def _turned(way: str | None, sign: int) -> str | None:
    return OPPOSITE[way] if way in ("up", "down", "on", "off") and sign < 0 else way


def _happening(graph: Graph, node: Node, way: str | None, regimes: dict[str, str]) -> Measured:
    """Return what is said of a thing that happens or not; moves of an event are its happening."""
    happens: dict[str | None, Direction] = {
        "on": "on", "keep": "on", "up": "on", "off": "off", "revert": "off", "down": "off", "unchanged": "unchanged",
    }  # fmt: skip
    direction = happens.get(way)
    if node.kind != "event" and way == "up":
        direction = "up"
    if node.kind != "event" and way == "down":
        direction = "down"
    if direction is None:
        return Measured(None, Sized(None, ""))
    if direction == "unchanged":
        return Measured(direction, Sized(0.0, "by"))
    return Measured(direction, default_size(graph, node, direction, regimes))


def _moving(
    graph: Graph, node: Node, said: Said, way: str | None, named: str | None, sign: int, regimes: dict[str, str]
) -> Measured:
    if way == "keep":
        return Measured("unchanged", Sized(None, "holds", now(graph, node)))
    ends = _ends(graph, node, said, way)
    if ends is not None:
        return ends
    if way == "revert":
        back = (half_reversal if said.half else full_reversal)(graph, node, named)
        if back.size is not None:
            return Measured(_direction(back.size), back)
        direction: Direction = "up" if named == "down" else "down"
        return Measured(direction, default_size(graph, node, direction, regimes).noting("no_move"))
    if way == "unchanged":
        return Measured("unchanged", Sized(0.0, "by", now(graph, node), now(graph, node)))
    if way is None:
        return _signed_only(graph, node, said, sign, regimes)
    # A thing that moves "happens" by rising, and "does not happen" by falling.
    direction = "up" if way in ("up", "on") else "down"
    if said.half:
        half = _halved(graph, node, direction)
        if half is not None:
            return Measured(direction, half)
    return Measured(direction, _said_or_usual(graph, node, said, direction, regimes))


def _direction(size: float) -> Direction:
    return "up" if size > 0 else "down" if size < 0 else "unchanged"


def _figures(said: Said) -> list[tuple[str, str, Figure]]:
    """Return the numbers with the kind of word before each: to, from, beyond (and its side), or by."""
    found = []
    for before, token in zip((None, *said.words), said.words, strict=False):
        if token.figure is None or token.figure.time_unit:
            continue
        kind, side = "by", ""
        if before is not None:
            if before.is_("beyond"):
                kind, side = "beyond", before.value("beyond")
            elif before.is_("to", "to_direction"):
                kind = "to"
            elif before.is_("from"):
                kind = "from"
        found.append((kind, side, token.figure))
    return found


def _ends(graph: Graph, node: Node, said: Said, way: str | None) -> Measured | None:
    """Return the move that levels in the question fix: beyond L, from a to b, to L."""
    rows = _figures(said)
    here = now(graph, node)
    beyond = next(((side, f) for kind, side, f in rows if kind == "beyond"), None)
    line = _as_level(node, beyond[1]) if beyond else None
    if beyond is not None and line is not None:
        return _beyond(graph, node, here, beyond[0], line, _denied(said))
    to = next((_as_level(node, f) for kind, _, f in rows if kind == "to"), None)
    if to is None:
        return None
    start = next((_as_level(node, f) for kind, _, f in rows if kind == "from"), None)
    if start is not None:
        size = move_between(node, start, to)
        sized = Sized(size, "from_to", start, to)
        if here is not None and start != here:
            sized = sized.noting("start_differs", asked=f"{start:g}", level=f"{here:g}")
        return Measured(_direction(size), sized)
    if here is None:
        return None
    size = move_between(node, here, to)
    sized = Sized(size, "to_level", here, to)
    if size != 0 and way not in ("up", "down"):
        return Measured(_direction(size), sized)
    if size != 0 and _direction(size) == way:
        return Measured(_direction(size), sized)
    where = "at" if size == 0 else "above" if here > to else "below"
    said_way: Direction = "up" if way == "up" else "down" if way == "down" else "unchanged"
    return Measured(said_way, sized._replace(size=0.0).noting("already", level=f"{to:g}", where=where))


def _beyond(graph: Graph, node: Node, here: float | None, side: str, level: float, denied: bool) -> Measured:
    """Return the move just to the level; beyond it already there is none, and a denied break is a turn away."""
    line = LevelAsked(node=node.id, level=level, side="above" if side == "above" else "below")
    direction: Direction = "up" if side == "above" else "down"
    if denied:
        other: Direction = "down" if direction == "up" else "up"
        return Measured(other, default_size(graph, node, other), line)
    if here is None:
        return Measured(direction, Sized(None, "beyond_level").noting("no_level", asked=f"{level:g}"), line)
    size = move_between(node, here, level)
    if (size > 0) != (side == "above") or size == 0:
        sized = Sized(0.0, "beyond_level", here, level).noting("already", level=f"{level:g}", where=side)
        return Measured(direction, sized, line)
    return Measured(direction, Sized(size, "beyond_level", here, level), line)


def _denied(said: Said) -> bool:
    return sum(t.is_("not", "unless") for t in said.words) % 2 == 1


def _as_level(node: Node, figure: Figure) -> float | None:
    """Return the number as a level of the node, or None when its unit says that it is none."""
    if figure.unit == "bp" and node.level_unit == "%":
        return figure.value / HUNDRED
    if figure.unit == "%" and node.level_unit and "%" not in node.level_unit:
        return None
    return figure.value


def _signed_only(graph: Graph, node: Node, said: Said, sign: int, regimes: dict[str, str]) -> Measured:
    """Return what a sign alone says: "SPX -5%"."""
    figure = next((f for _, _, f in _figures(said) if f.signed and f.value), None)
    if figure is None:
        return Measured(None, Sized(None, ""))
    direction: Direction = "up" if figure.value * sign > 0 else "down"
    return Measured(direction, _said_or_usual(graph, node, said, direction, regimes))


def _halved(graph: Graph, node: Node, direction: Direction) -> Sized | None:
    """Return what "half" of a fall means: half of the last move for odds, half of the level for a price."""
    if node.probability:
        back = half_reversal(graph, node)
        return back if back.size is not None and _direction(back.size) == direction else None
    return _by_factor(graph, node, load_size_rule("half")) if direction == "down" else None


def _by_factor(graph: Graph, node: Node, factor: float) -> Sized | None:
    here = now(graph, node)
    if here is not None:
        return Sized(move_between(node, here, factor * here), "by", here, factor * here)
    if node.unit == "%":
        return Sized(HUNDRED * (factor - 1), "by")
    return None


def _said_or_usual(graph: Graph, node: Node, said: Said, direction: Direction, regimes: dict[str, str]) -> Sized:
    """Return the size that is said, in the node's unit, or the usual one with a note why."""
    usual = default_size(graph, node, direction, regimes)
    factor = next((float(t.value("times")) for t in said.words if t.is_("times")), None)
    if factor is not None:
        return _by_factor(graph, node, factor) or usual.noting("no_level", asked=f"x{factor:g}")
    figure = next((f for kind, _, f in _figures(said) if kind == "by"), None)
    to = next((f for kind, _, f in _figures(said) if kind == "to"), None)
    if figure is None and to is not None:
        return usual.noting("no_level", asked=f"{to.value:g}{to.unit or ''}")
    if figure is None:
        return usual
    amount, note = _in_unit(graph, node, figure, usual)
    asked = f"{abs(figure.value):g} {figure.unit or ''}".strip()
    if amount is None:
        return usual.noting("unit", asked=asked, unit=node.unit)
    size = abs(amount) if direction == "up" else -abs(amount)
    here = now(graph, node)
    sized = Sized(size, "by", here, None if here is None else level_after(node, here, size))
    return sized.noting(note, asked=asked, level=here) if note else sized


def _in_unit(graph: Graph, node: Node, figure: Figure, usual: Sized) -> tuple[float | None, str]:
    """Return the number in the node's shock unit, and the note that the conversion needs."""
    unit, value, here = figure.unit, figure.value, now(graph, node)
    if unit == "sigma":
        return (None, "") if usual.size is None else (value * abs(usual.size), "")
    if unit is None:
        return (value, "") if node.unit != "%" else _part_of_level(value, here)
    if node.unit == unit or node.unit.startswith((f"{unit} ", f"{unit}(")):
        return value, ""
    if unit == "%" and node.unit == "bp":
        return HUNDRED * value, "percent_as_points"
    try:
        return convert(value, unit, node.unit, rate=node.unit in RATES), ""
    except (UnitMismatch, UnitUnknown):
        pass
    if unit == "%" and node.unit != "%" and here:
        return value * here / HUNDRED, "relative"
    if node.unit == "%" and unit in LEVEL_PARTS:
        return _part_of_level(value, here)
    return None, ""


def _part_of_level(value: float, here: float | None) -> tuple[float | None, str]:
    return (HUNDRED * value / here, "relative") if here else (None, "")
