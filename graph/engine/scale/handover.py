"""Large plain-linear systems of the ordinary engine, answered by the compiled kernels to the last digits."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graph.engine.kernels import Array, Kernel
from graph.engine.scale.choice import COMPILE_FROM, COMPILED, TERMS, kernels
from graph.engine.scale.lags import Lags, lags

if TYPE_CHECKING:
    from graph.engine.network import Network
    from graph.engine.propagate import System

WORTH = 200_000_000
"""Arcs times days times lanes that numpy works in about the time in which numba is imported."""
_last: list[tuple[Network, tuple[Kernel, ...], Lags, NDArray[Any]]] = []


def handed_over(system: System, inputs: Mapping[int, Array], pinned: Mapping[int, Array]) -> Array | None:
    """Return the response, shape (places, days + 1, lanes), or None where the ordinary engine must work it.

    It must where the network is small, where numba is not installed, where a place is pinned (a pulse overrides
    what arrives there), or where an amplifier gives lanes kernels of their own.
    """
    net = system.net
    steps = len(net.arcs) * (system.days + 1) * system.lanes
    if len(net.arcs) < COMPILE_FROM or pinned or (steps < WORTH and COMPILED not in sys.modules):
        return None
    shared = tuple(k for k in system.kernels if isinstance(k, Kernel))
    work = kernels(len(net.arcs))
    if len(shared) < len(net.arcs) or work.NAME == "plain":
        return None
    by, arc = _by_lag(net, shared)
    chosen = by.numbers()
    link = np.array([a.link for a in net.arcs])[arc]
    x = np.zeros((net.size, system.days + 1, system.lanes))
    for lane in range(system.lanes):
        weights = system.weights[link, lane] * by.share
        one = np.zeros((system.days + 1, net.size))
        for place, series in inputs.items():
            one[:, place] = series[:, lane if series.shape[1] > 1 else 0]
        data = (chosen, by.begin[chosen], by.end[chosen], by.cause, by.effect, weights)
        if work.lagged(one, system.days, *data, TERMS) >= 0:
            return None
        x[:, :, lane] = one.T
    return x


def _by_lag(net: Network, shared: Sequence[Kernel]) -> tuple[Lags, NDArray[Any]]:
    """Return the network's arcs by lag, and the arc of each; those of the last network are kept."""
    key = tuple(shared)
    for known in _last:
        if known[0] is net and known[1] == key:
            return known[2], known[3]
    rows = [(a, day, s) for a, k in enumerate(shared) for day, s in zip(k.days, k.shares, strict=True)]
    arc = np.array([a for a, _, _ in rows], dtype=np.int32)
    lag = np.array([day for _, day, _ in rows], dtype=np.int32)
    share = np.array([s for _, _, s in rows])
    cause = np.array([a.cause for a in net.arcs], dtype=np.int32)[arc]
    effect = np.array([a.effect for a in net.arcs], dtype=np.int32)[arc]
    by = lags(cause, effect, share, share, lag, arc)
    _last[:] = [(net, key, by, by.link)]
    return by, by.link
