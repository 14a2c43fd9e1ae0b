"""Bent links in a run: which slope each is carried at, what it did, and what it clipped.

`params: {up, down}` gives one slope while the cause stands higher than it would have and another while it stands
lower; `params: {knots: [[x, y], ...]}` gives the response as straight lines between points. A flat end is a cap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.engine.bands import drawn_by_paths
from graph.engine.curves import Curve, moved
from graph.engine.kernels import Array
from graph.engine.params import is_convex, knots, steepest
from graph.engine.paths import Forest
from graph.engine.run import Setting, Solution, solve
from graph.engine.snapshot import Link
from graph.engine.stability import same_day_stable
from graph.scenario import FormUse, Warning

ALIKE = 1e-9
"""Share of a response below which it is that of the slope carried."""
STILL = 1e-12
"""A level below this share of its largest counts as no move."""


@dataclass(frozen=True)
class Bent:
    """A setting whose bent links stand at slopes, the run at those slopes where it was worked, and the curves."""

    setting: Setting
    begun: Solution | None = None
    curves: Sequence[Curve] = ()


def bent(
    setting: Setting, weights: Array, jumps: Array, lanes: NDArray[np.intp], *, start: Sequence[Curve] = ()
) -> Bent:
    """Return the setting with each bent link at a slope of its own by joint state, and with its curve to follow.

    Args:
        setting: The run, its bent links at their own strength.
        weights: Link weights, shape (links, 1).
        jumps: Threshold jumps, shape (thresholds, 1).
        lanes: Joint states, all of them in order.
        start: The curves of a like run, whose slopes are tried first.
    """
    curves = list(start) or [_curve(setting, i) for i, link in enumerate(setting.net.links) if is_convex(link.edge)]
    if not curves:
        return Bent(setting)
    begun: Solution | None = None
    for _ in range(len(curves) + 1):
        found = _at(setting, curves, ())
        system = found.system(weights, lanes)
        if not all(same_day_stable(system, c).all() for c in system.net.order if c.cyclic):
            return Bent(found)
        begun = solve(found, weights, jumps, lanes, long=False)
        again = [replace(c, slopes=c.secant(_last(found, c, begun.x))) for c in curves]
        if all(_alike(a.slopes, c.slopes) for a, c in zip(again, curves, strict=True)):
            break
        curves, begun = again, None
    # Where regimes switch, a link stays at the slope of its cause's expected move.
    follow = [c for c in curves if np.ptp(np.diff(c.ys) / np.diff(c.xs)) > 0]
    return Bent(_at(setting, curves, () if setting.jumps is not None else tuple(follow)), begun, curves)


def forms_of(setting: Setting, central: Solution, weights: Array) -> tuple[tuple[FormUse, ...], list[Warning]]:
    """Return what each bent link did at the horizons, mixed over joint states, and what was clipped or gone beyond."""
    uses: list[FormUse] = []
    said: list[Warning] = []
    for curve in setting.curves:
        link = setting.net.links[curve.link]
        level = np.cumsum(moved(setting.net, curve, central.x), axis=0)
        if not level.any():
            continue
        size = link.expected * curve.factor
        response, plain = curve.at(level) * size, level * size * (sum(curve.around_rest) / 2)
        days = [str(h) for h in setting.ask.finite]
        columns = [(v[list(setting.ask.finite)] @ weights).tolist() for v in (level, response, plain)]
        move, brought, straight = (dict(zip(days, column, strict=True)) for column in columns)
        changed = {d: brought[d] - straight[d] for d in days}
        uses.append(FormUse(edge=link.edge.id, cause_move=move, response=brought, straight=straight, changed=changed))
        if "knots" in link.edge.params:
            said += _beyond(curve, link, level)
        if not central.settled:
            detail = (
                f"edge {link.edge.id} is bent and the loop it lies on does not settle; numbers are the last round's"
            )
            said.append(Warning(code="form_unsettled", detail=detail))
    return tuple(uses), said


def drawn_off_slope(
    setting: Setting, trees: Forest, weights: Array, jumps: Array, joint: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return the draws in which some bent link is, at a horizon, off the slope that the centre carries, shape (draws,).

    Args:
        setting: The run.
        trees: All its paths.
        weights: Drawn link weights, shape (links, draws).
        jumps: Drawn jumps, shape (thresholds, draws).
        joint: The joint state of each draw.
    """
    off = np.zeros(len(joint), dtype=bool)
    causes = sorted({setting.net.links[c.link].cause for c in setting.curves})
    levels = drawn_by_paths(trees, weights, jumps, joint, causes) if causes else {}
    for curve in setting.curves:
        level = levels[setting.net.links[curve.link].cause]
        straight = curve.slopes[joint] * level
        off |= (np.abs(curve.at(level) - straight) > ALIKE * np.abs(straight)).any(axis=0)
    return off


def as_linear(setting: Setting) -> list[Warning]:
    """Return a warning for each bent link that is carried at one slope because regimes switch."""
    if setting.jumps is None:
        return []
    return [
        Warning(
            code="form_as_linear",
            detail=f"edge {k.edge.id} is bent while a regime switches; it has the slope of its cause's expected move",
        )
        for k in setting.net.links
        if is_convex(k.edge)
    ]


def _beyond(curve: Curve, link: Link, level: Array) -> list[Warning]:
    """Return what is said of a cause beyond the outer knots: clipped by a flat end, or carried straight on."""
    said = []
    size = link.edge.strength or steepest(link.edge)
    for end, way, far in ((-1, -1, float(level.max())), (0, 1, float(level.min()))):
        knot, next_knot = float(curve.xs[end]), float(curve.xs[end + way])
        if (far - knot) * -way <= 0:
            continue
        steep = (curve.ys[end] - curve.ys[end + way]) / (knot - next_knot)
        where = f"the cause of edge {link.edge.id} moves {far:.4g}, beyond its last knot {knot:g}"
        if steep != 0 or len(curve.xs) < 3:
            said.append(Warning(code="beyond_knots", detail=f"{where}; its last slope is carried on"))
            continue
        before = (curve.ys[end + way] - curve.ys[end + 2 * way]) / (next_knot - curve.xs[end + 2 * way])
        full = curve.ys[end + way] + before * (far - next_knot)
        clipped = f"clipped from {full * size:.4g} to {curve.ys[end] * size:.4g}"
        said.append(Warning(code="form_capped", detail=f"{where}; what it brings is {clipped} before belief"))
    return said


def _curve(setting: Setting, i: int) -> Curve:
    link = setting.net.links[i]
    xs, ys = knots(link.edge)
    size = link.edge.strength or steepest(link.edge) or 1.0
    found = Curve(i, np.array(xs), np.array(ys) / size, setting.multiplier[i], np.zeros(setting.multiplier.shape[1]))
    return replace(found, slopes=found.secant(np.zeros(setting.multiplier.shape[1])))


def _alike(one: Array, other: Array) -> bool:
    """Return whether two sets of slopes differ by rounding alone."""
    return bool((np.abs(one - other) <= STILL * np.abs(other)).all())


def _at(setting: Setting, curves: list[Curve], follow: tuple[Curve, ...]) -> Setting:
    multiplier = setting.multiplier.copy()
    for curve in curves:
        multiplier[curve.link] *= curve.slopes
    return replace(setting, multiplier=multiplier, curves=follow)


def _last(setting: Setting, curve: Curve, x: Array) -> Array:
    """Return by lane the last move of a bent link's cause that is not nothing."""
    level = np.cumsum(moved(setting.net, curve, x), axis=0)
    if setting.jumps is not None:
        level = np.repeat(level @ setting.jumps.weights[:, None], level.shape[1], axis=1)
    level = np.where(np.abs(level) > STILL * np.abs(level).max(initial=0), level, 0.0)
    return np.array([next((v for v in column[::-1] if v), 0.0) for column in level.T])
