"""The import contracts of `pyproject.toml` are seen to break, each on an import planted in a copy of the tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, source

CONTRACTS = tomllib.loads(source(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"]

PLANTED = {
    "graph/units.py": "import ingest",
    "graph/engine/forks.py": "import sqlite3",
    "graph/linker.py": "import fastapi",
    "agents/answering/numbers.py": "import langchain",
    "graph/store.py": "import neo4j",
    "graph/scenario.py": "import numpy",
}
"""Where -> what is planted, one breach for each contract, in their order."""


def verdicts(folder: Path) -> dict[str, str]:
    """Return contract -> KEPT or BROKEN for the packages in `folder`."""
    lint = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([str(lint), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    lines = [line.strip() for line in run.stdout.splitlines()]
    found = {
        c["name"]: line.removeprefix(c["name"]).split()[0]
        for c in CONTRACTS
        for line in lines
        if line.startswith(f"{c['name']} ")
    }
    assert len(found) == len(CONTRACTS), run.stdout + run.stderr
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract(copy: Path) -> None:
    assert set(verdicts(copy).values()) == {"KEPT"}


def test_each_contract_breaks_on_a_planted_import(copy: Path) -> None:
    assert len(PLANTED) == len(CONTRACTS)
    for place, line in PLANTED.items():
        path = copy / place
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    assert set(verdicts(copy).values()) == {"BROKEN"}
