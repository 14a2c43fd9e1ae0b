"""What a command costs before it does anything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

HEAVY = {"fastapi", "starlette", "uvicorn", "langchain", "langchain_core", "langgraph", "neo4j", "networkx", "rich"}
NOT_FOR_HELP = HEAVY | {"numpy", "yaml", "sqlite3", "holidays", "graph.model", "agents.answer"}
PROGRAM = """
import json, sys
from api.cli import run
code = run(json.loads(sys.argv[1]))
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def modules_after(*args: str, folder: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(args)],
        cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, encoding="utf-8", timeout=60,
        check=True,
    )  # fmt: skip
    *said, last = done.stderr.splitlines()
    code, modules = json.loads(last)
    assert code == 0, said
    return set(modules)


@pytest.mark.parametrize("args", [("--version",), ("--help",), ("ask", "--help"), ("graph", "import", "--help")])
def test_version_and_help_import_the_parser_and_nothing_of_the_engine(args: tuple[str, ...], tmp_path: Path) -> None:
    assert modules_after(*args, folder=tmp_path) & NOT_FOR_HELP == set()


def test_the_version_does_without_pydantic_too(tmp_path: Path) -> None:
    assert modules_after("--version", folder=tmp_path) & (NOT_FOR_HELP | {"pydantic"}) == set()


def test_a_question_imports_no_server_no_model_and_no_driver(tmp_path: Path) -> None:
    question = "what if the December cut repricing fails"
    assert modules_after("ask", question, folder=tmp_path) & HEAVY == set()
    assert (tmp_path / "knockon.db").exists()


def test_reading_a_question_imports_no_server_either(tmp_path: Path) -> None:
    assert modules_after("interpret", "why does gold rise", "--json", folder=tmp_path) & HEAVY == set()
