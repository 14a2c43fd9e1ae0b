"""The set-up command ends in one clear line on a machine that lacks something."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, source

TOOLS = ("sh", "cat", "cksum", "grep", "head", "tail", "cut", "tee", "rm")


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A PATH with the tools every system has, and no Python."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / tool).symlink_to(found)
    return tmp_path


def plant(folder: Path, name: str, answer: str) -> None:
    """A stand-in interpreter that answers the set-up's one question, or fails when `answer` is empty."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{answer}'\n" if answer else "#!/bin/sh\nexit 127\n")
    program.chmod(0o755)


def choose(path: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "PYTHON": python}
    return subprocess.run(
        ["/bin/sh", str(ROOT / ".ci/setup"), "--python"], env=environment, capture_output=True, text=True, check=False
    )


def one_line(run: subprocess.CompletedProcess[str]) -> str:
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1, run.stderr
    return run.stderr


def test_no_python_at_all_is_told(bare_machine: Path) -> None:
    assert "found no Python; install Python 3.11 or newer" in one_line(choose(bare_machine))


def test_an_old_python_is_told(bare_machine: Path) -> None:
    plant(bare_machine, "python3", "3.9.2 old")
    assert "python3 is Python 3.9.2, Knockon needs 3.11 or newer" in one_line(choose(bare_machine))


def test_a_python_without_venv_is_told_what_to_install(bare_machine: Path) -> None:
    plant(bare_machine, "python3", "3.12.4 no-venv")
    line = one_line(choose(bare_machine))
    assert "python3-venv" in line
    assert "python3.12-venv" in line


def test_a_chosen_python_that_does_not_run_is_named(bare_machine: Path) -> None:
    assert "PYTHON=python9 does not run" in one_line(choose(bare_machine, "python9"))


def test_the_newest_fitting_python_is_taken(bare_machine: Path) -> None:
    plant(bare_machine, "python3.13", "")
    plant(bare_machine, "python3.12", "3.12.4 no-venv")
    plant(bare_machine, "python3.11", "3.11.9 venv")
    plant(bare_machine, "python3", "3.9.2 old")
    run = choose(bare_machine)
    assert (run.returncode, run.stdout) == (0, "python3.11 3.11.9\n")


def test_a_chosen_python_wins_over_a_newer_one(bare_machine: Path) -> None:
    plant(bare_machine, "python3.13", "3.13.1 venv")
    plant(bare_machine, "python3.11", "3.11.9 venv")
    assert choose(bare_machine, "python3.11").stdout == "python3.11 3.11.9\n"


def test_the_real_python_here_fits() -> None:
    run = choose(Path(os.environ["PATH"]))
    assert run.returncode == 0, run.stderr


def entries(lock: str) -> dict[str, str]:
    """Return package and marker -> version and hashes of one lock file."""
    text = re.sub(r"^ +#.*\n?", "", source(Path(lock)), flags=re.MULTILINE)
    found = {}
    for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
        head, _, hashes = entry.partition("\n")
        found[head.removesuffix(" \\")] = hashes.strip()
    return found


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-run.lock"])
def test_every_locked_package_has_a_version_and_a_hash(lock: str) -> None:
    found = entries(lock)
    assert len(found) > 50
    assert [head for head in found if not re.match(r"[\w.-]+==[\w.]+( ; |$)", head)] == []
    assert [head for head, hashes in found.items() if not hashes.startswith("--hash=sha256:")] == []
    assert "://" not in source(Path(lock))


def test_what_runs_in_a_container_is_what_was_tested() -> None:
    tested = {(head.split()[0], hashes) for head, hashes in entries("requirements.lock").items()}
    running = {(head.split()[0], hashes) for head, hashes in entries("requirements-run.lock").items()}
    assert running <= tested


def asked_for() -> tuple[set[str], set[str]]:
    """Return the names that the project runs on, and those that its development needs."""
    project = tomllib.loads(source(Path("pyproject.toml")))
    plain = [re.split(r"[\[><=]", line)[0] for line in project["project"]["dependencies"]]
    return set(plain), {re.split(r"[\[><=]", line)[0] for line in project["dependency-groups"]["dev"]}


def test_the_locks_cover_what_the_project_asks_for() -> None:
    runs, develops = asked_for()
    everything = {head.partition("==")[0] for head in entries("requirements.lock")}
    running = {head.partition("==")[0] for head in entries("requirements-run.lock")}
    assert runs | develops <= everything
    assert runs <= running <= everything
    assert running.isdisjoint({"pytest", "mypy", "ruff", "hypothesis"})
