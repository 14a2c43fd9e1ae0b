"""Sizes that are asked back: in a unit that nothing moves in, in two numbers, or against the word beside them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from agents.reading.figures import Figure
from agents.reading.scan import Token
from agents.reading.sizing import Doubt, Sized
from graph.model import Node
from graph.phrase_index import HAN_CHARACTER, WORD, fold, stem

if TYPE_CHECKING:
    from agents.reading.direction import Said
    from agents.reading.parts import Room

MOVES = ("by", "to_level", "from_to", "")
"""Rules of sizes that a number gives; none where the number is in doubt."""


def odd_size(room: Room, node: Node, said: Said, sized: Sized) -> Doubt | None:
    """Return the message, and its values, that asks back for a size that cannot be meant as it is said."""
    if node.kind == "policy_expectation" and not node.probability and _is_step(room, said):
        # "The central bank hikes": only what is not priced of it is news, and no odds of it are on the map.
        return "unpriced_step", {}
    if sized.rule not in MOVES:
        return None
    for figure in sized.used:
        words = "" if sized.rule == "from_to" else _in_a_range(room, figure)
        if words:
            return "range", {"asked": words}
        end = _strange_unit(room, node, figure)
        if end:
            return "unit", {"asked": _as_asked(room, figure.start, end), "unit": node.unit}
        against = {"up": figure.value < 0, "down": figure.value > 0}.get(said.way or "", False)
        if figure.signed and against and sized.rule == "by":
            return "signed", {"asked": _as_asked(room, figure.start, figure.end)}
    return None


def _is_step(room: Room, said: Said) -> bool:
    """Return whether the name says that a rate is changed at a meeting, not only that it moves."""
    return any(m.kind == "step" for f in room.lexicon.words.find(fold(said.mention.text)) for m in f.meanings)


def _as_asked(room: Room, start: int, end: int) -> str:
    left, right = room.folded.span(start, end)
    return room.question[left:right].strip()


def _in_a_range(room: Room, figure: Figure) -> str:
    """Return "5-10 points", of which the number is one end, or nothing."""
    for a, b in _numbers(room):
        if figure.start not in (a.start, b.start):
            continue
        between = room.folded.low[a.end : b.start].strip()
        before = next((t for t in reversed(room.every) if t.end <= a.start), None)
        same = a.unit is None or a.unit == b.unit
        if before is not None and before.is_("from"):
            continue
        if same and between in room.lexicon.ranges and (b.unit is not None or not between.isalpha()):
            return _as_asked(room, a.start, b.end)
    return ""


def _numbers(room: Room) -> list[tuple[Figure, Figure]]:
    figures = [t.figure for t in room.every if t.figure is not None]
    return [(a, b) for a, b in pairwise(figures) if not a.time_unit and not b.time_unit]


def _strange_unit(room: Room, node: Node, figure: Figure) -> int:
    """Return where the unit behind the number ends when no unit of the grammar is it, or 0.

    Ordinary words may follow a number; a plural or a unit of other things does not.
    """
    low, lexicon = room.folded.low, room.lexicon
    if figure.unit is not None:
        return 0
    start = figure.end + len(low[figure.end :]) - len(low[figure.end :].lstrip(" -"))
    following = [t for t in room.every if t.start >= figure.end]
    if HAN_CHARACTER.match(low[start : start + 1]):
        return _strange_han(room, start, following)
    word = WORD.match(low, start)
    if word is None or start - figure.end > 1 or any(t.start <= start < t.end for t in following):
        return 0
    own = {stem(w) for w in WORD.findall(f"{node.name.en} {node.unit} {node.level_unit or ''}".lower())}
    single = stem(word.group())
    if single in own or word.group() in lexicon.ordinary or word.group() in lexicon.after_numbers:
        return 0
    plural = single != word.group() and "'" not in word.group() and "’" not in word.group()
    return word.end() if plural or word.group() in lexicon.strange_units else 0


def _strange_han(room: Room, start: int, following: list[Token]) -> int:
    low, lexicon = room.folded.low, room.lexicon
    end = min((t.start for t in following), default=len(low))
    while end > start and not HAN_CHARACTER.match(low[end - 1]):
        end -= 1
    if any(low.startswith(unit, start) for unit in lexicon.strange_units):
        return next(start + len(unit) for unit in lexicon.strange_units if low.startswith(unit, start))
    counted = any(low.startswith(c, start) and end > start + len(c) for c in lexicon.counters)
    return end if counted else 0
