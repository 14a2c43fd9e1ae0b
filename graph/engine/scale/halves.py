"""The lagged response of very large graphs with one thread per core, each bringing about its own places' changes."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import numpy as np

MANY = 300_000
"""Links from which a day's work is worth handing to a thread."""


def in_parts(work: ModuleType, x: Any, days: int, arcs: tuple[Any, ...]) -> bool:
    """Fill x, shape (days + 1, places), as the kernel `lagged` does, to the same bits; False where it is not worth it.

    Places are cut where the links into them are shared out evenly; a day begins when all have done the last.
    """
    lags, begin, end, cause, effect, weight = arcs
    parts = os.cpu_count() or 1
    if work.NAME == "plain" or parts == 1 or begin[0] < end[0] or int((end - begin).sum()) < MANY:
        return False
    into = sum(np.bincount(effect[b:e], minlength=x.shape[1]) for b, e in zip(begin, end, strict=True))
    share = np.cumsum(into) / np.sum(into)
    cuts = [0, *(int(np.searchsorted(share, k / parts)) for k in range(1, parts)), x.shape[1]]
    at = np.array(
        [[b + int(np.searchsorted(effect[b:e], cut)) for b, e in zip(begin, end, strict=True)] for cut in cuts]
    )
    with ThreadPoolExecutor(parts) as threads:
        for day in range(1, days + 1):
            jobs = [
                threads.submit(work.lagged_day, x, day, lags, at[p], at[p + 1], cause, effect, weight)
                for p in range(parts)
            ]
            for job in jobs:
                job.result()
    return True
