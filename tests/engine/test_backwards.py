"""Backwards from a level: the adjoint against forward runs, the smallest shocks against brute force."""

from __future__ import annotations

import datetime as dt
import math
import random
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.content import Graph
from graph.engine.backwards import adjoint, reach
from graph.engine.what_if import what_if
from graph.errors import BadInput, UnstableGraph
from graph.files import parse_graph
from graph.findings import Reach, ReachAsked, Way
from graph.scenario import Scenario
from tests.engine.outsider import graph_file, scenario_file
from tests.engine.systems import bodies, lag_matrices, stepped

DAYS = (0, 1, 4)


def asked(body: dict[str, Any], node: str, **options: Any) -> Reach:
    return reach(Graph.model_validate(body), ReachAsked(node=node, **options))


@given(bodies(), st.sampled_from(DAYS))
def test_the_adjoint_is_the_dense_response_of_every_cause(body: dict[str, Any], days: int) -> None:
    size = len(body["nodes"])
    found = adjoint(Graph.model_validate(body), "v0", Scenario(horizons=(days,)))
    for k in range(size):
        level = stepped(lag_matrices(body), {0: np.eye(size)[k]}, days)
        assert found.get(f"v{k}", 0.0) == pytest.approx(level[days, 0], abs=1e-9)


@pytest.mark.parametrize("block", range(4))
def test_the_adjoint_is_a_forward_run_of_every_cause_with_regimes_rumours_and_lags(block: int) -> None:
    seen = 0
    for seed in range(25 * block, 25 * block + 25):
        luck = random.Random(seed)
        body = graph_file(luck)
        plain = {**scenario_file(luck, body), "shocks": [], "horizons": [5], "draws": 0, "paths": 0, "targets": []}
        graph = parse_graph(yaml.safe_dump(body), "yaml")
        scenario = Scenario.model_validate(plain)
        graph = graph.seen_from(scenario.as_of) if scenario.as_of else graph
        target = luck.choice(graph.nodes).id
        try:
            back = adjoint(graph, target, scenario)
            for node in graph.nodes:
                shocks = [{"node": node.id, "size": 1.0}]
                run = what_if(graph, Scenario.model_validate({**plain, "shocks": shocks, "targets": [target]}))
                assert back.get(node.id, 0.0) == pytest.approx(run.effects[0].central, abs=1e-9), (seed, node.id)
                seen += back.get(node.id, 0.0) != 0
        except UnstableGraph:
            continue
    assert seen > 20


@given(bodies(), st.sampled_from(DAYS), st.floats(-5, 5).filter(lambda m: abs(m) > 0.1))
def test_every_way_arrives_and_no_pair_is_more_unusual_than_its_parts(
    body: dict[str, Any], days: int, move: float
) -> None:
    found = asked(body, "v0", move=move, unit="%", days=days, singles=100, pairs=100)
    alone = {way.causes[0].node: way.sigma for way in found.singles}
    for way in (*found.singles, *found.pairs):
        assert way.reached == pytest.approx(move, rel=1e-9)
        assert way.sigma == pytest.approx(math.sqrt(sum(c.sigma**2 for c in way.causes)))
        assert way.odds == pytest.approx(0.5 * math.erfc(way.sigma / math.sqrt(2)))
    for way in found.pairs:
        assert way.sigma <= min(alone[c.node] for c in way.causes) + 1e-9
    for ways in (found.singles, found.pairs):
        assert [w.sigma for w in ways] == sorted(w.sigma for w in ways)
    assert "v0" not in alone


@given(bodies(most=4), st.sampled_from(DAYS))
def test_no_single_shock_that_arrives_is_smaller_by_dense_matrices(body: dict[str, Any], days: int) -> None:
    found = asked(body, "v0", move=1.0, unit="%", days=days)
    size, root = len(body["nodes"]), math.sqrt(max(days, 1))
    wanted = {}
    for k in range(1, size):
        per = stepped(lag_matrices(body), {0: np.eye(size)[k]}, days)[days, 0] * body["nodes"][k]["scale"] * root
        own = body["nodes"][0]["scale"] * root
        if abs(per) > 1e-8 * own:
            wanted[f"v{k}"] = 1 / abs(per)
    assert {w.causes[0].node: w.sigma for w in found.singles} == pytest.approx(wanted, rel=1e-6)


@given(st.floats(0.1, 2), st.floats(0.1, 2), st.floats(0, 0.9), st.floats(0, 2 * math.pi))
def test_the_split_of_a_pair_is_the_least_unusual_one(a: float, b: float, ab: float, turn: float) -> None:
    """Any other split of the same two shocks that arrives lies at least as far out."""
    links = [("a", "t", a), ("b", "t", b), ("a", "b", ab)]
    body = {
        "nodes": [{"id": "t", "unit": "%"}, {"id": "a", "scale": 0.5}, {"id": "b", "scale": 2.0}],
        "edges": [{"id": x + y, "cause": x, "effect": y, "strength": w, "belief": 1} for x, y, w in links],
    }
    (way,) = asked(body, "t", move=1.0, unit="%", days=1, singles=0, pairs=1).pairs
    effects = {"a": a + ab * b, "b": b}
    scales = {"a": 0.5, "b": 2.0}
    other = [math.cos(turn), math.sin(turn)]
    reached = sum(effects[c.node] * scales[c.node] * z for c, z in zip(way.causes, other, strict=True))
    if reached:
        assert math.hypot(*other) / abs(reached) >= way.sigma * (1 - 1e-9)
    assert way.sigma == pytest.approx(1 / math.hypot(*(effects[k] * scales[k] for k in "ab")))


@given(bodies(), st.permutations(range(6)))
def test_new_ids_and_another_order_change_no_way(body: dict[str, Any], new: list[int]) -> None:
    nodes = [{**n, "id": f"r{new[int(n['id'][1:])]}"} for n in body["nodes"]][::-1]
    edges = [
        {**e, "id": f"x{i}", **{end: f"r{new[int(e[end][1:])]}" for end in ("cause", "effect")}}
        for i, e in enumerate(body["edges"])
    ][::-1]

    def told(ways: tuple[Way, ...], names: dict[str, str]) -> list[Any]:
        return [[(names[c.node], c.size) for c in w.causes] for w in ways]

    plain = asked(body, "v0", move=1.0, unit="%")
    other = asked({"nodes": nodes, "edges": edges}, f"r{new[0]}", move=1.0, unit="%")
    names = {f"r{new[i]}": f"v{i}" for i in range(6)}
    same = {f"v{i}": f"v{i}" for i in range(6)}
    assert told(other.singles, names) == told(plain.singles, same)
    assert told(other.pairs, names) == told(plain.pairs, same)


def town(**options: Any) -> dict[str, Any]:
    """An index i at 100, moved by a rate r, odds p, an event e, a share s that is part of it, and a line l of it."""
    nodes = [
        {"id": "i", "unit": "%", "level_unit": "points", "scale": 1.0},
        {"id": "r", "unit": "bp", "level_unit": "%", "scale": 5.0},
        {"id": "p", "unit": "pp", "level_unit": "%", "scale": 6.0, "probability": True},
        {"id": "e", "unit": "0/1", "kind": "event"},
        {"id": "s", "unit": "%", "level_unit": "USD", "scale": 2.0},
        {"id": "l", "unit": "0/1", "kind": "level", "level": {"node": "i", "value": 110, "side": "above"}},
        {"id": "z", "unit": "", "scale": 1.0},
    ]
    edges = [
        {"id": "ri", "cause": "r", "effect": "i", "sign": "-", "strength": 0.1},
        {"id": "pi", "cause": "p", "effect": "i", "strength": 0.1},
        {"id": "ei", "cause": "e", "effect": "i", "strength": 2.0},
        {"id": "si", "cause": "s", "effect": "i", "strength": 0.5, "relation": "constitutes"},
        {"id": "il", "cause": "l", "effect": "i", "strength": 0.1},
        *options.pop("edges", []),
    ]
    observations = [
        {"id": f"o{n}", "node": n, "as_of": "2025-11-21", "value": v, "unit": u, "source": "screen"}
        for n, v, u in (("i", 100.0, "points"), ("p", 70.0, "%"), ("r", 4.0, "%"))
    ]
    return {"nodes": nodes, "edges": edges, "observations": observations, **options}


def test_a_level_is_reached_from_the_last_observation_with_sizes_levels_and_path() -> None:
    found = asked(town(), "i", level=101.0, days=4)
    assert found.move == pytest.approx(1.0)
    assert (found.level, found.level_after, found.date) == (100, 101, dt.date(2025, 11, 28))
    assert found.sigma == pytest.approx(0.5)
    assert found.odds == pytest.approx(0.3085, abs=1e-4)
    assert [w.causes[0].node for w in found.singles] == ["e", "p", "r"]
    assert [w.sigma for w in found.singles] == pytest.approx([0.5, 10 / 12, 1.0])
    first, second, third = (w.causes[0] for w in found.singles)
    assert (first.size, second.size, third.size) == pytest.approx((0.5, 10, -10))
    assert (second.level, first.level, first.level_after) == (70, None, None)
    assert (second.level_after, third.level_after) == pytest.approx((80, 3.9))
    assert third.path == ("r", "i")
    assert third.edges == ("ri",)


def test_a_move_leads_to_a_level_where_one_was_observed() -> None:
    found = asked(town(), "i", move=1.0, days=4)
    assert found.level == 100
    assert found.level_after == pytest.approx(101)
    assert [w.sigma for w in found.singles] == pytest.approx(
        [w.sigma for w in asked(town(), "i", level=101.0, days=4).singles]
    )
    unseen = asked(town(observations=[]), "i", move=1.0, days=4)
    assert (unseen.level, unseen.level_after) == (None, None)


def test_the_thing_itself_its_parts_and_its_lines_are_no_answer() -> None:
    left = {entry.node: entry.why for entry in asked(town(), "i", level=101.0).left_out}
    assert left == {"i": "itself", "s": "definition", "l": "definition"}


def test_shocks_that_cannot_be_are_left_out_with_their_numbers() -> None:
    left = {entry.node: entry.detail for entry in asked(town(), "i", level=104.0).left_out}
    assert "odds lie in 0 to 100" in left["p"]
    assert "+2 is more than the whole" in left["e"]
    down = {entry.node: entry.detail for entry in asked(town(), "i", level=99.0).left_out}
    assert "has not happened" in down["e"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-12-10", "it is on 2025-12-10, after 2025-11-28"),
        ("2025-11-20", "it was on 2025-11-20"),
        ("2025-11-21", "it was on 2025-11-21"),
        ("2025-11-25", ""),
    ],
)
def test_an_event_answers_only_when_it_falls_within_the_days(day: str, said: str) -> None:
    calendar = [{"id": "c", "name": {"en": "Meeting"}, "date": day, "nodes": ["e"]}]
    found = asked(town(calendar=calendar), "i", level=101.0, days=4)
    left = {entry.node: entry.detail for entry in found.left_out}
    assert left.get("e", "").startswith(said)
    assert ("e" in left) is bool(said)


def test_causes_can_be_chosen_and_left_out() -> None:
    only = asked(town(), "i", level=101.0, causes=("r", "p"))
    assert {w.causes[0].node for w in only.singles} == {"r", "p"}
    without = asked(town(), "i", level=101.0, without=("r",))
    assert "r" not in {w.causes[0].node for w in without.singles}
    assert {e.node: e.why for e in without.left_out}["r"] == "asked"


def test_a_threshold_on_the_way_is_named_and_the_ways_shown_arrive_with_it() -> None:
    latch = {"id": "t", "cause": "i", "effect": "y", "strength": 1.0, "form": "threshold",
             "params": {"at": 103.0, "side": "above", "jump": 3.0}}  # fmt: skip
    body = town(edges=[latch, {"id": "iy", "cause": "i", "effect": "y", "strength": 1.0}])
    body["nodes"] = [*body["nodes"], {"id": "y", "unit": "%", "scale": 1.5}]
    found = asked(body, "y", move=2.0, unit="%", causes=("r",))
    assert "thresholds on the way: t" in found.warnings[0].detail
    way = found.singles[0]
    assert way.thresholds == ("t",)
    assert way.reached == pytest.approx(2.0)
    assert abs(way.causes[0].size) < 20


def test_a_convex_link_is_taken_at_the_slope_of_the_side_that_is_reached() -> None:
    body = {
        "nodes": [{"id": "a"}, {"id": "b"}],
        "edges": [{"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "form": "convex", "belief": 1,
                   "params": {"up": 0.5, "down": 2.0}}],
    }  # fmt: skip
    assert asked(body, "b", move=1.0).singles[0].causes[0].size == pytest.approx(2.0)
    assert asked(body, "b", move=-1.0).singles[0].causes[0].size == pytest.approx(-0.5)


def test_a_shock_beyond_three_weekly_sigmas_is_marked() -> None:
    body = {"nodes": [{"id": "a"}, {"id": "b"}], "edges": [{"id": "e", "cause": "a", "effect": "b", "strength": 1.0}]}
    near, far = asked(body, "b", move=6.7, days=1), asked(body, "b", move=6.8, days=1)
    assert [w.extrapolated for w in (*near.singles, *far.singles)] == [False, True]


def test_a_node_that_is_there_already_needs_nothing() -> None:
    found = asked(town(), "i", level=100.0)
    assert found.singles == ()
    assert [w.code for w in found.warnings] == ["already_there"]


def test_a_node_that_nothing_leads_to_has_no_way() -> None:
    found = asked(town(), "z", move=1.0)
    assert [w.code for w in found.warnings] == ["no_way"]


@pytest.mark.parametrize(
    ("node", "options", "said"),
    [
        ("n", {"move": 1.0}, "no node 'n'"),
        ("i", {}, "needs a level to reach or a move"),
        ("i", {"move": 1.0, "level": 2.0}, "one of them"),
        ("i", {"level": 0.0}, "a fall by 100% leaves nothing"),
        ("i", {"level": -5.0}, "leaves nothing"),
        ("i", {"move": 1.0, "unit": "bp"}, "the wanted move of 'i' is 1 'bp'"),
        ("i", {"level": 5.0, "unit": "bp"}, "the level 5 of node 'i' is given in 'bp'"),
        ("p", {"level": 120.0}, "odds lie in 0 to 100"),
        ("p", {"move": -80.0}, "odds lie in 0 to 100"),
        ("s", {"level": 5.0}, "'s' has no observed level"),
        ("i", {"move": 1.0, "days": 9999}, "9999 trading days"),
        ("i", {"move": 1.0, "causes": ("q",)}, "no node 'q'"),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_its_numbers(node: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        asked(town(), node, **options)
    assert said in caught.value.detail
