"""Array graphs: edits in place equal building anew, files give back what was saved, bad columns are refused."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.array_files import load_arrays, load_rows, save_arrays
from graph.content import Graph
from graph.engine.scale.arrays import ArrayGraph, arrays
from graph.engine.scale.effects import lagged_response, long_run, strongest_paths
from graph.engine.scale.rows import rows
from graph.errors import EdgeNotFound, GraphFileError, ScenarioError
from graph.store import open_store
from tests.engine.scale.power_law import Columns, power_law

COLUMNS = power_law(60, 300, seed=3)


def same(a: ArrayGraph, b: ArrayGraph) -> None:
    push = {COLUMNS.hub: 1.0}
    np.testing.assert_allclose(lagged_response(a, push, 15), lagged_response(b, push, 15), atol=1e-13)
    np.testing.assert_allclose(long_run(a, push, tolerance=1e-13), long_run(b, push, tolerance=1e-13), atol=1e-12)
    for target in range(0, 60, 7):
        if target != COLUMNS.hub:
            left, right = (strongest_paths(g, COLUMNS.hub, target) for g in (a, b))
            assert [p.links for p in left] == [p.links for p in right]


@given(edits=st.lists(st.tuples(st.integers(0, 299), st.floats(0.01, 0.9)), min_size=1, max_size=6))
def test_an_edit_in_place_equals_building_anew(edits: list[tuple[int, float]]) -> None:
    graph, weight = COLUMNS.graph(), COLUMNS.weight.copy()
    for link, share in edits:
        weight[link] *= share
        graph.reweigh(link, float(weight[link]))
    same(graph, Columns(60, COLUMNS.cause, COLUMNS.effect, weight, COLUMNS.lag).graph())


def test_a_link_of_weight_zero_carries_nothing() -> None:
    graph = COLUMNS.graph()
    link = int(np.flatnonzero(COLUMNS.cause == COLUMNS.hub)[0])
    graph.reweigh(link, 0.0)
    kept = np.arange(300) != link
    pruned = Columns(60, *(c[kept] for c in (COLUMNS.cause, COLUMNS.effect, COLUMNS.weight, COLUMNS.lag))).graph()
    push = {COLUMNS.hub: 1.0}
    np.testing.assert_allclose(lagged_response(graph, push, 15), lagged_response(pruned, push, 15), atol=1e-13)
    assert all(link not in p.links for t in range(59, 0, -9) if t != COLUMNS.hub
               for p in strongest_paths(graph, COLUMNS.hub, t))  # fmt: skip


def test_a_row_that_is_full_moves_and_keeps_its_order() -> None:
    ends = np.zeros(3, np.int32)
    table = rows(2, ends, np.array([1, 1, 1], np.int32), np.array([0.1, -0.5, 0.3]))
    for number in range(3, 40):
        table.put(0, 1, 0.01 * number, number)
    begin, count = int(table.start[0]), int(table.count[0])
    sizes = np.abs(table.weight[begin : begin + count])
    assert count == 40
    assert (np.diff(sizes) <= 0).all()
    table.take(0, 1)
    assert table.find(0, 1) == -1
    assert int(table.count[0]) == 39


def test_a_saved_graph_is_loaded_as_it_was_and_edits_do_not_reach_the_file(tmp_path: Path) -> None:
    graph = COLUMNS.graph()
    save_arrays(tmp_path, graph)
    loaded = load_arrays(tmp_path, "bench")
    assert loaded is not None
    same(graph, loaded)
    loaded.reweigh(5, 0.001)
    again = load_arrays(tmp_path, "bench")
    assert again is not None
    same(graph, again)
    assert load_arrays(tmp_path, "another version") is None


def test_a_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = save_arrays(tmp_path, COLUMNS.graph())
    path.write_bytes(path.read_bytes()[:-64])
    with pytest.raises(GraphFileError, match="delete it"):
        load_arrays(tmp_path, "bench")


def test_rows_of_a_store_become_the_same_arrays(tmp_path: Path) -> None:
    graph = Graph.model_validate({
        "nodes": [{"id": i, "name": f"Node {i}", "scale": 2.0} for i in "abc"],
        "edges": [
            {"id": "x", "cause": "a", "effect": "b", "sign": "-", "strength": 0.5, "lag_days": 2},
            {"id": "y", "cause": "b", "effect": "c", "strength": 0.25},
        ],
    })  # fmt: skip
    database = tmp_path / "rows.db"
    store = open_store(f"sqlite:///{database}")
    items = [("nodes", n) for n in graph.nodes] + [("edges", e) for e in graph.edges]
    store.write(items, who="test", why="rows")
    store.write([("edges", graph.edges[0].model_copy(update={"strength": 0.75}))], who="test", why="a new revision")
    store.close()
    loaded = load_rows(database, "v1")
    assert loaded.weight.tolist() == [-0.75, 0.25]
    assert lagged_response(loaded, {0: 2.0}, 3)[:, 2].tolist() == [0, 0, -0.375, 0]


def test_memory_is_linear_in_links() -> None:
    def held(graph: ArrayGraph) -> int:
        tables = (graph, graph.into, graph.out, graph.by_lag, graph.luck)
        return sum(v.nbytes for t in tables for v in vars(t).values() if isinstance(v, np.ndarray))

    small, large = (held(power_law(n, 10 * n).graph()) for n in (2_000, 20_000))
    assert large < 10.5 * small
    assert sys.getsizeof(small) > 0


def test_bad_columns_are_refused_with_the_number() -> None:
    one = np.ones(1)
    with pytest.raises(ScenarioError, match="effect 7"):
        arrays("v", [1.0, 1.0], [0], [7], one, [1])
    with pytest.raises(ScenarioError, match="scale 1 is 0"):
        arrays("v", [1.0, 0.0], [0], [1], one, [1])
    with pytest.raises(ScenarioError, match="weight 0 is nan"):
        arrays("v", [1.0, 1.0], [0], [1], [np.nan], [1])
    with pytest.raises(ScenarioError, match="lag of -1"):
        arrays("v", [1.0, 1.0], [0], [1], one, [-1])
    graph = arrays("v", [1.0, 1.0], [0], [1], one, [1])
    with pytest.raises(EdgeNotFound, match="no link 4"):
        graph.reweigh(4, 1.0)
    with pytest.raises(ScenarioError, match="place 9"):
        lagged_response(graph, {9: 1.0}, 2)
    with pytest.raises(ScenarioError, match="both ends"):
        strongest_paths(graph, 1, 1)
