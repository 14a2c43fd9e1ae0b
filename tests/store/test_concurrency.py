"""Writers and readers at the same time, over every backend."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.errors import NodeNotFound
from graph.store import GraphStore, open_store
from tests.store.small import BY, LATEST, edge, node, observed

BATCHES = 20
SIZE = 5

WRITER = """
import sys
from graph.store import open_store
from tests.store.small import BY, edge, node
store = open_store(sys.argv[1])
for i in range(10):
    name = f"{sys.argv[2]}_{i}"
    store.write([node(f"{name}_x"), node(f"{name}_y"), edge(f"{name}_x", f"{name}_y")], **BY)
"""


def batch(writer: int, number: int) -> list[str]:
    return [f"w{writer}_{number}_{i}" for i in range(SIZE)]


def run_together(*tasks: Callable[[], None]) -> None:
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        start.wait()
        task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(run, task) for task in tasks]:
            done.result()


def test_four_threads_write_and_no_batch_is_lost_or_halved(store: GraphStore) -> None:
    def writes(writer: int) -> Callable[[], None]:
        def task() -> None:
            for number in range(BATCHES):
                names = batch(writer, number)
                items = [node(n) for n in names]
                if number % 4 == 3:
                    with pytest.raises(NodeNotFound):
                        store.write([*items, edge(names[0], "nowhere")], **BY)
                else:
                    store.write([*items, edge(names[0], names[1])], **BY)

        return task

    run_together(*(writes(writer) for writer in range(4)))
    kept = [batch(w, n) for w in range(4) for n in range(BATCHES) if n % 4 != 3]
    graph = store.view()
    assert {n.id for n in graph.nodes} == {name for names in kept for name in names}
    assert {e.cause for e in graph.edges} == {names[0] for names in kept}
    changes = [store.history("nodes", names[0])[0].change for names in kept]
    assert sorted(changes) == list(range(1, len(kept) + 1))


def test_a_reader_sees_whole_batches_while_others_are_written(store: GraphStore) -> None:
    store.write([node("first"), observed("first", LATEST)], **BY)
    done = threading.Event()
    seen: list[int] = []

    def write() -> None:
        try:
            for number in range(BATCHES):
                store.write([node(name) for name in batch(0, number)], **BY)
        finally:
            done.set()

    def read() -> None:
        while not done.is_set():
            seen.append(len(store.view().nodes))
        seen.append(len(store.view().nodes))

    run_together(write, read, read)
    assert all((count - 1) % SIZE == 0 for count in seen)
    assert max(seen) == BATCHES * SIZE + 1


def test_two_stores_open_on_one_database_see_each_other_s_writes(store: GraphStore, address: str) -> None:
    other = open_store(address)
    store.write([node("a")], **BY)
    assert [n.id for n in other.view().nodes] == ["a"]
    other.write([node("b")], **BY)
    assert [n.id for n in store.view().nodes] == ["a", "b"]
    other.close()


def test_three_processes_write_and_nothing_is_lost(address: str) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, address, f"p{i}"], stderr=subprocess.PIPE) for i in range(3)
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
    store = open_store(address)
    graph = store.view()
    store.close()
    assert (len(graph.nodes), len(graph.edges)) == (60, 30)
