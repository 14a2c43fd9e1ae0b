"""One run as a log: written by a worker thread, read by any number of listeners from any event on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from threading import Event as Flag
from threading import Lock
from typing import Any

from agents.answer import Answer
from agents.runs import AnswerCompleted, Failed, Log, RunCompleted, RunEvent, new_id

PING_SECONDS = 15.0
"""A silent stream says that it is alive, so that nothing between us and the reader closes it."""
GRACE_SECONDS = 0.5
"""How long a run that lost its last listener waits for one to come back before it is stopped."""


class Run:
    """The events of one run. A run ends with `run.completed`, always."""

    def __init__(self, thread_id: str | None = None, seen: Callable[[RunEvent], None] | None = None) -> None:
        self.id = new_id("run")
        self.thread_id = thread_id
        self._seen = seen
        self.events: list[RunEvent] = []
        self.stopping = Flag()
        self._lock = Lock()
        self._listeners = 0
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def over(self) -> bool:
        """Return whether nothing follows."""
        return bool(self.events) and isinstance(self.events[-1], RunCompleted)

    @property
    def answer(self) -> Answer | None:
        """Return the answer, once there is one."""
        return next((e.answer for e in reversed(self.events) if isinstance(e, AnswerCompleted)), None)

    @property
    def failure(self) -> Failed | None:
        """Return the last thing that went wrong."""
        return next((e for e in reversed(self.events) if isinstance(e, Failed)), None)

    def publish(self, event: RunEvent) -> None:
        """Add the next event, and wake whoever waits for it; what comes after the end is dropped."""
        with self._lock:
            if self.over:
                return
            self.events.append(event)
            waiting = list(self._waiting)
        if self._seen is not None:
            self._seen(event)
        for loop, woken in waiting:
            with suppress(RuntimeError):  # the reader's loop has closed
                loop.call_soon_threadsafe(woken.set)

    def end(self, code: str, message: str, hint: str = "") -> None:
        """End the run from outside its brain, unless it has ended."""
        status: Any = "cancelled" if code == "cancelled" else "failed"
        began = self.events[0].ts if self.events else None
        log = Log(self.id)
        failed = log.event(Failed, code=code, message=message, hint=hint)
        ms = (failed.ts - began).total_seconds() * 1000 if began else 0.0
        at = len(self.events)
        self.publish(failed.model_copy(update={"seq": at + 1}))
        self.publish(log.event(RunCompleted, status=status, ms=ms).model_copy(update={"seq": at + 2}))

    def join(self) -> None:
        """Count one more listener."""
        with self._lock:
            self._listeners += 1

    def leave(self) -> None:
        """Count one listener less; without any, the run is stopped in a moment. Called on an event loop."""
        with self._lock:
            self._listeners -= 1
        if not self.over:
            asyncio.get_running_loop().call_later(GRACE_SECONDS, self._stop_when_alone)

    def _stop_when_alone(self) -> None:
        with self._lock:
            alone = self._listeners <= 0
        if alone:
            self.stopping.set()

    async def follow(self, after: int = 0, ping: float = PING_SECONDS) -> AsyncIterator[tuple[RunEvent, ...]]:
        """Yield the events behind number `after` as they come, as many at a time as are there; none: still alive."""
        woken = asyncio.Event()
        waiting = (asyncio.get_running_loop(), woken)
        with self._lock:
            self._waiting.add(waiting)
        try:
            while True:
                woken.clear()
                found = tuple(self.events[after:])
                after += len(found)
                if found:
                    yield found
                    if isinstance(found[-1], RunCompleted):
                        return
                    continue
                if self.over:
                    return
                try:
                    await asyncio.wait_for(woken.wait(), ping)
                except TimeoutError:
                    yield ()
        finally:
            with self._lock:
                self._waiting.discard(waiting)
