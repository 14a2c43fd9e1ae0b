"""What a whole process of the command line costs on a graph of the shipped size, above reading the graph alone."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.scale.power_law import SIZES, power_law
from tests.house.tree import ROOT
from tests.recording import Measure

pytestmark = pytest.mark.bench

RUNS = 9
LOAD = """
import pathlib, sys
from api import cli, scenario_file
from graph import files
files.load_graph(pathlib.Path(sys.argv[1]))
"""
ASK = "import sys; from api.cli import main; main()"


def graph_file(path: Path, *, acyclic: bool) -> str:
    """Write a power-law graph of 100 nodes and 300 edges; return its hub."""
    columns = power_law(*SIZES["S0"], acyclic=acyclic)
    rows = zip(*(c.tolist() for c in (columns.cause, columns.effect, columns.weight, columns.lag)), strict=True)
    edges = [
        {"id": f"e{k}", "cause": f"v{a}", "effect": f"v{b}", "sign": "+" if w > 0 else "-", "strength": abs(w),
         "spread": 0.2 * abs(w), "lag_days": lag, "belief": 0.9} for k, (a, b, w, lag) in enumerate(rows)
    ]  # fmt: skip
    nodes = [{"id": f"v{i}", "name": f"Node {i:03d}", "unit": "%"} for i in range(columns.size)]
    path.write_text(json.dumps({"nodes": nodes, "edges": edges}))
    return f"v{columns.hub}"


def waited(code: str, *arguments: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


@pytest.mark.parametrize("acyclic", [True, False], ids=["acyclic", "with loops"])
def test_a_cold_what_if_above_the_parsers_own_load(tmp_path: Path, acyclic: bool, measured: Measure) -> None:
    graph = tmp_path / "graph.json"
    hub = graph_file(graph, acyclic=acyclic)
    asked = {0: tmp_path / "none.json", 1000: tmp_path / "draws.json"}
    for draws, path in asked.items():
        shocks = [{"node": hub, "size": 1}]
        path.write_text(json.dumps({"shocks": shocks, "draws": draws, "horizons": [1, 5, 21]}))
    times: dict[int, list[float]] = {-1: [], 0: [], 1000: []}
    for _ in range(RUNS):
        times[-1].append(waited(LOAD, str(graph)))
        for draws, path in asked.items():
            times[draws].append(waited(ASK, "what-if", str(path), "--graph", str(graph), "--json"))
    base = statistics.median(times[-1])
    for draws, least in ((0, 0.05), (1000, 0.2)):
        above = statistics.median(times[draws]) - base
        kind = "acyclic" if acyclic else "with loops"
        measured(
            f"cold `knockon what-if`, S0 {kind}, {draws} draws, above the load",
            f"{above * 1000:.0f} ms",
            f"imports of the command line and reading the graph {base * 1000:.0f} ms",
            f"{least * 1000:.0f} ms: {'met' if above <= least else 'missed'}",
        )
        assert above < 2
