"""What one run of a model has used up so far, and the moment at which that is too much."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from agents.brains.failing import Ended
from agents.runs import Event, Limits, Usage

Emit = Callable[[type[Event], dict[str, Any]], None]


class Ledger:
    """Counts calls and tokens of one run against its limits."""

    def __init__(self, limits: Limits, emit: Emit, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.emit = emit
        self._clock = clock
        self._began = clock()
        self._lock = threading.Lock()
        self._models = self._tools = self._in = self._out = 0
        self._repeats: Counter[str] = Counter()
        self.stopped = threading.Event()
        """Set when nobody waits for this run any more."""

    @property
    def usage(self) -> Usage:
        """What was used up until now."""
        return Usage(model_calls=self._models, tool_calls=self._tools, input_tokens=self._in, output_tokens=self._out)

    @property
    def seconds_left(self) -> float:
        """Seconds until the run's time is up; never negative."""
        return max(0.0, self.limits.seconds - (self._clock() - self._began))

    def check(self) -> None:
        """Raise `Ended` when the run was stopped, or its time or its tokens are used up."""
        if self.stopped.is_set():
            raise Ended("cancelled")
        if self.seconds_left == 0:
            raise Ended("limit.seconds", n=f"{self.limits.seconds:g}")
        used = self._in + self._out
        if used >= self.limits.tokens:
            raise Ended("limit.tokens", n=used, most=self.limits.tokens)

    def model_called(self) -> None:
        """Count a call of the model that is about to be made, and refuse one too many."""
        self.check()
        with self._lock:
            if self._models >= self.limits.model_calls:
                raise Ended("limit.model_calls", n=self._models)
            self._models += 1

    def tokens(self, read: int, written: int) -> None:
        """Count the tokens of one call of the model."""
        with self._lock:
            self._in += read
            self._out += written

    def tool_called(self, key: str) -> int:
        """Count a tool call and return how often the same one has been made; refuse where it goes on and on."""
        self.check()
        with self._lock:
            self._tools += 1
            self._repeats[key] += 1
            times = self._repeats[key]
        if times > 2 * self.limits.repeats:
            raise Ended("limit.repeats", n=times)
        return times
