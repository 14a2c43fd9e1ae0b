"""A copy of the tree in which one source is a mutant, and the engine's tests run over it."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import PACKAGES, ROOT
from tests.soak.mutators import Mutant, mutants

QUICK = (
    "test_refusals", "test_small_differences", "test_beliefs", "test_thresholds", "test_regimes", "test_ranges",
    "test_forks", "test_convex", "test_stability", "test_laws", "test_oracle",
)  # fmt: skip
"""The engine's tests, the quick ones first; files that are not named here come last."""
FIRST = {
    "account": ("test_laws", "test_oracle"),
    "adjoint": ("test_backwards",),
    "aims": ("test_backwards",),
    "bands": ("test_ranges", "test_tails"),
    "components": ("test_laws", "test_stability"),
    "convex": ("test_convex", "test_curves"),
    "cycles": ("test_stability", "test_oracle"),
    "factors": ("test_nets",),
    "firing": ("test_thresholds", "test_hysteresis"),
    "impacts": ("test_trees",),
    "jumps": ("test_switching",),
    "kernels": ("test_laws",),
    "large": ("test_oracle",),
    "limits": ("test_coherence",),
    "net": ("test_nets",),
    "network": ("test_regimes", "test_laws"),
    "order": ("test_laws",),
    "outcomes": ("test_market_odds",),
    "paths": ("test_laws",),
    "programme": ("test_coherence",),
    "propagate": ("test_laws",),
    "quadrature": ("test_thresholds",),
    "report": ("test_oracle",),
    "request": ("test_refusals",),
    "returns": ("test_laws", "test_oracle"),
    "reweight": ("test_market_odds",),
    "run": ("test_regimes", "test_laws"),
    "sampling": ("test_ranges", "test_oracle"),
    "sights": ("test_see",),
    "snapshot": ("test_laws", "test_curves"),
    "spread": ("test_trees",),
    "statements": ("test_coherence",),
    "switched_paths": ("test_switching",),
    "tapes": ("test_hysteresis",),
    "tree": ("test_trees",),
    "unsound": ("test_refusals", "test_stability"),
    "what_if": ("test_laws", "test_regimes"),
    "worlds": ("test_nets",),
}
"""Module -> the tests most likely to notice; after them come all others."""
ELSEWHERE = {"units": "tests/graph/test_units.py", "trading_days": "tests/graph/test_trading_days.py"}
"""Modules beside the engine that it leans on, and their own tests."""
ENGINE, TESTS = Path("graph/engine"), Path("tests/engine")
MEMORY = 6 * 2**30
SLOWEST_TEST = 120
"""Seconds; a mutant that needs longer for one test hangs."""
LONGEST_RUN = 1500
"""Seconds for all tests; several times what they need, so that a busy machine is not taken for a mutant that hangs."""
PASSED, MISUSED, NONE_RUN = 0, 4, 5
"""What pytest ends with."""


@dataclass(frozen=True)
class Verdict:
    """Whether a mutant was noticed, and the end of what its tests said."""

    killed: bool
    said: str


def sampled(path: Path, count: int) -> list[Mutant]:
    """Return so many mutants of a source, chosen by the digest of their names.

    Each sort of change is taken once before one is taken twice. A mutant stays in the sample while its own lines stay
    as they are, whatever is edited around them.
    """
    ranked = sorted(mutants(path.read_text(encoding="utf-8"), path.stem), key=lambda m: _digest(m.name))
    taken: Counter[str] = Counter()
    turns = []
    for mutant in ranked:
        turns.append((taken[mutant.sort], mutant))
        taken[mutant.sort] += 1
    return [mutant for _, mutant in sorted(turns, key=lambda turn: turn[0])[:count]]


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def copied_tree(folder: Path) -> Path:
    """Return `folder` with the packages, their tests and how they are run."""
    for name in (*PACKAGES, "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def noticing(source: Path) -> list[str]:
    """Return the test files that must notice a mutant of `source`, those most likely to do so first.

    A folder of the engine has its own folder of tests, and no other file is asked.
    """
    if source.stem in ELSEWHERE:
        return [ELSEWHERE[source.stem]]
    folder = TESTS / source.parent.relative_to(ENGINE)
    files = {path.stem for path in (ROOT / folder).glob("test_*.py")}
    first = FIRST.get(source.stem, (f"test_{source.stem}",))
    order = dict.fromkeys((*first, *QUICK, *sorted(files)))
    return [(folder / f"{name}.py").as_posix() for name in order if name in files]


def verdict(tree: Path, source: Path, text: str, tests: Sequence[str]) -> Verdict:
    """Return what `tests` say of the tree when `source` in it holds `text`; the tree is as it was afterwards."""
    file = tree / source
    before = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    try:
        return _ran(tree, tests)
    finally:
        file.write_text(before, encoding="utf-8")


def _ran(tree: Path, tests: Sequence[str]) -> Verdict:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--no-header", "--tb=line", "-p", "no:cacheprovider"]
    command += [
        "-p",
        "tests.soak.unshrunk",
        "--hypothesis-profile=unshrunk",
        "-o",
        f"faulthandler_timeout={SLOWEST_TEST}",
    ]
    try:
        done = subprocess.run(
            [*command, *tests],
            cwd=tree,
            capture_output=True,
            text=True,
            timeout=LONGEST_RUN,
            preexec_fn=_bounded,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"not done after {LONGEST_RUN} s: this machine is too busy to tell") from error
    said = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
    if done.returncode in (MISUSED, NONE_RUN):
        raise RuntimeError(f"the tests could not be run: {said}")
    return Verdict(done.returncode != PASSED, said)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
