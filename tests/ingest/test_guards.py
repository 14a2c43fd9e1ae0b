"""What one more row of the shipped files could move without anybody noticing: the default date, a day's phase."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from agents.answering.timeline import Window, calendar_days
from graph.content import Graph
from graph.context import CalendarEntry
from graph.model import Text
from graph.store import open_store
from ingest.seed import load_into

DEFAULT = dt.date(2025, 11, 21)
DAY = dt.date(2025, 12, 10)


def test_the_default_date_of_the_shipped_graph_is_the_day_of_the_worked_example(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/guard.db")
    try:
        load_into(store)
        assert store.latest_as_of() == DEFAULT
        assert store.view().as_of == DEFAULT
    finally:
        store.close()


def _entry(kind: str, name: str) -> CalendarEntry:
    return CalendarEntry.model_validate({"id": f"c_{kind}", "name": Text(en=name), "date": DAY, "kind": kind})


@pytest.mark.parametrize("names", list(itertools.permutations(["alpha", "beta", "gamma"])))
def test_a_decision_ends_the_phase_when_a_release_falls_on_its_day(names: tuple[str, ...]) -> None:
    kinds = ("release", "decision", "window")
    calendar = tuple(_entry(kind, name) for kind, name in zip(kinds, names, strict=True))
    days = calendar_days(Graph(calendar=calendar), Window(DEFAULT, DAY, 12, DEFAULT))
    assert list(days.values()) == ["c_decision"]


def test_the_decision_of_december_is_told_on_its_day(shipped: Graph) -> None:
    days = calendar_days(shipped, Window(DEFAULT, dt.date(2025, 12, 23), 21, DEFAULT))
    by_id = {entry.id: entry for entry in shipped.calendar}
    decided = {entry.date for entry in shipped.calendar if entry.kind == "decision" and entry.date}
    told = {by_id[name].date: by_id[name].kind for name in days.values()}
    assert all(told[day] == "decision" for day in decided & set(told))
    assert told[DAY] == "decision"
