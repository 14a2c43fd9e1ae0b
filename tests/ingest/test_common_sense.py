"""What a strategist would object to at once: identities, curves, borrowed numbers and patterns taken for shocks."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest

from graph.content import Graph
from graph.engine.what_if import what_if
from graph.model import Edge, Node
from graph.scenario import Scenario, Shock
from ingest.seed import load_shipped, shipped_graph
from ingest.totals import without_regimes

CHINESE = re.compile(r"[一-鿿]")
CURVE = ["ust_3m", "ust_1y", "ust_2y", "ust_5y", "ust_10y", "ust_30y"]


def _effect(graph: Graph, cause: str, size: float, effect: str, day: int = 5) -> float:
    run = Scenario(shocks=(Shock(node=cause, size=size),), targets=(effect,), horizons=(day,), draws=0, paths=0)
    found = what_if(without_regimes(graph), run).effect(effect, day)
    return found.if_links_hold if found else 0.0


def test_every_source_and_every_sigma_speaks_chinese() -> None:
    for _, entity in load_shipped():
        if isinstance(entity, Edge):
            assert [e.id for e in entity.evidence if not CHINESE.search(e.in_("zh"))] == [], entity.id
        if isinstance(entity, Node):
            assert CHINESE.search(entity.scale_words("zh")), entity.id


def test_the_same_words_stand_in_english() -> None:
    for _, entity in load_shipped():
        if isinstance(entity, Edge):
            assert [e.id for e in entity.evidence if CHINESE.search(e.in_("en"))] == [], entity.id


@pytest.mark.parametrize("cause", ["us_nfp", "us_unrate", "us_claims"])
def test_data_move_the_whole_curve_one_way_and_the_short_end_most(shipped: Graph, cause: str) -> None:
    moved = [abs(_effect(shipped, cause, 1.0, tenor)) for tenor in CURVE]
    assert all(short > long > 0 for short, long in pairwise(moved))


def test_a_nominal_move_is_mostly_real_and_a_breakeven_move_is_not(shipped: Graph) -> None:
    assert 0.7 <= _effect(shipped, "ust_10y", 1.0, "ust_10y_real") <= 0.9
    nominal = _effect(shipped, "us_breakeven_10y", 1.0, "ust_10y")
    real = _effect(shipped, "us_breakeven_10y", 1.0, "ust_10y_real")
    assert nominal - real == pytest.approx(1.0)
    assert real < 0


def test_two_names_of_one_market_move_together(shipped: Graph) -> None:
    assert _effect(shipped, "wti", 1.0, "brent") > 0.9
    assert 0.7 <= _effect(shipped, "ndx", 1.0, "spx") <= 0.9


def test_a_recovered_line_does_not_buy_back_what_its_loss_sold(shipped: Graph) -> None:
    assert 0 < _effect(shipped, "spx_6725", 1.0, "cta_flow") < 10


def test_a_pattern_of_a_month_takes_the_month(shipped: Graph) -> None:
    day, month = (_effect(shipped, "spx_100dma", 1.0, "spx", h) for h in (1, 21))
    assert month == pytest.approx(1.84)
    assert day < 0.1 * month


def test_a_number_published_later_is_not_exceeded_by_the_guess_before_it(shipped: Graph) -> None:
    later = shipped_graph(dt.date(2026, 3, 1))
    assert _effect(shipped, "jgb_10y", 10.0, "ust_10y") <= _effect(later, "jgb_10y", 10.0, "ust_10y")
    assert shipped.edge("jgb_10y__ust_10y").certainty == "guess"
    assert later.edge("jgb_10y__ust_10y").certainty == "read"


def test_hopes_and_fears_of_ai_reach_chips_and_the_index_in_proportion(shipped: Graph) -> None:
    for cause, sign in (("ai_growth_expectations", 1), ("ai_bubble_worry", -1)):
        nvda, index = (sign * _effect(shipped, cause, 1.0, n) for n in ("nvda", "spx"))
        assert nvda > 1.5 * index > 0
    assert _effect(shipped, "ai_growth_expectations", 1.0, "nvda") == pytest.approx(6.0)


def test_low_fund_exposure_is_a_level_to_buy_only_below_its_line(shipped: Graph) -> None:
    assert shipped.edge("hf_net_exposure__spx").relation == "signals"
    assert 0 < _effect(shipped, "hf_net_exposure", -8.0, "spx", 5) < 0.6
    assert _effect(shipped, "hf_net_exposure", -8.0, "spx", 21) > 1
    assert abs(_effect(shipped, "hf_net_exposure", -1.0, "spx", 21)) < 0.1
    assert abs(_effect(shipped, "hf_net_exposure", 5.0, "spx", 21)) < 0.05


def test_the_flows_of_a_carry_unwind_stay_inside_what_the_index_did(shipped: Graph) -> None:
    run = Scenario(
        shocks=(Shock(node="evt_carry_unwind", size=1.0),),
        targets=("spx",),
        horizons=(1, 5),
        draws=0,
        amplifiers="structural",
    )
    found = what_if(shipped, run)
    assert all(-6 <= e.if_links_hold <= -1 for e in found.effects)
