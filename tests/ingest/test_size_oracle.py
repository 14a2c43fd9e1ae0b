"""Every shipped size worked out a second time: from the files and the published rules, not from the code that ships."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.model import Edge
from graph.units import convert
from ingest.seed_files import FOLDER
from tests.shipped import shipped_on

DATES = [dt.date(2025, 11, 20), dt.date(2025, 11, 21), dt.date(2026, 12, 31)]
Pair = tuple[str, str]
Two = tuple[float, float]
"""A signed size and its standard deviation."""


def _raw(name: str) -> list[Any]:
    files = [FOLDER / name, *sorted(Path(FOLDER).glob(f"*/{name}"))]
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]


ROWS: dict[str, dict[str, Any]] = {row["id"]: row for part in _raw("rows.yaml") for row in part["rows"]}
LINKS: dict[Pair, dict[str, Any]] = {(s["pair"][0], s["pair"][1]): s for part in _raw("edges.yaml") for s in part}
SCALES: dict[str, float] = {n["id"]: n.get("scale", 1.0) for part in _raw("nodes.yaml") for n in part}


def _known(row: dict[str, Any], day: dt.date) -> bool:
    return bool(row.get("known_from", dt.date.min) <= day)


def _one(row: dict[str, Any]) -> Two:
    """A row per unit of its cause, without the multipliers it was measured under."""
    under = row["per"] * math.prod(row.get("in_force", {}).values()) * row.get("interaction", 1.0)
    low, high = row["range"]
    half = abs(high - low) / 2
    return row["estimate"] / under, abs((half / 2 if row["kind"] == "2se" else half / 1.036) / under)


def _mixture(rows: list[dict[str, Any]]) -> Two:
    """Rows weighted by one over the square of their range, none three times another; spread within and between."""
    sizes = [_one(row) for row in rows]
    ranges = [abs((row["range"][1] - row["range"][0]) / row["per"]) for row in rows]
    if len(rows) == 1:
        return sizes[0]
    raw = [(max(ranges) / r) ** 2 if r else math.inf for r in ranges]
    raw = [min(w, 3 * min(raw)) for w in raw]
    shares = [w / sum(raw) for w in raw]
    mean = sum(w * value for w, (value, _) in zip(shares, sizes, strict=True))
    within = sum(w * sd**2 for w, (_, sd) in zip(shares, sizes, strict=True))
    between = sum(w * (value - mean) ** 2 for w, (value, _) in zip(shares, sizes, strict=True))
    return mean, math.sqrt(within + between)


def _size(pair: Pair, day: dt.date) -> tuple[Two, bool]:
    """The link's signed size on a day, and whether it is a prior that stands in for a measurement."""
    spec = LINKS[pair]
    way = -1 if spec["sign"] == "-" else 1
    names = [n for n in (*spec.get("pool", []), *([spec["like"]] if "like" in spec else [])) if _known(ROWS[n], day)]
    if "share" in spec and not _known(spec["share"], day):
        names = []
    if "over" in spec and not _known(ROWS[spec["over"]], day):
        names = []
    if "size" in spec:
        value, sd, stands_in = way * spec["size"]["strength"], spec["size"]["spread"], False
    elif not names:
        given = spec.get("prior")
        quarter = 0.25 * SCALES[pair[1]] / SCALES[pair[0]]
        found = (way * given["strength"], given["spread"]) if given else (way * quarter, 0.7 * quarter)
        return found, True
    else:
        value, sd = _mixture([ROWS[n] for n in names])
        if "over" in spec:
            first, narrow = _one(ROWS[spec["over"]])
            rest = max(0.0, (sd / value) ** 2 - (narrow / first) ** 2) / (1 + (narrow / first) ** 2)
            value /= first
            sd = abs(value) * math.sqrt(rest)
        if "share" in spec:
            part, whole = spec["share"]["of"]
            value, sd = value * part / whole, sd * part / whole
        if "like" in spec:
            value = way * abs(value)
        stands_in = "like" in spec
    for path in spec.get("less", []):
        steps = list(itertools.pairwise(path))
        value -= math.prod(_size(step, day)[0][0] if _there(step, day) else 0.0 for step in steps)
    return (value, sd), stands_in


def _there(pair: Pair, day: dt.date) -> bool:
    return any((e.cause, e.effect) == pair for e in shipped_on(day).edges)


def _changed_by_date(spec: dict[str, Any], day: dt.date) -> bool:
    return any(set(c) & {"size", "pool", "prior", "sign", "less"} for c in spec.get("later", []) if _known(c, day))


@pytest.mark.parametrize("day", DATES, ids=str)
def test_every_size_is_what_the_rules_make_of_the_rows(day: dt.date) -> None:
    wrong = []
    for edge in shipped_on(day).edges:
        pair = (edge.cause, edge.effect)
        (value, sd), _ = _size(pair, day)
        if not _changed_by_date(LINKS[pair], day) and not (
            math.isclose(_signed(edge), value, rel_tol=1e-9, abs_tol=1e-12)
            and math.isclose(edge.spread, sd, rel_tol=1e-9, abs_tol=1e-12)
        ):
            wrong.append((edge.id, _signed(edge), value, edge.spread, sd))
    assert wrong == []


def _signed(edge: Edge) -> float:
    return -edge.strength if edge.sign == "-" else edge.strength


@pytest.mark.parametrize("day", DATES, ids=str)
def test_what_stands_in_for_a_measurement_is_marked_a_guess(day: dt.date) -> None:
    for edge in shipped_on(day).edges:
        spec = LINKS[edge.cause, edge.effect]
        given = spec.get("prior", {}).get("certainty", spec.get("certainty", "guess"))
        if _size((edge.cause, edge.effect), day)[1] and given == "guess":
            assert edge.certainty == "guess", edge.id


def test_a_row_is_in_the_unit_of_the_node_it_moves() -> None:
    units = {n["id"]: n["unit"] for part in _raw("nodes.yaml") for n in part}
    for row in ROWS.values():
        if "unit" in row:
            assert convert(1.0, row["unit"], units[row["effect"]]) == 1.0, row["id"]


def test_rows_of_several_horizons_episodes_and_bare_directions_are_never_pooled() -> None:
    for pair, spec in LINKS.items():
        rows = [ROWS[name] for name in spec.get("pool", [])]
        assert len({row.get("days") for row in rows}) <= 1, pair
        assert not {row["kind"] for row in rows} & {"case", "sign"}, pair
        assert len({math.copysign(1, _one(row)[0]) for row in rows}) <= 1, pair
        assert len({row.get("under", row.get("at")) for row in rows}) <= 1, pair


def test_a_range_holds_its_estimate() -> None:
    for row in ROWS.values():
        if "range" in row:
            low, high = row["range"]
            assert low <= row["estimate"] <= high, row["id"]


def test_every_row_says_since_when_it_is_known_or_is_a_judgement_of_ours() -> None:
    for row in ROWS.values():
        ours = row["source"].startswith("analyst") or row["certainty"] == "derived"
        assert ours or "known_from" in row, row["id"]
        assert row.get("date", dt.date.min) <= row.get("known_from", dt.date.min), row["id"]


def test_rows_measured_under_amplification_are_divided_by_it() -> None:
    assert _one(ROWS["P001"])[0] == pytest.approx(31 / (1.5 * 1.3 * 1.2))
    assert _one(ROWS["P035"])[0] == pytest.approx(0.98 / 31 / (1.4 * 1.5 * 1.2))
