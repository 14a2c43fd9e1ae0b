"""Reading in a process apart: a file that hangs, crashes or fills the memory of its reader costs that reader only."""

from __future__ import annotations

import multiprocessing
import resource
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from graph.errors import DocumentRefused
from ingest.policy import limit
from ingest.readers.formats import format_of, read
from ingest.readers.reading import Raw, Reading

RISKY = frozenset({"pdf", "html", "feed", "mail"})
"""Formats whose libraries are written in C or follow structure that the file chooses."""


class Apart:
    """One reader process, started when it is first needed and again after a file was the end of it."""

    def __init__(self, *, seconds: float | None = None) -> None:
        self._seconds = limit("seconds_a_document") if seconds is None else seconds
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, raw: Raw) -> list[Reading]:
        """Return the documents in a file, or raise `DocumentRefused`; formats that cannot hang are read here."""
        if not raw.data or len(raw.data) > limit("largest_file") or format_of(raw) not in RISKY:
            return _read(raw)
        line = self._open_line()
        try:
            line.send(raw)
            if not line.poll(self._seconds):
                self.close()
                raise DocumentRefused(f"took its reader more than {self._seconds:g} seconds")
            answer: list[Reading] | str = line.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise DocumentRefused("was the end of its reader: it crashed, or used too much memory") from error
        except BaseException:
            # A pipe with half an answer in it must not serve the next file.
            self.close()
            raise
        if isinstance(answer, str):
            raise DocumentRefused(answer)
        return answer

    def close(self) -> None:
        """End the process, if there is one."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._line = None

    def _open_line(self) -> Connection:
        if self._line is None or self._process is None or not self._process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")
            self._line, far = context.Pipe()
            self._process = context.Process(target=_serve, args=(far,), daemon=True)
            self._process.start()
            far.close()
        return self._line


def _read(raw: Raw) -> list[Reading]:
    """Return the documents in a file; whatever a library fails with is this file's fault, not the run's."""
    try:
        return read(raw)
    except DocumentRefused:
        raise
    except Exception as error:
        raise DocumentRefused(f"cannot be followed by its reader ({type(error).__name__})") from error


def _serve(line: Connection) -> None:
    """Answer each file with its documents, or with why it is refused, until the other end hangs up."""
    most = int(limit("memory_of_a_reader"))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    while True:
        try:
            raw: Raw = line.recv()
        except (EOFError, OSError):
            return
        answer: list[Reading] | str
        try:
            answer = _read(raw)
        except DocumentRefused as refused:
            answer = refused.detail
        line.send(answer)
