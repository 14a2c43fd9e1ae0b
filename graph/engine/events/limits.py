"""How low and high odds and effects may be when only the numbers given are held, and no independence is assumed."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from graph.engine.events.coherence import conflict, extremes
from graph.engine.events.impacts import Impacts
from graph.engine.events.net import EventNet
from graph.engine.events.outcomes import EventOdds
from graph.engine.events.statements import Atoms, Statement, atoms
from graph.errors import ScenarioError

MOST_ATOMS = 4_096
"""Joint outcomes up to which the linear programmes are solved."""


def limits(odds: EventOdds, impacts: Impacts) -> dict[str, Any]:
    """Return the least and greatest probability of every outcome, and the least and greatest mean effects.

    Over all joint odds in which each row of each table and each number given holds; odds given of an event take
    the place of its table. Surprises are net of the priced odds of the net itself.
    """
    net = odds.net
    space = atoms(net, range(len(net.variables)), MOST_ATOMS)
    told = {s.of[0][0] for s in odds.given if s.source in ("market", "priced")}
    found = [*(s for i in range(len(net.variables)) if i not in told for s in _rows(net, i)), *odds.given]
    fault = conflict(found, net, space)
    if fault is not None:
        raise ScenarioError(f"{fault}; correct one of them, or ask with tree mode repair")
    free = np.ones(space.count, dtype=bool)
    seen = tuple(sorted(odds.observed.items()))
    places = [(i, s) for i, size in enumerate(net.sizes) for s in range(size)]
    ends = extremes([space.where((place,)).astype(float) for place in places], seen, found, space, free)
    if any(math.isnan(low) for low, _ in ends):
        named = " and ".join(odds.tables.words(v, s) for v, s in seen)
        raise ScenarioError(f"observe has {named}, which has probability 0 under the numbers given; correct them")
    marginals: dict[str, dict[str, list[float]]] = {v.id: {} for v in net.variables}
    for (i, s), (low, high) in zip(places, ends, strict=True):
        marginals[net.variables[i].id][net.variables[i].states[s]] = [_tidy(low), _tidy(high)]
    return {"marginals": marginals, "effects": _effects(odds, impacts, space, found, seen)}


def _effects(
    odds: EventOdds, impacts: Impacts, space: Atoms, found: list[Statement], seen: tuple[tuple[int, int], ...]
) -> list[dict[str, Any]]:
    if not impacts.rows:
        return []
    net = odds.net
    leaves = [dict(enumerate(states)) for states in product(*(range(n) for n in net.sizes))]
    values = np.array(
        [
            impacts.of(odds.push([np.eye(n)[leaf[v]] for v, n in enumerate(net.sizes)]), odds.regimes_of(leaf))
            for leaf in leaves
        ]
    )
    known = [k for k in range(len(impacts.rows)) if not np.isnan(values[:, k]).any()]
    scales = [float(np.abs(values[:, k]).max()) or 1.0 for k in known]
    free = np.ones(space.count, dtype=bool)
    ends = extremes([values[:, k] / scale for k, scale in zip(known, scales, strict=True)], seen, found, space, free)
    return [
        {
            "node": impacts.rows[k][0],
            "unit": impacts.rows[k][1],
            "horizon": impacts.rows[k][2],
            "low": low * scale,
            "high": high * scale,
        }
        for k, scale, (low, high) in zip(known, scales, ends, strict=True)
    ]


def _rows(net: EventNet, i: int) -> list[Statement]:
    """Return the rows of a table as statements, the last state left to follow from the others."""
    variable = net.variables[i]
    found = []
    for states in product(*(range(net.sizes[p]) for p in variable.parents)):
        when = tuple(sorted(zip(variable.parents, states, strict=True)))
        found += [
            Statement(((i, s),), when, float(variable.table[(*states, s)]), "table")
            for s in range(max(1, len(variable.states) - 1))
        ]
    return found


def _tidy(p: float) -> float:
    """Return a probability without the rounding of the linear programme beyond 0 and 1."""
    return min(1.0, max(0.0, p))
