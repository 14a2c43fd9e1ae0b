"""What a run says of seeing: observations taken into account, and what seeing a shocked node move would tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.engine.adjoint import downstream, upstream
from graph.engine.convex import bent
from graph.engine.judgements import judgement
from graph.engine.kernels import Array
from graph.engine.params import is_convex
from graph.engine.regimes import Mixture
from graph.engine.request import Request
from graph.engine.run import Setting, Solution, solve
from graph.engine.see import Field, Sight
from graph.errors import KnockonError
from graph.scenario import Effect, Horizon, Scenario, Warning

Compile = Callable[[Request], tuple[Setting, Mixture]]
FEW, CHEAP = 2_000, 2_000_000
"""Links of the run, and squared places times joint states, up to which `see` is worked without being asked for."""
SHOWN = 3
"""Gaps between seeing and doing that are named."""


@dataclass(frozen=True)
class Looked:
    """What seeing adds to doing: node -> by horizon of the scenario, NaN where undefined; and what is left open."""

    gap: Mapping[int, Array]
    sd: Mapping[int, Array]
    warnings: tuple[Warning, ...] = ()

    @property
    def nodes(self) -> set[int]:
        """Return the nodes that observations speak of, or that seeing the shocked ones move would move too."""
        return {n for n, gap in self.gap.items() if self.sd or np.nan_to_num(gap).any()}


NOTHING = Looked({}, {})


def looked(
    scenario: Scenario, ask: Request, setting: Setting, central: Solution, weights: Array, to: Compile
) -> Looked:
    """Return what the scenario's observations tell; without any, what seeing its shocked nodes move would tell.

    The second is the regression of each node on the shocked ones, at the moves that the scenario gives them; it is
    left out where it would cost much and is not asked for (`Scenario.see`), and for pulses, which are only done.
    """
    if ask.observed:
        return _observed(scenario, ask, setting, central, weights, to)
    if scenario.see is False or ask.pulsed or not ask.shocked:
        return NOTHING
    if scenario.see is None and len(ask.links) > FEW:
        return NOTHING
    every, shocked = (*ask.links, *ask.signals), set(ask.shocked)
    reached = {n for n, _ in setting.net.places}
    if not any(k.effect in shocked for k in every) and not any(k.cause in reached for k in ask.signals):
        zero = np.zeros(len(scenario.horizons))
        return Looked(dict.fromkeys(sorted({*reached, *ask.targets}), zero), {})
    try:
        return _regressed(scenario, ask, setting, central, weights, to)
    except KnockonError as error:
        return Looked({}, {}, (Warning(code="see_undefined", detail=f"see is left out: {error.detail}"),))


def with_see(effects: Sequence[Effect], found: Looked, setting: Setting, scenario: Scenario) -> tuple[Effect, ...]:
    """Return the effects with what is expected by seeing beside what is brought about by doing."""
    at = {h: i for i, h in enumerate(scenario.horizons)}
    out = []
    for effect in effects:
        node = setting.snap.at(effect.node)
        gap = found.gap[node][at[effect.horizon]] if node in found.gap else np.nan
        if np.isnan(gap):
            out.append(effect)
            continue
        sd = found.sd[node][at[effect.horizon]] if node in found.sd else np.nan
        see_sd = None if np.isnan(sd) else float(sd)
        out.append(effect.model_copy(update={"see": effect.central + float(gap), "see_sd": see_sd}))
    return tuple(out)


def differing(effects: Sequence[Effect], setting: Setting) -> list[Warning]:
    """Return a warning that names the widest gaps between seeing and doing, when any is wide or turns the sign."""
    snap = setting.snap
    wide = []
    for e in effects:
        if e.see is None or e.do is None:
            continue
        gap = e.see - e.do
        if abs(gap) > judgement("see_gap") * abs(e.do) and abs(gap) > judgement("see_gap_sigma") * _noise(setting, e):
            wide.append((abs(gap) / _noise(setting, e), e))
    if not wide:
        return []
    first: dict[str, Effect] = {}
    for _, e in sorted(wide, key=lambda row: (-row[0], snap.at(row[1].node))):
        first.setdefault(e.node, e)
    said = "; ".join(
        f"{e.node} at {e.horizon if e.horizon == 'long_run' else f'{e.horizon}d'}: "
        f"{e.see:.3g} seen, {e.do:.3g} done, a gap of {(e.see or 0.0) - (e.do or 0.0):.2g} {e.unit}".rstrip()
        for e in list(first.values())[:SHOWN]
    )
    return [Warning(code="see_differs", detail=f"seeing is not doing: {said}")]


def _noise(setting: Setting, effect: Effect) -> float:
    days = 1 if effect.horizon == "long_run" else max(1, effect.horizon)
    return float(setting.sigmas[setting.snap.at(effect.node)] * np.sqrt(days))


def _observed(
    scenario: Scenario, ask: Request, setting: Setting, central: Solution, weights: Array, to: Compile
) -> Looked:
    seen = tuple(dict.fromkeys(node for node, _, _ in ask.observed))
    every = (*ask.links, *ask.signals)
    nodes = ask.targets or downstream(every, upstream(every, seen))
    nodes = tuple(sorted({*nodes, *(() if ask.targets else (n for n, _ in setting.net.places))}))
    opened, mix = _opened(replace(ask, targets=tuple(sorted({*nodes, *seen}))), (*nodes, *seen), to)
    field = Field(opened, mix.weights, long=ask.long)
    done = _done(ask, setting, central, weights, seen, to)
    sights = [Sight(n, h, value - done(n, h)) for n, h, value in ask.observed]
    news = field.news(sights)
    gap = field.carried(news, scenario.horizons, nodes)
    days = max((h for _, h, _ in ask.observed if h != "long_run"), default=1) or 1
    sd = {
        n: np.array([
            np.nan if h == "long_run" and not field.long else field.deviation(n, h, sights, days)
            for h in scenario.horizons
        ])
        for n in nodes if n in field.nodes
    }  # fmt: skip
    warnings = _spoken(field, seen)
    far = field.distance(sights, days)
    detail = f"what was seen lies {far:.2g} sigma from what was to be expected, by the news of {days} trading days"
    warnings.append(Warning(code="observed", detail=detail))
    if not ask.shocked:
        detail = "nothing is done in this scenario, so central and do are 0; see holds what is expected now"
        warnings.append(Warning(code="only_seen", detail=f"{detail}; to set a node instead, give it a hold"))
    return Looked(gap, sd, tuple(warnings))


def _regressed(
    scenario: Scenario, ask: Request, setting: Setting, central: Solution, weights: Array, to: Compile
) -> Looked:
    shocked = ask.shocked
    free = replace(ask, held={}, pushed=dict.fromkeys(shocked, 0.0))
    opened, mix = _opened(replace(free, targets=(*ask.targets, *shocked) if ask.targets else ()), shocked, to)
    if scenario.see is None and opened.net.size**2 * len(mix.weights) > CHEAP:
        return NOTHING
    field = Field(opened, mix.weights, long=ask.long)
    nodes = ask.targets or tuple(sorted({n for n, _ in setting.net.places}))
    columns, done = [], _done(ask, setting, central, weights, shocked, to)
    for horizon in scenario.horizons:
        if horizon == "long_run" and (central.limits is None or not field.long):
            columns.append(np.full(len(nodes), np.nan))
            continue
        sights = [Sight(n, horizon, done(n, horizon)) for n in shocked]
        brought = field.carried(field.news(sights), [horizon], nodes)
        columns.append(np.array([brought[n][0] - done(n, horizon) for n in nodes]))
    gap = {n: np.array([column[i] for column in columns]) for i, n in enumerate(nodes)}
    return Looked(gap, {}, tuple(_spoken(field, shocked)))


def _opened(ask: Request, seen: tuple[int, ...], to: Compile) -> tuple[Setting, Mixture]:
    """Return the network of everything that leads to what was seen, and from there on, associations included."""
    links = tuple(sorted((*ask.links, *ask.signals), key=lambda k: k.key))
    sources = dict.fromkeys(upstream(links, seen), 0.0)
    return to(replace(ask, links=links, thresholds=(), pushed=sources, pulsed={}))


def _spoken(field: Field, seen: tuple[int, ...]) -> list[Warning]:
    """Return what a reader must know of how seeing was worked."""
    nodes, warnings = field.setting.snap.nodes, []
    behind = set(upstream(field.setting.net.links, seen))
    if full := [n for n in field.overfull if n in behind]:
        named = ", ".join(nodes[n].id for n in full[:SHOWN]) + (", ..." if len(full) > SHOWN else "")
        detail = f"what moves {named} already exceeds the daily sigma there; for see their own news has no variance"
        warnings.append(Warning(code="see_overfull", detail=detail))
    if field.setting.jumps is not None:
        detail = "see keeps each regime in the state it is in on the first day; the effects of doing switch"
        warnings.append(Warning(code="see_regimes_stay", detail=detail))
    if any(is_convex(k.edge) for k in field.setting.net.links):
        detail = "see takes each convex link at the mean of its slopes, and leaves thresholds out"
        warnings.append(Warning(code="see_linear", detail=detail))
    return warnings


def _done(
    ask: Request, setting: Setting, central: Solution, weights: Array, seen: tuple[int, ...], to: Compile
) -> Callable[[int, Horizon], float]:
    """Return what gives a level's move by what is done, mixed over joint states; of nodes that lead nowhere too."""
    if ask.targets and any(not setting.net.copies(n) for n in seen):
        setting, mix = to(replace(ask, targets=tuple(dict.fromkeys((*ask.targets, *seen)))))
        weights, lanes = mix.weights, np.arange(len(mix.weights))
        expected, jumps = (
            np.array([k.expected for k in links], dtype=float).reshape(-1, 1)
            for links in (setting.net.links, [t.link for t in setting.latches])
        )
        setting = bent(setting, expected, jumps, lanes).setting
        central = solve(setting, expected, jumps, lanes, long=central.limits is not None)

    def level(node: int, horizon: Horizon) -> float:
        if horizon != "long_run":
            return float(setting.level(central.x, node)[horizon] @ weights)
        if central.limits is None:
            return float("nan")
        return float(central.limits[setting.net.copies(node)].sum(axis=0) @ weights)

    return level
