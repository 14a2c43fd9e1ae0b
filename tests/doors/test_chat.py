"""`knockon chat`, as a person at a terminal or a program at its pipes has it."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest

from agents.planner import answer
from api.chat.chat_file import path_beside
from api.chat.threads import Threads
from ingest.seed import shipped_graph
from tests.doors.conftest import HEADLINE
from tests.house.tree import ROOT

CHAT = [sys.executable, "-c", "from api.cli import main; main()", "chat"]
FOR_SPX = f"{HEADLINE}, for the S&P 500?"


@pytest.fixture
def store(seeded_store: Path, tmp_path: Path) -> Path:
    path = tmp_path / "talk.db"
    shutil.copy(seeded_store, path)
    return path


def environment(store: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{store}", "PATH": os.environ["PATH"], "TERM": "dumb"}


def talked(store: Path, *lines: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CHAT, *options], input="".join(f"{line}\n" for line in lines), env=environment(store),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_what_is_printed_is_the_text_of_the_answer(store: Path) -> None:
    ran = talked(store, HEADLINE)
    assert ran.returncode == 0
    assert ran.stdout.rstrip("\n") == answer(HEADLINE, shipped_graph(date(2025, 11, 21))).markdown.rstrip("\n")
    assert "thread chat_" in ran.stderr


def test_a_conversation_is_gone_on_with_in_another_process(store: Path) -> None:
    assert talked(store, FOR_SPX, options=("--thread", "mine")).returncode == 0
    ran = talked(store, "and gold?", "/history", "/threads", options=("--thread", "mine"))
    assert ran.returncode == 0
    assert "Gold" in ran.stdout
    assert FOR_SPX in ran.stderr
    kept = Threads(path_beside(f"sqlite:///{store}")).turns("mine")
    assert [t.question for t in kept] == [FOR_SPX, "and gold?"]
    assert [t.after for t in kept] == [None, kept[0].id]


def test_a_new_thread_knows_nothing_of_the_last(store: Path) -> None:
    ran = talked(store, FOR_SPX, "/new", "and gold?")
    assert "leans on one before it" in ran.stdout


def test_a_question_that_cannot_be_run_is_told_and_the_next_is_answered(store: Path) -> None:
    ran = talked(store, "x" * 3000, "/nonsense", "what drives gold?", "/quit", "never read")
    assert ran.returncode == 1
    assert "3000 characters" in ran.stderr
    assert "there is no /nonsense" in ran.stderr
    assert "Gold" in ran.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--thread", "a b"), "a b"), (("--brain", "nobody"), "nobody"), (("--as-of", "soon"), "soon")],
)
def test_an_option_that_cannot_be_used_is_told_before_anything_is_asked(
    store: Path, options: tuple[str, ...], said: str
) -> None:
    ran = talked(store, HEADLINE, options=options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_a_person_at_a_terminal_sees_steps_and_text_and_can_leave(store: Path) -> None:
    with terminal(store) as (process, line):
        read_until(line, "\n> ")
        os.write(line, f"{HEADLINE}\n".encode())
        shown = read_until(line, "\n> ")
        assert "read as what_if" in shown
        assert "### What it rests on" in shown
        os.write(line, b"/quit\n")
        assert process.wait(20) == 0


def test_ctrl_c_at_the_prompt_ends_the_program(store: Path) -> None:
    with terminal(store) as (process, line):
        read_until(line, "\n> ")
        # The prompt is shown a moment before the line is read; who is not heard then presses again.
        for _ in range(20):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            if process.returncode is not None:
                break
        assert process.returncode == 130


@contextmanager
def terminal(store: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A chat at a terminal of its own: the process, and the line to it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        CHAT, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(store), start_new_session=True,
        preexec_fn=listening_to_ctrl_c,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def listening_to_ctrl_c() -> None:
    """A child of a program that runs in the background would ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def read_until(line: int, wanted: str, seconds: float = 60) -> str:
    """Return what the terminal showed until `wanted` was there."""
    seen, end = "", time.monotonic() + seconds
    while wanted not in seen:
        assert time.monotonic() < end, seen
        if select.select([line], [], [], 1)[0]:
            seen += os.read(line, 65536).decode(errors="replace")
    return seen
