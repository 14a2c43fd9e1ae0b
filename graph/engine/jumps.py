"""Regimes that change during a run: a Markov jump per trading day, by the `transitions` of their dimension.

A link's multiplier is that of the state which holds on the day its cause moves. A dimension that the scenario sets
by `do` is fixed; one that it reads otherwise (`regimes`) says where the jumps begin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.context import Amplification, Regime
from graph.engine.kernels import Array
from graph.engine.order import digest
from graph.engine.regimes import Mixture, Option, Override, mixture, touched_states
from graph.engine.snapshot import Link
from graph.errors import ScenarioError
from graph.scenario import Warning
from graph.state import state_odds

MOST_SWITCHING = 64
"""Joint states of a run in which some dimension switches; they are coupled day by day."""
WHOLE = 1e-9
"""How far the probabilities of a row may be from adding to 1."""
LEAST = 1e-6
"""Share of the days that a state is given at least, where it is hardly ever reached."""


@dataclass(frozen=True)
class Jumps:
    """Joint states that follow each other day by day, with P(state on day t) by day."""

    move: Array
    """P(tomorrow's state | today's), shape (states, states)."""
    odds: Array
    """P(state) by day, shape (days + 1, states)."""
    weights: Array
    """Share of the days in each state, all above 0, shape (states,): results are kept per unit of it."""
    _carried: dict[int, Array] = field(default_factory=dict, compare=False, repr=False)

    @property
    def share(self) -> Array:
        """Return by day and state what turns a value that holds in the state into its part, (days + 1, states)."""
        return np.asarray(self.odds / self.weights)

    def carry(self, lag: int) -> Array:
        """Return what becomes of the parts of every state `lag` days later, shape (states from, states to)."""
        if lag not in self._carried:
            power = np.linalg.matrix_power(self.move, lag)
            self._carried[lag] = self.weights[:, None] * power / self.weights[None, :]
        return self._carried[lag]

    def tape(self, first: NDArray[np.intp], seed: int) -> NDArray[np.intp]:
        """Return a seeded run of states for each draw, beginning in `first`, shape (days + 1, draws)."""
        rng = np.random.default_rng([seed, digest("states by day")])
        steps = np.cumsum(self.move, axis=1)[:, :-1]
        out = np.empty((len(self.odds), len(first)), dtype=np.intp)
        out[0] = first
        for day in range(1, len(out)):
            out[day] = (rng.random(len(first))[:, None] > steps[out[day - 1]]).sum(axis=1)
        return out


def jumping(
    regimes: Sequence[Regime],
    amplification: Sequence[Amplification],
    links: Sequence[Link],
    overrides: Mapping[str, Override],
    fixed: frozenset[str],
    *,
    amplified: bool,
    days: int,
    seed: int,
) -> tuple[Mixture, Jumps | None]:
    """Return the joint states of a run, and how they follow each other; None where every regime stays as it is.

    Args:
        regimes: Dimensions with their odds and transitions.
        amplification: Interactions of their amplifiers.
        links: The links of this run.
        overrides: Dimension -> state, or state -> probability, today.
        fixed: Dimensions that are set for the whole run.
        amplified: Whether some link of this run is amplified.
        days: Days of the run.
        seed: Of the draw of joint states where too many of them stay as they are.
    """
    touched = touched_states(regimes, amplification, links, amplified=amplified)
    moving = [
        r
        for r in regimes
        if r.transitions and r.id not in fixed and any(f"{r.id}.{s.id}" in touched for s in r.states)
        and state_odds(r, overrides.get(r.id))
    ]  # fmt: skip
    apart = frozenset(r.id for r in moving)
    rest = mixture(regimes, amplification, links, overrides, amplified=amplified, seed=seed, apart=apart)
    if not moving:
        return rest, None
    chains = sorted((_chain(r, overrides.get(r.id)) for r in moving), key=lambda c: c[0])
    count = len(rest.states) * math.prod(len(options) for _, options, _ in chains)
    if count > MOST_SWITCHING:
        named = ", ".join(repr(r.id) for r in moving)
        raise ScenarioError(
            f"regimes {named} switch, which makes {count} joint states with the others; at most {MOST_SWITCHING} "
            "are followed, so set some of them by do"
        )
    states = rest.states
    start: Array = rest.weights
    move: Array = np.eye(len(states))
    for _, options, table in chains:
        states = tuple(a | b for a in states for b, _ in options)
        start = np.asarray(np.kron(start, np.array([p for _, p in options])), dtype=np.float64)
        move = np.asarray(np.kron(move, table), dtype=np.float64)
    odds = np.zeros((days + 1, len(states)))
    odds[0] = start
    for day in range(1, days + 1):
        odds[day] = odds[day - 1] @ move
    weights = np.maximum(odds.mean(axis=0), LEAST)
    said = [_said(r, odds, states) for r in moving]
    factors = (*rest.factors, *((title, options) for title, options, _ in chains))
    mix = Mixture(states, weights / weights.sum(), factors, rest.exact, (*rest.warnings, *said))
    return mix, Jumps(move, odds, mix.weights)


def _chain(regime: Regime, override: Override | None) -> tuple[str, tuple[Option, ...], Array]:
    """Return a dimension's states that can be reached with today's odds, in content order, and their table."""
    odds = state_odds(regime, override)
    if not regime.exclusive:
        raise ScenarioError(
            f"regime {regime.id!r} has transitions, but its states may hold together; say `exclusive: true`"
        )
    names = {s.id: s.name.en if s.name else s.id for s in regime.states}
    _whole(f"the odds of regime {regime.id!r}", odds, names)
    for state, row in regime.transitions.items():
        _whole(f"the transitions of regime {regime.id!r} from {state!r}", row, names)
    reached = {s for s, p in odds.items() if p > 0}
    waiting = list(reached)
    while waiting:
        here = waiting.pop()
        for state, p in regime.transitions.get(here, {}).items():
            if p > 0 and state not in reached:
                reached.add(state)
                waiting.append(state)
    order = sorted(reached, key=lambda s: names[s])
    table = np.array([[regime.transitions.get(a, {a: 1.0}).get(b, 0.0) for b in order] for a in order])
    title = regime.name.en if regime.name else regime.id
    return title, tuple((frozenset({f"{regime.id}.{s}"}), odds.get(s, 0.0)) for s in order), table


def _whole(what: str, odds: Mapping[str, float], known: Mapping[str, str]) -> None:
    for state, p in odds.items():
        if state not in known:
            raise ScenarioError(f"{what} name state {state!r}; the regime has {', '.join(known)}")
        if not (math.isfinite(p) and 0 <= p <= 1):
            raise ScenarioError(f"{what} give {state!r} the probability {p:g}, which is not in 0..1")
    if abs(math.fsum(odds.values()) - 1) > WHOLE:
        raise ScenarioError(f"{what} add to {math.fsum(odds.values()):.10g}, not 1; every state needs its part")


def _said(regime: Regime, odds: Array, states: Sequence[frozenset[str]]) -> Warning:
    """Return what a reader must know of a dimension that switches: its odds today and on the last day."""

    def part(row: Array, state: str) -> float:
        return float(sum(p for p, on in zip(row, states, strict=True) if f"{regime.id}.{state}" in on))

    known = [s.id for s in regime.states if any(f"{regime.id}.{s.id}" in on for on in states)]
    last = len(odds) - 1
    said = ", ".join(f"{s} {part(odds[0], s):.3g} today and {part(odds[-1], s):.3g} on day {last}" for s in known)
    return Warning(code="regime_switching", detail=f"regime {regime.id} moves day by day by its transitions: {said}")
