"""`--record FILE`: what `make bench` measured or `make soak` ran, as a page with date and machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

Measure = Callable[[str, str, str, str], None]

HEADS = {
    "bench": ("Benchmarks", "make bench", "| what | measured | beside | target |\n|---|---|---|---|"),
    "soak": ("Long suites", "make soak", "| file | tests | not passed | seconds |\n|---|---|---|---|"),
}

rows_key = pytest.StashKey[list[tuple[str, ...]]]()
runs_key = pytest.StashKey[list[tuple[str, ...]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", metavar="FILE", help="write the measurements, or the tests run, to this page")
    parser.addoption("--large", action="store_true", help="measure graphs of a million links too")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[rows_key] = []
    config.stash[runs_key] = []


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measure:
    """Takes (what, measured, beside it in the same run, target) and keeps it for the page."""
    rows = request.config.stash[rows_key]

    def keep(what: str, value: str, beside: str, target: str) -> None:
        rows.append((what, value, beside, target))
        print(f"\n{what}: {value} (beside: {beside}; target: {target})")

    return keep


class _Runs:
    def __init__(self, config: pytest.Config) -> None:
        self.runs = config.stash[runs_key]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.runs.append((report.nodeid, report.outcome, f"{report.duration:.1f}"))


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(_Runs(session.config), "knockon-runs")


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = session.config.getoption("--record")
    if not target or hasattr(session.config, "workerinput"):
        return
    rows, runs = session.config.stash[rows_key], session.config.stash[runs_key]
    kind, body = ("bench", rows) if rows else ("soak", by_file(runs))
    if body:
        Path(target).write_text(page(kind, body, when=datetime.now(UTC), machine=machine()), encoding="utf-8")


def by_file(runs: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return (file, tests, not passed, seconds) of the tests that ran, by file."""
    files: dict[str, list[tuple[str, ...]]] = {}
    for run in sorted(runs):
        files.setdefault(run[0].partition("::")[0], []).append(run)
    return [
        (name, str(len(own)), str(sum(r[1] != "passed" for r in own)), f"{sum(float(r[2]) for r in own):.1f}")
        for name, own in files.items()
    ]


def page(kind: str, rows: list[tuple[str, ...]], *, when: datetime, machine: str) -> str:
    """Return the page: head, date, machine, one table."""
    title, command, head = HEADS[kind]
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    made = f"Written by `{command}` on {when:%Y-%m-%d %H:%M} UTC, on {machine}."
    return "\n".join([f"# {title}", "", made, "", head, *lines, ""])


def machine() -> str:
    """Return cores, processor, memory, system and Python in one line, without names of hosts."""
    cpus = Path("/proc/cpuinfo")
    names = (
        [line.split(":", 1)[1].strip() for line in cpus.read_text().splitlines() if line.startswith("model name")]
        if cpus.exists()
        else []
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9 if hasattr(os, "sysconf") else 0
    return (
        f"{os.cpu_count()} cores ({names[0] if names else platform.machine()}), {memory:.0f} GB, "
        f"{platform.system()} {platform.machine()}, {platform.python_implementation()} {platform.python_version()}"
    )
