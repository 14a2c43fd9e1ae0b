"""What a person waits for on a cold `knockon ask`: nothing heavy is imported on that path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SERVERS = frozenset({"fastapi", "starlette", "uvicorn", "asyncio", "httpx", "httpx2"})
MODELS = frozenset({"langchain", "langchain_core", "langgraph", "langsmith"})
READERS = frozenset({"trafilatura", "lxml", "pypdfium2", "feedparser"})
HEAVY = SERVERS | MODELS | READERS | {"neo4j", "networkx", "hypothesis", "pandas", "scipy"}

PROBE = """
import sys
from api.cli import main
try:
    main()
finally:
    print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Return the top-level modules that one command of a new process has loaded by its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{folder}/light.db"}
    run = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(run.stderr.rpartition("loaded:")[2].split())


def heavy(modules: set[str]) -> list[str]:
    return sorted(modules & HEAVY)


def test_asking_imports_nothing_heavy(tmp_path: Path) -> None:
    question = "what if the December cut repricing fails"
    loaded(tmp_path, "ask", question)
    second = loaded(tmp_path, "ask", question)
    assert heavy(second) == []


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["ask", "--help"]], ids=" ".join)
def test_help_imports_neither_numbers_nor_the_store(tmp_path: Path, arguments: list[str]) -> None:
    modules = loaded(tmp_path, *arguments)
    assert heavy(modules) == []
    assert modules.isdisjoint({"numpy", "yaml", "sqlite3", "holidays", "graph"})


def test_a_heavy_import_is_caught() -> None:
    assert heavy({"sys", "networkx", "api"}) == ["networkx"]
