"""The what-if: a scenario on a graph in, effects with ranges and the paths that explain them out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graph.content import Graph
from graph.engine.account import Account
from graph.engine.bounds import out_of_bounds
from graph.engine.convex import as_linear, bent, forms_of
from graph.engine.events.outcomes import event_odds
from graph.engine.events.tree import with_tree
from graph.engine.firing import feedbacks, ordered
from graph.engine.gates import failure
from graph.engine.jumps import jumping
from graph.engine.kernels import Array, faded
from graph.engine.network import network
from graph.engine.params import is_convex
from graph.engine.paths import Forest, Root, forest
from graph.engine.regimes import Mixture, amplifier, multipliers
from graph.engine.report import central_of, effects_of, hits_of, loops_of, paths_of, ranges_of
from graph.engine.request import Request, request
from graph.engine.run import Setting, Solution, sigmas, solve
from graph.engine.sights import NOTHING, differing, looked, with_see
from graph.engine.snapshot import Link, Snapshot, snapshot
from graph.engine.switched_paths import switched
from graph.engine.unsound import checked
from graph.errors import ScenarioError
from graph.scenario import Scenario, Warning, WhatIfResult
from graph.state import in_force

HOPS = 8
"""Most links of a path that is shown; longer ones are in the residual."""


def what_if(graph: Graph, scenario: Scenario) -> WhatIfResult:
    """Return what the scenario does to every node it reaches, or to its targets.

    The centre is the plug-in effect at expected weights, mixed over regimes; contributions of paths and
    the residual add up to it at every horizon. Ranges come from seeded draws. Equal graph version,
    scenario and seed give equal bytes.
    """
    as_of = scenario.as_of or graph.as_of or max((o.as_of for o in graph.observations), default=None)
    if as_of is not None and graph.as_of != as_of:
        graph = graph.seen_from(as_of)
    odds = event_odds(graph, scenario)
    if odds is not None:
        return with_tree(odds, graph, scenario, what_if)
    return solved(graph, scenario).told(scenario)


@dataclass(frozen=True)
class Solved:
    """A scenario worked to its centre, from which its effects are told."""

    graph: Graph
    scenario: Scenario
    snap: Snapshot
    ask: Request
    setting: Setting
    mix: Mixture
    central: Solution
    believed: Solution
    warnings: tuple[Warning, ...]

    def told(self, scenario: Scenario) -> WhatIfResult:
        """Return what the scenario does, with its paths and ranges.

        It is the one that was worked, or the same with other draws and paths, fewer targets or earlier horizons.
        """
        ask = self.ask
        if scenario is not self.scenario:
            ask = request(scenario, self.snap)
            same = {"draws": 0, "paths": 0, "targets": (), "horizons": (), "see": None, "width": True}
            if scenario.model_copy(update=same) != self.scenario.model_copy(update=same) or not self._holds(ask):
                raise ScenarioError("the scenario is not the one that was worked, nor a part of it")
        return _told(self, scenario, ask, replace(self.setting, ask=ask))

    def _holds(self, ask: Request) -> bool:
        """Return whether every target and horizon was worked."""
        within = set(ask.targets) <= set(self.ask.targets) if self.ask.targets else True
        return within and ask.days <= self.ask.days and (self.ask.long or not ask.long)


def solved(graph: Graph, scenario: Scenario) -> Solved:
    """Return the scenario worked to its centre, for several tellings; one without events to observe or set."""
    as_of = scenario.as_of or graph.as_of or max((o.as_of for o in graph.observations), default=None)
    if as_of is not None and graph.as_of != as_of:
        graph = graph.seen_from(as_of)
    snap = snapshot(graph, in_force(graph), as_of)
    ask = request(scenario, snap)
    warnings = list(snap.warnings)
    setting, mix = setting_of(scenario, snap, ask, warnings)
    setting, central, believed = _solutions(setting, mix, ask, warnings)
    return Solved(graph, scenario, snap, ask, setting, mix, central, believed, tuple(warnings))


def _told(run: Solved, scenario: Scenario, ask: Request, setting: Setting) -> WhatIfResult:
    graph, snap, mix, central, believed = run.graph, run.snap, run.mix, run.central, run.believed
    warnings, weights, as_of = list(run.warnings), mix.weights, graph.as_of
    trees = _trees(setting, central)
    if setting.jumps is not None and ask.observed:
        raise ScenarioError("the scenario observes while a regime switches, which is not worked; set the regime by do")
    sights = NOTHING
    if setting.jumps is None:
        sights = looked(scenario, ask, setting, central, weights, lambda other: setting_of(scenario, snap, other, []))
    targets = list(ask.targets) or sorted(
        {n for n, layer in setting.net.places} | (sights.nodes if ask.observed else set())
    )
    guess = _amplifier_is_guess(graph, mix)
    account = Account(setting, trees, weights, targets, shown=max(1, scenario.paths), amplifier_is_guess=guess)
    for node in targets:
        if not setting.net.copies(node) and node not in sights.nodes:
            detail = f"node {snap.nodes[node].id} is not reached by anything in this scenario; its effect is 0"
            warnings.append(Warning(code="not_reached", detail=detail))
    ranges = ranges_of(setting, central, trees, account, mix, scenario, targets)
    if ranges.failed:
        share = f"{ranges.failed} of {scenario.draws} draws"
        detail = f"{share} have a same-day loop of gain 1 or more and are left out of the ranges"
        warnings.append(Warning(code="draws_unstable", detail=detail))
    if not scenario.draws:
        warnings.append(Warning(code="no_draws", detail="draws is 0, so no ranges are given"))
    effects = effects_of(setting, central, believed, account, ranges.bands, scenario, targets, as_of)
    effects = with_see(effects, sights, setting, scenario)
    warnings += [*sights.warnings, *(differing(effects, setting) if ask.shocked else ())]
    paths, residual = paths_of(account, central, weights, targets, scenario.paths)
    forms, said = forms_of(setting, central, weights)
    warnings += [*said, *out_of_bounds(setting, effects)]
    return WhatIfResult(
        graph_version=graph.version,
        scenario=scenario,
        horizons=scenario.horizons if trees.long == ask.long else ask.finite,
        effects=effects,
        paths=paths,
        residual=residual,
        loops=loops_of(central.system, weights, snap),
        thresholds=hits_of(setting, central, weights, warnings),
        forms=forms,
        moments=ranges.moments,
        width=ranges.widths[0],
        width_rest=ranges.widths[1],
        warnings=tuple(warnings),
    )


def if_links_hold(graph: Graph, scenario: Scenario, node: str, horizon: int) -> float:
    """Return the effect on `node` by `horizon` with every belief at one, in its unit: nothing else is worked."""
    snap = snapshot(graph, in_force(graph), graph.as_of)
    ask = request(scenario, snap)
    setting, mix = setting_of(scenario, snap, ask, [])
    lanes = np.arange(len(mix.weights))
    weights, jumps = (
        _column([k.believed for k in setting.net.links]),
        _column([t.link.believed for t in setting.latches]),
    )
    sure = bent(setting, weights, jumps, lanes)
    done = solve(sure.setting, weights, jumps, lanes, long=False, begun=sure.begun)
    found = central_of(sure.setting, done, mix.weights, snap.at(node))
    return float(found[ask.finite.index(horizon)])


def setting_of(scenario: Scenario, snap: Snapshot, ask: Request, warnings: list[Warning]) -> tuple[Setting, Mixture]:
    """Return the run's network and numbers, and the joint states over which its results are mixed."""
    graph, reduced = snap.graph, scenario.amplifiers == "reduced_form"
    days = ask.days
    links = [k.with_kernel(faded(k.kernel, days)) if k.edge.status == "rumour" else k for k in ask.links]
    net = network(
        snap, links, ask.thresholds, shocked=ask.shocked, fixed=ask.held, targets=ask.targets, reduced_form=reduced
    )
    amplified = any(arc.amplified for arc in net.arcs)
    mix, jumps = jumping(
        graph.regimes, graph.amplification, (*net.links, *net.thresholds), ask.overrides,
        frozenset(d.event for d in scenario.do), amplified=amplified, days=days, seed=scenario.seed,
    )  # fmt: skip
    warnings += mix.warnings
    latches = ordered(snap, net)
    warnings += feedbacks(latches, switching=jumps is not None)
    factors = {}
    for arc in net.arcs:
        without = net.links[arc.link].own_dimensions
        if arc.amplified and without not in factors:
            capped, limit, raw = amplifier(graph.regimes, graph.amplification, mix.states, days, without)
            factors[without] = (capped, limit)
            _say_clipped(capped, raw, mix, ask.finite, warnings)
    for link in (*net.links, *net.thresholds):
        _say(link, warnings)
    setting = Setting(
        snap=snap,
        ask=ask,
        net=net,
        multiplier=multipliers(net.links, mix.states),
        jump_multiplier=multipliers([t.link for t in latches], mix.states),
        factors=factors,
        days=days,
        latches=latches,
        sigmas=sigmas(snap, ask),
        jumps=jumps,
    )
    return setting, mix


def _solutions(
    setting: Setting, mix: Mixture, ask: Request, warnings: list[Warning]
) -> tuple[Setting, Solution, Solution]:
    """Return the setting and its run at expected weights, and that with every belief at one, a lane per joint state."""
    lanes = np.arange(len(mix.weights))
    expected = _column([k.expected for k in setting.net.links])
    believed = _column([k.believed for k in setting.net.links])
    jumps = _column([t.link.expected for t in setting.latches])
    full = _column([t.link.believed for t in setting.latches])
    long = ask.long
    centre = bent(setting, expected, jumps, lanes)
    sure = bent(setting, believed, full, lanes, start=centre.curves)
    warnings += as_linear(setting)
    for system, when in (
        (centre.setting.switching(expected, lanes), ""),
        (sure.setting.switching(believed, lanes), " with every belief at one"),
    ):
        long = checked(system, setting.snap, long, warnings, when)
    return (
        centre.setting,
        solve(centre.setting, expected, jumps, lanes, long=long, begun=centre.begun),
        solve(sure.setting, believed, full, lanes, long=long, begun=sure.begun),
    )


def _trees(setting: Setting, central: Solution) -> Forest:
    """Return the paths from every shock, and from every threshold that fires."""
    roots = [
        Root(place, series, series.sum(axis=0), np.ones(series.shape[1]))
        for place, series in sorted(central.inputs.items())
    ]
    for k, trigger in enumerate(setting.latches):
        series = central.fired(k)
        if series.any():
            place = setting.net.copies(trigger.link.effect)[0]
            unit = setting.jump_multiplier[k]
            roots.append(Root(place, series, np.zeros(series.shape[1]), unit, trigger.link.expected, k))
    scales = [setting.snap.nodes[node].scale for node, _ in setting.net.places]
    long = central.limits is not None
    trees = forest(central.system, roots, setting.multiplier, scales, setting.ask.finite, long=long, hops=HOPS)
    return switched(trees, setting.multiplier)


def _amplifier_is_guess(graph: Graph, mix: Mixture) -> bool:
    on = frozenset[str]().union(*mix.states)
    states = [s for r in graph.regimes for s in r.states if s.amplifier and f"{r.id}.{s.id}" in on]
    combined = [a for a in graph.amplification if any(on.issuperset(i.states) for i in a.interactions)]
    return any(s.certainty == "guess" for s in states) or any(a.certainty == "guess" for a in combined)


def _say(link: Link, warnings: list[Warning]) -> None:
    """Add what a reader must know of a link that takes part."""
    edge = link.edge
    failed = failure(edge)
    if link.gate < 1 and failed is not None:
        full = link.strength * link.declared
        when = f"failed on {failed.on}" if failed.on else "is marked failed without a date"
        detail = (
            f"edge {edge.id} {when}: carried at {link.gate:g} of {full:g}, "
            f"{link.gate * full:g} per unit; {full:g} if it works again"
        )
        warnings.append(Warning(code="gate", detail=detail))
    if edge.form == "convex" and not is_convex(edge):
        detail = f"edge {edge.id} is convex without slopes up and down, or knots; it is carried as linear"
        warnings.append(Warning(code="form_as_linear", detail=detail))


def _say_clipped(capped: Array, raw: Array, mix: Mixture, horizons: tuple[int, ...], warnings: list[Warning]) -> None:
    """Say what the caps clip in the likeliest joint state in which they do."""
    days = list(horizons)
    binding = np.flatnonzero((capped[days] < raw[days]).any(axis=0))
    if not binding.size:
        return
    state = int(binding[np.argmax(mix.weights[binding])])
    before, after = raw[:, state], capped[:, state]
    clipped = [f"{before[h]:.3g} to {after[h]:.3g} at {h}d" for h in days if after[h] < before[h]]
    where = "" if state == int(np.argmax(mix.weights)) else f" where {', '.join(sorted(mix.states[state]))} hold"
    warnings.append(Warning(code="cap_active", detail=f"the amplifier is capped{where}: {', '.join(clipped)}"))


def _column(values: list[float]) -> Array:
    return np.array(values, dtype=float).reshape(len(values), 1)
