"""The engine with one place changed: its tests notice nine of ten such mutants, and every known kind of mistake."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.house.tree import ROOT
from tests.soak.mutant_runs import copied_tree, noticing, sampled, verdict
from tests.soak.mutators import Mutant

pytestmark = pytest.mark.soak

PER_MODULE = 1
SHARE = 0.9
SOURCES = sorted(
    path.relative_to(ROOT)
    for path in (
        *(ROOT / "graph/engine").glob("*.py"),
        *(ROOT / "graph/engine/events").glob("*.py"),
        ROOT / "graph/units.py",
        ROOT / "graph/trading_days.py",
    )
    if path.name != "__init__.py"
)


class Listed(NamedTuple):
    """A mutant of the sample that lives: why no test can notice it, or else which test is missing."""

    mutant: str
    equivalent: str = ""
    missing: str = ""


class Mistake(NamedTuple):
    """A change that somebody might well make, and that must never pass."""

    source: str
    before: str
    after: str


MISTAKES = {
    "a sign is flipped": Mistake("graph/engine/run.py", "weights * self.multiplier", "-weights * self.multiplier"),
    "minus is read as plus": Mistake("graph/engine/snapshot.py", '{"+": 1, "-": -1,', '{"+": 1, "-": 1,'),
    "a lag is dropped": Mistake("graph/engine/kernels.py", "Kernel((edge.lag_days,), ", "Kernel((0,), "),
    "a lag within a loop is dropped": Mistake(
        "graph/engine/propagate.py", "y[day + group.lag, group.effects] += brought", "y[day, group.effects] += brought"
    ),
    "matrices are averaged over regimes, not results": Mistake(
        "graph/engine/what_if.py",
        "multiplier=multipliers(net.links, mix.states),",
        "multiplier=np.outer(multipliers(net.links, mix.states) @ mix.weights, np.ones(len(mix.weights))),",
    ),
    "the likeliest regime is taken for all": Mistake(
        "graph/engine/what_if.py",
        "multiplier=multipliers(net.links, mix.states),",
        "multiplier=multipliers(net.links, [mix.states[int(np.argmax(mix.weights))]] * len(mix.states)),",
    ),
    "the cap is forgotten": Mistake(
        "graph/engine/regimes.py", "np.minimum(capped, cap[:, None]), np.minimum(limit, last)", "capped, limit"
    ),
    "a pulse is never undone": Mistake("graph/engine/run.py", "{0: size, 1: -size}", "{0: size}"),
    "a same-day loop goes round once": Mistake(
        "graph/engine/propagate.py", "np.linalg.inv(np.eye(free.shape[1]) - free)", "np.eye(free.shape[1]) + free"
    ),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources in which mutants are made, one at a time."""
    return copied_tree(tmp_path_factory.mktemp("mutants") / "tree")


def listed() -> dict[str, Listed]:
    """Return the living by name."""
    rows = yaml.safe_load(Path(__file__).with_name("living_mutants.yaml").read_text(encoding="utf-8"))
    return {row["mutant"]: Listed(**row) for row in rows}


def mutant_of(source: Path, number: int) -> Mutant:
    found = sampled(ROOT / source, PER_MODULE)
    if number >= len(found):
        pytest.skip(f"{source} has {len(found)} mutants")
    return found[number]


def test_the_copy_passes_as_it_is(tree: Path) -> None:
    source = SOURCES[0]
    done = verdict(tree, source, (tree / source).read_text(encoding="utf-8"), noticing(source))
    assert not done.killed, done.said


def test_the_tests_run_over_the_copy_and_not_over_this_tree(tree: Path) -> None:
    assert verdict(
        tree, Path("graph/units.py"), "raise SystemError('the copy')\n", noticing(Path("graph/units.py"))
    ).killed


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_that_somebody_might_make_is_noticed(mistake: str, tree: Path) -> None:
    source, before, after = MISTAKES[mistake]
    text = (ROOT / source).read_text(encoding="utf-8")
    assert text.count(before) == 1
    done = verdict(tree, Path(source), text.replace(before, after), noticing(Path(source)))
    assert done.killed, f"{mistake}: no test noticed"


@pytest.mark.parametrize("number", range(PER_MODULE))
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_mutant_dies_unless_it_is_listed(source: Path, number: int, tree: Path) -> None:
    mutant = mutant_of(source, number)
    done = verdict(tree, source, mutant.text, noticing(source))
    if mutant.name in listed():
        assert not done.killed, f"{mutant.name} dies: strike it from living_mutants.yaml\n{done.said}"
    else:
        assert done.killed, f"{mutant.name} lives: write the test that is missing"


def test_nine_of_ten_mutants_are_not_listed() -> None:
    sample = [mutant.name for source in SOURCES for mutant in sampled(ROOT / source, PER_MODULE)]
    living = listed()
    assert [name for name in living if name not in sample] == []
    assert all(bool(row.equivalent) != bool(row.missing) for row in living.values())
    equivalent = [name for name in living if living[name].equivalent]
    assert len(equivalent) <= 0.1 * len(sample)
    assert len(sample) - len(living) >= SHARE * (len(sample) - len(equivalent))
    assert len(sample) >= 45
