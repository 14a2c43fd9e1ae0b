"""Starts a `doomed` process, and kills it at a call or at a moment; what it said until then is kept."""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.house.tree import ROOT

PATIENCE = 60.0
"""Seconds that a child may be silent."""
NEVER = -1


@dataclass(frozen=True)
class End:
    """What a child said, and when: seconds after it was ready."""

    lines: tuple[str, ...]
    times: tuple[float, ...]
    killed: bool

    @property
    def kept(self) -> int:
        """Return how many changes the child was told are kept."""
        return sum(line.startswith("kept ") for line in self.lines)

    @property
    def calls(self) -> int:
        """Return how many calls the whole job takes."""
        return int(next(line for line in self.lines if line.startswith("calls ")).split()[1])


class Child:
    """A process that works on a store."""

    def __init__(self, job: str, store: Path, *more: str, step: int = NEVER) -> None:
        command = [sys.executable, "-m", "tests.soak.doomed", job, str(store), str(step), *more]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdout is not None
        self.pipe: IO[bytes] = self.process.stdout
        self.rest = b""
        self.lines: list[str] = []
        self.times: list[float] = []
        self.hear_until("ready")
        self.ready = self.times[0]

    def hear_until(self, line: str) -> None:
        """Return once the child has said `line`, or has ended."""
        while line not in self.lines and self._heard(PATIENCE):
            pass

    def hear_for(self, seconds: float) -> None:
        """Return after so many seconds of listening, or when the child has ended."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._heard(left):
            pass

    def killed_now(self) -> End:
        """Return the end of a child that is killed wherever it is."""
        self.process.send_signal(signal.SIGKILL)
        return self.end()

    def end(self) -> End:
        """Return how the child ended; one that was not killed ends without an error."""
        while self._heard(PATIENCE):
            pass
        _, errors = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode in (0, -signal.SIGKILL), errors.decode()
        times = tuple(moment - self.ready for moment in self.times)
        return End(tuple(self.lines), times, self.process.returncode != 0)

    def _heard(self, seconds: float) -> bool:
        """Return whether the child may say more; False at its end. Waits no longer than that for it to speak."""
        if not select.select([self.pipe], [], [], seconds)[0]:
            assert seconds < PATIENCE, f"the child is silent after {self.lines}"
            return True
        said = os.read(self.pipe.fileno(), 65536)
        *whole, self.rest = (self.rest + said).split(b"\n")
        self.lines += [line.decode() for line in whole]
        self.times += [time.monotonic()] * len(whole)
        return bool(said)


def faults_of(path: Path) -> list[str]:
    """Return what the database itself finds wrong with its file and its references."""
    with closing(sqlite3.connect(path)) as connection:
        checks = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        loose = [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
    return [fault for fault in checks if fault != "ok"] + loose
