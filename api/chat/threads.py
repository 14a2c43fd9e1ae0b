"""Conversations that outlive the process: finished turns, each written whole before its answer leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
import zlib
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from agents.answer import Answer
from agents.runs import Turn
from api.chat.chat_file import open_chats, statements
from api.chat.wire import KeptTurn, ThreadLine, ThreadList
from graph.errors import BadInput, NotKept
from graph.sqlite_file import our_errors, transaction

LONGEST_HISTORY = 12
"""Turns that a brain is given; what was said longer ago does not bear on the question."""
LONGEST_TITLE = 80
LONGEST_CURSOR = 18


class Way(NamedTuple):
    """How a thread came to a turn: what stands for all its questions, and its last turns, oldest first."""

    said: str = ""
    turns: tuple[Turn, ...] = ()


class Threads:
    """Threads of turns. Each turn names the one before it, so that an edited conversation becomes a fork."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def add(self, thread_id: str, after: int | None, question: str, said: str, run_id: str, answer: Answer) -> int:
        """Keep a finished turn and return its number. It is on the disk when this returns."""
        now = dt.datetime.now(dt.UTC).isoformat()
        turn = {
            "thread_id": thread_id,
            "after": after,
            "said": said,
            "question": question,
            "turn": _turn(question, answer).model_dump_json(),
            "run_id": run_id,
            "answer": zlib.compress(answer.model_dump_json().encode(), 1),
            "made_at": now,
        }
        title = " ".join(question.split())[:LONGEST_TITLE]
        with self._lock, our_errors(self.path):
            connection = self._open()
            with transaction(connection):
                connection.execute(statements()["add_thread"], {"id": thread_id, "title": title, "made_at": now})
                return int(connection.execute(statements()["add_turn"], turn).fetchone()["id"])

    def page(self, cursor: str | None, limit: int) -> ThreadList:
        """Return the page of threads behind `cursor`, the one that was used last first."""
        if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < LONGEST_CURSOR):
            raise BadInput(f"cursor {cursor[:80]!r} was not given by this server.", hint="Start without a cursor.")
        rows = self._rows("threads")
        left = [row for row in rows if cursor is None or row["last"] < int(cursor)]
        shown = left[:limit]
        return ThreadList(
            items=tuple(
                ThreadLine(
                    id=row["id"], title=row["title"], turns=row["turns"], made_at=row["made_at"], last_at=row["last_at"]
                )
                for row in shown
            ),
            next_cursor=str(shown[-1]["last"]) if len(left) > limit else None,
            total=len(rows),
        )

    def turns(self, thread_id: str) -> list[KeptTurn]:
        """Return every turn of a thread in the order they were finished; raise `NotKept` when there is none."""
        rows = self._rows("turns", thread_id=thread_id)
        if not rows:
            raise NotKept(f"there is no thread {thread_id!r}.")
        return [_kept(row) for row in rows]

    def path_to(self, thread_id: str, turn: int | None) -> Way:
        """Return what the last turns that lead to `turn` said, oldest first. Raise `NotKept` when it is not there."""
        if turn is None:
            return Way()
        rows = self._rows("path", thread_id=thread_id, id=turn, most=LONGEST_HISTORY)
        if not rows:
            raise NotKept(f"thread {thread_id!r} has no turn {turn}.")
        return Way(rows[-1]["said"], tuple(Turn.model_validate_json(row["turn"]) for row in rows))

    def last(self, thread_id: str) -> int | None:
        """Return the turn that was finished last, or None in a thread that has none yet."""
        found = self._rows("last_turn", thread_id=thread_id)
        return found[0]["id"] if found else None

    def said(self, thread_id: str) -> dict[str, int]:
        """Return what stands for each row of questions of a thread -> the turn that ends it."""
        return {row["said"]: row["id"] for row in self._rows("said", thread_id=thread_id)}

    def delete(self, thread_id: str) -> None:
        """Forget a thread and all its turns; raise `NotKept` when there is none."""
        if not self._rows("thread", id=thread_id):
            raise NotKept(f"there is no thread {thread_id!r}.")
        with self._lock, our_errors(self.path):
            connection = self._open()
            with transaction(connection):
                connection.execute(statements()["delete_thread"], {"id": thread_id})

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _rows(self, statement: str, **values: Any) -> list[sqlite3.Row]:
        with self._lock, our_errors(self.path):
            if self._connection is None and not self.path.exists():
                return []  # nothing was ever kept, and looking makes no file
            return self._open().execute(statements()[statement], values).fetchall()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_chats(self.path)
        return self._connection


def said_after(before: str, question: str) -> str:
    """Return what stands for a row of questions: that of the row before, and one more, whatever blanks it is in."""
    words = " ".join(question.split())
    return hashlib.sha256(f"{before}\x1f{words}".encode("utf-8", "surrogatepass")).hexdigest()


def _turn(question: str, answer: Answer) -> Turn:
    return Turn(
        question=question,
        text=answer.markdown,
        interpretation=answer.interpretation,
        graph_version=answer.graph_version,
    )


def _kept(row: sqlite3.Row) -> KeptTurn:
    return KeptTurn(
        id=row["id"],
        after=row["after"],
        said=row["said"],
        question=row["question"],
        run_id=row["run_id"],
        made_at=row["made_at"],
        answer=Answer.model_validate_json(zlib.decompress(row["answer"])),
    )
