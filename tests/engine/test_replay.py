"""Episodes of the record run again: what is the shock, what is compared, and nothing of the day is known."""

from __future__ import annotations

import datetime as dt
from ast import literal_eval
from typing import Any

import pytest

from graph.content import Graph
from graph.engine.replay import day_before, episode_of, episodes, replay
from graph.errors import BadInput, NotInGraph
from graph.findings import Replay

DAY = dt.date(2025, 11, 21)


def seen(node: str, day: int, value: float, **more: Any) -> dict[str, Any]:
    tag = f".{more.pop('tag')}" if "tag" in more else ""
    return {"id": f"{node}.{day}{tag}", "node": node, "as_of": f"2025-11-{day}", "known_from": f"2025-11-{day}",
            "value": value, "unit": "points", "source": "screen", **more}  # fmt: skip


def record(**more: Any) -> dict[str, Any]:
    """Odds o rise by 30 on the 21st; an index i (0.02 per point), a rate r (-0.1 bp), and gold g without links."""
    nodes = [
        {"id": "o", "name": "Odds", "unit": "pp", "level_unit": "%", "scale": 6.0, "probability": True},
        {"id": "i", "name": "Index", "unit": "%", "level_unit": "points", "scale": 1.5},
        {"id": "r", "name": "Rate", "unit": "bp", "level_unit": "%", "scale": 5.0},
        {"id": "g", "name": "Gold", "unit": "%", "level_unit": "USD", "scale": 1.0},
    ]
    edges = [
        {"id": "oi", "cause": "o", "effect": "i", "strength": 0.02, "belief": 1,
         "evidence": [{"id": "ev", "kind": "data", "text": "a repricing", "source": "s", "date": "2025-11-21"}]},
        {"id": "or", "cause": "o", "effect": "r", "sign": "-", "strength": 0.1, "belief": 1},
    ]  # fmt: skip
    observations = [
        seen("o", 20, 40.0), seen("o", 21, 70.0), seen("i", 20, 100.0), seen("i", 21, 101.0), seen("i", 24, 102.0),
        seen("r", 20, 4.00), seen("r", 21, 3.96), seen("g", 20, 2000.0), seen("g", 21, 2020.0),
    ]  # fmt: skip
    calendar = [{"id": "talk", "name": {"en": "A speech"}, "date": "2025-11-21", "nodes": ["o"]}]
    body = {"nodes": nodes, "edges": edges, "observations": observations, "calendar": calendar}
    return {**body, **{k: [*body.get(k, []), *v] for k, v in more.items()}}


def again(body: dict[str, Any], name: str, **options: Any) -> Replay:
    graph = Graph.model_validate(body)
    episode = episode_of(graph, name)
    return replay(graph.seen_from(day_before(episode)), graph, episode, **options)


@pytest.mark.parametrize("name", ["o.21", "talk", "ev", "2025-11-21"])
def test_the_observed_move_is_the_shock_however_the_episode_is_named(name: str) -> None:
    found = again(record(), name)
    assert found.as_of == dt.date(2025, 11, 20)
    assert {s.node: s.move for s in found.shocks}["o"] == pytest.approx(30.0)
    rows = {(c.node, c.horizon): c for c in found.compared}
    assert rows["i", 1].expected == pytest.approx(0.6)
    assert rows["i", 1].observed == pytest.approx(1.0)
    assert rows["i", 1].error_sigma == pytest.approx(0.4 / 1.5)
    assert rows["r", 1].error == pytest.approx(-4 + 3)
    assert rows["i", 2].observed == pytest.approx(2.0)
    assert rows["i", 2].date == dt.date(2025, 11, 24)
    assert rows["i", 2].error_sigma == pytest.approx(1.4 / (1.5 * 2**0.5))
    assert found.mean_abs_error_sigma == pytest.approx(sum(abs(c.error_sigma) for c in found.compared) / 3)


def test_what_no_path_explains_is_listed_apart() -> None:
    assert [m.node for m in again(record(), "o.21").unreached] == ["g"]


def test_on_a_day_the_nodes_that_moved_first_are_the_shocks() -> None:
    assert {s.node for s in again(record(), "2025-11-21").shocks} == {"o", "g"}


def test_of_nodes_that_move_each_other_the_most_unusual_move_is_the_shock() -> None:
    loop = [{"id": "io", "cause": "i", "effect": "o", "strength": 0.5, "belief": 1, "lag_days": 1}]
    assert {s.node for s in again(record(edges=loop), "2025-11-21").shocks} == {"o", "g"}


def test_nothing_that_became_known_on_the_day_or_after_is_used() -> None:
    later = {"id": "new", "cause": "o", "effect": "i", "strength": 9.0, "belief": 1, "known_from": "2025-11-21"}
    plain, other = again(record(), "o.21"), again(record(edges=[later]), "o.21")
    assert other.compared == plain.compared
    assert other.graph_version == plain.graph_version


def test_a_stated_move_is_a_shock_of_its_own_size() -> None:
    said = seen("o", 21, 75.0, before=35.0, kind="stated", tag="said")
    found = again(record(observations=[said]), "o.21.said")
    assert [s.move for s in found.shocks] == [40.0]
    assert found.shocks[0].observations == ("o.21.said",)


def test_only_days_up_to_the_horizon_are_compared() -> None:
    assert {c.horizon for c in again(record(), "o.21", days=1).compared} == {1}


def test_a_move_over_a_weekend_starts_from_fridays_close() -> None:
    news = [{"id": "sunday", "name": {"en": "News"}, "date": "2025-11-23", "nodes": ["i"]}]
    found = again(record(calendar=news), "sunday")
    assert (found.as_of, found.shocks[0].date) == (DAY, dt.date(2025, 11, 24))
    assert found.shocks[0].move == pytest.approx(100 * (102 / 101 - 1))


def test_the_outcome_range_and_the_seed_are_those_of_the_engine() -> None:
    first, second = again(record(), "o.21"), again(record(), "o.21")
    assert first == second
    row = next(c for c in first.compared if c.node == "i" and c.horizon == 1)
    assert row.outcome_low is not None
    assert row.outcome_high is not None
    assert row.inside is (row.outcome_low <= row.observed <= row.outcome_high)


def test_every_listed_episode_can_be_replayed_and_new_ids_change_no_number() -> None:
    graph = Graph.model_validate(record())
    listed = episodes(graph)
    assert {"o.21", "talk", "ev", "2025-11-21", "i.24"} <= {e.id for e in listed}
    for episode in listed:
        replay(graph.seen_from(day_before(episode)), graph, episode)
    renamed = str(record()).replace("'o'", "'zz'").replace("'i'", "'aa'")
    other = again(literal_eval(renamed), "o.21")
    for a, b in zip(again(record(), "o.21").compared, other.compared, strict=True):
        assert (a.expected, a.error_sigma, a.outcome_low) == (b.expected, b.error_sigma, b.outcome_low)


def test_an_episode_is_called_by_its_name_and_by_its_id_only_without_one() -> None:
    day = {"date": "2025-11-21", "node": "o", "states": ["on", "off"]}
    graph = Graph.model_validate(record(events=[{**day, "id": "e1", "name": {"en": "A vote"}}, {**day, "id": "e2"}]))
    named = {e.id: e.name for e in episodes(graph)}
    assert {k: named[k] for k in ("o.21", "talk", "ev", "2025-11-21", "e1", "e2")} == {
        "o.21": "Odds", "talk": "A speech", "ev": "a repricing", "2025-11-21": "2025-11-21", "e1": "A vote", "e2": "e2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crash", "no episode 'crash'; it has"),
        ("2025-11-20", "has no observed move of any node from the close before"),
        ("i.20", "has no observed move of i"),
    ],
)
def test_an_episode_that_cannot_be_replayed_is_named(name: str, said: str) -> None:
    with pytest.raises(NotInGraph) as caught:
        again(record(), name)
    assert said in caught.value.detail


def test_a_node_the_graph_did_not_have_then_is_named() -> None:
    body = record()
    body["nodes"][0]["known_from"] = "2025-11-21"
    with pytest.raises(NotInGraph) as caught:
        again(body, "o.21")
    assert "on 2025-11-20 the graph did not have o" in caught.value.detail


def test_an_episode_is_followed_over_at_least_a_day() -> None:
    with pytest.raises(BadInput, match="0 trading days"):
        again(record(), "o.21", days=0)
