"""Moves that a unit does not allow are said with node, value and bound; no number is clipped."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.scenario import WhatIfResult
from tests.engine.systems import only, run


def moved(size: float, *, shock: bool = False, seen: float | None = None, **node: Any) -> WhatIfResult:
    nodes = [{"id": "cause"}, {"id": "thing", **node}]
    edge = {"id": "e", "cause": "cause", "effect": "thing", "strength": 2.0, "belief": 1}
    rows = [{"id": "o", "node": "thing", "as_of": "2025-11-21", "value": seen, "unit": "as is", "source": "s"}]
    body = {"nodes": nodes, "edges": [edge], "observations": rows if seen is not None else []}
    shocks = [{"node": "thing", "size": size}] if shock else [{"node": "cause", "size": size / 2}]
    return run(body, shocks, horizons=[1, "long_run"])


def said(found: WhatIfResult) -> list[str]:
    return [w.detail for w in found.warnings if w.code == "out_of_bounds"]


@pytest.mark.parametrize(
    ("size", "seen", "node", "words"),
    [
        (-130.0, None, {"unit": "%"}, "a change of -130 % below -100 %"),
        (-130.0, 6600.0, {"unit": "%", "level_unit": "index points"}, "a change of -130 % below -100 %"),
        (40.0, 70.0, {"unit": "pp", "level_unit": "%", "probability": True}, "odds of 110 from 70 outside 0..100"),
        (-80.0, 70.0, {"unit": "pp", "level_unit": "%", "probability": True}, "odds of -10 from 70 outside 0..100"),
        (120.0, None, {"unit": "pp", "probability": True}, "a change of odds of 120 outside -100..100"),
        (-30.0, 23.43, {"unit": "pts", "level_unit": "pts"}, "a level of -6.57 from 23.43 below 0"),
        (2.0, None, {"unit": "0/1"}, "a change of 2 outside -1..1"),
    ],
)
@pytest.mark.parametrize("shock", [True, False])
def test_a_move_that_the_unit_does_not_allow_is_said_and_kept(
    size: float, seen: float | None, node: dict[str, Any], words: str, shock: bool
) -> None:
    found = moved(size, shock=shock, seen=seen, **node)
    (detail,) = said(found)
    assert detail.startswith("node thing ")
    assert words in detail
    assert ("is shocked by" in detail) == shock
    for h in (1, "long_run"):
        assert only(found, "thing", h).central == pytest.approx(size)


@pytest.mark.parametrize(
    ("size", "seen", "node"),
    [
        (-100.0, None, {"unit": "%"}),
        (500.0, None, {"unit": "%"}),
        (-130.0, 5.0, {"unit": "%", "level_unit": "%"}),
        (30.0, 70.0, {"unit": "pp", "level_unit": "%", "probability": True}),
        (-600.0, 4.0, {"unit": "bp", "level_unit": "%"}),
        (-23.43, 23.43, {"unit": "pts", "level_unit": "pts"}),
        (-30.0, -3.0, {"unit": "pts", "level_unit": "pts"}),
        (-30.0, None, {"unit": "pts"}),
        (-30.0, 10.0, {"unit": "USD bn", "level_unit": "USD bn"}),
        (-1e9, 10.0, {"unit": "of something unheard of"}),
    ],
)
def test_a_move_that_the_unit_allows_is_not_remarked_on(size: float, seen: float | None, node: dict[str, Any]) -> None:
    assert not said(moved(size, seen=seen, **node))


@given(st.floats(-1000, 1000))
def test_effects_stay_proportional_to_the_shock_beyond_every_bound(size: float) -> None:
    found = moved(size, seen=50.0, unit="pp", level_unit="%", probability=True)
    assert only(found, "thing", 1).central == pytest.approx(size, abs=1e-12)
    assert bool(said(found)) == (not -50 - 1e-7 <= size <= 50 + 1e-7)


def test_a_hold_at_zero_is_a_hold_and_not_the_absence_of_one() -> None:
    """T25: what would have moved the node is cut, and nothing goes on from it."""
    edges = [
        {"id": "a", "cause": "one", "effect": "two", "strength": 2.0, "belief": 1},
        {"id": "b", "cause": "two", "effect": "three", "strength": 3.0, "belief": 1},
    ]
    body = {"nodes": [{"id": n} for n in ("one", "two", "three")], "edges": edges}
    shock = [{"node": "one", "size": 1.0}]
    free = run(body, shock, horizons=[1, "long_run"])
    held = run(body, [*shock, {"node": "two", "size": 0.0, "mode": "hold"}], horizons=[1, "long_run"])
    for h in (1, "long_run"):
        assert only(free, "three", h).central == pytest.approx(6.0)
        assert only(held, "two", h).central == 0.0
        assert only(held, "three", h).central == 0.0
    zeroed = run(body, shock, horizons=[1], overrides=[{"edge": "b", "strength": 0.0}])
    assert only(zeroed, "two", 1).central == pytest.approx(2.0)
    assert all(e.central == 0.0 for e in zeroed.effects if e.node == "three")
