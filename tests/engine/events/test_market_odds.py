"""What market odds and other numbers make of a net: the nearest odds, repairs, and what is said of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.events import enumeration as exact


def test_market_odds_of_a_first_event_change_its_row_alone() -> None:
    found = exact.tree_of(exact.BODY, tree={"market": {"dec": {"cut": 0.4}}})
    q, p = 0.4, 0.7
    assert found["kl"] == pytest.approx(q * math.log(q / p) + (1 - q) * math.log((1 - q) / (1 - p)))
    assert found["effective_leaves"] == pytest.approx(math.exp(-found["kl"]))
    assert found["effective_count"] == pytest.approx(4 * math.exp(-found["kl"]))
    assert {(c["event"], c["state"]) for c in found["changed"]} == {("dec", "cut"), ("dec", "hold")}
    assert found["marginals"]["jan"]["cut"] == pytest.approx(0.4 * 0.2 + 0.6 * 0.6)
    assert found["marginals_before"]["dec"]["cut"] == pytest.approx(0.7)


def test_market_odds_of_all_outcomes_but_one_leave_it_the_rest_where_there_is_no_table() -> None:
    vote = {"id": "vote", "states": ["yes", "no", "tie"]}
    found = exact.tree_of({"events": [vote]}, tree={"market": {"vote": {"yes": 0.3, "tie": 0.1}}})
    assert found["marginals"]["vote"] == pytest.approx({"yes": 0.3, "no": 0.6, "tie": 0.1})


def proportional_fit(
    odds: exact.Joint, events: list[exact.Plain], market: exact.Plain, rounds: int = 4000
) -> exact.Joint:
    """Return the odds scaled to each market row in turn until nothing moves (Deming and Stephan 1940)."""
    names = [e["id"] for e in events]
    q = dict(odds)
    for _ in range(rounds):
        for event, row in market.items():
            place = names.index(event)
            now = {s: sum(p for o, p in q.items() if o[place] == s) for s in row}
            q = {o: p * row[o[place]] / now[o[place]] if now[o[place]] else 0.0 for o, p in q.items()}
    return q


@settings(max_examples=25, deadline=None)
@given(exact.nets(most=3, zeros=False), st.data())
def test_market_odds_are_reached_by_the_odds_that_proportional_fitting_finds(
    events: list[exact.Plain], data: st.DataObject
) -> None:
    market: exact.Plain = {}
    for e in events[-2:]:
        sizes = [data.draw(st.integers(1, 5)) for _ in e["states"]]
        market[e["id"]] = {s: n / sum(sizes) for s, n in zip(e["states"], sizes, strict=True)}
    oracle = proportional_fit(exact.joint(events), events, market, 300)
    for event, row in market.items():
        assume(all(abs(exact.chance(events, oracle, {event: s}) - p) < 1e-9 for s, p in row.items()))
    tree = exact.tree_of({"events": events}, tree={"market": market})
    assert exact.full(exact.leaves_of(tree, events), oracle) == pytest.approx(oracle, abs=1e-7)
    distance = sum(q * math.log(q / exact.joint(events)[o]) for o, q in oracle.items() if q > 0)
    assert tree["kl"] == pytest.approx(distance, abs=1e-7)


@settings(max_examples=25)
@given(exact.nets(most=4), st.data())
def test_market_odds_that_the_net_has_already_change_nothing(events: list[exact.Plain], data: st.DataObject) -> None:
    event = data.draw(st.sampled_from(events))
    row = {s: exact.chance(events, exact.joint(events), {event["id"]: s}) for s in event["states"]}
    tree = exact.tree_of({"events": events}, tree={"market": {event["id"]: row}})
    assert tree["kl"] == pytest.approx(0.0, abs=1e-9)
    assert tree["changed"] == []
    assert exact.full(exact.leaves_of(tree, events), exact.joint(events)) == pytest.approx(
        exact.joint(events), abs=1e-9
    )


def test_doing_keeps_what_the_market_says_of_everything_else() -> None:
    """Market odds tie two causes together through their effect; acting on one must not move the other."""
    both = {("yes", "yes"): 0.9, ("yes", "no"): 0.6, ("no", "yes"): 0.5, ("no", "no"): 0.1}
    events = [exact.binary("a", 0.5), exact.binary("b", 0.5), exact.binary("c", given=both, parents=("a", "b"))]
    market = {"c": {"yes": 0.8}}
    priced = exact.tree_of({"events": events}, tree={"market": market})
    done = exact.tree_of({"events": events}, tree={"market": market}, do=[{"event": "a", "state": "yes"}])
    assert done["marginals"]["b"] == pytest.approx(priced["marginals"]["b"], abs=1e-12)
    q = exact.leaves_of(priced, events)
    given_b = {b: q["yes", b, "yes"] / (q["yes", b, "yes"] + q["yes", b, "no"]) for b in ("yes", "no")}
    by_hand = sum(priced["marginals"]["b"][b] * given_b[b] for b in given_b)
    assert done["marginals"]["c"]["yes"] == pytest.approx(by_hand)


def test_given_joint_and_conditional_odds_hold_afterwards() -> None:
    rows = [
        {"of": {"lung": "yes", "bronc": "yes"}, "p": 0.05},
        {"of": {"tub": "yes"}, "when": {"xray": "yes"}, "p": 0.2},
    ]
    tree = exact.tree_of({"events": exact.ASIA}, tree={"given": rows})
    leaves = tree["leaves"]

    def p(**states: str) -> float:
        return float(sum(leaf["p"] for leaf in leaves if states.items() <= leaf["states"].items()))

    assert p(lung="yes", bronc="yes") == pytest.approx(0.05, abs=1e-9)
    assert p(tub="yes", xray="yes") / p(xray="yes") == pytest.approx(0.2, abs=1e-8)


def test_a_row_that_does_not_add_to_one_is_scaled_by_repair_and_shown() -> None:
    events = [{**exact.MEETINGS[0], "table": [{"p": {"cut": 0.6, "hold": 0.2}}]}]
    tree = exact.tree_of({**exact.BODY, "events": events}, tree={"mode": "repair"})
    assert tree["marginals"]["dec"] == pytest.approx({"cut": 0.75, "hold": 0.25})
    assert [(c["state"], c["given"], c["used"]) for c in tree["changed"]] == [
        ("cut", 0.6, pytest.approx(0.75)),
        ("hold", 0.2, pytest.approx(0.25)),
    ]


def test_odds_that_cannot_hold_together_are_repaired_and_every_changed_number_is_shown() -> None:
    market = {"lung": {"yes": 0.8}, "either": {"yes": 0.3}}
    tree = exact.tree_of({"events": exact.ASIA}, tree={"mode": "repair", "market": market})
    middle = 1 / (1 + math.exp(-(math.log(0.8 / 0.2) + math.log(0.3 / 0.7)) / 2))
    assert tree["marginals"]["lung"]["yes"] == pytest.approx(middle, abs=1e-7)
    shown = {(c["event"], c["given"]): c["used"] for c in tree["changed"] if c["source"] == "market"}
    assert shown == {("lung", 0.8): pytest.approx(middle, abs=1e-7), ("either", 0.3): pytest.approx(middle, abs=1e-7)}
    agreeing = {"lung": {"yes": 0.2}, "either": {"yes": 0.3}}
    strict, repaired = (
        exact.tree_of({"events": exact.ASIA}, tree={"mode": m, "market": agreeing}) for m in ("strict", "repair")
    )
    assert strict["leaves"] == repaired["leaves"]


def test_odds_that_a_price_holds_win_over_the_table() -> None:
    body = {
        "nodes": [*exact.NODES, {"id": "odds", "unit": "pp", "probability": True}],
        "edges": exact.EDGES,
        "events": [{**exact.MEETINGS[0], "priced_by": "odds", "priced_state": "cut"}, exact.MEETINGS[1]],
        "observations": [
            {"id": "o", "node": "odds", "as_of": "2025-11-21", "value": 40, "unit": "%", "source": "futures"}
        ],
    }
    tree = exact.tree_of(body, tree={})
    assert tree["marginals"]["dec"]["cut"] == pytest.approx(0.4)
    assert tree["marginals_before"]["dec"]["cut"] == pytest.approx(0.7)
    effect = exact.asked(body, do=[{"event": "dec", "state": "cut"}], targets=["rate"]).effect("rate", 1)
    assert effect is not None
    later = 0.2 - (0.4 * 0.2 + 0.6 * 0.6)
    assert effect.central == pytest.approx(-25 * 0.6 + later * -20)
    wins = exact.tree_of(body, tree={"market": {"dec": {"cut": 0.55}}})
    assert wins["marginals"]["dec"]["cut"] == pytest.approx(0.55)
