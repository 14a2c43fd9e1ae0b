"""What the market prices in or out: a move of the odds, not the event itself."""

from __future__ import annotations

from agents.answer import Direction
from agents.reading.amounts import in_unit
from agents.reading.direction import Said
from agents.reading.lexicon import load_size_rule
from agents.reading.sizing import Doubt, Measured, Sized, full_reversal, now
from graph.content import Graph
from graph.model import Node
from graph.state import move_between

CERTAIN = 100.0


def priced_move(graph: Graph, node: Node, said: Said, way: str, sign: int) -> tuple[Node, Measured]:
    """Return the odds of the event and their move: all the way out or in, half of it, or by what is said."""
    odds = _odds_of(graph, node)
    here = now(graph, odds) if odds is not None else None
    if odds is None or here is None:
        return node, Measured(None, Sized(None, "", doubt=("unpriced_bet", {})))
    if said.denied or sum(t.is_("not") for t in said.words) % 2:
        return odds, Measured("unchanged", Sized(0.0, "unchanged", here, here))
    rises = (way == "in") == (sign > 0)
    end = CERTAIN if rises else 0.0
    figure = next((t.figure for t in said.words if t.figure is not None and not t.figure.time_unit), None)
    used = (figure,) if figure is not None else ()
    direction: Direction = "up" if rises else "down"
    if figure is not None:
        amount, _ = in_unit(graph, odds, figure, Sized(None, ""))
        room = abs(end - here)
        if amount is not None and amount > room and (amount > here) == rises and amount <= CERTAIN:
            # "Prices a cut at 90%": a number beyond the room that is left is where the odds go.
            amount = abs(amount - here)
        if amount is None or not 0 < amount <= room:
            doubt: Doubt = ("unused", {"asked": f"{figure.value:g}{figure.unit or ''}"})
            return odds, Measured(None, Sized(None, "", doubt=doubt, used=used))
        size = amount if rises else -amount
        return odds, Measured(direction, Sized(size, "by", here, here + size, used=used))
    if said.half:
        end = here + load_size_rule("half") * (end - here)
    back = full_reversal(graph, odds).size
    others = (back,) if back is not None and (back > 0) == rises else ()
    sized = Sized(move_between(odds, here, end), "to_level", here, end, others)
    return odds, Measured(direction, sized.noting("priced_out", level=f"{end:g}"))


def _odds_of(graph: Graph, node: Node) -> Node | None:
    """Return the node that holds the odds of the event, or the node itself where it is a probability."""
    if node.probability:
        return node
    priced_by = next((e.priced_by for e in graph.events if e.node == node.id and e.priced_by), None)
    return graph.by_id.get(priced_by) if priced_by else None
