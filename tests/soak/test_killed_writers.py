"""Processes that are killed while they make, fill or change a store: the next one finds a whole state and goes on."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from api.cli import run
from api.settings import Settings
from api.wiring import open_system
from graph.errors import AsOfTooEarly
from graph.files import dump_graph
from graph.store import GraphStore, open_store
from tests.soak.doomed import ROUNDS, write_round
from tests.soak.killing import Child, End, faults_of
from tests.store.small import BY, node

pytestmark = pytest.mark.soak

MOMENTS = 24
CALLS = 10
STARTS = 8
IMPORTS = 8


def version_of(store: GraphStore) -> str:
    """Return the version of what the store holds; empty when it holds nothing."""
    try:
        return store.view().version
    except AsOfTooEarly:
        return ""


def address(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The version after each number of changes, none first, of a writer that nobody kills."""
    store = open_store(address(tmp_path_factory.mktemp("whole") / "knockon.db"))
    versions = [version_of(store)]
    for number in range(ROUNDS):
        write_round(store, number)
        versions.append(version_of(store))
    store.close()
    assert len(set(versions)) == ROUNDS + 1
    return tuple(versions)


@pytest.fixture(scope="module")
def unhurried(tmp_path_factory: pytest.TempPathFactory) -> End:
    """A writer that nobody kills: what it says, when, and how many calls it makes."""
    return Child("rounds", tmp_path_factory.mktemp("unhurried") / "knockon.db").end()


def check_whole(path: Path, ended: End, whole: tuple[str, ...]) -> None:
    """Assert that the store holds what was kept, or one change more, and that the other changes can follow."""
    assert faults_of(path) == []
    store = open_store(address(path))
    found = whole.index(version_of(store))
    assert ended.kept <= found <= ended.kept + 1
    for number in range(found, ROUNDS):
        write_round(store, number)
    assert version_of(store) == whole[-1]
    assert [r.change for r in store.history("nodes", "shared")] == list(range(1, ROUNDS + 1))
    store.close()
    assert faults_of(path) == []


@pytest.mark.parametrize("seed", range(MOMENTS))
def test_a_writer_killed_at_any_moment_loses_nothing_kept_and_leaves_no_half_of_a_change(
    seed: int, tmp_path: Path, whole: tuple[str, ...], unhurried: End
) -> None:
    rng = random.Random(seed)
    number = rng.randrange(ROUNDS)
    after = unhurried.lines.index(f"kept {number}") - 1
    child = Child("rounds", tmp_path / "knockon.db")
    child.hear_until(unhurried.lines[after])
    child.hear_for(rng.uniform(0, unhurried.times[after + 1] - unhurried.times[after]))
    check_whole(tmp_path / "knockon.db", child.killed_now(), whole)


@pytest.mark.parametrize("seed", range(CALLS))
def test_a_writer_killed_at_any_call_into_the_driver_leaves_a_whole_state(
    seed: int, tmp_path: Path, whole: tuple[str, ...], unhurried: End
) -> None:
    step = random.Random(seed).randrange(unhurried.calls)
    ended = Child("rounds", tmp_path / "knockon.db", step=step).end()
    assert ended.killed
    check_whole(tmp_path / "knockon.db", ended, whole)


def test_a_program_that_has_the_store_open_goes_on_when_a_writer_beside_it_is_killed(
    tmp_path: Path, whole: tuple[str, ...], unhurried: End
) -> None:
    for seed in range(4):
        path = tmp_path / f"{seed}.db"
        store = open_store(address(path))
        ended = Child("rounds", path, step=random.Random(f"beside {seed}").randrange(40, unhurried.calls)).end()
        found = whole.index(version_of(store))
        assert ended.kept <= found <= ended.kept + 1
        store.write([node("mine")], **BY)
        assert "mine" in store.view().by_id
        assert store.history("nodes", "mine")[0].change == found + 1
        store.close()
        assert faults_of(path) == []


def test_a_store_whose_making_is_killed_at_each_of_its_steps_is_made_by_the_next_program(tmp_path: Path) -> None:
    for step in count():
        path = tmp_path / f"step{step}" / "knockon.db"
        path.parent.mkdir()
        ended = Child("make", path, step=step).end()
        if not ended.killed:
            break
        assert not path.exists() or faults_of(path) == []
        store = open_store(address(path))
        assert store.is_empty()
        store.write([node("a")], **BY)
        assert [n.id for n in store.view().nodes] == ["a"]
        store.close()
    assert ended.calls == step > 20


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """The version of the shipped graph in a store that nobody was killed over, and how many calls it took."""
    path = tmp_path_factory.mktemp("started") / "knockon.db"
    ended = Child("start", path).end()
    with open_system(Settings(store=address(path))) as system:
        return system.views.at().version, ended.calls


@pytest.mark.parametrize("seed", range(STARTS))
def test_a_first_start_that_is_killed_is_made_good_by_the_next_start(
    seed: int, tmp_path: Path, started: tuple[str, int]
) -> None:
    version, calls = started
    step = calls - 1 - seed if seed < 3 else random.Random(seed).randrange(calls)
    path = tmp_path / "knockon.db"
    assert Child("start", path, step=step).end().killed
    assert not path.exists() or faults_of(path) == []
    for _ in range(2):
        with open_system(Settings(store=address(path))) as system:
            assert system.views.at().version == version
            assert {r.change for r in system.store.history("nodes", system.views.at().nodes[0].id)} == {1}


@dataclass(frozen=True)
class Import:
    """A file, the store it goes into (none: a new one), the version it leads to, and how many calls it takes."""

    file: Path
    over: Path | None
    version: str
    calls: int


@pytest.fixture(scope="module", params=[None, "shipped"], ids=["into a new store", "over the shipped graph"])
def importing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Import:
    """An import that nobody kills."""
    folder = tmp_path_factory.mktemp("importing")
    shipped, done = folder / "shipped.db", folder / "done.db"
    file = changed_graph(folder, shipped)
    if request.param:
        shutil.copy(shipped, done)
    calls = Child("import", done, str(file)).end().calls
    return Import(file, shipped if request.param else None, opened_version(done), calls)


def changed_graph(folder: Path, shipped: Path) -> Path:
    """Save the shipped graph with every strength but the first doubled, and return the file."""
    with open_system(Settings(store=address(shipped))) as system:
        graph = system.views.at()
    links = [e.model_copy(update={"strength": 2 * (e.strength or 0.0)}) for e in graph.edges[1:]]
    file = folder / "changed.json"
    file.write_text(dump_graph(graph.model_copy(update={"edges": (graph.edges[0], *links)}), "json"), encoding="utf-8")
    return file


def opened_version(path: Path) -> str:
    store = open_store(address(path))
    try:
        return version_of(store)
    finally:
        store.close()


@pytest.mark.parametrize("seed", range(IMPORTS))
def test_an_import_that_is_killed_is_whole_or_absent_and_can_be_repeated(
    seed: int, importing: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "knockon.db"
    before = ""
    if importing.over:
        shutil.copy(importing.over, path)
        before = opened_version(path)
    assert before != importing.version
    step = importing.calls - 1 - seed if seed < 4 else random.Random(seed).randrange(importing.calls)
    assert Child("import", path, str(importing.file), step=step).end().killed
    if path.exists():
        assert faults_of(path) == []
        assert opened_version(path) in (before, importing.version)
    monkeypatch.setenv("KNOCKON_STORE", address(path))
    assert run(["graph", "import", str(importing.file)]) == 0
    assert opened_version(path) == importing.version
