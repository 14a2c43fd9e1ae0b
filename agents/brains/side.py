"""Work on a thread of its own that tells events: whoever listens waits no longer than the run may take."""

from __future__ import annotations

import contextvars
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from agents.brains.failing import Ended, ended_by
from agents.runs import Event

LOGGER = logging.getLogger(__name__)
PATIENCE = 0.05
"""Seconds between two looks at whether the run was stopped."""
Told = tuple[type[Event], dict[str, Any]]


class Side:
    """Runs one piece of work beside the listener.

    A model that hangs cannot be interrupted. Its thread is left behind when time is up: it ends with the timeout of the
    call it waits for, and nobody hears what it says then.
    """

    def __init__(self, seconds: float) -> None:
        self._told: queue.SimpleQueue[Told | None] = queue.SimpleQueue()
        self._ends = time.monotonic() + seconds
        self._seconds = seconds
        self.failure: Ended | None = None

    def emit(self, kind: type[Event], fields: dict[str, Any]) -> None:
        """Tell the listener of an event."""
        self._told.put((kind, fields))

    def start(self, work: Callable[[], None]) -> None:
        """Begin the work."""
        context = contextvars.copy_context()
        threading.Thread(target=lambda: context.run(self._run, work), name="knockon-model", daemon=True).start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Ended as ended:
            self.failure = ended
        except Exception as error:
            LOGGER.debug("the model failed", exc_info=True)
            self.failure = ended_by(error)
        finally:
            self._told.put(None)

    def events(self, stop: Callable[[], bool]) -> Iterator[Told]:
        """Yield what the work tells, until it is done, stopped from outside, or out of time."""
        while not stop():
            left = self._ends - time.monotonic()
            if left <= 0:
                self.failure = Ended("limit.seconds", n=f"{self._seconds:g}")
                return
            try:
                told = self._told.get(timeout=min(PATIENCE, left))
            except queue.Empty:
                continue
            if told is None:
                return
            yield told
