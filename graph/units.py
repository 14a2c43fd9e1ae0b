"""The units of shocks and levels: their spellings in English and Chinese, and conversion between them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from graph.errors import UnitMismatch, UnitUnknown


class Unit(NamedTuple):
    """A unit: `factor` of it make one of the smallest unit of `measures`; other `spellings` mean the same."""

    symbol: str
    measures: str
    factor: float
    spellings: tuple[str, ...]
    meaning: str


UNITS: tuple[Unit, ...] = (
    Unit("bp", "rate", 1, ("bps", "basis point", "basis points", "基点", "个基点"), "hundredth of a percentage point"),
    Unit(
        "pp",
        "rate",
        100,
        ("percentage point", "percentage points", "ppt", "ppts", "百分点", "个百分点"),
        "percentage point of a rate or of a probability",
    ),
    Unit("%", "percent", 1, ("percent", "per cent", "pct", "％", "percent probability"), "per cent of the level"),
    Unit("pts", "points", 1, ("pt", "point", "points", "vol pts", "vol pt", "vol points", "点", "个点"), "points"),
    Unit("index points", "index", 1, ("index", "index point", "index pt", "index pts", "指数点"), "points of an index"),
    Unit(
        "sigma",
        "sigma",
        1,
        ("σ", "sd", "s.d.", "standard deviation", "standard deviations", "标准差", "个标准差"),
        "one day's standard deviation of the node",
    ),
    Unit("0/1", "switch", 1, ("flag", "on/off", "event"), "an event: it happens or not"),
    Unit("state", "state", 1, (), "the state of a regime"),
    Unit("count", "count", 1, ("number",), "a number of things"),
    Unit("k", "count", 1_000, ("thousand", "thousands", "千"), "thousands"),
    Unit("k jobs", "jobs", 1_000, ("thousand jobs",), "thousands of jobs"),
    Unit("jobs", "jobs", 1, (), "jobs"),
    Unit("万人", "jobs", 10_000, ("10k jobs",), "tens of thousands of jobs"),
    Unit("days", "days", 1, ("day", "天", "日"), "days"),
    Unit("weeks", "days", 7, ("week", "周"), "weeks"),
    Unit("months", "months", 1, ("month", "个月"), "months"),
    Unit("x of norm", "norm", 100, ("x", "times", "times norm", "倍"), "multiple of the usual value"),
    Unit("% of norm", "norm", 1, ("percent of norm", "pct of norm"), "per cent of the usual value"),
    Unit("USD mn", "USD", 1, ("usd m", "usd million", "million dollars", "$mn", "百万美元"), "millions of US dollars"),
    Unit("USD 100m", "USD", 100, ("亿美元",), "hundreds of millions of US dollars"),
    Unit(
        "USD bn",
        "USD",
        1_000,
        ("usd b", "usd billion", "billion dollars", "bn usd", "$bn", "bn", "billion", "十亿美元"),
        "billions of US dollars",
    ),
    Unit(
        "USD tn", "USD", 1_000_000, ("usd trillion", "trillion dollars", "$tn", "万亿美元"), "trillions of US dollars"
    ),
    Unit("USD", "US dollars", 1, ("$", "dollar", "dollars", "us dollar", "us dollars", "美元"), "US dollars"),
    Unit("EUR bn", "EUR", 1, ("eur billion", "billion euros", "€bn", "十亿欧元"), "billions of euros"),
    Unit("JPY tn", "JPY", 1, ("jpy trillion", "trillion yen", "万亿日元"), "trillions of yen"),
    Unit("JPY", "yen", 1, ("yen", "日元"), "yen"),
    Unit("USD bn / wk", "USD per week", 1, ("usd bn per week",), "billions of US dollars a week"),
    Unit("USD bn / qtr", "USD per quarter", 1, ("usd bn per quarter",), "billions of US dollars a quarter"),
    Unit("USD bn / yr", "USD per year", 1, ("usd bn per year",), "billions of US dollars a year"),
    Unit("EUR bn / yr", "EUR per year", 1, ("eur bn per year",), "billions of euros a year"),
    Unit(
        "USD bn per 1%", "dealer gamma", 1, ("usd bn per 1% move",), "dealer gamma: billions of US dollars per 1% move"
    ),
    Unit("pp GDP", "GDP share", 1, ("% of gdp", "pp of gdp", "percent of gdp"), "percentage points of output"),
    Unit("% y/y", "yearly growth", 1, ("% yoy", "percent y/y"), "per cent on a year earlier"),
    Unit("% saar", "annualised growth", 1, ("% ann.", "ann. %"), "per cent, seasonally adjusted annual rate"),
    Unit("% of NAV", "share of assets", 1, ("percent of nav",), "per cent of net asset value"),
    Unit("bp vol", "rate volatility", 1, (), "basis points a year, implied by options"),
    Unit("index (50)", "diffusion", 1, ("diffusion index",), "diffusion index around 50"),
    Unit("of 500", "breadth", 1, (), "members out of five hundred"),
    Unit("JPY per USD", "yen per dollar", 1, (), "price of a US dollar in yen"),
    Unit("USD per EUR", "dollar per euro", 1, (), "price of a euro in US dollars"),
    Unit("CNY per USD", "yuan per dollar", 1, (), "price of a US dollar in yuan"),
    Unit("USD/bbl", "oil price", 1, ("usd per barrel", "美元/桶"), "US dollars a barrel"),
    Unit("USD/oz", "price per ounce", 1, ("usd per ounce", "美元/盎司"), "US dollars an ounce"),
    Unit("USD/lb", "price per pound", 1, ("usd per pound",), "US dollars a pound"),
)
"""Every unit we know. Units that measure the same thing convert; all others never do."""

SCOPED = re.compile(r"^(?P<unit>.+?)\s*\((?P<scope>[^()]+)\)$")
"""A flow's scope belongs to its unit: `USD bn (global)` is not `USD bn (US)`."""


@cache
def _spellings() -> dict[str, Unit]:
    return {_plain(name): unit for unit in UNITS for name in (unit.symbol, *unit.spellings)}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _read(unit: str) -> tuple[Unit, str]:
    """Return the unit and its scope in words, empty when it has none."""
    found = _spellings().get(_plain(unit))
    if found:
        return found, ""
    scoped = SCOPED.match(" ".join(unit.split()))
    found = _spellings().get(_plain(scoped["unit"])) if scoped else None
    if not scoped or not found:
        symbols = ", ".join(u.symbol for u in UNITS)
        raise UnitUnknown(f"unit {unit!r} is not known; the units are {symbols}")
    return found, scoped["scope"].strip()


def known(unit: str) -> bool:
    """Return whether the unit, or a spelling of it, is one we know."""
    try:
        _read(unit)
    except UnitUnknown:
        return False
    return True


def canonical(unit: str) -> str:
    """Return the unit as we write it ("basis points" -> "bp"), or raise `UnitUnknown`."""
    found, scope = _read(unit)
    return f"{found.symbol} ({scope})" if scope else found.symbol


def convert(value: float, from_unit: str, to_unit: str, *, rate: bool = False) -> float:
    """Return `value` of `from_unit` in `to_unit`, or raise `UnitMismatch` when they measure different things.

    Args:
        value: A size in `from_unit`.
        from_unit: Any spelling of a unit; one that nobody knows still equals itself.
        to_unit: Likewise.
        rate: True when the size is of a rate or a probability, so that "%" means percentage points;
            otherwise "%" is per cent of the level, and 1% of a yield is not 1 pp.
    """
    if _plain(from_unit) == _plain(to_unit):
        return value
    (source, from_scope), (target, to_scope) = _read(from_unit), _read(to_unit)
    if _plain(from_scope) != _plain(to_scope):
        raise UnitMismatch(f"{value:g} {from_unit} cannot be read as {to_unit}: the scopes differ")
    if source.measures == target.measures:
        return value * source.factor / target.factor
    if rate and {source.measures, target.measures} == {"rate", "percent"}:
        point = next(u.factor for u in UNITS if u.symbol == "pp")
        factors = [point if u.measures == "percent" else u.factor for u in (source, target)]
        return value * factors[0] / factors[1]
    alike = ", ".join(u.symbol for u in UNITS if u.measures == target.measures)
    raise UnitMismatch(f"{value:g} {source.symbol} cannot be read as {target.symbol}; give the size in {alike}")
