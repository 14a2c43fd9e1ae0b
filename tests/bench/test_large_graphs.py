"""Ratios to networkx, rustworkx, scipy and numpy on the same work, in one run; answers are compared before times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.array_files import load_arrays, save_arrays
from graph.engine.scale.arrays import ArrayGraph
from graph.engine.scale.choice import kernels
from graph.engine.scale.draws import normal_scores, quantiles
from graph.engine.scale.effects import lagged_response, long_run, strongest_paths
from graph.engine.scale.scenarios import scenarios
from tests.engine.scale.power_law import SIZES, Columns, power_law
from tests.recording import Measure

pytestmark = pytest.mark.bench
pytest.importorskip("numba", reason="the compiled kernels are what is measured; install the bench group")
peers = pytest.importorskip("tests.bench.peers", reason="the peers are not installed; install the bench group")
median, DAYS = peers.median, peers.DAYS

HORIZONS = [1, 5, 21]
DRAWS = 1000
MATCHED = 1e-6
"""Share of the largest effect that a compared answer may be off."""
spent: dict[str, dict[int, float]] = {}


@pytest.fixture(params=list(SIZES))
def columns(request: pytest.FixtureRequest) -> Columns:
    if request.param == "S3" and not request.config.getoption("--large"):
        pytest.skip("a million links are measured with --large")
    kernels(1, "compiled")
    return power_law(*SIZES[request.param])


@pytest.fixture
def graph(columns: Columns) -> ArrayGraph:
    return columns.graph()


def name(columns: Columns) -> str:
    return next(s for s, (size, _) in SIZES.items() if size == columns.size)


def told(seconds: float) -> str:
    return (
        f"{seconds * 1e6:.0f} µs"
        if seconds < 1e-3
        else f"{seconds * 1e3:.3g} ms"
        if seconds < 1
        else f"{seconds:.3g} s"
    )


def off(found: Any, expected: Any) -> float:
    return float(np.abs(np.asarray(found, dtype=float) - expected).max() / np.abs(expected).max())


def keep(
    measured: Measure, work: str, columns: Columns, own: float, beside: dict[str, float], targets: dict[str, float]
) -> None:
    """Record one row per work and size: our time, each peer's with its ratio, and the target with whether it is met."""
    spent.setdefault(work, {})[len(columns.cause)] = own
    ratios = "; ".join(f"{peer} {told(t)} = {t / own:.3g}x" for peer, t in beside.items())
    aims = "; ".join(
        f"{least:g}x {peer}: {'met' if beside[peer] / own >= least else 'missed'}"
        for peer, least in targets.items() if peer in beside
    )  # fmt: skip
    measured(f"{work}, {name(columns)}", told(own), ratios or "none", aims or "none")


def test_the_strongest_paths(columns: Columns, graph: ArrayGraph, measured: Measure) -> None:
    source, luck = columns.hub, np.random.default_rng(3)
    targets = [int(t) for t in luck.integers(0, columns.size, 40) if t != source]
    turns = iter(targets * 100)
    own = median(lambda: strongest_paths(graph, source, next(turns), prefer="compiled"), 200)
    keep(measured, "W1 ten strongest paths of 6 links, a query", columns, own, {}, {})
    if name(columns) == "S3":
        return
    peer, other, target = peers.rustworkx_graph(columns), peers.networkx_graph(columns), targets[0]
    for hops in (6, 3) if name(columns) != "S2" else (6,):
        here = [p.product for p in strongest_paths(graph, source, target, hops=hops)]
        np.testing.assert_allclose(peers.rustworkx_strongest(peer, source, target, hops), here, rtol=1e-9)
        own = median(lambda h=hops: strongest_paths(graph, source, target, hops=h, prefer="compiled"), 50)
        beside = {"rustworkx": median(lambda h=hops: peers.rustworkx_strongest(peer, source, target, h))}
        if name(columns) == "S0":
            np.testing.assert_allclose(peers.networkx_strongest(other, source, target, hops), here, rtol=1e-9)
            beside["networkx"] = median(lambda h=hops: peers.networkx_strongest(other, source, target, h))
        aim = {"rustworkx": 150.0 if name(columns) == "S2" else 1.0} if hops == 6 and name(columns) != "S1" else {}
        keep(measured, f"W1 the same with {hops} links, one target", columns, own, beside, aim)


def test_the_lagged_response(columns: Columns, graph: ArrayGraph, measured: Measure) -> None:
    source, single = columns.hub, columns.weight.astype(np.float32)
    matrices = peers.lag_matrices(columns, single)

    def ours() -> Any:
        return lagged_response(graph, {source: 1.0}, DAYS, precision=np.float32, prefer="compiled")

    exact = lagged_response(graph, {source: 1.0}, DAYS)
    assert max(off(ours(), exact), off(peers.scipy_lagged(matrices, columns.size, source), exact)) < MATCHED
    beside = {"scipy float32": median(lambda: peers.scipy_lagged(matrices, columns.size, source))}
    if name(columns) != "S3":
        peer = peers.networkx_graph(columns)
        loops = peers.networkx_lagged(peer, source)
        table = np.array([[loops[d].get(i, 0.0) for i in range(columns.size)] for d in range(DAYS + 1)])
        assert off(table, exact) < MATCHED
        beside["networkx"] = median(lambda: peers.networkx_lagged(peer, source), 3)
    keep(measured, "W2 lagged response, 24 days", columns, median(ours, 15), beside,
         {"scipy float32": 3} if name(columns) == "S3" else {})  # fmt: skip


def test_the_long_run(columns: Columns, graph: ArrayGraph, measured: Measure) -> None:
    source, matrix = columns.hub, peers.long_matrix(columns)
    push = np.zeros(columns.size, np.float32)
    push[source] = 1
    exact = long_run(graph, {source: 1.0}, tolerance=1e-14)

    def ours() -> Any:
        return long_run(graph, {source: 1.0}, precision=np.float32, prefer="compiled")

    assert off(ours(), exact) < MATCHED
    terms = next(k for k in range(1, 200) if off(peers.scipy_terms(matrix, push, k), exact) < MATCHED)
    beside = {f"scipy, {terms} terms": median(lambda: peers.scipy_terms(matrix, push, terms), 15)}
    if name(columns) in ("S0", "S1"):
        assert off(peers.scipy_factored(columns, source), exact) < MATCHED
        beside["scipy LU"] = median(lambda: peers.scipy_factored(columns, source))
    keep(measured, "W2 long run, true error below 1e-6", columns, median(ours, 15), beside,
         {f"scipy, {terms} terms": 2} if name(columns) == "S3" else {})  # fmt: skip


def test_a_thousand_draws(columns: Columns, graph: ArrayGraph, measured: Measure) -> None:
    source, few = columns.hub, 32
    weights = np.empty((len(graph.by_lag.link), few), np.float32)
    luck, by = graph.luck, graph.by_lag
    kernels(1, "plain").drawn(luck.key[by.link], 7, 0, *(c[by.link] for c in (luck.strength, luck.spread, luck.plus,
                              luck.minus, luck.gate)), by.share, normal_scores(), weights)  # fmt: skip
    inside = np.concatenate([np.arange(b, e) for b, e in zip(by.begin, by.end, strict=True)])
    same = np.empty((graph.links, few), np.float32)
    same[by.link[inside]] = weights[inside]
    own = median(lambda: quantiles(graph, {source: 1.0}, HORIZONS, draws=DRAWS, prefer="compiled"), 3)
    beside: dict[str, float] = {}
    if name(columns) != "S3":
        levels = peers.scipy_draws(columns, same, source, HORIZONS)
        expected = np.sort(levels, axis=-1)[:, :, few // 2 - 1 : few // 2 + 1].mean(axis=-1)
        found = quantiles(graph, {source: 1.0}, HORIZONS, draws=few, shares=[0.5], prefer="compiled")[0]
        assert off(found, expected) < 10 * MATCHED
        assert off(peers.numpy_draws(columns, same, source, HORIZONS), levels) < 10 * MATCHED
        made = np.random.default_rng(0)

        def drawn_and_sorted(work: Any) -> None:
            luck = made.standard_normal((graph.links, few), dtype=np.float32)
            np.sort(work(columns, columns.weight[:, None].astype(np.float32) * (1 + 0.3 * luck), source, HORIZONS))

        beside["scipy*"] = DRAWS / few * median(lambda: drawn_and_sorted(peers.scipy_draws), 2)
        beside["numpy*"] = DRAWS / few * median(lambda: drawn_and_sorted(peers.numpy_draws), 3)
    aims = {"scipy*": 20.0, "numpy*": 12.0} if name(columns) == "S1" else {}
    keep(measured, f"W3 {DRAWS} draws (* {few} run, scaled up)", columns, own, beside, aims)


def test_from_the_store_to_memory(columns: Columns, graph: ArrayGraph, measured: Measure, tmp_path: Path) -> None:
    save_arrays(tmp_path, graph)
    peers.save_rows(tmp_path / "rows.db", columns)
    loaded = load_arrays(tmp_path, "bench")
    assert loaded is not None
    assert peers.rustworkx_from_rows(tmp_path / "rows.db", columns.size).num_edges() == loaded.links

    def warm() -> float:
        found = load_arrays(tmp_path, "bench")
        assert found is not None
        # Every page that an answer reads is touched, so that a mapped file does not pass for a loaded one.
        return float(found.by_lag.weight.sum() + found.by_lag.cause.sum() + found.by_lag.effect.sum())

    beside = {
        "rustworkx": median(lambda: peers.rustworkx_from_rows(tmp_path / "rows.db", columns.size), 3),
        "networkx": median(lambda: peers.networkx_from_rows(tmp_path / "rows.db", columns.size), 3),
    }
    aims = {"rustworkx": 50.0, "networkx": 180.0} if name(columns) == "S3" else {}
    keep(measured, "W4 warm start from the file of arrays", columns, median(warm, 9), beside, aims)
    turns = iter(range(10**6))
    edit = median(lambda: loaded.reweigh(next(turns) * 37 % loaded.links, 0.01), 99)
    measured(
        f"W4 one edit in place, {name(columns)}", told(edit), "none", f"1 ms: {'met' if edit < 1e-3 else 'missed'}"
    )


def test_a_thousand_scenarios(columns: Columns, graph: ArrayGraph, measured: Measure) -> None:
    luck, count = np.random.default_rng(8), 1000 if name(columns) != "S3" else 200
    pushes = [{int(i): 1.0 for i in luck.integers(0, columns.size, 3)} for _ in range(count)]
    dense = np.zeros((columns.size, count), np.float32)
    for k, push in enumerate(pushes):
        dense[list(push), k] = 1
    matrix = peers.long_matrix(columns)
    exact = np.stack([long_run(graph, push, tolerance=1e-13) for push in pushes[:5]], axis=1)
    terms = next(k for k in range(1, 200) if off(peers.scipy_terms(matrix, dense[:, :5], k), exact) < MATCHED)
    assert off(scenarios(graph, pushes, prefer="compiled")[:, :5], exact) < MATCHED
    own = median(lambda: scenarios(graph, pushes, prefer="compiled"), 3)
    beside = {"scipy float32": median(lambda: peers.scipy_terms(matrix, dense, terms), 2)}
    keep(measured, f"W5 {count} scenarios, all places", columns, own, beside,
         {"scipy float32": 4} if name(columns) == "S2" else {})  # fmt: skip
    targets = [int(t) for t in luck.permutation(columns.size)[:20]]
    back = matrix.T.tocsr()
    unit = np.zeros((columns.size, 20), np.float32)
    unit[targets, np.arange(20)] = 1

    def adjoint() -> Any:
        return peers.scipy_terms(back, unit, terms).T @ dense

    found = scenarios(graph, pushes, targets=targets, prefer="compiled")
    assert np.abs(found[:, :5] - exact[targets]).max() < 10 * MATCHED * np.abs(exact).max()
    assert np.abs(adjoint()[:, :5] - exact[targets]).max() < 10 * MATCHED * np.abs(exact).max()
    keep(
        measured,
        "W5 the same, 20 targets by the adjoint",
        columns,
        median(lambda: scenarios(graph, pushes, targets=targets, prefer="compiled")),
        {"scipy adjoint": median(adjoint, 3)},
        {"scipy adjoint": 1} if name(columns) in ("S1", "S2") else {},
    )


def test_how_costs_grow(measured: Measure) -> None:
    for work, times in spent.items():
        sizes = sorted(times)
        if len(sizes) > 1:
            slope = np.polyfit(np.log(sizes), np.log([times[s] for s in sizes]), 1)[0]
            aim = f"0.6: {'met' if slope < 0.6 else 'missed'}" if "6 links" in work else "none"
            measured(f"{work}: time grows as links to the power", f"{slope:.2f}", f"{len(sizes)} sizes", aim)
