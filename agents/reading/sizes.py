"""How far: what a question says of a thing turned into a direction and a size in the thing's own unit."""

from __future__ import annotations

from agents.answer import Direction
from agents.reading.amounts import MOVES_ONLY, as_level, in_unit
from agents.reading.bounds import doubted, own_size, worded
from agents.reading.direction import OPPOSITE, Said
from agents.reading.figures import Figure
from agents.reading.levels import FARTHEST, NEAREST, OPPOSED, at_level, level_said
from agents.reading.lexicon import load_size_rule, load_words
from agents.reading.scan import Token
from agents.reading.sizing import (
    Measured,
    Sized,
    dated,
    default_size,
    full_reversal,
    half_reversal,
    happened,
    is_event,
    now,
    undone,
)
from graph.content import Graph
from graph.model import Node
from graph.state import level_after, move_between

HUNDRED = 100
RELATIVE = ("%", "part")
"""Units that say a size as a share of the level."""
USUAL = ("weekly_sigma", "sigma_q_weekly", "one_sigma", "release_surprise")
"""Rules of sizes that the question does not say."""


def measured(graph: Graph, node: Node, said: Said, sign: int, regimes: dict[str, str]) -> Measured:
    """Return direction and size of what is said. `sign` -1: the words name the node's other side."""
    flows = said.stopped is not None and node.kind in load_words("kinds")["flowing"]
    way = _turned(said.stopped if flows else said.way, sign)
    if is_event(node) or node.kind == "regime":
        return _happening(graph, node, said, _turned(said.instead or said.way, sign), sign, regimes)
    found = _moving(graph, node, said, way, _turned(said.named, sign), sign, regimes)
    if found.sized.size is None or not found.direction:
        return found
    if flows and not found.sized.used:
        found = found._replace(sized=found.sized.noting("flow_stops"))
    return doubted(graph, node, _little(said, found), regimes)


def _little(said: Said, found: Measured) -> Measured:
    """Return the move made smaller where a word says that it is small, and no number how far."""
    sized = found.sized
    if sized.used or sized.size is None or sized.rule not in USUAL or not any(t.is_("small") for t in said.words):
        return found
    size = load_size_rule("half") * sized.size
    end = None if sized.start is None or sized.end is None else sized.start + (sized.end - sized.start) / 2
    return found._replace(sized=sized._replace(size=size, end=end).noting("small_move"))


def _turned(way: str | None, sign: int) -> str | None:
    return OPPOSITE[way] if way in ("up", "down", "on", "off") and sign < 0 else way


def _happening(graph: Graph, node: Node, said: Said, way: str | None, sign: int, regimes: dict[str, str]) -> Measured:
    """Return what is said of a thing that happens or not; moves of an event are its happening."""
    if sign < 0:
        # A hold that holds is no cut.
        way = {"keep": "off", "revert": "on", "fade": "on"}.get(way or "", way)
    happens: dict[str | None, Direction] = {
        "on": "on", "keep": "on", "up": "on", "off": "off", "revert": "off", "down": "off", "fade": "off",
        "unchanged": "unchanged",
    }  # fmt: skip
    direction = happens.get(way)
    if node.kind != "event" and way in ("up", "down"):
        direction = "up" if way == "up" else "down"
    if direction is None:
        return Measured(None, Sized(None, ""))
    own = tuple(t.figure for t in said.words if t.figure is not None and own_size(node, t.figure))
    if direction == "unchanged":
        return Measured(direction, Sized(0.0, "unchanged", used=own))
    past = node.kind == "event" and happened(graph, node)
    undoes = way == "off" and (dated(graph, node) or any(t.is_("past") for t in said.words))
    if past and (way == "revert" or undoes):
        return Measured(direction, undone(node)._replace(used=own))
    sized = default_size(graph, node, direction, regimes)._replace(used=own)
    return Measured(direction, sized.noting("already_happened") if past and direction == "on" else sized)


def _moving(
    graph: Graph, node: Node, said: Said, way: str | None, named: str | None, sign: int, regimes: dict[str, str]
) -> Measured:
    ends = _ends(graph, node, said, way, sign)
    if ends is not None:
        return ends
    # A release that is late, or never comes, says nothing of what it would have said.
    if node.kind == "data" and not node.probability and way is None and any(t.is_("early") for t in said.words):
        return Measured(None, Sized(None, "", doubt=("early_release", {})))
    if node.kind == "data" and not node.probability and (said.delayed or "off" in (said.way, said.instead)):
        return Measured(None, Sized(None, "", doubt=("late_release", {})))
    if node.kind == "data" and not node.probability and way == "on" and any(_called_off(t) for t in said.words):
        # "Had not been cancelled": it comes out, and its number is not told.
        return Measured(None, Sized(None, "", doubt=("early_release", {})))
    if node.probability and way == "on" and any(t.value("outcome") == "begin" for t in said.words):
        way = _turned("up", sign)
    if node.probability and way in ("fade", "off", "on"):
        back = full_reversal(graph, node).size
        way = "down" if back is None or back > 0 else "revert" if way in ("fade", "off") else "keep"
        way = _turned(way, sign)
    if way == "keep":
        return Measured(_holding(graph, node, named), Sized(None, "holds", now(graph, node)))
    if way == "revert":
        back_to = (half_reversal if said.half else full_reversal)(graph, node, named)
        if back_to.size is not None and any(kind == "by" for kind, _ in _figures(node, said)):
            # "fails by 10pp": the way back, as far as it is said.
            return Measured(
                _direction(back_to.size),
                _said_or_usual(graph, node, said, "up" if back_to.size > 0 else "down", sign, regimes),
            )
        if back_to.size is not None:
            return Measured(_direction(back_to.size), back_to)
        direction: Direction = "up" if named == "down" or (named is None and sign < 0) else "down"
        usual = default_size(graph, node, direction, regimes).noting("no_move")
        if said.half and usual.size is not None:
            usual = usual._replace(size=load_size_rule("half") * usual.size, end=None)
        return Measured(direction, usual)
    if way == "unchanged":
        return Measured("unchanged", Sized(0.0, "unchanged", now(graph, node), now(graph, node)))
    if way is None:
        return _unsaid(graph, node, said, sign, regimes)
    # A thing that moves "happens" by rising, and "does not happen" by falling.
    up = way in ("up", "on") or (way == "fade" and sign < 0)
    direction = "up" if up else "down"
    return Measured(direction, _said_or_usual(graph, node, said, direction, sign, regimes))


def _called_off(token: Token) -> bool:
    return token.value("outcome") == "off"


def _holding(graph: Graph, node: Node, named: str | None) -> Direction:
    """Return the direction of the move that holds, where odds hold or the move is named; else nothing moves."""
    back = full_reversal(graph, node, named).size if node.probability else None
    if back is None:
        return "up" if named == "up" else "down" if named == "down" else "unchanged"
    return "down" if back > 0 else "up"


def _direction(size: float) -> Direction:
    return "up" if size > 0 else "down" if size < 0 else "unchanged"


def _figures(node: Node, said: Said) -> list[tuple[str, Figure]]:
    """Return the numbers with the kind of word before each: to, from, or by."""
    found = []
    words = said.words
    for i, token in enumerate(words):
        before = words[i - 1] if i else None
        if token.figure is None or token.figure.time_unit:
            continue
        kind = "by"
        if words[i + 1 : i + 2] and words[i + 1].is_("off_consensus"):
            # "Prints 0.2 above consensus": by so much, wherever it lands.
            found.append((kind, token.figure))
            continue
        if [w.value("to") for w in words[i + 1 : i + 2]] == ["arrow"] and as_level(node, token.figure) is not None:
            found.append(("from", token.figure))
            continue
        if before is not None and before.is_("to", "to_direction") and as_level(node, token.figure) is not None:
            kind = "to"
        elif before is not None and before.is_("from"):
            kind = "from"
        found.append((kind, token.figure))
    return found


def _ends(graph: Graph, node: Node, said: Said, way: str | None, sign: int) -> Measured | None:
    """Return the move that levels in the question fix: beyond or at L, from a to b, to L."""
    here = now(graph, node)
    line = level_said(node, said, here)
    if line is not None:
        found = at_level(node, line, here)
        if sign < 0 and found.sized.doubt is not None and line.relation in OPPOSED:
            # The yen below 160 is the pair above it.
            return at_level(node, line._replace(relation=OPPOSED[line.relation]), here)
        return found
    rows = _figures(node, said)
    goal = next((f for kind, f in rows if kind == "to"), None)
    to = as_level(node, goal) if goal else None
    if goal is None or to is None:
        return None
    origin = next((f for kind, f in rows if kind == "from"), None)
    start = as_level(node, origin) if origin else None
    used = (goal,) if start is None or origin is None else (origin, goal)
    if start is not None:
        size = move_between(node, start, to) if start else 0.0
        if way in ("up", "down") and _direction(size) not in (way, "unchanged"):
            values: dict[str, object] = {"start": f"{start:g}", "end": f"{to:g}"}
            return Measured(None, Sized(None, "", doubt=("against", values), used=used))
        sized = Sized(size, "from_to", start, to, used=used)
        if here is not None and start != here:
            sized = sized.noting("start_differs", asked=f"{start:g}", level=f"{here:g}")
        return Measured(_direction(size), sized)
    if here is None:
        return Measured(None, Sized(None, "", doubt=("no_level", {"asked": worded(goal)}), used=used))
    size = move_between(node, here, to)
    sized = Sized(size, "to_level", here, to, used=used)
    if said.denied:
        return Measured("unchanged", Sized(0.0, "unchanged", here, here, used=used).noting("not_to", level=f"{to:g}"))
    if size == 0 or way not in ("up", "down") or _direction(size) == way:
        return Measured(_direction(size), sized)
    where = "above" if here > to else "below"
    values = {"level": f"{to:g}", "here": f"{here:g}", "where": where}
    return Measured(None, Sized(None, "", doubt=("other_side", values), used=used))


def _unsaid(graph: Graph, node: Node, said: Said, sign: int, regimes: dict[str, str]) -> Measured:
    """Return what a sign alone says ("SPX -5%"), or a sum of money of a named flow ("fund selling of $10bn")."""
    rows = [f for _, f in _figures(node, said) if f.value]
    flow = node.unit == "USD bn"
    figure = next((f for f in rows if f.signed or (flow and f.unit in MOVES_ONLY)), None)
    if figure is None:
        return _put_at(graph, node, said, rows) or Measured(None, Sized(None, ""))
    direction: Direction = "up" if figure.value * sign > 0 else "down"
    return Measured(direction, _said_or_usual(graph, node, said, direction, sign, regimes))


def _put_at(graph: Graph, node: Node, said: Said, rows: list[Figure]) -> Measured | None:
    """Return the move to a level that stands right beside the name with no other word: "{index} 6500"."""
    here, level = now(graph, node), as_level(node, rows[0]) if len(rows) == 1 else None
    if (
        here is None
        or level is None
        or len([t for t in said.words if t.value("to") != "arrow"]) != 1
        or rows[0].unit in MOVES_ONLY
    ):
        return None
    near = NEAREST * here < level < FARTHEST * here or (node.probability and level <= HUNDRED)
    if not near or rows[0].start - said.mention.end > 1:
        return None
    size = move_between(node, here, level)
    return Measured(_direction(size), Sized(size, "to_level", here, level, used=(rows[0],)))


def _by_factor(graph: Graph, node: Node, factor: float) -> Sized | None:
    here = now(graph, node)
    if here is not None:
        return Sized(move_between(node, here, factor * here), "by", here, factor * here)
    if node.unit == "%":
        return Sized(HUNDRED * (factor - 1), "by")
    return None


def _said_or_usual(
    graph: Graph, node: Node, said: Said, direction: Direction, sign: int, regimes: dict[str, str]
) -> Sized:
    """Return the size that is said, in the node's unit; the usual one when none is; a doubt when it has no meaning."""
    usual = default_size(graph, node, direction, regimes)
    factor = next((float(t.value("times")) for t in said.words if t.is_("times")), None)
    if factor is None and said.half and direction == "down":
        factor = load_size_rule("half")
    if factor is not None:
        asked = f"{HUNDRED * factor:g}%"
        return _by_factor(graph, node, factor) or usual.noting("no_level", asked=asked)
    figure = next((f for kind, f in _figures(node, said) if kind == "by"), None)
    if figure is None:
        return usual
    # A bond's price in percent says nothing of its yield.
    bond = sign < 0 and node.unit == "bp" and figure.unit == "%"
    amount, note = (None, "") if bond else in_unit(graph, node, figure, usual)
    here = now(graph, node)
    asked = worded(figure)
    if amount is None and here is None and not bond and figure.unit in RELATIVE:
        # A share of what has no level: it moves, and by how much is told to be the usual size.
        return usual.noting("no_level", asked=asked)._replace(used=(figure,))
    if amount is None:
        key = "no_level" if here is None and not bond and not (figure.unit == "bp" and node.probability) else "unit"
        return Sized(None, "", doubt=(key, {"asked": asked, "unit": node.unit}), used=(figure,))
    size = abs(amount) if direction == "up" else -abs(amount)
    end = None if here is None else level_after(node, here, size)
    sized = Sized(size, "by", here, end, used=(figure,))
    if note == "odds_points" and here is not None:
        return sized.noting(note, asked=asked, relative=f"{abs(amount) * here / HUNDRED:.3g}")
    return sized.noting(note, asked=asked, level=here) if note and note != "odds_points" else sized
