"""Which edges a range's width comes from: shares of variance against a full enumeration of what is uncertain."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.systems import only, run

Plain = dict[str, Any]
NODES: list[Plain] = [{"id": n, "name": f"Node {n}", "scale": 1.0, "unit": "%"} for n in "abcd"]
SCORES = ((-math.sqrt(3), 1 / 6), (0.0, 2 / 3), (math.sqrt(3), 1 / 6))
"""Three-point Gauss-Hermite rule: exact for polynomials up to the fifth degree, and these are of the second."""


def _edge(cause: str, effect: str, **fields: Any) -> Plain:
    return {"id": f"{cause}{effect}", "cause": cause, "effect": effect, "strength": 1.0, "belief": 1, **fields}


def _run(edges: list[Plain], **options: Any) -> Any:
    regimes = options.pop("regimes", [])
    scenario = {"draws": 100, "horizons": [1], "targets": ["d"], **options}
    return run({"nodes": NODES, "edges": edges, "regimes": regimes}, [{"node": "a", "size": 1.0}], **scenario)


def _shares(found: Any, target: str = "d") -> dict[str, float]:
    return {row.edge: row.share for row in found.width if row.target == target}


def _enumerated(edges: list[Plain], states: list[tuple[float, str]]) -> tuple[dict[str, float], float, float]:
    """Return each edge's first-order share, that of the regimes, and the variance, by going through every case.

    Effects are sums over the paths a-b-d, a-c-d, a-b-c-d and a-d, written out.
    """
    choices = []
    for e in edges:
        signs = ((e["belief"], 1.0), (1 - e["belief"], 0.0))
        scores = SCORES if e.get("spread") else ((0.0, 1.0),)
        choices.append([(p * q, s, z) for p, s in signs for z, q in scores if p > 0])
    cases = []
    for odds, state in states:
        for combo in itertools.product(*choices):
            w = {}
            for e, (_, s, z) in zip(edges, combo, strict=True):
                deviation = e.get("spread", 0.0) * z * e.get("widen", {}).get(state, 1.0)
                w[e["id"]] = s * (e["strength"] + deviation) * e.get("regimes", {}).get(state, 1.0)
            x = w["ab"] * w["bd"] + w["ac"] * w["cd"] + w["ab"] * w["bc"] * w["cd"] + w["ad"]
            cases.append((odds * math.prod(p for p, _, _ in combo), x, (state, *combo)))
    mean = math.fsum(p * x for p, x, _ in cases)
    variance = math.fsum(p * (x - mean) ** 2 for p, x, _ in cases)

    def explained(k: int) -> float:
        groups: dict[Any, list[tuple[float, float]]] = {}
        for p, x, key in cases:
            groups.setdefault(key[k], []).append((p, x))
        sums = [(sum(p for p, _ in g), sum(p * x for p, x in g)) for g in groups.values()]
        return math.fsum(px**2 / p for p, px in sums) - mean**2

    shares = {e["id"]: explained(k + 1) / variance for k, e in enumerate(edges)}
    return shares, explained(0) / variance, variance


numbers = st.sampled_from([0.0, 0.1, 0.4])
beliefs = st.sampled_from([1.0, 0.7])


@settings(deadline=None, max_examples=15)
@given(st.tuples(*[numbers] * 6), st.tuples(*[beliefs] * 6), st.booleans())
def test_shares_are_those_of_going_through_every_case(
    spreads: tuple[float, ...], held: tuple[float, ...], regime: bool
) -> None:
    ends = ["ab", "bd", "ac", "cd", "bc", "ad"]
    edges = [
        _edge(*e, spread=s, belief=b, strength=0.4 + 0.2 * k)
        for k, (e, s, b) in enumerate(zip(ends, spreads, held, strict=True))
    ]
    regimes, states = [], [(1.0, "none")]
    if regime:
        regimes = [{"id": "r", "states": ["s", "t"], "probabilities": {"s": 0.3, "t": 0.7}}]
        states = [(0.3, "r.s"), (0.7, "r.t")]
        edges[1] |= {"regimes": {"r.s": 2.0}, "widen": {"r.s": 3.0}}
    if not regime and not any(spreads) and all(b == 1 for b in held):
        return
    found = _run(edges, regimes=regimes, paths=10)
    shares, between, variance = _enumerated(edges, states)
    e = only(found, "d", 1)
    assert e.sd is not None
    assert e.sd**2 == pytest.approx(variance)
    (rest,) = found.width_rest
    assert rest.how == "exact"
    assert rest.regimes == pytest.approx(between, abs=1e-9)
    assert _shares(found) == pytest.approx({k: v for k, v in shares.items() if v > 1e-12}, abs=1e-9)
    assert sum(_shares(found).values()) + rest.regimes + rest.interactions == pytest.approx(1)
    assert rest.interactions >= -1e-9


def test_what_an_edge_brings_is_split_into_its_size_and_its_sign() -> None:
    """w = s (1 + 0.5 z), s on with 0.8: Var E[w|z] = (0.8 x 0.5)^2, Var E[w|s] = 0.16, both together 0.04 more."""
    found = _run([_edge("a", "d", spread=0.5, belief=0.8)])
    (row,) = found.width
    total = 0.8 * 1.25 - 0.64
    assert (row.share, row.size, row.sign) == pytest.approx((1.0, 0.16 / total, 0.16 / total))


def test_a_two_way_edge_brings_more_by_its_sign_than_by_its_size() -> None:
    """E s = 0.2, E s^2 = 0.8: size (0.2 x 0.5)^2, sign 0.8 - 0.04, together 0.8 x 1.25 - 0.04."""
    (row,) = _run([_edge("a", "d", spread=0.5, belief={"plus": 0.5, "minus": 0.3, "none": 0.2})]).width
    assert (row.share, row.size, row.sign) == pytest.approx((1.0, 0.01 / 0.96, 0.76 / 0.96))


def test_the_edge_to_measure_next_comes_first_and_the_rest_is_told() -> None:
    edges = [_edge("a", "b", spread=0.1), _edge("b", "d", spread=0.4), _edge("a", "d", spread=0.2)]
    found = _run(edges, paths=1)
    assert [row.edge for row in found.width] == ["bd"]
    (rest,) = found.width_rest
    assert rest.others == pytest.approx((0.1**2 + 0.2**2) / (0.1**2 + 0.4**2 + 0.2**2 + 0.04**2))
    assert found.width[0].share + rest.others + rest.regimes + rest.interactions == pytest.approx(1)


def test_measuring_an_edge_takes_its_share_of_the_variance_away() -> None:
    """On a sum of single links nothing is shared, so knowing one leaves exactly what the others bring."""
    edges = [_edge("a", "b", spread=0.3), _edge("b", "d"), _edge("a", "d", spread=0.4)]
    before, after = _run(edges), _run([{**edges[0], "spread": 0.0}, *edges[1:]])
    sds = [only(found, "d", 1).sd or 0.0 for found in (after, before)]
    left = (sds[0] / sds[1]) ** 2
    assert _shares(before)["ab"] == pytest.approx(1 - left)


def test_on_loops_the_draws_say_which_edge_is_widest() -> None:
    edges = [_edge("a", "b", spread=0.3), _edge("b", "d", spread=0.1), _edge("d", "b", strength=0.1, lag_days=1)]
    found = _run(edges, draws=4000, horizons=[5])
    (rest,) = found.width_rest
    assert rest.how == "draws"
    assert [row.edge for row in found.width][:2] == ["ab", "bd"]
    assert _shares(found)["ab"] == pytest.approx(0.9, abs=0.03)
    assert sum(_shares(found).values()) + rest.others + rest.regimes + rest.interactions == pytest.approx(1)
    assert -0.02 <= rest.interactions <= 0.05


def test_drawn_shares_come_near_the_exact_ones() -> None:
    edges = [_edge("a", "b", spread=0.3), _edge("b", "d", spread=0.2, belief=0.9), _edge("a", "d", spread=0.2)]
    loop = _edge("d", "a", strength=1e-9, lag_days=1)
    exact, drawn = _run(edges), _run([*edges, loop], draws=20_000)
    assert _shares(drawn) == pytest.approx(_shares(exact), abs=0.02)


def test_nothing_uncertain_has_no_shares_and_only_named_targets_have_them() -> None:
    assert _run([_edge("a", "d")]).width == ()
    assert _run([_edge("a", "d", spread=0.2)], targets=[]).width == ()
    assert _run([_edge("a", "d", spread=0.2)], draws=0).width == ()


def test_the_horizon_taken_apart_is_the_first_that_is_uncertain() -> None:
    found = _run([_edge("a", "d", spread=0.2, lag_days=3)], horizons=[1, 2, 5, 21])
    assert [row.horizon for row in found.width] == [5]


def test_renaming_every_id_changes_no_share() -> None:
    edges = [_edge("a", "b", spread=0.3), _edge("b", "d", spread=0.3), _edge("a", "d", spread=0.3, belief=0.8)]
    names = {"a": "q", "b": "z", "d": "k"}
    nodes = [{**n, "id": names.get(n["id"], n["id"])} for n in reversed(NODES)]
    turned = [{**e, "id": f"x{9 - k}", "cause": names[e["cause"]], "effect": names[e["effect"]]}
              for k, e in enumerate(edges)]  # fmt: skip
    scenario = {"draws": 100, "horizons": [1], "targets": ["k"]}
    one = _run(edges)
    two = run({"nodes": nodes, "edges": turned[::-1]}, [{"node": "q", "size": 1.0}], **scenario)
    assert [r.share for r in one.width] == [r.share for r in two.width]
    assert np.isclose(one.width_rest[0].interactions, two.width_rest[0].interactions)
