"""Leaves, what they do and what is expected, against sums over plain enumeration."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.errors import ScenarioError
from tests.engine.events.enumeration import (
    BODY,
    EDGES,
    MEETINGS,
    NODES,
    SIZE,
    SPRINKLER,
    Joint,
    Plain,
    asked,
    binary,
    chance,
    full,
    joint,
    leaves_of,
    nets,
    tree_of,
)
from tests.engine.events.enumeration import given as seen_in


def push(outcome: Plain, priced: Joint) -> float:
    """Return the surprise of an outcome in bp: its sizes less what the odds had of every size."""
    here = sum(SIZE[e, s] for e, s in outcome.items())
    known = sum(p * (SIZE["dec", d] + SIZE["jan", j]) for (d, j), p in priced.items())
    return here - known


@settings(max_examples=40)
@given(nets(most=4), st.data())
def test_leaves_are_the_joint_odds_and_marginals_their_sums(events: list[Plain], data: st.DataObject) -> None:
    seen = {data.draw(st.sampled_from(events))["id"]: "s0"}
    oracle = seen_in(events, joint(events), seen)
    assume(oracle is not None)
    assert oracle is not None
    tree = tree_of({"events": events}, observe=[{"event": e, "state": s} for e, s in seen.items()], tree={})
    leaves, before = leaves_of(tree, events), leaves_of(tree, events, "p_before")
    assert full(leaves, oracle) == pytest.approx(oracle, abs=1e-12)
    assert full(before, oracle) == pytest.approx(joint(events), abs=1e-12)
    assert sum(leaves.values()) == pytest.approx(1.0, abs=1e-12)
    assert sum(before.values()) == pytest.approx(1.0, abs=1e-12)
    for e in events:
        for s in e["states"]:
            assert tree["marginals"][e["id"]][s] == pytest.approx(chance(events, oracle, {e["id"]: s}), abs=1e-12)
    assert tree["p_observed"] == pytest.approx(chance(events, joint(events), seen), abs=1e-12)


@settings(max_examples=25)
@given(nets(most=4), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_written_changes_no_leaf(events: list[Plain], luck: Any) -> None:
    other = list(events)
    luck.shuffle(other)
    one, two = (leaves_of(tree_of({"events": e}, tree={}), events) for e in (events, other))
    assert one == two


def test_an_outcome_moves_by_its_surprise_and_by_what_it_says_of_later_ones() -> None:
    priced = joint(MEETINGS)
    found = asked(BODY, observe=[{"event": "dec", "state": "hold"}])
    after = seen_in(MEETINGS, priced, {"dec": "hold"})
    assert after is not None
    mean = sum(p * push({"dec": d, "jan": j}, priced) for (d, j), p in after.items())
    effect = found.effect("rate", 1)
    assert effect is not None
    assert effect.central == pytest.approx(mean)
    assert mean == pytest.approx(15 - 0.3 * 15 + 0.7 * 10 + (0.6 - (0.7 * 0.2 + 0.3 * 0.6)) * -20)
    stocks = found.effect("stocks", 1)
    assert stocks is not None
    assert stocks.central == pytest.approx(-0.04 * mean)


def test_every_leaf_does_what_its_outcomes_surprise_by() -> None:
    priced = joint(MEETINGS)
    tree = tree_of(BODY, tree={})
    for leaf in tree["leaves"]:
        (stocks,) = [e for e in leaf["effects"] if e["node"] == "stocks" and e["horizon"] == 1]
        assert stocks["central"] == pytest.approx(-0.04 * push(leaf["states"], priced))


def test_what_is_priced_moves_nothing_on_average() -> None:
    tree = tree_of(BODY, tree={})
    assert [row["mean"] for row in tree["expected"]] == pytest.approx([0.0] * 4, abs=1e-12)
    assert {e.central for e in asked(BODY, tree={}).effects} == {0.0}


def test_the_spread_between_leaves_and_the_mean_are_sums_over_the_joint() -> None:
    priced = joint(MEETINGS)
    after = seen_in(MEETINGS, priced, {"dec": "hold"})
    assert after is not None
    ys = [(-0.04 * push({"dec": d, "jan": j}, priced), p) for (d, j), p in after.items()]
    mean = sum(p * y for y, p in ys)
    sd = math.sqrt(sum(p * (y - mean) ** 2 for y, p in ys))
    tree = tree_of(BODY, observe=[{"event": "dec", "state": "hold"}])
    (row,) = [r for r in tree["expected"] if r["node"] == "stocks" and r["horizon"] == 1]
    assert (row["mean"], row["sd_between"]) == pytest.approx((mean, sd))


@pytest.mark.parametrize("own", [0.0, 5.0, -30.0])
def test_total_variance_is_that_between_leaves_and_that_within_them(own: float) -> None:
    """One uncertain link of spread 0.01 per bp: within a leaf the standard deviation is 0.01 |own shock + push|."""
    priced = joint(MEETINGS)
    tree = tree_of(BODY, tree={}, draws=20_000, shocks=[{"node": "rate", "size": own}] if own else [])
    (row,) = [r for r in tree["expected"] if r["node"] == "stocks" and r["horizon"] == 1]
    moves = [(own + push({"dec": d, "jan": j}, priced), p) for (d, j), p in priced.items()]
    within = math.sqrt(sum(p * (0.01 * move) ** 2 for move, p in moves))
    assert row["sd_within"] == pytest.approx(within, rel=0.03)
    assert row["sd"] == pytest.approx(math.hypot(row["sd_within"], row["sd_between"]), rel=1e-12)


def test_the_scenarios_own_shocks_count_in_every_leaf() -> None:
    plain = tree_of(BODY, tree={})
    moved = tree_of(BODY, tree={}, shocks=[{"node": "rate", "size": 5}])
    for one, other in zip(plain["leaves"], moved["leaves"], strict=True):
        for a, b in zip(one["effects"], other["effects"], strict=True):
            assert b["central"] - a["central"] == pytest.approx(5 if a["node"] == "rate" else -0.2)


def test_seeing_and_doing_are_both_reported_with_their_gap() -> None:
    tree = tree_of({"events": SPRINKLER}, do=[{"event": "sprinkler", "state": "yes"}])
    gaps = {(g["event"], g["state"]): g for g in tree["see_do"]}
    rain = gaps["rain", "yes"]
    assert (rain["see"], rain["do"], rain["gap"]) == pytest.approx((0.3, 0.5, -0.2))
    assert tree["marginals"]["rain"]["yes"] == pytest.approx(0.5)
    assert tree_of({"events": SPRINKLER}, do=[{"event": "cloudy", "state": "yes"}])["see_do"] == []


def test_effects_of_seeing_and_of_doing_stand_beside_each_other() -> None:
    """A later meeting that is brought about says nothing of the earlier one; observed, it does."""
    priced = joint(MEETINGS)
    seen = seen_in(MEETINGS, priced, {"jan": "cut"})
    assert seen is not None
    done = joint(MEETINGS, do={"jan": "cut"})
    means = [sum(p * push({"dec": d, "jan": j}, priced) for (d, j), p in o.items()) for o in (seen, done)]
    for part in ("observe", "do"):
        effect = asked(BODY, **{part: [{"event": "jan", "state": "cut"}]}).effect("rate", 1)
        assert effect is not None
        assert (effect.see, effect.do) == pytest.approx(tuple(means))
        assert effect.central == pytest.approx(means[0] if part == "observe" else means[1])


REGIMES: list[Plain] = [
    {"id": "depth", "states": ["thin", "normal"], "probabilities": {"thin": 0.25, "normal": 0.75}},
]  # fmt: skip


def test_a_regime_may_be_what_an_event_depends_on() -> None:
    crash = {"id": "crash", "states": ["yes", "no"], "parents": ["depth"],
             "table": [{"when": {"depth": "thin"}, "p": {"yes": 0.4, "no": 0.6}},
                       {"when": {"depth": "normal"}, "p": {"yes": 0.1, "no": 0.9}}],
             "shocks": {"yes": [{"node": "rate", "size": 10, "unit": "bp"}]}}  # fmt: skip
    edges = [{**EDGES[0], "regimes": {"depth.thin": 2.0}}]
    body = {"nodes": NODES, "edges": edges, "regimes": REGIMES, "events": [crash]}
    tree = tree_of(body, tree={})
    p = {("thin", "yes"): 0.1, ("thin", "no"): 0.15, ("normal", "yes"): 0.075, ("normal", "no"): 0.675}
    prior = 0.25 * 0.4 + 0.75 * 0.1
    total = 0.0
    for leaf in tree["leaves"]:
        key = (leaf["states"]["depth"], leaf["states"]["crash"])
        assert leaf["p"] == pytest.approx(p[key])
        (y,) = [e["central"] for e in leaf["effects"] if e["node"] == "stocks" and e["horizon"] == 1]
        surprise = 10 * ((key[1] == "yes") - prior)
        assert y == pytest.approx(-0.04 * (2 if key[0] == "thin" else 1) * surprise)
        total += leaf["p"] * y
    (mean,) = [r["mean"] for r in tree["expected"] if r["node"] == "stocks" and r["horizon"] == 1]
    assert mean == pytest.approx(total)
    assert "tree_mean_differs" in {w.code for w in asked(body, tree={}).warnings}
    thin = tree_of(body, do=[{"event": "depth", "state": "thin"}], tree={})
    assert thin["marginals"]["crash"]["yes"] == pytest.approx(0.4)
    overridden = tree_of(body, regimes={"depth": {"thin": 1.0}}, tree={})
    assert overridden["marginals"]["crash"]["yes"] == pytest.approx(0.4)


def test_an_outcome_may_bring_a_regime() -> None:
    event = {**MEETINGS[0], "regimes": {"hold": {"depth": "thin"}}}
    edges = [{**EDGES[0], "regimes": {"depth.thin": 2.0}}]
    body = {"nodes": NODES, "edges": edges, "regimes": REGIMES, "events": [event]}
    held = asked(body, do=[{"event": "dec", "state": "hold"}])
    effect = held.effect("stocks", 1)
    assert effect is not None
    assert effect.central == pytest.approx(-0.04 * 2 * 25 * 0.7)
    cut = asked(body, do=[{"event": "dec", "state": "cut"}]).effect("stocks", 1)
    assert cut is not None
    assert cut.central == pytest.approx(0.04 * (0.25 * 2 + 0.75) * 25 * 0.3)


def test_leaves_run_one_by_one_where_effects_do_not_add_up() -> None:
    bent = [{**EDGES[0], "form": "convex", "params": {"up": 0.08, "down": 0.02}}]
    tree = tree_of({**BODY, "edges": bent}, tree={})
    priced = joint(MEETINGS)
    for leaf in tree["leaves"]:
        size = push(leaf["states"], priced)
        (y,) = [e["central"] for e in leaf["effects"] if e["node"] == "stocks" and e["horizon"] == 1]
        assert y == pytest.approx(-size * (0.08 if size > 0 else 0.02))


def test_a_tree_of_twenty_five_events_keeps_those_that_have_consequences() -> None:
    events = [binary(f"e{i:02}", 0.4) for i in range(25)]
    events[3] = {**events[3], "shocks": {"yes": [{"node": "rate", "size": 10, "unit": "bp"}]}}
    tree = tree_of({**BODY, "events": events}, tree={})
    assert [leaf["states"] for leaf in tree["leaves"]] == [{"e03": "yes"}, {"e03": "no"}]
    assert len(tree["marginals"]) == 25


def test_events_without_odds_are_left_out_and_said() -> None:
    events = [MEETINGS[0], {"id": "mystery", "states": ["x", "y"]}]
    found = asked({**BODY, "events": events}, tree={})
    assert found.tree is not None
    assert set(found.tree["marginals"]) == {"dec"}
    assert ("event_without_odds", "mystery") in [(w.code, w.detail.split()[1]) for w in found.warnings]
    with pytest.raises(ScenarioError, match="'mystery'"):
        asked({**BODY, "events": events}, observe=[{"event": "mystery", "state": "x"}])


def test_what_the_market_is_sure_of_moves_nothing_when_it_happens() -> None:
    found = asked(BODY, tree={"market": {"dec": {"cut": 1.0}}}, observe=[{"event": "dec", "state": "cut"}])
    assert [e.central for e in found.effects] == pytest.approx([0.0] * len(found.effects), abs=1e-12)
    with pytest.raises(ScenarioError, match="dec = hold, which has probability 0"):
        asked(BODY, tree={"market": {"dec": {"cut": 1.0}}}, observe=[{"event": "dec", "state": "hold"}])


def test_a_tree_without_events_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no events"):
        asked({"nodes": NODES, "edges": EDGES}, tree={})


def test_equal_questions_give_equal_bytes() -> None:
    scenario: Plain = {"tree": {"market": {"dec": {"cut": 0.4}}}, "observe": [{"event": "jan", "state": "cut"}]}
    one, other = (asked(BODY, draws=100, **scenario).model_dump_json() for _ in range(2))
    assert one == other


def test_every_way_through_the_tree_is_a_leaf() -> None:
    tree = tree_of(BODY, tree={})
    states = [tuple(leaf["states"].values()) for leaf in tree["leaves"]]
    assert states == list(product(["cut", "hold"], repeat=2))
