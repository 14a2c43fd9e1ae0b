"""Whatever came in, went out and came back, in whatever order: the graph is that of the documents that stand."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.content import Graph
from graph.errors import StoreError
from graph.store import GraphStore
from ingest import curating
from ingest.definitions import Definitions
from ingest.readers.formats import read
from ingest.readers.reading import Raw
from ingest.run import ingest
from ingest.settling import settle
from ingest.sources import Source
from tests.ingest.desk import NAMES, Room, extract, note

FEWER = settings(max_examples=max(8, settings().max_examples // 3))
"""Each of them makes two stores and reads a dozen files."""
PAIRS = [(a, b) for a in NAMES for b in (*NAMES, "snow") if a != b]


@st.composite
def texts(draw: st.DrawFn) -> list[Raw]:
    """Draw notes of a few papers, some of them copies, with claims on few pairs, so that they meet."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        said = draw(st.lists(st.tuples(st.sampled_from(PAIRS[:6]), st.sampled_from(["lifts", "lowers", "denies"])),
                             min_size=1, max_size=3))  # fmt: skip
        claims = ". ".join(f"{a} {verb} {b}" for (a, b), verb in said)
        paper = draw(st.sampled_from("ABC"))
        copied = draw(st.booleans())
        opening = (
            "A report that all the agencies carried, word for word, this morning" if copied else f"Note {number} " * 6
        )
        day = f"2025-11-{draw(st.integers(1, 20)):02d}"
        found.append(note(f"{opening}. {claims}.", place=f"/notes/{number}.txt", publisher=paper, day=day))
    return found


def views(room: Room) -> list[str]:
    """Return the versions of the graph as it was known on several days, the last included."""
    days = (dt.date(2025, 11, 5), dt.date(2025, 11, 12), dt.date(2025, 11, 21), dt.date(2026, 1, 1))
    return [room.store.view(as_of=day).version for day in days]


@FEWER
@given(texts(), st.data())
def test_order_batches_retractions_and_rebuilds_leave_the_same_graph(raws: list[Raw], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, other = Room(Path(folder), "one"), Room(Path(folder), "other")
        try:
            for raw in raws:
                one.ingest(raw)
            names = [held.document.id for held in one.shelf.documents()]
            gone = data.draw(st.sets(st.sampled_from(names)))
            for name in sorted(gone):
                curating.retract(one.shelf, one.store, name, why="taken back")
            back = data.draw(st.sets(st.sampled_from(sorted(gone)))) if gone else set()
            for name in sorted(back):
                curating.restore(one.shelf, one.store, name, why="after all")
            other.ingest(*data.draw(st.permutations(raws)))
            for name in sorted(gone - back):
                curating.retract(other.shelf, other.store, name, why="taken back")
            assert views(one) == views(other)
            with one.library.transaction():
                one.shelf.unsettle_all()
            before = one.store.version_hint()
            settle(one.shelf, one.store, why="a rebuild")
            assert one.store.version_hint() == before
        finally:
            one.close()
            other.close()


@FEWER
@given(texts())
def test_every_quotation_is_its_span_and_every_link_has_a_source(raws: list[Raw]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder))
        try:
            room.ingest(*raws)
            graph = room.graph()
            documents = {d.id: room.shelf.text(d) for d in graph.documents}
            assert_sound(graph, documents)
        finally:
            room.close()


def assert_sound(graph: Graph, documents: dict[str, str]) -> None:
    for edge in graph.edges:
        assert edge.evidence
        for item in edge.evidence:
            if item.span is not None:
                assert item.document is not None
                assert documents[item.document][slice(*item.span)] == item.text


@FEWER
@given(texts())
def test_what_was_known_on_a_day_does_not_depend_on_what_was_written_later(raws: list[Raw]) -> None:
    day = dt.date(2025, 11, 10)
    with tempfile.TemporaryDirectory() as folder:
        one, other = Room(Path(folder), "one"), Room(Path(folder), "other")
        try:
            one.ingest(*raws)
            other.ingest(*(raw for raw in raws if raw.told.date is not None and raw.told.date <= day))
            assert one.store.view(as_of=day).version == other.store.view(as_of=day).version
        finally:
            one.close()
            other.close()


class Torn:
    """A store whose write fails once, before or after it was made."""

    def __init__(self, store: GraphStore, *, after: bool) -> None:
        self._store, self._after, self.torn = store, after, False

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, *items: object, **named: object) -> object:
        if self.torn:
            return self._store.write(*items, **named)  # type: ignore[arg-type]  # passed on as they came
        self.torn = True
        if self._after:
            self._store.write(*items, **named)  # type: ignore[arg-type]  # passed on as they came
        raise StoreError("the power went off")


@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_broke_off_at_the_graph_is_made_good_by_the_next(after: bool, tmp_path: Path) -> None:
    one, other = Room(tmp_path, "one"), Room(tmp_path, "other")
    raws = [note(f"{'Some words about it ' * n}and rain lifts grain.", day=f"2025-11-0{n}") for n in range(1, 4)]
    other.ingest(*raws)
    kept = one.store
    one.store = Torn(kept, after=after)  # type: ignore[assignment]  # it has the methods of a store
    with pytest.raises(StoreError, match="power"):
        one.ingest(*raws)
    one.store = kept
    again = one.ingest(*raws)
    assert again.outcomes == {"unchanged": 3}
    assert views(one) == views(other)
    one.close()
    other.close()


def test_a_run_that_broke_off_between_two_documents_goes_on_where_it_was(tmp_path: Path) -> None:
    one, other = Room(tmp_path, "one"), Room(tmp_path, "other")
    raws = [note(f"{'Some words about it ' * n}and rain lifts grain.", day=f"2025-11-0{n}") for n in range(1, 4)]
    other.ingest(*raws)

    def breaking() -> Raw:
        raise KeyboardInterrupt

    found = [Source("1", lambda: raws[0]), Source("2", breaking), Source("3", lambda: raws[2])]
    with pytest.raises(KeyboardInterrupt):
        ingest(one.shelf, one.store, found, read=read, extract=extract, today=dt.date(2025, 12, 1))
    assert one.said("rain", "grain") == []
    assert one.ingest(*raws).outcomes == {"unchanged": 1, "accepted": 2}
    assert views(one) == views(other)
    one.close()
    other.close()


def test_what_is_said_of_a_thing_is_said_of_what_it_is_by_definition(tmp_path: Path) -> None:
    room = Room(tmp_path)
    edge = room.edges("rain", "grain")[0]
    same = edge.model_copy(
        update={"id": "d", "cause": "wool", "effect": "rain", "relation": "constitutes", "sign": "-"}
    )
    room.store.write([("edges", same)], who="Ann", why="wool is dryness")
    definitions = Definitions(room.graph().edges)
    assert definitions.meant(("wool", "grain")) == (("rain", "grain"), True)
    assert definitions.meant(("wool", "bread")) == (("wool", "bread"), False)
    room.ingest(note("It was plain to everybody that wool lifts grain in the end."))
    assert [(i.says, i.text) for i in room.said("rain", "grain")] == [("-", "wool lifts grain")]
    room.close()
