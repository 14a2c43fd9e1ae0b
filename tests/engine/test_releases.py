"""A link that sets free what waits at its effect: links that carry only their own start carry that too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.systems import only, run

WAITING: dict[str, Any] = {
    "nodes": [{"id": n} for n in ("jolt", "seller", "supply", "price")],
    "edges": [
        {"id": "free", "cause": "jolt", "effect": "supply", "strength": 20.0, "belief": 1, "params": {"starts": True}},
        {"id": "part", "cause": "seller", "effect": "supply", "strength": 1.0, "belief": 1},
        {"id": "sold", "cause": "seller", "effect": "price", "sign": "-", "strength": 0.01, "belief": 1},
        {"id": "out", "cause": "supply", "effect": "price", "sign": "-", "strength": 0.01, "belief": 1,
         "own_shock": True, "flow": True},
    ],
}  # fmt: skip


@pytest.mark.parametrize("amplifiers", ["reduced_form", "structural"])
def test_a_jolt_reaches_the_price_through_what_it_sets_free(amplifiers: str) -> None:
    found = run(WAITING, [{"node": "jolt", "size": 1.0}], horizons=[1, "long_run"], amplifiers=amplifiers)
    for h in (1, "long_run"):
        assert only(found, "supply", h).central == pytest.approx(20.0)
        assert only(found, "price", h).central == pytest.approx(-0.2)
    assert {p.nodes for p in found.paths if p.target == "price"} == {("jolt", "supply", "price")}
    assert all(abs(v) < 1e-12 for r in found.residual for v in r.contribution.values())


def test_a_part_of_the_supply_is_not_sold_twice() -> None:
    found = run(WAITING, [{"node": "seller", "size": 10.0}], horizons=[1])
    assert only(found, "supply", 1).central == pytest.approx(10.0)
    assert only(found, "price", 1).central == pytest.approx(-0.1)


def test_a_jolt_that_only_follows_from_something_else_sets_nothing_free_at_the_price() -> None:
    body = {**WAITING, "nodes": [*WAITING["nodes"], {"id": "news"}], "edges": [
        *WAITING["edges"], {"id": "then", "cause": "news", "effect": "jolt", "strength": 1.0, "belief": 1},
    ]}  # fmt: skip
    found = run(body, [{"node": "news", "size": 1.0}], horizons=[1])
    assert only(found, "supply", 1).central == pytest.approx(20.0)
    assert found.effect("price", 1) is None or only(found, "price", 1).central == 0
