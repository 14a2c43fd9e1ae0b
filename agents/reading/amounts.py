"""Numbers of a question in a thing's own terms: as a level of it, or as a move in its unit."""

from __future__ import annotations

from agents.reading.figures import COUNTS, Figure
from agents.reading.lexicon import load_size_rule
from agents.reading.sizing import Sized, now
from graph.content import Graph
from graph.errors import UnitMismatch, UnitUnknown
from graph.model import Node
from graph.units import convert

RATES = ("bp", "pp")
TENTHS, HUNDRED, THOUSAND = 10, 100, 1000
MOVES_ONLY = ("sigma", "part", "tenths", "USD bn", "USD tn", "USD mn", "USD 100m")
MONEY = ("USD", "JPY")


def in_thousands(node: Node) -> bool:
    """Return whether the node counts in thousands (jobs, claims)."""
    return node.unit == "k" or node.unit.startswith("k ")


def as_level(node: Node, figure: Figure) -> float | None:
    """Return the number as a level of the node, or None when its unit says that it is none."""
    unit, level_unit = figure.unit, node.level_unit or ""
    if unit in MOVES_ONLY or (unit in MONEY and unit not in level_unit):
        return None
    if unit == "bp":
        return figure.value / HUNDRED if level_unit == "%" and not node.probability else None
    if unit in ("%", "pp") and level_unit and "%" not in level_unit:
        return None
    return counted(node, figure)


def counted(node: Node, figure: Figure) -> float:
    """Return the number with its thousands multiplied out, in thousands again where the node counts so.

    A bare number of a thousand or more on such a node is in ones.
    """
    unit, value = figure.unit, figure.value
    ones = value * COUNTS.get(unit or "", 1)
    in_ones = unit in COUNTS or unit == "ones" or (unit is None and abs(value) >= THOUSAND)
    return ones / THOUSAND if in_thousands(node) and in_ones else ones


def in_unit(graph: Graph, node: Node, figure: Figure, usual: Sized) -> tuple[float | None, str]:
    """Return the number in the node's shock unit, and the note that the conversion needs; None when it has none."""
    unit, value, here = figure.unit, figure.value, now(graph, node)
    if unit == "sigma" and node.unit == "sigma":
        # What is counted in sigmas moves by as many as are said.
        return value, ""
    if unit == "sigma":
        return (None, "") if usual.size is None else (value * abs(usual.size), "")
    if unit == "part" and node.kind == "data" and node.unit == "pp" and value == HUNDRED / TENTHS:
        # "Ticks down a tenth": releases are told in tenths of a point.
        return 1 / TENTHS, ""
    if unit == "part" and node.unit in RATES and node.level_unit == "%" and not node.probability:
        # "A tenth" of a yield: of a point, or of its level?
        return None, ""
    if unit == "dots":
        # 两个点: what the thing is counted in, percent for a price; many of them are points of its level.
        many = node.unit == "%" and abs(value) > load_size_rule("dots_most")
        if node.unit == "bp" and abs(value) <= 1:
            return HUNDRED * value, ""
        return _part_of_level(value, here) if many else (value, "")
    if unit == "tenths":
        # Tenths of a percentage point.
        scale = {"pp": 1 / TENTHS, "%": 1 / TENTHS, "bp": HUNDRED / TENTHS}.get(node.unit)
        return (None, "") if scale is None else (value * scale, "")
    if (unit == "pts" and node.unit == "pp") or (unit == "pp" and node.unit == "%"):
        return value, ""
    if unit == "part":
        return (value, "") if node.unit == "%" else _of_level(value, here)
    if unit == "bp" and node.probability:
        return None, ""
    if unit == "%" and node.probability:
        return value, "odds_points"
    if unit is None or unit in COUNTS or unit == "ones":
        return (counted(node, figure), "") if node.unit != "%" else _part_of_level(counted(node, figure), here)
    if node.unit == unit or node.unit.startswith((f"{unit} ", f"{unit}(")):
        return value, ""
    if unit == "%" and node.unit == "bp":
        return HUNDRED * value, "percent_as_points"
    if unit == "pts" and node.unit in RATES and abs(value) <= 1:
        # "A quarter point" of a rate is a quarter of a percentage point.
        return value * HUNDRED if node.unit == "bp" else value, "percent_as_points"
    if unit == "bp" and node.unit == "%":
        return value / HUNDRED, "bp_as_percent"
    try:
        # A sum a year is counted in the money it is a sum of.
        return convert(value, unit, node.unit.split(" / ")[0], rate=node.unit in RATES), ""
    except (UnitMismatch, UnitUnknown):
        pass
    if unit == "%":
        return _of_level(value, here)
    level_unit = node.level_unit or ""
    if node.unit == "%" and (unit == "pts" or unit in level_unit):
        return _part_of_level(value, here)
    return None, ""


def _of_level(percent: float, here: float | None) -> tuple[float | None, str]:
    return (percent * here / HUNDRED, "relative") if here else (None, "")


def _part_of_level(value: float, here: float | None) -> tuple[float | None, str]:
    return (HUNDRED * value / here, "relative") if here else (None, "")
