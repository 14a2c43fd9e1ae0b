"""What an edge's `params` say of its form: numbers, slopes for rises and falls, and the knots of a curve."""

from __future__ import annotations

import math
from itertools import pairwise

from graph.errors import ScenarioError
from graph.model import Edge


def is_convex(edge: Edge) -> bool:
    """Return whether the edge has a slope for rises of its cause and one for falls, or knots."""
    return edge.form == "convex" and ("knots" in edge.params or ("up" in edge.params and "down" in edge.params))


def knots(edge: Edge) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the points of a convex edge's response, ascending, with no response to no move among them."""
    if "knots" not in edge.params:
        return (-1.0, 0.0, 1.0), (-number(edge, "down"), 0.0, number(edge, "up"))
    given = edge.params["knots"]
    if "up" in edge.params or "down" in edge.params:
        raise ScenarioError(f"edge {edge.id!r} has both knots and a slope up or down in its params; keep one of them")
    if not isinstance(given, list | tuple) or len(given) < 2 or not all(_is_point(point) for point in given):
        raise ScenarioError(f"edge {edge.id!r} has knots {given!r}; they are two or more points [x, y] of numbers")
    xs, ys = [float(x) for x, _ in given], [float(y) for _, y in given]
    for a, b in pairwise(xs):
        if b <= a:
            raise ScenarioError(f"edge {edge.id!r} has the knot at {b:g} after that at {a:g}; x goes up knot by knot")
    k = min(max(sum(x <= 0 for x in xs), 1), len(xs) - 1)
    at_rest = ys[k - 1] - xs[k - 1] * (ys[k] - ys[k - 1]) / (xs[k] - xs[k - 1])
    if abs(at_rest) > 1e-9 * max(abs(y) for y in ys):
        raise ScenarioError(
            f"edge {edge.id!r} has knots that respond {at_rest:g} to no move; let the line go through [0, 0]"
        )
    if xs[0] < 0 < xs[-1] and 0.0 not in xs:
        xs.insert(k, 0.0)
        ys.insert(k, 0.0)
    return tuple(xs), tuple(ys)


def steepest(edge: Edge) -> float:
    """Return the largest slope of a convex edge by size, effect units per cause unit."""
    xs, ys = knots(edge)
    return max(abs((d - c) / (b - a)) for (a, c), (b, d) in pairwise(zip(xs, ys, strict=True)))


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list | tuple)
        and len(point) == 2
        and all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in point)
    )


def number(edge: Edge, name: str, default: float | None = None) -> float:
    """Return a number of the edge's `params`, or raise `ScenarioError` when it is not one."""
    value = edge.params.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ScenarioError(f"edge {edge.id!r} has {name} {value!r} in its params, which is not a number")
    return float(value)
