"""What a link that failed still carries: its gate's share inside the window after the failure."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from graph.engine.judgements import judgement
from graph.model import Edge
from graph.trading_days import sessions_between


class Failure(NamedTuple):
    """A failure: the share carried for `days` trading days after `on`; without a day it is always recent."""

    share: float
    on: dt.date | None
    days: float


def failure(edge: Edge) -> Failure | None:
    """Return the failure of a link: that of its gate, else of its status and of the evidence so marked."""
    if edge.gate is not None:
        return Failure(edge.gate.share, edge.gate.failed_on, edge.gate.days)
    if edge.status != "failed":
        return None
    dated = [e.date for e in edge.evidence if e.status == "failed" and e.date is not None]
    return Failure(judgement("failed_share"), max(dated, default=None), judgement("failed_days"))


def passes(edge: Edge, as_of: dt.date | None) -> float:
    """Return the share that passes: the gate's own within its window, 1 outside it; undated runs are inside it."""
    found = failure(edge)
    if found is None:
        return 1.0
    if as_of is None or found.on is None:
        return found.share
    return found.share if 0 <= sessions_between(found.on, as_of) <= found.days else 1.0


def is_over(edge: Edge, as_of: dt.date | None) -> bool:
    """Return whether the link failed and the window after it has passed, so that the failure counts as a vote."""
    found = failure(edge)
    if found is None or as_of is None or found.on is None:
        return False
    return sessions_between(found.on, as_of) > found.days
