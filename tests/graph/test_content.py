"""The content of a graph: looked up, seen from a date, and told apart from another by its version."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.content import Graph
from graph.context import Regime
from graph.errors import AsOfTooEarly, EdgeNotFound, NodeNotFound
from graph.files import parse_graph
from tests.graph.graphs import EXAMPLE

EARLY, LATE = dt.date(2025, 1, 2), dt.date(2025, 6, 2)


def observed(id: str, day: dt.date, **fields: object) -> dict[str, object]:
    return {"id": id, "node": "a", "as_of": day, "value": 1, "unit": "bp", "source": "s", "known_from": day} | fields


def test_nodes_and_edges_are_found_by_id_or_named_as_missing() -> None:
    graph = parse_graph(EXAMPLE, "yaml")
    assert graph.node("odds").id == "odds"
    assert graph.edge("e1").effect == "two_year"
    with pytest.raises(NodeNotFound, match="no node 'nothing'"):
        graph.node("nothing")
    with pytest.raises(EdgeNotFound, match="no edge 'nothing'"):
        graph.edge("nothing")


def test_entities_come_in_the_order_of_the_file() -> None:
    kinds = [kind for kind, _ in parse_graph(EXAMPLE, "yaml").entities()]
    assert kinds == ["nodes"] * 3 + ["edges", "regimes", "events"]


def test_the_level_of_record_is_the_latest_close() -> None:
    rows = [
        observed("o2", LATE, value=2),
        observed("o1", EARLY),
        observed("said", dt.date(2025, 7, 1), kind="stated", value=9),
        observed("empty", dt.date(2025, 8, 1), value=None),
    ]
    graph = Graph.model_validate({"nodes": [{"id": "a"}], "observations": rows})
    assert [o.id for o in graph.closes("a")] == ["o1", "o2"]
    level = graph.level("a")
    assert level is not None
    assert level.id == "o2"
    assert graph.level("b") is None


def test_a_graph_seen_from_before_its_first_node_is_refused() -> None:
    graph = Graph.model_validate({"nodes": [{"id": "a", "known_from": EARLY}]})
    assert graph.seen_from(EARLY).as_of == EARLY
    with pytest.raises(AsOfTooEarly, match="2025-01-01 is before the graph's first entry of 2025-01-02"):
        graph.seen_from(EARLY - dt.timedelta(days=1))


def test_the_date_of_a_view_is_no_part_of_its_content() -> None:
    graph = Graph.model_validate({"nodes": [{"id": "a", "known_from": EARLY}]})
    assert graph.seen_from(EARLY).version == graph.seen_from(LATE).version == graph.version


def test_transitions_join_regimes_that_are_models_already() -> None:
    regime = Regime.model_validate({"id": "r", "states": ["x", "y"]})
    moves = {"r": {"x": {"x": 0.5, "y": 0.5}}}
    graph = Graph.model_validate({"regimes": [regime], "transitions": moves})
    assert graph.transitions == moves
    assert graph.version != Graph(regimes=(regime,)).version


def test_a_regime_is_read_in_each_of_its_short_forms() -> None:
    full = Regime.model_validate(
        {"id": "r", "states": [{"id": "x"}, {"id": "y"}], "probabilities": {"x": 0.4, "y": 0.6}}
    )
    for short in (
        {"dimension": "r", "states": {"x": 0.4, "y": 0.6}},
        {"id": "r", "p": {"x": 0.4, "y": 0.6}},
        {"id": "r", "states": ["x", "y"], "probabilities": {"x": 0.4, "y": 0.6}},
        {"id": "r", "states": [{"id": "x", "p": 0.4}, {"id": "y", "p": 0.6}]},
    ):
        assert Regime.model_validate(short) == full


def test_a_changed_copy_keeps_nothing_that_was_worked_out_before() -> None:
    graph = Graph.model_validate(
        {"nodes": [{"id": "a"}, {"id": "b"}], "edges": [{"id": "e", "cause": "a", "effect": "b", "strength": 1.0}]}
    )
    assert graph.edge("e").strength == 1.0
    assert graph.version
    assert graph.level("a") is None
    changed = graph.model_copy(update={"edges": (graph.edge("e").model_copy(update={"strength": 2.0}),)})
    assert changed.edge("e").strength == 2.0
    assert changed.version == Graph.model_validate(changed.model_dump()).version != graph.version
