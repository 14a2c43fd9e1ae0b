"""Joint regime states: their odds, and what each does to the links. Results are mixed, never matrices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from graph.context import Amplification, Regime
from graph.engine.kernels import Array, held_curve
from graph.engine.order import digest
from graph.engine.snapshot import Link
from graph.errors import ScenarioError
from graph.scenario import Warning
from graph.state import state_odds

MOST_JOINT_STATES = 256
"""Joint states enumerated exactly; beyond, as many are drawn."""

Override = str | dict[str, float]
Option = tuple[frozenset[str], float]


@dataclass(frozen=True)
class Mixture:
    """Joint states that make a difference to this run, with weights that add to 1, shape (states,)."""

    states: tuple[frozenset[str], ...]
    weights: Array
    factors: tuple[tuple[str, tuple[Option, ...]], ...]
    exact: bool
    warnings: tuple[Warning, ...]

    def drawn(self, draws: int, seed: int) -> NDArray[np.intp]:
        """Return the joint state of each draw, shape (draws,), by odds and seed."""
        if len(self.states) == 1:
            return np.zeros(draws, dtype=np.intp)
        if not self.exact:
            return np.arange(draws, dtype=np.intp) % len(self.states)
        joint = np.zeros(draws, dtype=np.intp)
        for key, options in self.factors:
            joint = joint * len(options) + _choices(key, options, draws, seed)
        return joint


def mixture(
    regimes: Sequence[Regime],
    amplification: Sequence[Amplification],
    links: Sequence[Link],
    overrides: Mapping[str, Override],
    *,
    amplified: bool,
    seed: int,
    apart: frozenset[str] = frozenset(),
) -> Mixture:
    """Return the joint states over the dimensions that touch these links.

    Args:
        regimes: Dimensions with their odds; an exclusive one has one state at a time, the rest of its odds being
            "none of them"; in others each state holds or not by itself.
        amplification: Interactions whose states matter when links are amplified.
        links: The links of this run.
        overrides: Dimension -> state, or state -> probability.
        amplified: Whether some link of this run is amplified.
        seed: Of the draw of joint states when there are too many to enumerate.
        apart: Dimensions that are left out: they switch during the run.
    """
    touched = touched_states(regimes, amplification, links, amplified=amplified)
    by_id = {r.id: r for r in regimes}
    warnings = [
        Warning(code="regime_unknown", detail=f"a link names regime state {state}, which the graph does not have")
        for state in sorted(touched)
        if state.partition(".")[0] not in by_id
    ]
    factors: list[tuple[str, tuple[Option, ...]]] = []
    for regime in regimes:
        named = [s.id for s in regime.states if f"{regime.id}.{s.id}" in touched]
        if not named or regime.id in apart:
            continue
        odds = state_odds(regime, overrides.get(regime.id))
        if not odds:
            detail = f"regime {regime.id} has no probabilities; its multipliers are taken as 1"
            warnings.append(Warning(code="regime_unread", detail=detail))
            continue
        factors += _factors(regime, named, odds)
    factors.sort(key=lambda f: f[0])
    count = math.prod(len(options) for _, options in factors)
    if count <= MOST_JOINT_STATES:
        joint = list(product(*(options for _, options in factors)))
        states = tuple(frozenset[str]().union(*(s for s, _ in combo)) for combo in joint)
        weights = np.array([math.prod(p for _, p in combo) for combo in joint])
        return Mixture(states, weights / weights.sum(), tuple(factors), True, tuple(warnings))
    picks = [_choices(key, options, MOST_JOINT_STATES, seed) for key, options in factors]
    states = tuple(
        frozenset[str]().union(*(options[pick[n]][0] for (_, options), pick in zip(factors, picks, strict=True)))
        for n in range(MOST_JOINT_STATES)
    )
    detail = f"{count} joint regime states are too many to enumerate; {MOST_JOINT_STATES} were drawn with seed {seed}"
    warnings.append(Warning(code="regimes_sampled", detail=detail))
    weights = np.full(MOST_JOINT_STATES, 1 / MOST_JOINT_STATES)
    return Mixture(states, weights, tuple(factors), False, tuple(warnings))


def touched_states(
    regimes: Sequence[Regime], amplification: Sequence[Amplification], links: Sequence[Link], *, amplified: bool
) -> set[str]:
    """Return every `dimension.state` that makes a difference to these links."""
    touched = {state for k in links for state in (*k.edge.regimes, *k.edge.widen)}
    if amplified:
        touched |= {f"{r.id}.{s.id}" for r in regimes for s in r.states if s.amplifier}
        touched |= {state for a in amplification for i in a.interactions for state in i.states}
    return touched


def multipliers(links: Sequence[Link], states: Sequence[frozenset[str]]) -> Array:
    """Return what each joint state multiplies each link's strength by, shape (links, states)."""
    out = np.ones((len(links), len(states)))
    for i, link in enumerate(links):
        for state, factor in link.edge.regimes.items():
            if not math.isfinite(factor) or (factor < 0 and not link.edge.flips):
                raise ScenarioError(
                    f"edge {link.edge.id!r} has multiplier {factor:g} in {state}, but is not marked to flip"
                )
            out[i] *= [factor if state in on else 1.0 for on in states]
    return out


def spread_multipliers(link: Link, states: Sequence[frozenset[str]]) -> Array:
    """Return what each joint state multiplies the link's spread by, shape (states,)."""
    out = np.ones(len(states))
    for state, factor in link.edge.widen.items():
        out *= [factor if state in on else 1.0 for on in states]
    return out


def amplifier(
    regimes: Sequence[Regime],
    amplification: Sequence[Amplification],
    states: Sequence[frozenset[str]],
    days: int,
    without: frozenset[str] = frozenset(),
) -> tuple[Array, Array, Array]:
    """Return the cumulative factor on amplified links by day, shape (days + 1, states), its limit, and it uncapped.

    The product of the factors of the states that hold and of the interactions whose states all hold,
    then capped day by day. Dimensions in `without` are left out.
    """
    parts = {f"{r.id}.{s.id}": held_curve(s.amplifier, days) for r in regimes for s in r.states if s.amplifier}
    raw, limit = np.ones((days + 1, len(states))), np.ones(len(states))
    for n, on in enumerate(states):
        for state in sorted(on):
            if state in parts and state.partition(".")[0] not in without:
                raw[:, n] *= parts[state][0]
                limit[n] *= parts[state][1]
        for interaction in (i for a in amplification for i in a.interactions):
            if on.issuperset(interaction.states) and not any(
                s.partition(".")[0] in without for s in interaction.states
            ):
                raw[:, n] *= interaction.value
                limit[n] *= interaction.value
    capped = raw
    for row in amplification:
        if row.caps:
            cap, last = held_curve(row.caps, days)
            capped, limit = np.minimum(capped, cap[:, None]), np.minimum(limit, last)
    return capped, limit, raw


def _factors(regime: Regime, named: Sequence[str], odds: Mapping[str, float]) -> list[tuple[str, tuple[Option, ...]]]:
    """Return independent choices: one of the states that matter (or none), or each of them on or off."""
    for state, p in odds.items():
        if not 0 <= p <= 1:
            raise ScenarioError(f"regime {regime.id!r} gives state {state!r} probability {p:g}, which is not in 0..1")
    names = {s.id: s.name.en if s.name else s.id for s in regime.states}
    title = regime.name.en if regime.name else regime.id
    if not regime.exclusive:
        on = {s: odds.get(s, 0.0) for s in named}
        return [
            (
                f"{title}: {names[s]}",
                tuple(o for o in ((frozenset({f"{regime.id}.{s}"}), p), (frozenset[str](), 1 - p)) if o[1] > 0),
            )
            for s, p in on.items()
        ]
    total = sum(odds.values())
    if total > 1 + 1e-9:
        raise ScenarioError(f"weights of regime {regime.id!r} add to {total:g}, more than 1")
    options = [(frozenset({f"{regime.id}.{s}"}), odds.get(s, 0.0)) for s in sorted(named, key=lambda s: names[s])]
    rest = max(0.0, 1 - sum(p for _, p in options))
    if rest > 1e-12:
        options.append((frozenset(), rest))
    return [(title, tuple(o for o in options if o[1] > 0))]


def _choices(key: str, options: Sequence[Option], draws: int, seed: int) -> NDArray[np.intp]:
    rng = np.random.default_rng([seed, digest(key)])
    ranks = (rng.permutation(draws) + 0.5) / draws
    return np.searchsorted(np.cumsum([p for _, p in options])[:-1], ranks, side="right")
