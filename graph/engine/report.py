"""The engine's numbers as the wire format of the answer: effects, paths, residuals, loops, thresholds."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from graph.engine.account import Account, Route, weakest
from graph.engine.bands import Band, band, drawn_by_lanes, drawn_by_paths
from graph.engine.convex import drawn_off_slope
from graph.engine.cycles import cycles, from_first_name
from graph.engine.kernels import Array
from graph.engine.moments import moments
from graph.engine.order import largest_first
from graph.engine.paths import Forest
from graph.engine.propagate import System
from graph.engine.regimes import Mixture
from graph.engine.run import Setting, Solution
from graph.engine.sampling import HALF_WIDTH, drawn_weights
from graph.engine.snapshot import Snapshot
from graph.engine.switching import respond
from graph.engine.tails import outcome_tails
from graph.engine.tapes import drawn_by_tapes
from graph.engine.width import Widths, drawn_widths, exact_widths
from graph.scenario import Effect, Horizon, Loop, PathShare, Residual, Scenario, ThresholdHit, Warning
from graph.trading_days import horizon_date

MOST_LOOPS = 50


@dataclass(frozen=True)
class Ranges:
    """Bands by target, how many draws failed, where mean and sd come from, and which edges the widths come from."""

    bands: Mapping[int, Band]
    failed: int
    moments: Literal["exact", "draws"] | None
    widths: Widths


def central_of(setting: Setting, solution: Solution, weights: Array, node: int) -> Array:
    """Return a node's effect at the horizons mixed over joint states, shape (horizons,); the long run comes last."""
    copies = setting.net.copies(node)
    rows = [setting.level(solution.x, node)[list(setting.ask.finite)] @ weights]
    if solution.limits is not None:
        rows.append(np.atleast_1d(solution.limits[copies].sum(axis=0) @ weights))
    return np.concatenate(rows)


def ranges_of(
    setting: Setting,
    central: Solution,
    trees: Forest,
    account: Account,
    mix: Mixture,
    scenario: Scenario,
    targets: Sequence[int],
) -> Ranges:
    """Return each target's band, how many draws have no solution, and what the widths come from; empty without draws.

    Mean and sd are exact where they can be; quantiles come from the draws.
    """
    if not scenario.draws:
        return Ranges({}, 0, None, ((), ()))
    joint = mix.drawn(scenario.draws, scenario.seed)
    weights = drawn_weights(setting.net.links, mix.states, joint, scenario.seed)
    jumps = drawn_weights([t.link for t in setting.latches], mix.states, joint, scenario.seed)
    failed = 0
    if setting.jumps is not None:
        seed, long = scenario.seed, trees.long
        drawn, failed = drawn_by_tapes(setting, central, weights, jumps, joint, targets, seed, long=long)
    elif trees.exhaustive and not _pulse_is_reached(setting):
        drawn = drawn_by_paths(trees, weights, jumps, joint, targets)
        off = drawn_off_slope(setting, trees, weights, jumps, joint)
        if off.any():
            part = weights[:, off], jumps[:, off], joint[off]
            again, failed = drawn_by_lanes(setting, central, *part, targets, long=trees.long)
            for node, rows in again.items():
                drawn[node][:, off] = rows
    else:
        drawn, failed = drawn_by_lanes(setting, central, weights, jumps, joint, targets, long=trees.long)
    wide = {node: account.widening(node) for node in targets}
    bands = {node: band(drawn[node], wide[node]) for node in targets}
    found = None if setting.jumps is not None or setting.curves else moments(setting, central, mix)
    if found is not None:
        exact = {node: found.of(node) for node in targets}
        bands = {n: replace(b, mean=exact[n][0], sd=exact[n][1] * wide[n]) for n, b in bands.items()}
    asked = {node: setting.snap.nodes[node].id for node in targets if scenario.width and node in setting.ask.targets}
    horizons: list[Horizon] = ["long_run" if h is None else h for h in account.horizons]
    at = {node: _first_moved(np.array(bands[node].sd), horizons) for node in asked}
    if not asked:
        widths: Widths = ((), ())
    elif found is not None:
        widths = exact_widths(found, asked, horizons, at, scenario.paths)
    else:
        items = [*setting.net.links, *(t.link for t in setting.latches)]
        luck = np.concatenate([weights, jumps])
        widths = drawn_widths(drawn, luck, joint, items, asked, horizons, at, scenario.paths)
    return Ranges(bands, failed, "draws" if found is None else "exact", widths)


def effects_of(
    setting: Setting,
    central: Solution,
    believed: Solution,
    account: Account,
    ranges: Mapping[int, Band],
    scenario: Scenario,
    targets: Sequence[int],
    as_of: dt.date | None,
) -> tuple[Effect, ...]:
    """Return the effects by target and horizon, in the order asked."""
    explained = _explained_variance(setting, central, account.weights) if ranges else {}
    dates: dict[Horizon, dt.date | None] = {h: horizon_date(as_of, h) if as_of else None for h in scenario.horizons}
    rows = {h: i for i, h in enumerate(setting.ask.finite)}
    found = []
    for node in targets:
        centre = central_of(setting, central, account.weights, node)
        hold = central_of(setting, believed, account.weights, node)
        free = max(0.0, setting.sigmas[node] ** 2 - explained.get(node, 0.0))
        for horizon in dict.fromkeys(scenario.horizons):
            if horizon == "long_run" and central.limits is None:
                continue
            h = len(rows) if horizon == "long_run" else rows[horizon]
            value = float(centre[h])
            row = ranges.get(node)
            sd = _number(row.sd, h) if row else None
            noise = None if horizon == "long_run" else setting.sigmas[node] * math.sqrt(horizon)
            half, outcome = None, None
            if sd is not None and horizon != "long_run":
                wide = math.sqrt(sd**2 + free * horizon)
                half, outcome = HALF_WIDTH * wide, outcome_tails(value, wide)
            found.append(
                Effect(
                    node=setting.snap.nodes[node].id,
                    unit=setting.snap.nodes[node].unit,
                    horizon=horizon,
                    date=dates[horizon],
                    central=value,
                    mean=_number(row.mean, h) if row else None,
                    low=_number(row.low, h) if row else None,
                    high=_number(row.high, h) if row else None,
                    outcome_low=None if half is None else value - half,
                    outcome_high=None if half is None else value + half,
                    p_up=_number(row.p_up, h) if row else None,
                    quantiles=_quantiles(row, h) if row else {},
                    cvar_low=_number(row.tails.lowest, h) if row else None,
                    cvar_high=_number(row.tails.highest, h) if row else None,
                    outcome_cvar_low=outcome.lowest if outcome else None,
                    outcome_cvar_high=outcome.highest if outcome else None,
                    outcome_p_up=outcome.p_up if outcome else None,
                    sigma=value / noise if noise else None,
                    if_links_hold=float(hold[h]),
                    sd=sd,
                    do=value,
                    conflict=account.conflict(node, h),
                    guess_share=account.guess_share(node, h),
                )
            )
    return tuple(found)


def paths_of(
    account: Account, central: Solution, weights: Array, targets: Sequence[int], count: int
) -> tuple[tuple[PathShare, ...], tuple[Residual, ...]]:
    """Return the strongest paths into each target, and what they leave over at every horizon."""
    names = ["long_run" if h is None else str(h) for h in account.horizons]
    nodes = account.setting.snap.nodes
    paths: list[PathShare] = []
    residual: list[Residual] = []
    for target in targets:
        routes = account.routes(target, count) if count else []
        rest = central_of(account.setting, central, weights, target) - sum(
            (r.contribution for r in routes), np.zeros(len(names))
        )
        sizes = np.abs(rest) + sum((np.abs(r.contribution) for r in routes), np.zeros(len(names)))
        at = int(np.flatnonzero(sizes)[0]) if sizes.any() else 0
        at = names.index("1") if "1" in names and sizes[names.index("1")] > 0 else at
        paths += [_path(account, r, nodes[target].id, names, at, float(sizes[at])) for r in routes]
        residual.append(Residual(target=nodes[target].id, contribution=_by_name(names, rest)))
    return tuple(paths), tuple(residual)


def loops_of(system: System, weights: Array, snap: Snapshot) -> tuple[Loop, ...]:
    """Return the loops of the run by absolute gain, largest first."""
    found = [c for component in system.net.order if component.cyclic for c in cycles(system, component, weights)]
    found = [c for c in found if c.gain != 0 and len(set(c.nodes)) == len(c.nodes)]
    found = largest_first(found, lambda c: c.gain, lambda c: c.nodes)
    return tuple(
        Loop(
            nodes=tuple(snap.nodes[n].id for n in from_first_name(c.nodes, [snap.nodes[n].name.en for n in c.nodes])),
            gain=c.gain,
            lag_days=c.lag,
            kind="reinforcing" if c.gain > 0 else "balancing",
        )
        for c in found[:MOST_LOOPS]
    )


def hits_of(setting: Setting, central: Solution, weights: Array, warnings: list[Warning]) -> tuple[ThresholdHit, ...]:
    """Return what each threshold added at its own effect; one that cannot fire says so in the warnings."""
    found = []
    for k, trigger in enumerate(setting.latches):
        link = trigger.link
        if not trigger.armed:
            then = f"a close beyond {trigger.rearm:g} lets it go" if trigger.live else "it adds nothing"
            detail = f"threshold {link.edge.id} is already latched at {trigger.level:g}; {then}"
            warnings.append(Warning(code="threshold_latched", detail=detail))
            if not trigger.live:
                continue
        base, done = central.odds[k]
        change = (done - base[:, None]) @ (weights * setting.jump_multiplier[k])
        days = setting.ask.finite
        found.append(
            ThresholdHit(
                edge=link.edge.id,
                level=trigger.level,
                rearm=trigger.rearm,
                p_base={str(h): float(base[h]) for h in days},
                p_do={str(h): float(done[h] @ weights) for h in days},
                jump=link.expected,
                contribution={str(h): float(link.expected * change[h]) for h in days},
            )
        )
    return tuple(found)


def _path(account: Account, route: Route, target: str, names: Sequence[str], at: int, total: float) -> PathShare:
    value = float(route.contribution[at])
    edges = [k.edge for k in route.links]
    weak = weakest(route.links)
    spans = [e.lag_range or (e.lag_days, e.lag_days + len(e.kernel or (0,)) - 1) for e in edges]
    return PathShare(
        target=target,
        nodes=tuple(account.setting.snap.nodes[n].id for n in route.nodes),
        edges=tuple(e.id for e in edges),
        sign="+" if value > 0 else "-" if value < 0 else "0",
        contribution=_by_name(names, route.contribution),
        share=abs(value) / total if total > 0 else 0.0,
        loop_gain=route.loop_gain,
        weakest_edge=weak.edge.id if weak else None,
        lag_days=(sum(lo for lo, _ in spans), sum(hi for _, hi in spans)),
        guess_share=float(route.guess[at]),
    )


def _explained_variance(setting: Setting, central: Solution, weights: Array) -> dict[int, float]:
    """Return by node the daily variance that the shocked probabilities explain: (one-day effect per unit x sigma)^2."""
    found: dict[int, float] = {}
    for source in setting.ask.shocked:
        if not setting.snap.nodes[source].probability:
            continue
        unit = np.zeros((setting.days + 1, len(weights)))
        unit[0] = 1
        x = respond(central.system, {place: unit for place in setting.net.entries(source)})
        for node in {n for n, _ in setting.net.places} - {source}:
            effect = float(setting.level(x, node)[1] @ weights)
            found[node] = found.get(node, 0.0) + (effect * setting.sigmas[source]) ** 2
    return found


def _pulse_is_reached(setting: Setting) -> bool:
    return any(setting.net.incoming[p] for node in setting.ask.pulsed for p in setting.net.copies(node))


def _by_name(names: Sequence[str], values: Array) -> dict[str, float]:
    return {name: float(v) for name, v in zip(names, values, strict=True)}


def _quantiles(row: Band, h: int) -> dict[str, float]:
    return {name: float(v[h]) for name, v in row.tails.quantiles.items() if not np.isnan(v[h])}


def _first_moved(sd: Array, horizons: Sequence[Horizon]) -> int:
    """Return the horizon at which a width is taken apart: one day if uncertain by then, else the first that is."""
    wide = np.flatnonzero(np.nan_to_num(sd) > 0)
    one = horizons.index(1) if 1 in horizons else -1
    return one if one in wide else int(wide[0]) if len(wide) else 0


def _number(values: Array, h: int) -> float | None:
    return None if np.isnan(values[h]) else float(values[h])
