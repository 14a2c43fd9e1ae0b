"""The question put to the engine, and what it answers: the wire format of `what-if`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from graph.asked import AskedHorizon, Number, StateName, Whole
from graph.asked import Horizon as Horizon
from graph.asked import IsoDate as IsoDate
from graph.asked import StateOrWeights as StateOrWeights
from graph.model import Frozen, Id, Str

DEFAULT_HORIZONS: tuple[Horizon, ...] = (1, 5, 21, 63, "long_run")


class Shock(Frozen):
    """A move of `node` by `size`. shock: free to respond after; hold: kept there; pulse: undone next day."""

    node: Id
    size: Number
    unit: Str = ""
    mode: Literal["shock", "hold", "pulse"] = "shock"
    priced_in: Number = Field(default=0.0, ge=0, le=1)


class Cut(Frozen):
    """A link switched off: every edge from `cause` to `effect`."""

    cause: Id
    effect: Id


class Override(Frozen):
    """An edge given another strength for this run."""

    edge: Id
    strength: Number


class Observe(Frozen):
    """Something learned rather than done: a node's value, or an event's state."""

    node: Id | None = None
    value: Number | None = None
    """How far the node's level was seen to move through `horizon`, in `unit`."""
    unit: Str = ""
    horizon: AskedHorizon = 1
    event: Id | None = None
    state: StateName | None = None


class Do(Frozen):
    """An event or regime set to a state by intervention."""

    event: Id
    state: StateName


class GivenOdds(Frozen):
    """A probability that is given: P(of | when) = p, both of them event -> state; several states are joint."""

    of: dict[str, StateName]
    when: dict[str, StateName] = {}
    p: Number


class TreeOptions(Frozen):
    """How event probabilities are checked and reweighted to market odds and to what else is given."""

    mode: Literal["strict", "repair", "bounds"] = "strict"
    market: dict[str, dict[str, Number]] = {}
    given: tuple[GivenOdds, ...] = ()


class Scenario(Frozen):
    """What is asked of the engine; the file format of `knockon what-if`."""

    shocks: tuple[Shock, ...] = ()
    cuts: tuple[Cut, ...] = ()
    overrides: tuple[Override, ...] = ()
    observe: tuple[Observe, ...] = ()
    do: tuple[Do, ...] = ()
    regimes: dict[str, StateOrWeights] = {}
    amplifiers: Literal["reduced_form", "structural"] = "reduced_form"
    tree: TreeOptions | None = None
    horizons: tuple[AskedHorizon, ...] = DEFAULT_HORIZONS
    targets: tuple[Id, ...] = ()
    see: bool | None = None
    """Whether `see` is worked for what is shocked; None: where it costs little."""
    width: bool = True
    """Whether the widths of the named targets are taken apart by edge."""
    paths: Whole = Field(default=5, ge=0, le=1000)
    draws: Whole = Field(default=2000, ge=0, le=1_000_000)
    seed: Whole = Field(default=7, ge=0)
    as_of: IsoDate = None


class Effect(Frozen):
    """What the scenario does to a node's level through trading day `horizon`, in the node's unit.

    `low`/`high` bound the central 70% of the effect's own uncertainty; `outcome_low`/`outcome_high`
    are the effect plus baseline volatility, where the market may trade. `sigma` is `central` over
    the baseline volatility of that horizon. `if_links_hold` is the effect with every belief at one.
    """

    node: Id
    unit: str
    horizon: Horizon
    date: dt.date | None = None
    central: float
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    outcome_low: float | None = None
    outcome_high: float | None = None
    p_up: float | None = None
    quantiles: dict[str, float] = {}
    """Share of the effect's own uncertainty that lies below -> value: the tails, the 70% range, the median."""
    cvar_low: float | None = None
    """Mean of the lowest tail of the effect's own uncertainty, the share of the first quantile."""
    cvar_high: float | None = None
    outcome_cvar_low: float | None = None
    """Mean of the lowest tail of where the market may trade."""
    outcome_cvar_high: float | None = None
    outcome_p_up: float | None = None
    sigma: float | None = None
    if_links_hold: float
    sd: float | None = None
    """Standard deviation of the effect's own uncertainty, widened beyond the measured horizon."""
    do: float | None = None
    see: float | None = None
    """What is expected once the observations, or the moves of the shocked nodes, were seen and not made."""
    see_sd: float | None = None
    """Standard deviation that observations leave, for the news of as many days as the longest of them has."""
    conflict: float = 0.0
    guess_share: float = 0.0
    """Part of the effect that rests on analyst priors: edges, multipliers, gates and bridges."""


class PathShare(Frozen):
    """A signed path into `target`: its contribution at each horizon, its share and its weakest edge."""

    target: Id
    nodes: tuple[Id, ...]
    edges: tuple[Id, ...]
    sign: Literal["+", "-", "0"]
    contribution: dict[str, float]
    share: float
    loop_gain: float = 1.0
    weakest_edge: Id | None = None
    lag_days: tuple[int, int] = (0, 0)
    guess_share: float = 0.0


class Residual(Frozen):
    """What the listed paths leave over: paths + residual = central at every horizon."""

    target: Id
    contribution: dict[str, float]


class Loop(Frozen):
    """A feedback loop with its gain, total lag and kind."""

    nodes: tuple[Id, ...]
    gain: float
    lag_days: int
    kind: Literal["reinforcing", "balancing"]


class WidthShare(Frozen):
    """The part of the variance of `target`'s effect at `horizon` that `edge` brings by itself (Sobol, first order).

    `size` is what its strength brings alone and `sign` whether it holds; None where draws do not tell them apart.
    """

    target: Id
    horizon: Horizon
    edge: Id
    share: float
    size: float | None = None
    sign: float | None = None


class WidthRest(Frozen):
    """What the listed edges leave of the variance: `others` by themselves, regimes, and what all do only together.

    The listed shares and these three add to 1. `how`: exact moments, or a linear fit of the draws (on loops).
    """

    target: Id
    horizon: Horizon
    others: float
    regimes: float
    interactions: float
    how: Literal["exact", "draws"]


class Warning(Frozen):
    """Something the reader must know about how the numbers were made."""

    code: str
    detail: str


class ThresholdHit(Frozen):
    """What a threshold edge added: the change in the probability that it has fired, times its jump.

    `level` is the way from the cause's present value. Where `rearm` is given, a close back beyond it lets the latch go.
    """

    edge: Id
    level: float
    rearm: float | None = None
    p_base: dict[str, float]
    p_do: dict[str, float]
    jump: float
    contribution: dict[str, float]


class FormUse(Frozen):
    """What a bent link did by horizon, before its lag: its cause's move, and the response that followed from it.

    `straight` is the response at the mean of the slopes around no move, `changed` what the bend adds to that.
    """

    edge: Id
    cause_move: dict[str, float]
    response: dict[str, float]
    straight: dict[str, float]
    changed: dict[str, float]


class WhatIfResult(Frozen):
    """The engine's answer. `tree` is filled where events are asked about."""

    graph_version: str
    scenario: Scenario
    horizons: tuple[Horizon, ...]
    effects: tuple[Effect, ...]
    tree: dict[str, Any] | None = None
    paths: tuple[PathShare, ...] = ()
    residual: tuple[Residual, ...] = ()
    loops: tuple[Loop, ...] = ()
    thresholds: tuple[ThresholdHit, ...] = ()
    forms: tuple[FormUse, ...] = ()
    moments: Literal["exact", "draws"] | None = None
    """Where `mean` and `sd` come from; None without draws."""
    width: tuple[WidthShare, ...] = ()
    """Which edges the widths come from, widest first, of the targets that were named."""
    width_rest: tuple[WidthRest, ...] = ()
    warnings: tuple[Warning, ...] = ()

    def effect(self, node: str, horizon: Horizon) -> Effect | None:
        """Return the effect on `node` at `horizon`, or None when it was not reached."""
        return next((e for e in self.effects if e.node == node and e.horizon == horizon), None)
