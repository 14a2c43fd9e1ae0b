"""Odds of nets against plain enumeration: seeing, doing, and the published examples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.engine.events.net import EventNet
from graph.engine.events.worlds import World, world
from graph.errors import ScenarioError
from tests.engine.events.enumeration import (
    ASIA,
    SPRINKLER,
    Plain,
    binary,
    chance,
    engine_joint,
    joint,
    net_of,
    nets,
    world_of,
)
from tests.engine.events.enumeration import given as seen_in


def states_of(events: list[Plain], data: st.DataObject, *, most: int = 2) -> Plain:
    chosen = data.draw(st.lists(st.sampled_from(events), min_size=1, max_size=most, unique_by=lambda e: e["id"]))
    return {e["id"]: data.draw(st.sampled_from(e["states"])) for e in chosen}


def same(one: dict[Any, float], other: dict[Any, float]) -> None:
    assert one == pytest.approx(other, abs=1e-12)


@given(nets())
def test_the_joint_odds_are_the_product_of_the_rows(events: list[Plain]) -> None:
    same(engine_joint(events, world_of(events)), joint(events))


@given(nets(), st.data())
def test_what_was_seen_conditions_the_joint(events: list[Plain], data: st.DataObject) -> None:
    seen = states_of(events, data)
    oracle = seen_in(events, joint(events), seen)
    if oracle is None:
        with pytest.raises(ScenarioError, match="probability 0"):
            world_of(events, seen=seen)
    else:
        same(engine_joint(events, world_of(events, seen=seen)), oracle)


@given(nets(), st.data())
def test_what_is_done_loses_its_own_row_and_nothing_else(events: list[Plain], data: st.DataObject) -> None:
    do = states_of(events, data, most=3)
    same(engine_joint(events, world_of(events, do=do)), joint(events, do=do))


@given(nets(), st.data())
def test_what_is_seen_after_doing_is_conditioned_in_the_world_where_it_was_done(
    events: list[Plain], data: st.DataObject
) -> None:
    do, seen = states_of(events, data), states_of(events, data)
    oracle = seen_in(events, joint(events, do=do), seen)
    assume(oracle is not None and not do.keys() & seen.keys())
    assert oracle is not None
    same(engine_joint(events, world_of(events, do=do, seen=seen)), oracle)


@given(nets(zeros=False), st.data())
def test_evidence_on_what_doing_does_not_reach_is_kept(events: list[Plain], data: st.DataObject) -> None:
    """What precedes the intervention keeps the odds that the evidence gave it."""
    do = states_of(events, data, most=1)
    net = net_of(events)
    (name,) = do
    before = [e for e in events if net.at(e["id"]) not in {net.at(name), *net.descendants(net.at(name))}]
    assume(before)
    seen = states_of(before, data, most=1)
    plain, after = world_of(events, seen=seen), world_of(events, do=do, seen=seen)
    for e in before:
        place = net.at(e["id"])
        assert after.joint([place]) == pytest.approx(plain.joint([place]), abs=1e-12)


@given(nets(), st.data())
def test_marginals_are_the_joint_summed(events: list[Plain], data: st.DataObject) -> None:
    among = world_of(events)
    odds = engine_joint(events, among)
    for e in events:
        for s, p in zip(e["states"], among.joint([among.net.place[e["id"]]]), strict=True):
            assert p == pytest.approx(chance(events, odds, {e["id"]: s}), abs=1e-12)


@given(nets(), st.randoms(use_true_random=False))
def test_neither_the_order_of_writing_nor_the_ids_change_the_odds(events: list[Plain], luck: Any) -> None:
    fresh = [f"x{i}" for i in range(len(events))]
    luck.shuffle(fresh)
    names = {e["id"]: name for e, name in zip(events, fresh, strict=True)}
    other = [
        {
            **e,
            "id": names[e["id"]],
            "parents": [names[p] for p in e["parents"]],
            "table": [{**r, "when": {names[k]: v for k, v in r["when"].items()}} for r in e["table"]],
        }
        for e in events
    ]
    luck.shuffle(other)
    odds, renamed = world_of(events), world_of(other)
    for e in events:
        one = odds.joint([odds.net.place[e["id"]]])
        assert one.tolist() == renamed.joint([renamed.net.place[names[e["id"]]]]).tolist()


def p_yes(among: World, event: str) -> float:
    return float(among.joint([among.net.place[event]])[0])


def test_the_chest_clinic_before_anything_is_known() -> None:
    """Marginals of Lauritzen and Spiegelhalter (1988), as printed by the gRain package (Højsgaard 2012)."""
    among = world_of(ASIA)
    published = {"tub": 0.0104, "lung": 0.055, "bronc": 0.45, "either": 0.0648, "xray": 0.1103, "dysp": 0.4360}
    assert {e: round(p_yes(among, e), 4) for e in published} == published


def test_the_chest_clinic_with_a_visit_and_shortness_of_breath() -> None:
    """gRain (Højsgaard 2012, J. Stat. Software 46(10), section 2): asia = yes, dysp = yes."""
    among = world_of(ASIA, seen={"asia": "yes", "dysp": "yes"})
    published = {"tub": 0.08775096, "lung": 0.09952515, "bronc": 0.81140207}
    assert {e: round(p_yes(among, e), 8) for e in published} == published


def test_making_somebody_breathless_teaches_nothing_about_lungs() -> None:
    among = world_of(ASIA, do={"dysp": "yes"})
    assert p_yes(among, "lung") == pytest.approx(0.055, abs=1e-12)
    by_hand = seen_in(ASIA, joint(ASIA), {"dysp": "yes"})
    assert by_hand is not None
    assert p_yes(world_of(ASIA, seen={"dysp": "yes"}), "lung") == pytest.approx(chance(ASIA, by_hand, {"lung": "yes"}))
    assert round(chance(ASIA, by_hand, {"lung": "yes"}), 4) == 0.1028


def test_smoking_acts_through_lungs_and_bronchi_alike_when_seen_or_done() -> None:
    """Smoking has no parents: for it seeing is doing."""
    for event in ("lung", "bronc", "dysp", "xray"):
        one, other = world_of(ASIA, seen={"smoke": "yes"}), world_of(ASIA, do={"smoke": "yes"})
        assert p_yes(one, event) == pytest.approx(p_yes(other, event), abs=1e-12)


def test_wet_grass_is_explained_by_rain_more_than_by_the_sprinkler() -> None:
    """Murphy (1998), "A brief introduction to graphical models": P(S | W) = 0.430, P(R | W) = 0.708."""
    among = world_of(SPRINKLER, seen={"wet": "yes"})
    assert round(p_yes(among, "sprinkler"), 3) == 0.430
    assert round(p_yes(among, "rain"), 3) == 0.708
    explained = world_of(SPRINKLER, seen={"wet": "yes", "rain": "yes"})
    assert round(p_yes(explained, "sprinkler"), 4) == 0.1945


def test_turning_the_sprinkler_on_leaves_the_weather_alone_and_seeing_it_on_does_not() -> None:
    """Pearl (2009), "Causality", section 1.3.1: P(rain | do(on)) = P(rain), P(rain | on) is less."""
    assert p_yes(world_of(SPRINKLER, do={"sprinkler": "yes"}), "rain") == pytest.approx(0.5)
    assert p_yes(world_of(SPRINKLER, seen={"sprinkler": "yes"}), "rain") == pytest.approx(0.3)
    assert p_yes(world_of(SPRINKLER, do={"sprinkler": "yes"}), "wet") == pytest.approx(0.945)
    assert p_yes(world_of(SPRINKLER, seen={"sprinkler": "yes"}), "wet") == pytest.approx(0.927)


def chain(length: int, p: float, stay: float) -> EventNet:
    events = [binary("e000", p)]
    events += [
        binary(f"e{i:03}", given={("yes",): stay, ("no",): 1 - stay}, parents=(f"e{i - 1:03}",))
        for i in range(1, length)
    ]
    return net_of(events)


def test_a_net_of_twenty_five_events_is_exact() -> None:
    """A chain forgets by a factor 2 x stay - 1 a step, forwards; backwards by Bayes."""
    net = chain(25, 0.9, 0.8)
    forwards = world(net).joint([24])[0]
    assert forwards == pytest.approx(0.5 + 0.4 * 0.6**24, abs=1e-14)
    step = np.linalg.matrix_power(np.array([[0.8, 0.2], [0.2, 0.8]]), 24)
    backwards = world(net).seen({24: 0}).joint([0])[0]
    assert backwards == pytest.approx(0.9 * step[0, 0] / (0.9 * step[0, 0] + 0.1 * step[1, 0]), abs=1e-14)


def test_a_net_that_is_too_dense_is_refused_with_its_size() -> None:
    events = [binary(f"p{i}", 0.5) for i in range(24)]
    for i in range(0, 24, 2):
        both = {(a, b): 0.5 for a in ("yes", "no") for b in ("yes", "no")}
        events.append(binary(f"c{i}", given=both, parents=(f"p{i}", f"p{(i + 1) % 24}")))
    net = net_of(events)
    with pytest.raises(ScenarioError, match="numbers, more than"):
        world(net).joint(range(24))


@settings(max_examples=30)
@given(nets(most=4, zeros=False), st.data())
def test_seeing_differs_from_doing_only_downstream_of_a_common_cause(events: list[Plain], data: st.DataObject) -> None:
    """Where the event has no parents, both give the same odds of everything else."""
    roots = [e for e in events if not e["parents"]]
    do = states_of(roots, data, most=1)
    same(engine_joint(events, world_of(events, do=do)), engine_joint(events, world_of(events, seen=do)))
