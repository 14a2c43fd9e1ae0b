"""Arrays, compiled or not, give the numbers of the ordinary engine and of a dense oracle."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.content import Graph
from graph.engine import propagate
from graph.engine.sampling import drawn_weights
from graph.engine.scale import handover
from graph.engine.scale.arrays import ArrayGraph, from_snapshot
from graph.engine.scale.choice import Prefer, kernels, note
from graph.engine.scale.draws import quantiles
from graph.engine.scale.effects import lagged_response, long_run, strongest_paths
from graph.engine.scale.scenarios import scenarios
from graph.engine.snapshot import Snapshot, compiled
from graph.errors import ScenarioError, UnstableGraph
from tests.engine.scale.power_law import SIZES, Columns, power_law
from tests.engine.systems import bodies, lag_matrices, only, run, stepped

INSTALLED = find_spec("numba") is not None
KINDS: list[Prefer] = ["plain", "compiled"] if INSTALLED else ["plain"]
each_kind = pytest.mark.parametrize("prefer", KINDS)
S0 = power_law(*SIZES["S0"])


def snap_of(body: dict[str, Any]) -> Snapshot:
    return compiled(Graph.model_validate(body), {}, None)


def body_of(columns: Columns, **edge: Any) -> dict[str, Any]:
    """Return the same graph as plain data, its nodes named in the order of their numbers."""
    rows = zip(columns.cause, columns.effect, columns.weight, columns.lag, strict=True)
    return {
        "nodes": [{"id": f"v{i}", "name": f"Node {i:06d}", "unit": "%"} for i in range(columns.size)],
        "edges": [
            {"id": f"e{k}", "cause": f"v{a}", "effect": f"v{b}", "sign": "+" if w > 0 else "-", "strength": abs(w),
             "lag_days": int(lag), "belief": 1.0, "spread": 0.2 * abs(w), **edge}
            for k, (a, b, w, lag) in enumerate(rows)
        ],
    }  # fmt: skip


@each_kind
def test_the_response_of_an_s0_graph_is_that_of_the_ordinary_engine(prefer: Prefer) -> None:
    shocked = S0.hub
    graph = from_snapshot(snap_of(body_of(S0)))
    level = np.cumsum(lagged_response(graph, {shocked: 2.0}, 24, prefer=prefer), axis=0)
    limit = long_run(graph, {shocked: 2.0}, tolerance=1e-13, prefer=prefer)
    horizons = [1, 5, 24, "long_run"]
    ordinary = run(body_of(S0), [{"node": f"v{shocked}", "size": 2.0}], horizons=horizons, paths=0)
    for effect in ordinary.effects:
        place = int(effect.node[1:])
        value = limit[place] if effect.horizon == "long_run" else level[effect.horizon, place]
        assert value == pytest.approx(effect.central, abs=1e-11)


@each_kind
def test_the_ordinary_engines_draws_give_its_quantiles(prefer: Prefer) -> None:
    small = power_law(30, 70, seed=4, acyclic=True)
    snap = snap_of(body_of(small))
    draws = 1000
    weights = drawn_weights(snap.links, [frozenset()], np.zeros(draws, dtype=np.intp), 7).astype(np.float32)
    source = small.hub
    found = quantiles(from_snapshot(snap), {source: 2.0}, [1, 5, 21], draws=draws, given=weights, prefer=prefer)
    shock = [{"node": f"v{source}", "size": 2.0}]
    ordinary = run(body_of(small), shock, horizons=[1, 5, 21], draws=draws, seed=7, paths=0)
    for effect in ordinary.effects:
        place, h = int(effect.node[1:]), [1, 5, 21].index(int(effect.horizon))
        assert found[0, h, place] == pytest.approx(effect.low, abs=2e-5)
        assert found[2, h, place] == pytest.approx(effect.high, abs=2e-5)


@pytest.mark.skipif(not INSTALLED, reason="numba is not installed")
@given(size=st.integers(2, 40), seed=st.integers(0, 50), longest=st.sampled_from([1, 5, 12]))
def test_compiled_and_plain_kernels_give_the_same_numbers(size: int, seed: int, longest: int) -> None:
    columns = power_law(size, 4 * size, seed=seed, longest=longest)
    graph, push = columns.graph(), {columns.hub: 1.5}
    ways: list[Any] = [
        lambda p: lagged_response(graph, push, 17, prefer=p),
        lambda p: long_run(graph, push, tolerance=1e-12, prefer=p),
        lambda p: quantiles(graph, push, [0, 2, 11], draws=33, prefer=p),
        lambda p: scenarios(graph, [push, {0: 1.0, 1: -2.0}], prefer=p),
        lambda p: scenarios(graph, [push, {0: 1.0}, {1: -2.0}], targets=[1, 0], prefer=p),
    ]
    for way in ways:
        np.testing.assert_allclose(way("compiled"), way("plain"), atol=1e-5)
    if size > 2:
        ends = (columns.hub, (columns.hub + 1) % size)
        assert strongest_paths(graph, *ends, prefer="compiled") == strongest_paths(graph, *ends, prefer="plain")


@each_kind
@given(body=bodies())
def test_lags_kernels_and_same_day_loops_follow_the_dense_oracle(prefer: Prefer, body: dict[str, Any]) -> None:
    graph, size = from_snapshot(snap_of(body)), len(body["nodes"])
    matrices = lag_matrices(body)
    push = np.zeros(size)
    push[0] = 1.0
    level = np.cumsum(lagged_response(graph, {0: 1.0}, 12, prefer=prefer), axis=0)
    np.testing.assert_allclose(level, stepped(matrices, {0: push}, 12), atol=1e-12)
    limit = np.linalg.solve(np.eye(size) - sum(matrices), push)
    np.testing.assert_allclose(long_run(graph, {0: 1.0}, tolerance=1e-14, prefer=prefer), limit, atol=1e-11)
    single = scenarios(graph, [{0: 1.0}, {1: 3.0}], targets=[size - 1], prefer=prefer)
    assert single[0, 0] == pytest.approx(limit[size - 1], abs=2e-5)


def by_enumeration(graph: ArrayGraph, source: int, target: int, hops: int) -> list[float]:
    peer = nx.DiGraph()
    peer.add_nodes_from(range(graph.size))
    for k in range(graph.links):
        peer.add_edge(int(graph.cause[k]), int(graph.effect[k]), weight=graph.relative(k))
    products = []
    for path in nx.all_simple_paths(peer, source, target, cutoff=hops):
        products.append(float(np.prod([peer[a][b]["weight"] for a, b in pairwise(path)])))
    return sorted(products, key=lambda p: -abs(p))


@each_kind
@given(seed=st.integers(0, 200), steep=st.booleans(), hops=st.integers(1, 6))
def test_the_strongest_paths_are_those_of_a_full_enumeration(prefer: Prefer, seed: int, steep: bool, hops: int) -> None:
    columns = power_law(12, 40, seed=seed)
    weight = columns.weight * (3 if steep else 1)
    graph = Columns(12, columns.cause, columns.effect, weight, columns.lag).graph()
    source, target = columns.hub, (columns.hub + 3) % 12
    found = strongest_paths(graph, source, target, hops=hops, prefer=prefer)
    expected = by_enumeration(graph, source, target, hops)
    np.testing.assert_allclose([abs(p.product) for p in found], np.abs(expected[:10]), rtol=1e-9)
    for path in found:
        assert path.places[0] == source
        assert path.places[-1] == target
        assert len(set(path.places)) == len(path.places) <= hops + 1
        assert path.product == pytest.approx(float(np.prod([graph.relative(k) for k in path.links])))


@pytest.mark.skipif(not INSTALLED, reason="numba is not installed")
def test_a_large_plain_graph_has_the_same_what_if_from_either_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    body = body_of(power_law(60, 200, longest=3))
    shock, asked = [{"node": "v0", "size": 1.0}], {"draws": 40, "horizons": [0, 1, 7]}
    ordinary = run(body, shock, **asked)
    monkeypatch.setattr(handover, "COMPILE_FROM", 1)
    monkeypatch.setattr(handover, "WORTH", 1)
    given: list[Any] = []

    def watched(*asked: Any) -> Any:
        given.append(handover.handed_over(*asked))
        return given[-1]

    monkeypatch.setattr(propagate, "handed_over", watched)
    kernels(1, "compiled")
    monkeypatch.setattr(handover, "kernels", lambda links: kernels(links, "compiled"))
    handed = run(body, shock, **asked)
    assert any(x is not None for x in given)
    for effect in ordinary.effects:
        other = only(handed, effect.node, effect.horizon)
        assert other.central == pytest.approx(effect.central, abs=1e-12)
        assert other.low == pytest.approx(effect.low, abs=1e-9)
    for target in {p.target for p in handed.paths}:
        rest = next(r for r in handed.residual if r.target == target)
        for name in ("0", "1", "7"):
            parts = sum(p.contribution[name] for p in handed.paths if p.target == target)
            assert parts + rest.contribution[name] == pytest.approx(only(handed, target, int(name)).central, abs=1e-12)


@pytest.mark.skipif(not INSTALLED, reason="numba is not installed")
def test_threads_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = power_law(200, 1500)
    alone = lagged_response(columns.graph(), {columns.hub: 1.0}, 20, prefer="compiled")
    monkeypatch.setattr("graph.engine.scale.halves.MANY", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    shared = lagged_response(columns.graph(), {columns.hub: 1.0}, 20, prefer="compiled")
    assert alone.tobytes() == shared.tobytes()


@each_kind
def test_a_search_that_takes_long_is_bounded_by_the_links_between_places(
    prefer: Prefer, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = power_law(40, 200, seed=6).graph()
    ends = [(s, t) for s in range(0, 40, 5) for t in range(3, 40, 7) if s != t]
    quick = [strongest_paths(graph, *e, hops=3, count=20, prefer=prefer) for e in ends]
    monkeypatch.setattr("graph.engine.scale.effects.QUICK", 1)
    monkeypatch.setattr("graph.engine.scale.effects.LINKS_A_STEP", 1000)
    assert [strongest_paths(graph, *e, hops=3, count=20, prefer=prefer) for e in ends] == quick
    for e, paths in zip(ends[:10], quick, strict=False):
        expected = by_enumeration(graph, *e, 3)[:20]
        np.testing.assert_allclose([abs(p.product) for p in paths], np.abs(expected), rtol=1e-9)


def test_small_graphs_never_wait_for_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "graph.engine.scale.compiled", raising=False)
    assert kernels(300).NAME == "plain"


def test_without_numba_a_large_graph_says_that_it_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.engine.scale.choice.find_spec", lambda name: None)
    assert kernels(1_000_000).NAME == "plain"
    assert "knockon[fast]" in note(1_000_000)
    assert note(300) == ""
    with pytest.raises(ScenarioError, match="numba"):
        kernels(10, "compiled")


@each_kind
def test_a_loop_that_does_not_settle_is_refused(prefer: Prefer) -> None:
    weight = np.array([1.2, 1.2])
    loop = Columns(
        2, np.array([0, 1], np.int32), np.array([1, 0], np.int32), weight, np.array([0, 0], np.int32)
    ).graph()
    with pytest.raises(UnstableGraph, match="same-day"):
        lagged_response(loop, {0: 1.0}, 3, prefer=prefer)
    with np.errstate(all="ignore"), pytest.raises(UnstableGraph, match="long run"):
        long_run(loop, {0: 1.0}, prefer=prefer)
