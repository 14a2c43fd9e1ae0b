"""History: what two graphs have differently, whose word a field is, and a journal that shows any tampering."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from graph.desk.desk import Desk
from graph.desk.edits import EDITS
from graph.desk.history import blame, differences
from graph.journal import Entry
from graph.store import GraphStore

WEAKER = EDITS.validate_python([{"op": "change", "kind": "edges", "id": "e1", "set": {"strength": 0.1}}])
NARROWER = EDITS.validate_python([{"op": "change", "kind": "edges", "id": "e1", "set": {"spread": 0.01}}])


def test_two_graphs_differ_in_what_was_edited_and_nothing_else(desk: Desk, store: GraphStore) -> None:
    before = store.view()
    desk.edit(WEAKER, who="ann", why="new data", evidence=["x"])
    desk.edit(EDITS.validate_python([{"op": "retire", "kind": "edges", "id": "e2"}]), who="ann", why="wrong")
    found = [(d.kind, d.id, d.field) for d in differences(before, store.view())]
    assert found == [("edges", "e1", "strength"), ("edges", "e2", "")]
    assert differences(before, before) == ()


def test_each_field_is_the_word_of_who_last_changed_it(desk: Desk, store: GraphStore) -> None:
    desk.edit(WEAKER, who="ann", why="new data", evidence=["x"])
    desk.edit(NARROWER, who="bob", why="longer sample", evidence=["y"])
    by = {b.field: b.who for b in blame(store.history("edges", "e1"))}
    assert (by["strength"], by["spread"], by["sign"]) == ("ann", "bob", "test")


def test_an_answer_can_be_asked_of_the_graph_as_it_was_known_then(desk: Desk, store: GraphStore) -> None:
    before = store.view()
    last = store.changes()[-1].recorded_at
    desk.edit(WEAKER, who="ann", why="new data", evidence=["x"])
    assert store.view(recorded_by=last) == before


def test_every_write_has_its_line_and_the_chain_holds(desk: Desk, store: GraphStore) -> None:
    desk.edit(WEAKER, who="ann", why="new data", evidence=["x"])
    store.note([Entry(who="ann", action="looked", subject="graph")])
    assert [n.action for n in store.journal()] == ["write", "edit", "looked"]
    assert [n.change for n in store.journal()] == [1, 2, None]
    assert store.broken_seal() == ""


@pytest.mark.parametrize(
    ("tampering", "says"),
    [
        ("UPDATE journal SET who = 'bob' WHERE sequence = 2", "line 2"),
        ("UPDATE journal SET body = '{}' WHERE sequence = 1", "line 1"),
        ("DELETE FROM journal WHERE sequence = 2", "line 2 is missing"),
        ("UPDATE revision SET body = replace(body, '0.1', '0.9') WHERE change = 2", "change 2"),
        ("DELETE FROM revision WHERE change = 2", "change 2"),
        ("INSERT INTO change VALUES (3, '2099-01-01', 'x', 'y')", "change 3"),
    ],
)
def test_the_chain_shows_what_was_changed_behind_its_back(
    desk: Desk, store: GraphStore, tmp_path: Path, tampering: str, says: str
) -> None:
    desk.edit(WEAKER, who="ann", why="new data", evidence=["x"])
    store.note([Entry(who="ann", action="looked", subject="graph")])
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(tampering)
    raw.close()
    assert says in store.broken_seal()


def test_the_database_itself_refuses_to_change_a_line(store: GraphStore, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        for statement in ("UPDATE journal SET who = 'x'", "DELETE FROM journal"):
            with pytest.raises(sqlite3.DatabaseError, match="never"):
                raw.execute(statement)
    raw.close()
