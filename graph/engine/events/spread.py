"""How uncertain effects are within a leaf, averaged over leaves: the other half of the total variance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from graph.engine.events.impacts import Impacts
from graph.engine.events.outcomes import Push
from graph.engine.kernels import Array
from graph.scenario import Shock

MOST_DIRECTIONS = 4
"""Pushed nodes up to which their joint uncertainty is worked; one run for each pair of them."""


def mean_variance(impacts: Impacts, odds: Sequence[float], pushes: Sequence[Push]) -> Array | None:
    """Return E[Var(y | leaf)] = sum over leaves of p a' C a, shape (rows,), or None where it is not worked.

    y = sum_i a_i b_i is linear in a leaf's pushes a (the scenario's own shocks count as one with a = 1), and C is the
    covariance of the b_i over draws: by common random numbers 2 C_ij = Var(b_i + b_j) - Var(b_i) - Var(b_j).
    """
    keys = [key for key in pushes[0] if any(push[key] != 0 for push in pushes)]
    if not impacts.linear or not impacts.scenario.draws or len(keys) > MOST_DIRECTIONS:
        return None
    sizes = np.array([[push[key] for key in keys] for push in pushes]).reshape(len(pushes), len(keys))
    scale = np.sqrt(np.asarray(odds) @ sizes**2)
    scale[scale == 0] = 1.0
    own = np.ones((len(pushes), 1)) if impacts.scenario.shocks else np.zeros((len(pushes), 0))
    along = np.hstack([own, sizes / scale])
    units: list[Push | None] = [*([None] * own.shape[1]), *({k: float(s)} for k, s in zip(keys, scale, strict=True))]
    moments = (along * np.asarray(odds)[:, None]).T @ along
    alone = [_variance(impacts, [unit]) for unit in units]
    total = sum((moments[i, i] * v for i, v in enumerate(alone)), np.zeros(len(impacts.rows)))
    for i, j in combinations(range(len(units)), 2):
        total = total + moments[i, j] * (_variance(impacts, [units[i], units[j]]) - alone[i] - alone[j])
    return np.maximum(total, 0.0)


def _variance(impacts: Impacts, units: Sequence[Push | None]) -> Array:
    """Return the variance over draws of the pushes together; None is the scenario's own shocks."""
    pushed = {key: size for unit in units if unit is not None for key, size in unit.items()}
    own = impacts.scenario if None in units else impacts.scenario.model_copy(update={"shocks": _holds(impacts)})
    asked = impacts.odds.applied(own, pushed, impacts.odds.regimes(impacts.odds.now))
    nodes = tuple(dict.fromkeys(node for node, _, _ in impacts.rows))
    result = impacts.run(impacts.odds.graph, asked.model_copy(update={"paths": 0, "targets": nodes}))
    found = {(e.node, e.horizon): e.sd for e in result.effects}
    sd = [found.get((node, h)) for node, _, h in impacts.rows]
    return np.array([math.nan if s is None else s**2 for s in sd])


def _holds(impacts: Impacts) -> tuple[Shock, ...]:
    """Return the scenario's own shocks at size 0: holds and pulses keep the links that they cut."""
    return tuple(s.model_copy(update={"size": 0.0}) for s in impacts.scenario.shocks)
