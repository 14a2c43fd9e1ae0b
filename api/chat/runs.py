"""All runs of a server: started in worker threads, kept for a while after their end, stopped on request."""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from agents.runs import RunEvent, RunStarted
from api.chat.run_log import Run
from graph.errors import Busy, KnockonError, NotKept

LOGGER = logging.getLogger(__name__)
KEPT = 200
"""Runs kept after their end, so that a reader who was cut off can read on."""
AT_ONCE = 200
"""Runs that may be under way or waiting for a worker."""
WAITING_WORKERS = 32
"""Workers for runs that mostly wait for a model; those that compute get one for each core."""


class Runs:
    """Runs by id. A run that computes waits for a core; a run that waits for a model holds none."""

    def __init__(self, *, kept: int = KEPT, at_once: int = AT_ONCE) -> None:
        self._kept, self._at_once = kept, at_once
        self._lock = Lock()
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._futures: dict[str, Future[None]] = {}
        self._pools = (
            ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="run"),
            ThreadPoolExecutor(WAITING_WORKERS, thread_name_prefix="waiting-run"),
        )

    @property
    def under_way(self) -> int:
        """Return how many runs have not ended."""
        return len(self._futures)

    def start(self, run: Run, events: Callable[[], Iterable[RunEvent]], *, waits: bool = False) -> None:
        """Let a worker publish the events of the run; raise `Busy` when too many runs are under way."""
        with self._lock:
            if len(self._futures) >= self._at_once:
                raise Busy(f"{len(self._futures)} questions are under way; this server takes on {self._at_once}.")
            self._runs[run.id] = run
            future = self._futures[run.id] = self._pools[waits].submit(_publish, run, events)
            while len(self._runs) > self._kept + len(self._futures):
                self._forget_one()
        future.add_done_callback(lambda done: self._ended(run, done))

    def run(self, run_id: str) -> Run:
        """Return a run that is under way, or ended not long ago; raise `NotKept` for any other."""
        with self._lock:
            found = self._runs.get(run_id)
        if found is None:
            raise NotKept(f"there is no run {run_id[:80]!r}, or it is kept no longer.")
        return found

    def cancel(self, run_id: str) -> Run:
        """Stop a run and return it; one that has ended stays as it is."""
        run = self.run(run_id)
        run.stopping.set()
        with self._lock:
            future = self._futures.get(run_id)
        if future is not None:
            future.cancel()  # while it waits for a worker; `_ended` then says so
        return run

    def close(self) -> None:
        """Stop every run and let the workers go."""
        with self._lock:
            under_way = list(self._futures)
        for run_id in under_way:
            self.cancel(run_id)
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def _ended(self, run: Run, done: Future[None]) -> None:
        if done.cancelled():
            run.end("cancelled", "the run was stopped.")
        with self._lock:
            self._futures.pop(run.id, None)

    def _forget_one(self) -> None:
        oldest = next((i for i in self._runs if i not in self._futures), None)
        if oldest is not None:
            del self._runs[oldest]


def _publish(run: Run, events: Callable[[], Iterable[RunEvent]]) -> None:
    try:
        for event in _behind_start(events()):
            run.publish(event)
        run.end("internal", "the run ended without an answer.", "This is a defect: please report it.")
    except KnockonError as error:
        run.end(type(error).__name__, error.detail, error.hint)
    except Exception as error:
        LOGGER.exception("run %s failed", run.id)
        run.end("internal", f"the run failed: {type(error).__name__}.", "This is a defect: please report it.")


def _behind_start(events: Iterable[RunEvent]) -> Iterator[RunEvent]:
    """Yield the events without `run.started`: the door has told it before a worker was free."""
    return (e for e in events if not isinstance(e, RunStarted))
