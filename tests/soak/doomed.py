"""A process that works on a store until it is killed: `python -m tests.soak.doomed JOB STORE STEP [FILE]`.

It says "ready", then what it has done, one line each, and "calls N" when it got to the end. At its STEP-th call
into the database driver or to make, link, rename or delete a file it kills itself, before the call; -1 is never.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

from api.cli import run
from api.settings import Settings
from api.wiring import open_system
from graph.desk.desk import Desk
from graph.desk.edits import EDITS
from graph.store import GraphStore, open_store
from ingest.seed import load_shipped
from tests.store.small import BY, LATEST, Item, edge, node, observed

ROUNDS = 12
STEPS = 10
BIG = 4
"""Every so many rounds a change is larger than the driver keeps in memory."""
FILES = {os.link, os.unlink, os.rename, sqlite3.connect}


def write_round(store: GraphStore, number: int) -> None:
    """Write the change of that number, whole or not at all."""
    items, gone = change(number)
    store.write(items, retire=gone, **BY)


def change(number: int) -> tuple[list[Item], list[tuple[str, str]]]:
    """Return what one change writes, and what it retires: things that are only right together."""
    count, words = (600, "words " * 600) if number % BIG == BIG - 1 else (8, f"round {number}")
    names = [f"r{number}_{i}" for i in range(count)]
    items = [node(name, note=words) for name in names]
    items += [edge(cause, effect) for cause, effect in pairwise(names[:8])]
    items += [node("shared", note=f"round {number}"), observed("shared", LATEST, float(number))]
    gone = [("edges", f"r{number - 1}_{i}_r{number - 1}_{i + 1}") for i in range(3)] if number else []
    return items, gone


def desk_step(store: GraphStore, number: int) -> None:
    """Make the change of that number: by a proposal that is accepted, at once, or by taking the last one back."""
    desk, why = Desk(store), f"step {number}"
    if number % 3 == 0:
        desk.revert(store.changes()[-1].id, who="cat", why=why)
        return
    fields = {"op": "change", "kind": "edges", "id": "e1", "set": {"strength": number / 100}}
    node = {"op": "change", "kind": "nodes", "id": "idx", "set": {"note": why}}
    edits = EDITS.validate_python([fields, node])
    if number % 3 == 1:
        found = desk.propose(edits, who="ann", title=why, why=why, evidence=["x"])
        desk.accept(found.id, who="bob", line=found.line)
    else:
        desk.edit(edits, who="ann", why=why, evidence=["x"])


def say(line: str) -> None:
    """Tell the parent at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Steps:
    """Counts the calls that change or read a database or its files; the one it waits for is never made."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.seen = 0

    def __call__(self, frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call" or not _counts(called):
            return
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen += 1


def _counts(called: Any) -> bool:
    return isinstance(getattr(called, "__self__", None), sqlite3.Connection) or called in FILES


def work(job: str, address: str, file: str) -> None:
    """Do one job on the store at `address`."""
    if job == "rounds":
        store = open_store(address)
        for number in range(ROUNDS):
            write_round(store, number)
            say(f"kept {number}")
        store.close()
    elif job == "desk":
        store = open_store(address)
        for number in range(store.changes()[-1].id, STEPS):
            desk_step(store, number)
            say(f"kept {number}")
        store.close()
    elif job == "make":
        open_store(address).close()
    elif job == "start":
        with open_system(Settings(store=address)):
            pass
    else:
        os.environ["KNOCKON_STORE"] = address
        if run(["graph", "import", file]):
            raise SystemExit("the import was refused")


def main() -> None:
    job, path, step, *file = sys.argv[1:]
    if job != "desk":
        load_shipped()  # read before the count begins
    steps = Steps(int(step))
    say("ready")
    sys.setprofile(steps)
    work(job, f"sqlite:///{Path(path)}", *file or [""])
    sys.setprofile(None)
    say(f"calls {steps.seen}")


if __name__ == "__main__":
    main()
