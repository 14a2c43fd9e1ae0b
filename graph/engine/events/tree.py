"""The tree of outcomes: leaves with their odds before and after, what each does, and the expected effect."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from graph.content import Graph
from graph.engine.events.impacts import MOST_RUNS, Impacts, Run, is_linear
from graph.engine.events.limits import limits
from graph.engine.events.outcomes import EventOdds, Push
from graph.engine.events.spread import mean_variance
from graph.engine.events.worlds import World
from graph.engine.kernels import Array
from graph.scenario import Effect, Scenario, Warning, WhatIfResult

MOST_LEAVES = 512
"""Leaves that are listed; of more, the events without consequences are summed out, then the likeliest are listed."""
MOST_ENUMERATED = 2**13
"""Joint outcomes that are gone through one by one."""
SAME = 1e-12
APART = 1e-6


def with_tree(odds: EventOdds, graph: Graph, scenario: Scenario, run: Run) -> WhatIfResult:
    """Return the what-if of a scenario that asks about events: the mean push of its outcomes run, with their tree."""
    applied = odds.applied(scenario, odds.push(odds.now.marginals()), odds.regimes(odds.now))
    if applied.shocks or applied.cuts or applied.overrides or applied.observe or applied.do:
        result = run(graph, applied)
    else:
        result = WhatIfResult(graph_version=graph.version, scenario=scenario, horizons=scenario.horizons, effects=())
    warnings = [*odds.warnings, *result.warnings]
    rows = tuple((e.node, e.unit, e.horizon) for e in result.effects)
    leaves = _leaf_variables(odds)
    linear = is_linear(graph)
    if not linear and math.prod(odds.net.sizes[v] for v in leaves) > MOST_RUNS:
        detail = "the graph has thresholds or convex links and the tree more leaves than are run; leaves are added up"
        warnings.append(Warning(code="tree_as_linear", detail=detail))
        linear = True
    impacts = Impacts(odds, scenario, run, rows, linear)
    tree = _tree(odds, impacts, leaves, warnings)
    _say_gap(result.effects, tree["expected"], warnings)
    effects = _both_ways(odds, impacts, result.effects)
    return result.model_copy(
        update={"scenario": scenario, "effects": effects, "tree": tree, "warnings": tuple(warnings)}
    )


def _leaf_variables(odds: EventOdds) -> list[int]:
    """Return the events that a leaf names: all, or those that matter where all together are too many."""
    every = list(range(len(odds.net.variables)))
    if math.prod(odds.net.sizes) <= MOST_LEAVES:
        return every
    told = {v for s in odds.given for v, _ in (*s.of, *s.when)} | {*odds.observed, *odds.set_to}
    matter = [i for i, v in enumerate(odds.net.variables) if v.shocks or v.sets or v.is_regime or i in told]
    return matter if math.prod(odds.net.sizes[v] for v in matter) <= MOST_ENUMERATED else []


def _tree(odds: EventOdds, impacts: Impacts, leaves: list[int], warnings: list[Warning]) -> dict[str, Any]:
    net = odds.net
    out: dict[str, Any] = {"mode": odds.options.mode, "leaves": [], "expected": []}
    if leaves:
        out |= _leaves(odds, impacts, leaves, warnings)
    else:
        detail = f"{len(net.variables)} events have too many joint outcomes to list; only their odds are given"
        warnings.append(Warning(code="tree_too_large", detail=detail))
    for name, among in (("marginals", odds.now), ("marginals_before", odds.tables), ("marginals_priced", odds.priced)):
        out[name] = _named(odds, among)
    share = math.exp(-odds.kl)
    evidence = odds.priced.done(odds.set_to)
    sizes = (float(evidence.seen(odds.observed).mass(())), float(evidence.mass(())))
    out |= {
        "p_observed": sizes[0] / sizes[1],
        "kl": odds.kl,
        "effective_leaves": share,
        "effective_count": share * sum(leaf["p_before"] > 0 for leaf in out["leaves"]),
        "changed": list(odds.changed),
        "bounds": limits(odds, impacts) if odds.options.mode == "bounds" else None,
        "see_do": _gaps(odds),
    }
    return out


def _leaves(odds: EventOdds, impacts: Impacts, leaves: list[int], warnings: list[Warning]) -> dict[str, Any]:
    """Return the leaves and the expected effects: E y = sum p y, Var y = sum p (y - E y)^2 + sum p Var(y | leaf)."""
    net = odds.net
    joint = {name: w.joint(leaves).reshape(-1) for name, w in (("p", odds.now), ("p_before", odds.tables),
                                                                ("p_priced", odds.priced))}  # fmt: skip
    ways = list(product(*(range(net.sizes[v]) for v in leaves)))
    shown = [k for k in range(len(ways)) if any(p[k] > 0 for p in joint.values())]
    counted = [k for k in shown if joint["p"][k] > 0]
    if len(shown) > MOST_LEAVES:
        ranked = sorted(shown, key=lambda k: (-joint["p"][k], k))[:MOST_LEAVES]
        left = 1 - sum(float(joint["p"][k]) for k in ranked)
        detail = f"{len(shown)} leaves; the {MOST_LEAVES} likeliest are listed, the others have probability {left:.3g}"
        warnings.append(Warning(code="leaves_left_out", detail=detail))
        shown = sorted(ranked)
    every = {k: dict(zip(leaves, ways[k], strict=True)) for k in sorted({*shown, *counted})}
    pushes = {k: _push(odds, leaf) for k, leaf in every.items()}
    regimes = {k: odds.regimes_of(leaf) for k, leaf in every.items()}
    regimes_move = any(r != regimes[counted[0]] for r in regimes.values())
    values = {k: impacts.of(pushes[k], regimes[k]) for k in every}
    rows = [
        {
            "states": {net.variables[v].id: net.variables[v].states[s] for v, s in zip(leaves, ways[k], strict=True)},
            **{name: float(p[k]) for name, p in joint.items()},
            "effects": _effects(impacts, "central", values[k]),
        }
        for k in shown
    ]
    expected = []
    if impacts.rows:
        p = np.array([joint["p"][k] for k in counted])
        y = np.array([values[k] for k in counted])
        mean = p @ y
        between = p @ (y - mean) ** 2
        within = None if regimes_move else mean_variance(impacts, p.tolist(), [pushes[k] for k in counted])
        columns = {
            "mean": mean,
            "sd_between": np.sqrt(between),
            "sd_within": _rooted(within, between),
            "sd": _rooted(None if within is None else within + between, between),
        }
        expected = [
            {"node": node, "unit": unit, "horizon": horizon, **{name: _number(c[k]) for name, c in columns.items()}}
            for k, (node, unit, horizon) in enumerate(impacts.rows)
        ]
    return {"leaves": rows, "expected": expected}


def _push(odds: EventOdds, leaf: Mapping[int, int]) -> Push:
    """Return what the outcomes of a leaf do; events that it does not name have no consequences."""
    return odds.push(
        np.eye(size)[leaf[v]] if v in leaf else odds.priced_marginals[v] for v, size in enumerate(odds.net.sizes)
    )


def _rooted(variance: Array | None, like: Array) -> Array:
    return np.full_like(like, math.nan) if variance is None else np.sqrt(variance)


def _effects(impacts: Impacts, name: str, values: Array) -> list[dict[str, Any]]:
    return [
        {"node": node, "unit": unit, "horizon": horizon, name: _number(value)}
        for (node, unit, horizon), value in zip(impacts.rows, values, strict=True)
    ]


def _say_gap(effects: Sequence[Effect], expected: Sequence[dict[str, Any]], warnings: list[Warning]) -> None:
    """Warn where the effect of the mean push is not the mean over leaves: regimes that go with outcomes, bent links."""
    gaps = [
        (abs(row["mean"] - e.central), e)
        for e, row in zip(effects, expected, strict=False)
        if row["mean"] is not None
        and abs(row["mean"] - e.central) > APART * max(abs(row["sd_between"]), abs(e.central))
    ]
    if gaps:
        gap, e = max(gaps, key=lambda g: g[0])
        detail = (
            f"effects are those of the mean push; the mean over leaves, in tree.expected, differs, "
            f"most by {gap:.3g} {e.unit} on {e.node} at {e.horizon}"
        )
        warnings.append(Warning(code="tree_mean_differs", detail=detail))


def _both_ways(odds: EventOdds, impacts: Impacts, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Return the effects with what they are when all was observed (`see`) and when all was brought about (`do`)."""
    if not (odds.observed or odds.set_to) or not effects:
        return effects
    found = {}
    for name, among in (("see", odds.seen), ("do", odds.done)):
        if among is None:
            found[name] = [math.nan] * len(effects)
        else:
            found[name] = impacts.of(odds.push(among.marginals()), odds.regimes(among)).tolist()
    return tuple(
        e.model_copy(update={"see": _number(see), "do": _number(do)})
        for e, see, do in zip(effects, found["see"], found["do"], strict=True)
    )


def _gaps(odds: EventOdds) -> list[dict[str, Any]]:
    """Return the odds that differ between seeing the states and bringing them about, with the gap see - do."""
    if odds.seen is None or odds.done is None or not (odds.observed or odds.set_to):
        return []
    out = []
    for variable, see, do in zip(odds.net.variables, odds.seen.marginals(), odds.done.marginals(), strict=True):
        for s, state in enumerate(variable.states):
            gap = float(see[s] - do[s])
            if abs(gap) > SAME:
                out.append({"event": variable.id, "state": state, "see": float(see[s]), "do": float(do[s]), "gap": gap})
    return out


def _named(odds: EventOdds, among: World) -> dict[str, dict[str, float]]:
    return {
        v.id: {state: float(p) for state, p in zip(v.states, row, strict=True)}
        for v, row in zip(odds.net.variables, among.marginals(), strict=True)
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
