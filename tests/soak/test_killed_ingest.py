"""Killed at any moment and run again: no document twice, none lost, and the graph of a run that nothing happened to."""

from __future__ import annotations

import datetime as dt
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.readers.reading import Raw
from tests.house.tree import ROOT
from tests.ingest.desk import Room, note

pytestmark = pytest.mark.soak

KILLS = 25
LETTERS = 40
RUN = """
import sys
from pathlib import Path
from tests.ingest.desk import Room
from tests.soak.test_killed_ingest import letters
room = Room(Path(sys.argv[1]), durable=True)
print("ready", flush=True)
room.ingest(*letters())
print("done", flush=True)
"""


def letters() -> list[Raw]:
    """Return letters on four pairs, some of them copies of each other."""
    dice = random.Random(3)
    pairs = [("rain", "grain"), ("wages", "bread"), ("wool", "wages"), ("rain", "bread")]
    found = []
    for number in range(LETTERS):
        cause, effect = dice.choice(pairs)
        verb = dice.choice(["lifts", "lifts", "lowers"])
        words = f"{dice.choice('abcde') * 30} said the paper, {number} times: {cause} {verb} {effect}."
        day = f"2025-11-{1 + number % 20:02d}"
        found.append(note(words, place=f"/letters/{number}.txt", publisher=f"P{number % 7}", day=day))
    return found


def version_of(room: Room) -> str:
    return room.store.view(as_of=dt.date(2026, 1, 1)).version


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_is_not(tmp_path: Path) -> None:
    whole = Room(tmp_path, "whole")
    whole.ingest(*letters())
    wanted = version_of(whole)
    whole.close()
    folder = tmp_path / "killed"
    folder.mkdir()
    dice = random.Random(11)
    for _ in range(KILLS):
        run = subprocess.Popen([sys.executable, "-c", RUN, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert run.stdout is not None
        run.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            run.wait(timeout=dice.random() * 0.6)
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
    room = Room(folder)
    room.ingest(*letters())
    assert version_of(room) == wanted
    assert room.shelf.counts() == {"read": LETTERS}
    room.close()
