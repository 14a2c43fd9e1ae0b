"""What a size may be: odds between 0 and 100, a price above nothing, a move that markets make."""

from __future__ import annotations

from agents.reading.figures import COUNTS, Figure
from agents.reading.lexicon import load_size_rule, load_words
from agents.reading.sizing import Measured, default_size, now
from graph.content import Graph
from graph.model import Node

FULL = 100
DUST = 1e-9


def worded(figure: Figure) -> str:
    """Return the number as a message names it."""
    if figure.unit in COUNTS:
        return f"{abs(figure.value) * COUNTS[figure.unit]:,.0f}"
    unit = {"part": "%", "ones": ""}.get(figure.unit or "", figure.unit or "")
    return f"{abs(figure.value):g} {unit}".strip()


def doubted(graph: Graph, node: Node, found: Measured, regimes: dict[str, str]) -> Measured:
    """Return the measured move, with a doubt where it cannot be and a note where it goes beyond what was measured."""
    sized = found.sized
    size, end = sized.size or 0.0, sized.end
    if node.probability and end is not None and not -DUST <= end <= FULL + DUST:
        return _refused(found, "odds_bounds", end=f"{end:g}", here=f"{sized.start or 0:g}")
    # Only what has a level in a unit of its own is a price; a flow or a spread may fall through nothing.
    if node.unit == "%" and node.level_unit != "%" and size <= -FULL:
        return _refused(found, "price_bounds", size=f"{-size:.4g}")
    here = now(graph, node)
    if node.unit.endswith(" of norm") and size <= (-FULL if node.unit.startswith("%") else -1):
        return _refused(found, "price_bounds", size=f"{FULL * -size / (FULL if node.unit.startswith('%') else 1):.4g}")
    if (
        node.kind in load_words("kinds")["never_negative"]
        and here is not None
        and node.unit != "%"
        and end is not None
        and end < -DUST
    ):
        return _refused(found, "floor", end=f"{end:g}", here=f"{here:g}")
    usual = default_size(graph, node, "up", regimes).size
    if usual is None or not usual:
        return found
    most_weeks = load_size_rule("absurd_flow" if node.kind in load_words("kinds")["flowing"] else "absurd")
    if abs(size) > most_weeks * abs(usual) and sized.used:
        most = f"{load_size_rule('far') * abs(usual):.2g}"
        asked = ", ".join(worded(f) for f in sized.used)
        times = f"{abs(size / usual):.0f}"
        return _refused(found, "absurd", asked=asked, times=times, most=most, unit=node.unit)
    if abs(size) > load_size_rule("far") * abs(usual):
        return found._replace(sized=sized.noting("extrapolated"))
    return found


def own_size(node: Node, figure: Figure) -> bool:
    """Return whether the event is defined by this very number ("a 25bp cut")."""
    if node.definition is None or figure.unit is None:
        return False
    said = "".join(f"{node.definition.en} {node.definition.zh or ''}".lower().split())
    return f"{figure.value:g}{figure.unit}" in said


def _refused(found: Measured, key: str, **values: object) -> Measured:
    return found._replace(direction=None, sized=found.sized._replace(size=None, rule="", doubt=(key, values)))
