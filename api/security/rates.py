"""How many requests a key may make: so many a minute, counted over the last sixty seconds."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from graph.errors import TooMany


class Rates:
    """The requests of the last minute by who made them, in this process."""

    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def count(self, who: str) -> None:
        """Count a request, or raise `TooMany` with the seconds to wait."""
        if not self._counted.hit(self._item, who):
            left = self._counted.get_window_stats(self._item, who).reset_time - time.time()
            wait = max(1, math.ceil(left))
            raise TooMany(f"{who} made {self._item.amount} requests within a minute", wait=wait)
