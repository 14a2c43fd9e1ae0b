"""The worked example of the headline question, with every belief at one, out of the shipped graph and the engine."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Belief
from graph.scenario import Scenario, Shock, WhatIfResult

FAILS = -30.9
HORIZONS = (1, 5, 21)
SHARE_OF_WIDTH = 0.15
PRINTED = 0.05
"""The table is printed to one decimal."""
TABLE: dict[str, list[tuple[float, float, float]]] = {
    "spx": [(-0.93, -1.50, -0.35), (-0.55, -1.32, 0.21), (-0.40, -1.16, 0.35)],
    "nvda": [(-1.5, -2.4, -0.6), (-0.9, -2.1, 0.3), (-0.6, -1.9, 0.6)],
    "ust_2y": [(4.7, 3.6, 5.9), (4.7, 2.1, 7.3), (4.7, 1.2, 8.2)],
    "ust_10y": [(2.5, 1.5, 3.4), (2.5, 0.4, 4.5), (2.5, -0.3, 5.3)],
    "vix": [(1.4, 0.5, 2.2), (0.8, -0.3, 2.0), (0.6, -0.5, 1.7)],
    "dxy": [(0.05, 0.0, 0.1), (0.05, -0.1, 0.2), (0.05, -0.1, 0.2)],
    "usdjpy": [(-0.2, -0.4, 0.1), (-0.2, -0.4, 0.1), (-0.2, -0.7, 0.4)],
    "btcusd": [(-1.2, -2.2, -0.1), (-1.2, -3.5, 1.2), (-1.2, -4.4, 2.0)],
}
OUTCOMES = [(-2.5, 0.7), (-4.0, 2.9), (-7.4, 6.5)]
CASES = [(node, n) for node in TABLE for n in range(len(HORIZONS))]


@pytest.fixture(scope="module")
def believed(shipped: Graph) -> Graph:
    sure = {
        e.id: Belief(plus=float(e.sign == "+"), minus=float(e.sign == "-"), none=float(e.sign == "0"))
        for e in shipped.edges
    }
    edges = tuple(e.model_copy(update={"belief": sure[e.id]}) for e in shipped.edges)
    return shipped.model_copy(update={"edges": edges})


@pytest.fixture(scope="module")
def worked(believed: Graph) -> WhatIfResult:
    return _run(believed, tuple(TABLE))


def _run(graph: Graph, targets: tuple[str, ...], draws: int = 2000) -> WhatIfResult:
    shock = Shock(node="fed_cut_prob_next", size=FAILS, unit="pp")
    return what_if(
        graph, Scenario(shocks=(shock,), targets=targets, horizons=HORIZONS, draws=draws, as_of=dt.date(2025, 11, 21))
    )


@pytest.mark.parametrize(("node", "n"), CASES)
def test_the_effects_and_their_ranges_are_those_of_the_table(worked: WhatIfResult, node: str, n: int) -> None:
    central, low, high = TABLE[node][n]
    found = worked.effect(node, HORIZONS[n])
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    room = SHARE_OF_WIDTH * (high - low) + (0.0 if node == "spx" else PRINTED)
    assert found.if_links_hold == pytest.approx(central, abs=room)
    assert found.low == pytest.approx(low, abs=room)
    assert found.high == pytest.approx(high, abs=room)


@pytest.mark.parametrize("n", range(len(HORIZONS)))
def test_where_the_index_may_trade_is_that_of_the_table(worked: WhatIfResult, n: int) -> None:
    low, high = OUTCOMES[n]
    found = worked.effect("spx", HORIZONS[n])
    assert found is not None
    assert found.outcome_low == pytest.approx(low, abs=SHARE_OF_WIDTH * (high - low))
    assert found.outcome_high == pytest.approx(high, abs=SHARE_OF_WIDTH * (high - low))


def test_the_surprise_and_the_bare_response_are_those_of_the_example(shipped: Graph) -> None:
    found = _run(shipped, ("fed_surprise_target",), draws=0).effect("fed_surprise_target", 1)
    assert found is not None
    assert found.if_links_hold == pytest.approx(7.725)
    edge = shipped.edge("fed_surprise_target__spx")
    assert -edge.strength * found.if_links_hold == pytest.approx(-0.368, abs=5e-4)


def test_the_two_channels_of_the_yen_pull_apart_as_in_the_example(believed: Graph) -> None:
    found = _run(believed, ("usdjpy",), draws=0).effect("usdjpy", 1)
    assert found is not None
    assert found.conflict == pytest.approx(0.28, abs=0.01)


def test_the_share_of_the_index_answer_that_rests_on_guesses_is_that_of_the_multipliers(worked: WhatIfResult) -> None:
    found = worked.effect("spx", 1)
    assert found is not None
    assert found.guess_share == pytest.approx(1.52 / 2.52, abs=0.01)


@pytest.mark.parametrize("supply", ["cta_flow", "vol_target_flow", "hf_selling"])
def test_each_source_of_waiting_supply_is_reached_from_the_odds(shipped: Graph, supply: str) -> None:
    found = _run(shipped, (supply,), draws=0).effect(supply, 5)
    assert found is not None
    assert (found.if_links_hold > 0) == (supply == "hf_selling")


def test_a_new_closing_low_frees_the_rest_of_the_trend_selling(shipped: Graph) -> None:
    result = _run(shipped, ("cta_flow",), draws=0)
    hit = next(t for t in result.thresholds if t.edge == "spx__cta_flow")
    assert hit.p_do["5"] - hit.p_base["5"] == pytest.approx(0.145, abs=0.015)
    into_spx = shipped.edge("cta_flow__spx")
    jump = -26 * into_spx.strength * into_spx.regimes["liquidity.thin"]
    assert jump == pytest.approx(-0.21, abs=0.005)
