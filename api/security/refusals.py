"""Refusals at the door as lines of the journal: one of a sort within an hour, so that no one fills it from outside."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from graph.errors import StoreError
from graph.journal import Entry
from graph.store import GraphStore

TOLD_EVERY = dt.timedelta(hours=1)
UNKNOWN = "unknown"
"""Who brings a key that was never one of this server's."""


def note_refusal(store: GraphStore, who: str, why: str) -> None:
    """Leave a line that `who` was refused, unless one of the last hour says the same."""
    now = dt.datetime.now(dt.UTC)
    subject = f"door:{who}"
    if any(line.body.get("why") == why and now - line.at < TOLD_EVERY for line in store.journal(subject=subject)):
        return
    with suppress(StoreError):  # the refusal itself stands, whether it can be told or not
        store.note([Entry(who=who, action="refused", subject=subject, body={"why": why})])
