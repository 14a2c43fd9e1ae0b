"""The question put to the engine, and what it answers: the wire format of `what-if`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from graph.model import Frozen, Id, Str

Horizon = int | Literal["long_run"]
DEFAULT_HORIZONS: tuple[Horizon, ...] = (1, 5, 21, 63, "long_run")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _no_booleans(value: Any) -> Any:
    """YAML reads an unquoted on/off/yes/no as a boolean; a state is a word."""
    if isinstance(value, bool):
        raise ValueError(f'is the boolean {value}; quote the state\'s name ("on", "off", "yes", "no")')
    return value


def _number(value: Any) -> Any:
    """A yes and a quoted number would pass for numbers, and hide a slip of the writer."""
    if isinstance(value, bool | str | bytes):
        raise ValueError("is not a number")
    return value


def _horizon(value: Any) -> Any:
    if value == "long_run" or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError("is neither a number of trading days nor long_run")


def _state_or_weights(value: Any) -> Any:
    _no_booleans(value)
    if isinstance(value, dict):
        for state, weight in value.items():
            _no_booleans(state)
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                raise ValueError(f"gives state {state} a weight that is not a number")
    elif not isinstance(value, str):
        raise ValueError("is neither the name of a state nor weights of states")
    return value


def _iso_date(value: Any) -> Any:
    """A number would pass for seconds since 1970."""
    written = isinstance(value, str) and ISO_DATE.fullmatch(value)
    if value is None or written or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise ValueError("is not a date; write it as 2025-11-21")


StateName = Annotated[str, BeforeValidator(_no_booleans)]
Number = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_number)]
AskedHorizon = Annotated[Horizon, BeforeValidator(_horizon)]
StateOrWeights = Annotated[str | dict[str, float], BeforeValidator(_state_or_weights)]
IsoDate = Annotated[dt.date | None, BeforeValidator(_iso_date)]
"""A day written YYYY-MM-DD, or nothing."""


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
    horizon: AskedHorizon = 1
    event: Id | None = None
    state: StateName | None = None


class Do(Frozen):
    """An event or regime set to a state by intervention."""

    event: Id
    state: StateName


class TreeOptions(Frozen):
    """How event probabilities are checked and reweighted to market odds."""

    mode: Literal["strict", "repair", "bounds"] = "strict"
    market: dict[str, dict[str, Number]] = {}


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
    sigma: float | None = None
    if_links_hold: float
    sd: float | None = None
    """Standard deviation of the effect's own uncertainty, widened beyond the measured horizon."""
    do: float | None = None
    see: float | None = None
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


class Warning(Frozen):
    """Something the reader must know about how the numbers were made."""

    code: str
    detail: str


class ThresholdHit(Frozen):
    """What a threshold edge added: the change in crossing probability times its jump."""

    edge: Id
    level: float
    p_base: dict[str, float]
    p_do: dict[str, float]
    jump: float
    contribution: dict[str, float]


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
    warnings: tuple[Warning, ...] = ()

    def effect(self, node: str, horizon: Horizon) -> Effect | None:
        """Return the effect on `node` at `horizon`, or None when it was not reached."""
        return next((e for e in self.effects if e.node == node and e.horizon == horizon), None)
