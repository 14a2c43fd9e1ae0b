"""Several things at once: doing with seeing, market odds with doing, own shocks with outcomes, bounds with effects."""

from __future__ import annotations

import math

import numpy as np
import pytest

from graph.engine.events.entropy import Cells, Share, compromise, relative_entropy
from graph.errors import ScenarioError
from tests.engine.events.enumeration import (
    BODY,
    EDGES,
    MEETINGS,
    NODES,
    SIZE,
    SPRINKLER,
    Plain,
    asked,
    binary,
    chance,
    joint,
    leaves_of,
    tree_of,
)
from tests.engine.events.enumeration import given as seen_in


def test_what_is_observed_is_observed_in_the_world_that_the_doing_made() -> None:
    oracle = seen_in(SPRINKLER, joint(SPRINKLER, do={"sprinkler": "yes"}), {"wet": "yes"})
    assert oracle is not None
    tree = tree_of(
        {"events": SPRINKLER},
        do=[{"event": "sprinkler", "state": "yes"}],
        observe=[{"event": "wet", "state": "yes"}],
    )
    assert tree["marginals"]["rain"]["yes"] == pytest.approx(chance(SPRINKLER, oracle, {"rain": "yes"}))
    assert tree["p_observed"] == pytest.approx(0.945)


def test_doing_two_things_under_market_odds_lets_the_first_act_on_nothing_that_the_second_sets() -> None:
    """a drives b, b drives c, and the market prices c: with b set too, a has nothing left to act on."""
    events = [
        binary("a", 0.3),
        binary("b", given={("yes",): 0.8, ("no",): 0.4}, parents=("a",)),
        binary("c", given={("yes",): 0.7, ("no",): 0.2}, parents=("b",)),
        binary("d", given={("yes",): 0.6, ("no",): 0.1}, parents=("a",)),
    ]
    market = {"c": {"yes": 0.6}, "d": {"yes": 0.5}}
    both = tree_of(
        {"events": events},
        tree={"market": market},
        do=[{"event": "a", "state": "yes"}, {"event": "b", "state": "no"}],
    )
    q = leaves_of(tree_of({"events": events}, tree={"market": market}), events)

    def p(**states: str) -> float:
        names = [e["id"] for e in events]
        return sum(v for o, v in q.items() if all(o[names.index(k)] == s for k, s in states.items()))

    assert both["marginals"]["d"]["yes"] == pytest.approx(p(a="yes", d="yes") / p(a="yes"))
    assert sum(leaf["p"] for leaf in both["leaves"]) == pytest.approx(1)
    assert {leaf["states"]["a"] + leaf["states"]["b"] for leaf in both["leaves"] if leaf["p"] > 0} == {"yesno"}


def test_what_the_market_rules_out_cannot_be_done() -> None:
    events = [binary("a", 0.5), binary("c", given={("yes",): 1.0, ("no",): 0.0}, parents=("a",))]
    with pytest.raises(ScenarioError, match="do has a = no, which the odds that are given rule out"):
        tree_of({"events": events}, tree={"market": {"c": {"yes": 1.0}}}, do=[{"event": "a", "state": "no"}])


def test_own_shocks_and_outcomes_share_the_uncertainty_of_a_link() -> None:
    """Both go through one link of spread 0.01: within a leaf the deviation is 0.01 |own + push|, not a sum of two."""
    after = seen_in(MEETINGS, joint(MEETINGS), {"dec": "hold"})
    assert after is not None
    known = sum(p * (SIZE["dec", d] + SIZE["jan", j]) for (d, j), p in joint(MEETINGS).items())
    sizes = [(p, 5 + SIZE["dec", d] + SIZE["jan", j] - known) for (d, j), p in after.items()]
    within = math.sqrt(sum(p * (0.01 * size) ** 2 for p, size in sizes))
    tree = tree_of(
        BODY, observe=[{"event": "dec", "state": "hold"}], shocks=[{"node": "rate", "size": 5}], draws=20_000
    )
    (row,) = [r for r in tree["expected"] if r["node"] == "stocks" and r["horizon"] == 1]
    assert row["sd_within"] == pytest.approx(within, rel=0.03)


def test_bounds_of_effects_are_those_of_the_odds_behind_them() -> None:
    """Market odds take the place of the first table; seen the second meeting, the first lies within Frechet's joint."""
    events = [MEETINGS[0], {**MEETINGS[1], "parents": [], "table": [{"p": {"cut": 0.5, "hold": 0.5}}]}]
    found = tree_of(
        {**BODY, "events": events},
        tree={"mode": "bounds", "market": {"dec": {"cut": 0.6}}},
        observe=[{"event": "jan", "state": "cut"}],
    )["bounds"]
    assert found["marginals"]["dec"]["cut"] == pytest.approx([0.1 / 0.5, 0.5 / 0.5])
    known = 0.6 * -10 + 0.4 * 15 + 0.5 * -20
    ends = [p * -10 + (1 - p) * 15 - 20 - known for p in (0.2, 1.0)]
    (rate,) = [e for e in found["effects"] if e["node"] == "rate" and e["horizon"] == 1]
    (stocks,) = [e for e in found["effects"] if e["node"] == "stocks" and e["horizon"] == 1]
    assert (rate["low"], rate["high"]) == pytest.approx((min(ends), max(ends)))
    assert (stocks["low"], stocks["high"]) == pytest.approx((-0.04 * max(ends), -0.04 * min(ends)))


DEPTH: Plain = {"id": "depth", "states": ["thin", "normal"], "probabilities": {"thin": 0.25, "normal": 0.75}}


def test_a_regime_is_what_it_was_unless_an_outcome_brings_another() -> None:
    """A regime that an event depends on and that its outcome changes: the outcome has the last word."""
    event = {
        **MEETINGS[0],
        "parents": ["depth"],
        "regimes": {"hold": {"depth": "thin"}},
        "table": [
            {"when": {"depth": "thin"}, "p": {"cut": 0.4, "hold": 0.6}},
            {"when": {"depth": "normal"}, "p": {"cut": 0.8, "hold": 0.2}},
        ],
    }
    edges = [{**EDGES[0], "regimes": {"depth.thin": 2.0}}]
    body = {"nodes": NODES, "edges": edges, "regimes": [DEPTH], "events": [event]}
    tree = tree_of(body, tree={}, shocks=[{"node": "rate", "size": 10}])
    cut = 0.25 * 0.4 + 0.75 * 0.8
    thin = {("thin", "cut"): 2, ("normal", "cut"): 1, ("thin", "hold"): 2, ("normal", "hold"): 2}
    for leaf in tree["leaves"]:
        key = (leaf["states"]["depth"], leaf["states"]["dec"])
        (y,) = [e["central"] for e in leaf["effects"] if e["node"] == "stocks" and e["horizon"] == 1]
        push = SIZE["dec", key[1]] - (cut * -10 + (1 - cut) * 15)
        assert y == pytest.approx(-0.04 * thin[key] * (10 + push))
    effect = asked(body, do=[{"event": "dec", "state": "cut"}], shocks=[{"node": "rate", "size": 10}]).effect(
        "stocks", 1
    )
    assert effect is not None
    push = -10 - (cut * -10 + (1 - cut) * 15)
    assert effect.central == pytest.approx(-0.04 * (0.25 * 2 + 0.75) * (10 + push)), "the regime of now, where it cuts"
    wholly = tree_of({**body, "events": [event]}, tree={"mode": "bounds"}, shocks=[{"node": "rate", "size": 10}])
    (stocks,) = [e for e in wholly["bounds"]["effects"] if e["node"] == "stocks" and e["horizon"] == 1]
    (mean,) = [r["mean"] for r in tree["expected"] if r["node"] == "stocks" and r["horizon"] == 1]
    assert (stocks["low"], stocks["high"]) == pytest.approx((mean, mean)), "one table and its parent leave nothing open"


def test_what_is_observed_tells_which_regime_holds() -> None:
    crash = binary("crash", given={("thin",): 0.4, ("normal",): 0.1}, parents=("depth",))
    edges = [{**EDGES[0], "regimes": {"depth.thin": 2.0}}]
    body = {"nodes": NODES, "edges": edges, "regimes": [DEPTH], "events": [crash]}
    effect = asked(body, observe=[{"event": "crash", "state": "yes"}], shocks=[{"node": "rate", "size": 10}]).effect(
        "stocks", 1
    )
    thin = 0.25 * 0.4 / (0.25 * 0.4 + 0.75 * 0.1)
    assert effect is not None
    assert effect.central == pytest.approx(-0.04 * (1 + thin) * 10)


def test_the_row_that_names_more_parents_wins() -> None:
    rows = [{"p": {"yes": 0.2, "no": 0.8}}, {"when": {"a": "yes"}, "p": {"yes": 0.9, "no": 0.1}}]
    for table in (rows, rows[::-1]):
        events = [binary("a", 0.5), {"id": "c", "states": ["yes", "no"], "parents": ["a"], "table": table}]
        assert tree_of({"events": events}, tree={})["marginals"]["c"]["yes"] == pytest.approx(0.55)


def test_what_depends_on_an_event_without_odds_is_left_out_with_it() -> None:
    child = binary("child", given={("x",): 0.5, ("y",): 0.4}, parents=("mystery",))
    events = [binary("a", 0.5), {"id": "mystery", "states": ["x", "y"]}, child]
    assert set(tree_of({"events": events}, tree={})["marginals"]) == {"a"}


def test_a_conditional_gives_way_by_its_curvature() -> None:
    """P(B) = 0.5, P(A and B) = 0.2, P(A | B) = 0.9: the weighed misses are least, against a fine grid."""
    a, b = np.array([1.0, 1, 0, 0]), np.array([1.0, 0, 1, 0])
    q = compromise(
        np.full(4, 0.25),
        [
            Cells(np.array([b, 1 - b]), np.array([0.5, 0.5])),
            Cells(np.array([a * b, 1 - a * b]), np.array([0.2, 0.8])),
            Share(a * b - 0.9 * b, 0.9),
        ],
    )

    def miss(condition: float, both: float) -> float:
        return (
            relative_entropy(np.array([condition, 1 - condition]), np.array([0.5, 0.5]))
            + relative_entropy(np.array([both, 1 - both]), np.array([0.2, 0.8]))
            + (both - 0.9 * condition) ** 2 / (2 * 0.9 * 0.1)
        )

    steps = 400
    best = min((miss(i / steps, k / steps), i / steps, k / steps) for i in range(1, steps) for k in range(1, i + 1))
    assert miss(float(q @ b), float(q @ (a * b))) <= best[0] + 1e-9
    assert (q @ b, q @ (a * b)) == pytest.approx(best[1:], abs=2 / steps)
