"""How long a person waits, each time beside a bare process or a bare route in the same run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.wiring import open_system
from tests.house.tree import ROOT
from tests.recording import Measure

pytestmark = pytest.mark.bench

QUESTION = "what if the December cut repricing fails"
RUNS = 7
ASK = [str(Path(sys.executable).parent / "knockon"), "ask", QUESTION]

CHILD = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.run(json.loads(sys.argv[1]), stdout=subprocess.DEVNULL).returncode
seconds = time.perf_counter() - begin
print(json.dumps([code, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""
"""One command in a process of its own, so that the peak is that of this command alone."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{tmp_path}/bench.db")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def whole_process(command: list[str], folder: Path) -> tuple[float, float]:
    """Return wall seconds and peak resident MB of one run of `command`."""
    probe = [sys.executable, "-c", CHILD, json.dumps(command)]
    run = subprocess.run(probe, cwd=folder, env=os.environ, capture_output=True, text=True, check=True)
    code, seconds, peak = json.loads(run.stdout)
    assert code == 0, run.stderr
    return seconds, peak * (1 if sys.platform == "darwin" else 1024) / 1e6


def median_of(command: list[str], folder: Path) -> tuple[float, float]:
    runs = [whole_process(command, folder) for _ in range(RUNS)]
    return statistics.median(r[0] for r in runs), max(r[1] for r in runs)


def test_a_cold_answer_takes_under_a_second_and_150_mb(folder: Path, measured: Measure) -> None:
    first, _ = whole_process(ASK, folder)
    seconds, peak = median_of(ASK, folder)
    bare_seconds, bare_peak = median_of([sys.executable, "-c", "pass"], folder)
    measured(
        "`knockon ask`, whole process, into an empty store", f"{first:.2f} s", "once, loads the shipped graph", "none"
    )
    measured(
        f"`knockon ask`, whole process, median of {RUNS}",
        f"{seconds:.3f} s",
        f"`python -c pass` {bare_seconds:.3f} s",
        "1.0 s",
    )
    measured("`knockon ask`, peak resident memory", f"{peak:.0f} MB", f"`python -c pass` {bare_peak:.0f} MB", "150 MB")
    assert seconds < 1.0
    assert peak < 150


@pytest.fixture
def server(folder: Path) -> Iterator[TestClient]:
    with open_system(Settings(store=os.environ["KNOCKON_STORE"])) as system:
        app: FastAPI = create_app(system)

        @app.post("/echo")
        def echo(body: dict[str, str]) -> dict[str, str]:
            return body

        with TestClient(app) as client:
            yield client


def warm(call: Callable[[int], int]) -> float:
    """Return the median milliseconds of a call, after two that do not count; each call is told its number."""
    times = []
    for number in range(RUNS * 3):
        begin = time.perf_counter()
        status = call(number)
        times.append(time.perf_counter() - begin)
        assert status == 200
    return 1000 * statistics.median(times[2:])


def test_an_uncached_answer_of_a_running_server_takes_under_50_ms(server: TestClient, measured: Measure) -> None:
    def ask(number: int) -> int:
        # No two questions are the same, so that no answer can have been kept.
        asked = f"{QUESTION} by {10 + number / 10:g} percentage points"
        return server.post("/api/ask", json={"question": asked}).status_code

    answer = warm(ask)
    echo = warm(lambda number: server.post("/echo", json={"question": str(number)}).status_code)
    measured(
        "`POST /api/ask`, running server, uncached, median", f"{answer:.1f} ms", f"bare echo {echo:.1f} ms", "50 ms"
    )
    assert answer < 50
