"""What a question says of a level: crossed, held, given up, or not reached."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple

from agents.answer import Direction, LevelAsked
from agents.reading.amounts import as_level
from agents.reading.direction import Said
from agents.reading.figures import Figure
from agents.reading.scan import Token
from agents.reading.sizing import Measured, Sized
from graph.model import Node
from graph.state import move_between

Side = Literal["above", "below"]
OTHER: dict[Side, Side] = {"above": "below", "below": "above"}
NEAREST, FARTHEST = 0.5, 2.0
"""A number after "loses" is a level when it lies within these multiples of the level of record."""
MOVE_UNITS = ("bp", "pp", "pts")
OPPOSED = {"up": "down", "down": "up", "above": "below", "below": "above"}
OUTCOMES = ("turned", "held", "lost", "up", "down", "either")
"""What becomes of a level; a place above or below one is no outcome."""


class AtLevel(NamedTuple):
    """A level with what is said of it: up, down, either (crossed); above, below (there); or held, turned away at."""

    relation: str
    level: float
    figure: Figure
    denied: bool


def level_said(node: Node, said: Said, here: float | None) -> AtLevel | None:
    """Return the first level that the words say something of, or None."""
    words = said.words
    for i, token in enumerate(words):
        figure = token.figure
        level = None if figure is None or figure.time_unit else as_level(node, figure)
        if figure is None or level is None or figure.unit in MOVE_UNITS:
            continue
        at = i - 1
        while at >= 0 and words[at].is_("to") and not words[at].is_("to_direction", "beyond"):
            at -= 1
        before = words[at] if at >= 0 else None
        after = words[i + 1] if i + 1 < len(words) else None
        relation = _relation(before, after, words[at - 1] if at > 0 else None, figure, level, here)
        if relation is None:
            continue
        denials = sum(t.is_("not", "unless") and not t.is_("stays") for t in words[: i + 1])
        denials += sum(t.is_("not") for t in words[i + 1 : i + 2]) if not _said_by(before) else 0
        undone = _said_by(before) and any(t.is_("fading") or t.value("outcome") == "revert" for t in words[i + 1 :])
        # "Takes out 6725 but fails to hold it", 突破6725却没站稳.
        later = pairwise(words[i + 1 :])
        undone = undone or (_said_by(before) and any(a.is_("not") and _keeps(b) for a, b in later))
        return AtLevel(relation, level, figure, (denials + undone) % 2 == 1)
    return None


def _keeps(token: Token) -> bool:
    return token.value("outcome") == "keep" or token.value("beyond") == "above"


def _said_by(before: Token | None) -> bool:
    return before is not None and before.is_("beyond")


def _relation(
    before: Token | None,
    after: Token | None,
    earlier: Token | None,
    figure: Figure,
    level: float,
    here: float | None,
) -> str | None:
    if before is not None and before.is_("beyond"):
        side = before.value("beyond")
        moves_by = earlier is not None and earlier.is_("go") and figure.unit in MOVE_UNITS
        if side == "losing":
            near = here is None or NEAREST * here < level < FARTHEST * here
            return "down" if near and figure.unit not in MOVE_UNITS else None
        return None if side in ("above", "below") and moves_by else side
    if before is not None and before.is_("stays"):
        placed = after.value("place") if after is not None else ""
        return f"stays {placed or before.value('stays')}"
    if before is not None and before.is_("fading"):
        return "lost"
    if after is not None and after.is_("place"):
        kept = before is not None and before.value("outcome") == "keep"
        return f"stays {after.value('place')}" if kept else after.value("place")
    if before is not None and before.is_("outcome"):
        return {"keep": "held", "revert": "turned"}.get(before.value("outcome"))
    if before is not None and before.is_("turns"):
        return "turned"
    if after is not None and after.is_("turns"):
        return "turned"
    if after is not None and after.is_("stays"):
        return f"stays {after.value('stays')}"
    if after is not None and after.is_("fading"):
        return "lost"
    if after is not None and after.is_("beyond"):
        return {"losing": "down"}.get(after.value("beyond"), after.value("beyond"))
    if after is not None and after.value("outcome") == "keep":
        return "held"
    return None


def at_level(node: Node, said: AtLevel, here: float | None) -> Measured:
    """Return the move that brings the node just beyond the level, or none where the level is said to hold.

    What cannot be meant (a break upwards of a level that lies below) is a doubt, naming both.
    """
    used = (said.figure,)
    if here is None:
        return Measured(None, Sized(None, "", doubt=("no_level", {"asked": f"{said.level:g}"}), used=used))
    wanted, must_cross, must_stay = _wanted(said, here)
    is_there: Side = "above" if here >= said.level else "below"
    if (must_cross and is_there == wanted) or (must_stay and is_there != wanted):
        values: dict[str, object] = {"level": f"{said.level:g}", "here": f"{here:g}", "where": is_there}
        # Asked of a level ("does it break 6500?"), it is the far side that is meant.
        far = LevelAsked(node=node.id, level=said.level, side=OTHER[is_there]) if said.relation == "either" else None
        return Measured(None, Sized(None, "", doubt=("other_side", values), used=used), far)
    line = LevelAsked(node=node.id, level=said.level, side=wanted)
    if is_there == wanted:
        held = Sized(0.0, "holds_level", here, here, used=used)
        # What fails at a level, or holds it, goes the way of its outcome, with no move of its own.
        outcome: Direction = "up" if wanted == "above" else "down"
        told: Direction = outcome if said.denied or said.relation in OUTCOMES else "unchanged"
        return Measured(told, held.noting(f"stays_{wanted}", level=f"{said.level:g}"), line)
    size = move_between(node, here, said.level)
    direction: Direction = "up" if wanted == "above" else "down"
    return Measured(direction, Sized(size, "beyond_level", here, said.level, used=used), line)


def _wanted(said: AtLevel, here: float) -> tuple[Side, bool, bool]:
    """Return the side that is supposed, whether it must be crossed to, and whether the node must be there already."""
    is_there: Side = "above" if here >= said.level else "below"
    relation, denied = said.relation, said.denied
    if relation == "turned":
        return (OTHER[is_there], False, False) if denied else (is_there, False, False)
    if relation == "either":
        return (is_there, False, False) if denied else ("above", True, False)
    if relation in ("up", "down"):
        side: Side = "above" if relation == "up" else "below"
        # A level that is not crossed must lie ahead.
        return (OTHER[side], False, True) if denied else (side, True, False)
    if relation == "held":
        return ("below", False, False) if denied else ("above", False, True)
    if relation == "lost":
        return ("above", False, True) if denied else ("below", False, False)
    # What is to stay on the side where it is not must first go there.
    side = "above" if relation.endswith("above") else "below"
    return (OTHER[side], False, False) if denied else (side, False, False)
