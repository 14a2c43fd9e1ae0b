"""Any order of edits, decisions and undoings leaves the graph that the accepted changes explain, and sealed lines."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from api.views import Views
from graph.content import Graph
from graph.desk.desk import Desk
from graph.desk.edits import EDITS
from graph.errors import BadInput, EditRefused, StaleEdit
from graph.files import parse_graph
from graph.store import open_store
from tests.desk.conftest import SMALL

EDGES = st.sampled_from(["e1", "e2", "e3"])
PEOPLE = st.sampled_from(["ann", "bob"])
EDIT: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(
        lambda i, n: {"op": "change", "kind": "edges", "id": i, "set": {"strength": n / 10}}, EDGES, st.integers(1, 9)
    ),
    st.builds(
        lambda i, n: {"op": "change", "kind": "edges", "id": i, "set": {"spread": n / 100}}, EDGES, st.integers(1, 9)
    ),
    st.builds(lambda i: {"op": "retire", "kind": "edges", "id": i}, EDGES),
    st.builds(lambda i: {"op": "lock", "kind": "edges", "id": i, "why": "vetted"}, EDGES),
    st.builds(lambda i: {"op": "unlock", "kind": "edges", "id": i, "why": "new data"}, EDGES),
    st.just({"op": "merge", "id": "y2b", "into": "y2"}),
    st.builds(
        lambda n: {"op": "add", "kind": "edges",
                   "entity": {"id": f"n{n}", "cause": "odds", "effect": "idx", "strength": 0.1}},
        st.integers(1, 3),
    ),
)  # fmt: skip


class AnyOrder(RuleBasedStateMachine):
    """The store beside the versions that its changes led through."""

    proposals: Bundle[str] = Bundle("proposals")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(f"sqlite:///{Path(self.folder.name)}/any.db")
        self.desk = Desk(self.store)
        self.views = Views(self.store)
        self.kept: dict[int, Graph] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        self.store.write([*parse_graph(SMALL, "yaml").entities()], who="test", why="the graph to edit")
        self.keep()

    def keep(self) -> None:
        last = max(n.change or 0 for n in self.store.journal())
        self.kept[last] = self.store.view()

    @rule(target=proposals, edits=st.lists(EDIT, min_size=1, max_size=3), who=PEOPLE)
    def propose(self, edits: list[dict[str, Any]], who: str) -> str:
        before = self.store.view()
        try:
            name = self.desk.propose(EDITS.validate_python(edits), who=who, title="t", why="w", evidence=["x"]).id
        except BadInput:
            name = "p0"
        assert self.store.view() == before
        return name

    @rule(name=consumes(proposals), who=PEOPLE)
    def accept(self, name: str, who: str) -> None:
        if name == "p0":
            return
        before, found = self.store.view(), self.desk.one(name)
        try:
            wanted = self.desk.proposed(name)
            done = self.desk.accept(name, who=who, line=found.line)
        except BadInput:
            assert self.store.view() == before
            assert self.desk.one(name) == found
            return
        assert done.status == "accepted"
        assert self.store.view() == wanted
        self.keep()

    @rule(edits=st.lists(EDIT, min_size=1, max_size=2), who=PEOPLE)
    def edit(self, edits: list[dict[str, Any]], who: str) -> None:
        before = self.store.view()
        try:
            self.desk.edit(EDITS.validate_python(edits), who=who, why="w", evidence=["x"])
        except BadInput:
            assert self.store.view() == before
            return
        self.keep()

    @rule(data=st.data())
    def revert(self, data: st.DataObject) -> None:
        numbers = sorted(self.kept)
        if len(numbers) < 2:
            return
        change = data.draw(st.sampled_from(numbers[1:]))
        last, before = change == numbers[-1], self.kept[numbers[numbers.index(change) - 1]]
        try:
            self.desk.revert(change, who="cat", why="no longer")
        except (StaleEdit, EditRefused):
            assert not last, "the last change can always be taken back"
            return
        if last:
            assert self.store.view() == before
        self.keep()

    @invariant()
    def the_graph_is_that_of_the_last_change(self) -> None:
        if self.kept:
            assert self.store.view() == self.kept[max(self.kept)]
            assert self.views.at() == self.store.view()
            assert self.views.at().version == self.store.view().version

    @invariant()
    def the_journal_holds(self) -> None:
        assert self.store.broken_seal() == ""

    @invariant()
    def every_change_has_its_line(self) -> None:
        assert {n.change for n in self.store.journal() if n.change} == {c.id for c in self.store.changes()}


TestAnyOrder = AnyOrder.TestCase
pytestmark = pytest.mark.hypothesis
