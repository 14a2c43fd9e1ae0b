"""Analysts whose process is killed at any call: no step that was acknowledged is lost, none is half done."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.files import parse_graph
from graph.model import Edge
from graph.store import GraphStore, open_store
from tests.desk.conftest import SMALL
from tests.soak.doomed import STEPS, desk_step
from tests.soak.killing import Child, faults_of

pytestmark = pytest.mark.soak

SEEDS, KILLS = 25, 20
"""500 processes are killed in all."""


def begun(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store.write([*parse_graph(SMALL, "yaml").entities()], who="test", why="the graph to edit")
    store.close()


def fields(store: GraphStore) -> tuple[float, str]:
    edge, node = store.view().edge("e1"), store.view().node("idx")
    assert isinstance(edge, Edge)
    return edge.strength, node.note


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls a desk makes that nobody kills."""
    path = tmp_path_factory.mktemp("desk") / "knockon.db"
    begun(path)
    return Child("desk", path).end().calls


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The version after each number of changes of a desk that nobody kills."""
    path = tmp_path_factory.mktemp("whole") / "knockon.db"
    begun(path)
    store = open_store(f"sqlite:///{path}")
    versions = ["", store.view().version]
    for number in range(1, STEPS):
        desk_step(store, number)
        versions.append(store.view().version)
    store.close()
    return tuple(versions)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_killed_desk_has_kept_what_it_said_and_nothing_by_halves(
    seed: int, tmp_path: Path, calls: int, whole: tuple[str, ...]
) -> None:
    rng = random.Random(seed)
    for run in range(KILLS):
        path = tmp_path / f"{run}.db"
        begun(path)
        ended = Child("desk", path, step=rng.randrange(calls)).end()
        assert ended.killed
        store = open_store(f"sqlite:///{path}")
        assert store.broken_seal() == ""
        last = store.changes()[-1].id
        assert ended.kept + 1 <= last <= ended.kept + 2
        assert store.view().version == whole[last]
        strength, note = fields(store)
        assert (strength == 0.2) == (note == "")
        for number in range(last, STEPS):
            desk_step(store, number)
        assert store.view().version == whole[-1]
        assert store.broken_seal() == ""
        store.close()
        assert faults_of(path) == []
