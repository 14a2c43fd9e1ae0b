"""How numbers, dates, horizons and states are written in what is asked: slips of the writer are refused, not read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

Horizon = int | Literal["long_run"]
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
