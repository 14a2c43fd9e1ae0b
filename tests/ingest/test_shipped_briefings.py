"""The shipped briefings through the whole path: their words on the map's links, each where it stands; then gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engine.belief import belief
from graph.store import GraphStore, open_store
from ingest import curating
from ingest.check import check
from ingest.extract.reader import extract
from ingest.library import Library
from ingest.readers.formats import read
from ingest.readers.reading import Told
from ingest.run import ingest
from ingest.seed import load_into
from ingest.seed_files import FOLDER
from ingest.shelf import Shelf
from ingest.sources import sources

DAY = dt.date(2025, 11, 22)


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GraphStore, Shelf]]:
    folder: Path = tmp_path_factory.mktemp("briefings")
    store = open_store(f"sqlite:///{folder}/k.db")
    load_into(store)
    library = Library(folder / "library", durable=False)
    yield store, Shelf(library)
    library.close()
    store.close()


def test_the_briefings_are_quoted_where_they_stand_and_can_be_taken_back(rooms: tuple[GraphStore, Shelf]) -> None:
    store, shelf = rooms
    before = store.view(as_of=DAY)
    found = sources([str(FOLDER / "briefings")], Told())
    ledger = ingest(shelf, store, found, read=read, extract=extract, today=dt.date(2025, 12, 1))
    assert ledger.outcomes == {"accepted": 2}
    after = store.view(as_of=DAY)
    texts = {d.id: shelf.text(d) for d in after.documents}
    quoted = [i for e in after.edges for i in e.evidence if i.document in texts]
    assert len(quoted) >= 5
    assert {d.language for d in after.documents if any(i.document == d.id for i in quoted)} == {"en", "zh"}
    for item in quoted:
        assert item.document is not None
        assert item.span is not None
        assert texts[item.document][slice(*item.span)] == item.text
        assert item.story == "commentary-20251121"
    assert check(after) == []
    assert {e.id for e in after.edges} == {e.id for e in before.edges}
    # Told by the commentary already: the words are added, and where it spoke before no belief moves.
    spoken = [e for e in before.edges if any(i.story == "commentary-20251121" and i.says for i in e.evidence)]
    assert all(belief(e) == belief(after.edge(e.id)) for e in spoken)
    for name in sorted(texts):
        curating.retract(shelf, store, name, why="taken back")
    assert store.view(as_of=DAY).version == before.version


def test_before_their_day_the_briefings_are_not_seen(rooms: tuple[GraphStore, Shelf]) -> None:
    store, shelf = rooms
    friday = dt.date(2025, 11, 21)
    before = store.view(as_of=friday).version
    for held in shelf.documents():
        curating.restore(shelf, store, held.document.id, why="after all")
    assert store.view(as_of=friday).version == before
    assert store.view(as_of=DAY).documents
