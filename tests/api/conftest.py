"""A seeded store shared by the tests that only read, and the two doors over it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import run
from api.settings import Settings
from api.wiring import System, open_system

HEADLINE = {"en": "what if the December cut repricing fails", "zh": "如果12月的降息重估落空会怎样"}


@dataclass(frozen=True)
class Ran:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Ran]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the shipped graph; nobody writes to it."""
    path = tmp_path_factory.mktemp("seeded") / "knockon.db"
    with open_system(Settings(store=f"sqlite:///{path}")):
        pass
    return path


@pytest.fixture
def own_store(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the seeded database that the test may write to; KNOCKON_STORE names it."""
    path = tmp_path / "own.db"
    shutil.copy(seeded, path)
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{path}")
    return path


@pytest.fixture
def cli(seeded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs one command over the seeded store, in this process."""
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{seeded}")
    monkeypatch.setenv("COLUMNS", "100")

    def ran(*args: str) -> Ran:
        code = run(list(args))
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return ran


@pytest.fixture(scope="session")
def system(seeded: Path) -> Iterator[System]:
    with open_system(Settings(store=f"sqlite:///{seeded}")) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(system: System) -> Iterator[TestClient]:
    with TestClient(create_app(system), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def chain_file(tmp_path: Path) -> Path:
    """A graph of three nodes in a row, small enough to reckon by hand."""
    path = tmp_path / "chain.yaml"
    path.write_text(
        """\
nodes:
  - {id: a, name: {en: Alpha, zh: 甲}, unit: bp, scale: 5.0}
  - {id: b, name: {en: Beta, zh: 乙}, unit: "%", scale: 1.0}
  - {id: c, name: {en: Gamma, zh: 丙}, unit: pts, scale: 2.0}
edges:
  - {id: ab, cause: a, effect: b, sign: "-", strength: 0.05, spread: 0.01, belief: 1.0, evidence: [drawn by hand]}
  - {id: bc, cause: b, effect: c, sign: "+", strength: 2.0, spread: 0.4, belief: 1.0, evidence: [drawn by hand]}
""",
        encoding="utf-8",
    )
    return path
