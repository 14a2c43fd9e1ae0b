"""What must not happen to edits: a turned sign, a hidden write, a passed lock, a hanging reference, a forged word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.views import Views
from graph import sqlite_store, sqlite_write
from graph.coherence import incoherences
from graph.desk.desk import Desk
from graph.desk.edits import EDITS
from graph.desk.versions import name_version, version_named
from graph.errors import EditRefused, NotInGraph, StaleEdit
from graph.files import parse_graph
from graph.store import Change, GraphStore, open_store


def done(desk: Desk, *edits: dict[str, Any]) -> Change:
    return desk.edit(EDITS.validate_python(edits), who="ann", why="w", evidence=["x"])


def change(edge: str, **fields: Any) -> dict[str, Any]:
    return {"op": "change", "kind": "edges", "id": edge, "set": fields}


class Meanwhile:
    """A store where someone else writes just before the first write."""

    def __init__(self, store: GraphStore, first: Callable[[], object]) -> None:
        self._store, self._first = store, [first]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, *args: Any, **more: Any) -> Change:
        if self._first:
            self._first.pop()()
        return self._store.write(*args, **more)


def test_evidence_that_moves_to_a_link_of_the_other_sign_keeps_the_sign_it_gave(desk: Desk, store: GraphStore) -> None:
    done(desk, change("e3", sign="+"), {"op": "merge", "id": "y2b", "into": "y2"})
    kept = store.view().edge("e1")
    assert [(e.text, kept.said_by(e)) for e in kept.evidence] == [
        ("odds up and yields down", "-"),
        ("the two-year falls", "+"),
    ]
    done(desk, change("e2", sign="+"))
    done(desk, {"op": "curate", "edge": "e1", "evidence": "ev1", "verdict": "wrong_node", "to": "e2"})
    other = store.view().edge("e2")
    assert [other.said_by(e) for e in other.evidence] == ["+", "-"]


def test_a_thing_added_again_is_seen_or_refused(desk: Desk, store: GraphStore) -> None:
    done(desk, {"op": "retire", "kind": "edges", "id": "e2"})
    again = {"id": "e2", "cause": "y2", "effect": "idx", "strength": 1}
    with pytest.raises(EditRefused, match="would hide"):
        done(desk, {"op": "add", "kind": "edges", "entity": {**again, "known_from": "2024-01-01"}})
    done(desk, {"op": "add", "kind": "edges", "entity": again})
    assert store.view().edge("e2").strength == 1


def test_what_a_set_adds_and_takes_away_again_was_never_there(desk: Desk, store: GraphStore) -> None:
    between = {"id": "e4", "cause": "y2b", "effect": "y2", "strength": 1}
    done(desk, {"op": "add", "kind": "edges", "entity": between}, {"op": "merge", "id": "y2b", "into": "y2"})
    assert {e.id for e in store.view().edges} == {"e1", "e2"}
    assert store.history("edges", "e4") == ()


def test_a_merge_takes_over_opposites_and_the_guard_of_an_everyday_word(desk: Desk, store: GraphStore) -> None:
    names = {"aliases": {"en": ["depth"]}, "opposites": {"en": ["two-year note"]}, "only_with": {"depth": ["market"]}}
    done(desk, {"op": "change", "kind": "nodes", "id": "y2b", "set": names}, {"op": "merge", "id": "y2b", "into": "y2"})
    kept = store.view().node("y2")
    assert "depth" in kept.aliases.en
    assert kept.opposites.en == ("two-year note",)
    assert kept.only_with == {"depth": ("market",)}


def test_a_mechanism_names_the_link_that_took_the_place_of_another_in_a_merge(desk: Desk, store: GraphStore) -> None:
    told = {"id": "m", "name": {"en": "M"}, "what": {"en": "W"}, "edges": ["e2", "e3", "e4"]}
    between = {"id": "e4", "cause": "y2b", "effect": "y2", "strength": 1}
    done(desk, {"op": "add", "kind": "edges", "entity": between}, {"op": "add", "kind": "mechanisms", "entity": told})
    before = store.view()
    merged = done(desk, {"op": "merge", "id": "y2b", "into": "y2"})
    assert [m.edges for m in store.view().mechanisms] == [("e2", "e1")]
    desk.revert(merged.id, who="ann", why="two after all")
    assert store.view() == before


def test_a_split_names_links_of_the_node_alone(desk: Desk) -> None:
    parts = [{"id": "ya", "unit": "bp"}]
    with pytest.raises(EditRefused, match="e3: not among its links"):
        done(desk, {"op": "split", "id": "y2", "into": parts, "edges": {"e1": "ya", "e2": "ya", "e3": "ya"}})


def test_nothing_but_evidence_comes_past_a_lock(desk: Desk, store: GraphStore) -> None:
    first = done(desk, change("e1", strength=0.1))
    locked = done(desk, {"op": "lock", "kind": "edges", "id": "e1", "why": "vetted"})
    with pytest.raises(EditRefused, match="locked"):
        desk.revert(first.id, who="bob", why="no")
    with pytest.raises(EditRefused, match="locked"):
        done(desk, {"op": "curate", "edge": "e1", "evidence": "ev1", "verdict": "wrong"})
    assert store.view().edge("e1").strength == 0.1
    desk.revert(locked.id, who="bob", why="not vetted after all")
    assert store.view().edge("e1").lock is None


@pytest.mark.parametrize(
    "edit",
    [
        change("e1", reviews=[{"by": "bob", "on": "2025-11-20", "says": "-", "pin": 1.0, "until": "2027-01-01"}]),
        change("e1", evidence=[{"id": "ev1", "kind": "quote", "text": "x", "source": "y",
                                "curations": [{"by": "bob", "on": "2025-11-20", "verdict": "right"}]}]),
        {"op": "add", "kind": "nodes",
         "entity": {"id": "n", "unit": "%", "lock": {"by": "bob", "on": "2025-11-20", "why": "x"}}},
        {"op": "add", "kind": "edges", "entity": {
            "id": "en", "cause": "y2", "effect": "idx", "strength": 1,
            "reviews": [{"by": "bob", "on": "2025-11-20", "says": "-"}]}},
    ],
    ids=["review", "curation", "lock", "added review"],
)  # fmt: skip
def test_no_one_signs_a_verdict_with_the_name_of_another(desk: Desk, store: GraphStore, edit: dict[str, Any]) -> None:
    before = store.view()
    with pytest.raises(EditRefused):
        done(desk, edit)
    assert store.view() == before


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400], ids=["nan", "inf", "int"])
def test_a_number_that_no_one_can_reckon_with_is_refused_in_free_fields_too(desk: Desk, value: float) -> None:
    with pytest.raises(EditRefused, match="no number to reckon with"):
        done(desk, change("e1", params={"jump": [value]}))


def test_two_edits_that_are_sound_alone_do_not_leave_a_reference_hanging(desk: Desk, store: GraphStore) -> None:
    value = {"id": "o9", "node": "idx", "as_of": "2025-11-20", "value": 1, "unit": "pts", "source": "q"}
    other = Meanwhile(store, lambda: done(desk, {"op": "add", "kind": "observations", "entity": value}))
    with pytest.raises(EditRefused, match="o9"):
        done(Desk(other), {"op": "retire", "kind": "edges", "id": "e2"}, {"op": "retire", "kind": "nodes", "id": "idx"})
    assert [*incoherences(store.view())] == []
    assert store.view().node("idx").unit == "%"


def test_an_edit_elsewhere_meanwhile_is_no_reason_to_refuse(desk: Desk, store: GraphStore) -> None:
    other = Meanwhile(store, lambda: done(desk, change("e2", strength=0.5)))
    done(Desk(other), change("e1", strength=0.9))
    assert (store.view().edge("e1").strength, store.view().edge("e2").strength) == (0.9, 0.5)
    both = Meanwhile(store, lambda: done(desk, change("e1", strength=0.5)))
    with pytest.raises(StaleEdit):
        done(Desk(both), change("e1", strength=0.7))


def test_a_note_that_says_default_is_a_note(desk: Desk, store: GraphStore) -> None:
    first = done(desk, change("e1", strength=0.1))
    done(desk, change("e1", sources_note="(default)"))
    desk.revert(first.id, who="bob", why="no")
    assert store.view().edge("e1").sources_note == "(default)"


def test_what_was_accepted_while_an_editor_was_open_is_not_overwritten(desk: Desk, store: GraphStore) -> None:
    read = {("edges", "e1"): store.history("edges", "e1")[-1].sequence}
    done(desk, change("e1", strength=0.1))
    mine = EDITS.validate_python([change("e1", strength=0.3)])
    found = desk.propose(mine, who="bob", title="t", why="w", evidence=["x"], read=read)
    with pytest.raises(StaleEdit, match=r"edges\.e1\.strength"):
        desk.accept(found.id, who="cat", line=found.line)


def test_a_named_version_stays_though_the_clock_is_set_back(
    desk: Desk, store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = name_version(store, "before", who="ann")

    class Back(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Back:
            return cls(2020, 1, 1, tzinfo=tz)

    for module in (sqlite_store, sqlite_write):
        monkeypatch.setattr(module.dt, "datetime", Back)
    done(desk, change("e1", strength=0.1))
    again = name_version(store, "after", who="ann")
    done(desk, change("e1", strength=0.3))
    for version in (named, again):
        found = version_named(store, version.name)
        assert store.view(recorded_by=found.recorded_by).version == version.graph_version
    assert store.broken_seal() == ""


def test_a_change_with_a_number_that_no_database_holds_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotInGraph, match="there is no change"):
        desk.revert(10**30, who="ann", why="w")


def test_the_day_of_a_map_without_values_moves_with_what_is_known(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/bare.db")
    bare = "nodes: [{id: a, unit: bp, known_from: 2030-01-01}]"
    store.write([*parse_graph(bare, "yaml").entities()], who="t", why="w")
    views = Views(store)
    views.at()
    done(Desk(store), {"op": "add", "kind": "nodes", "entity": {"id": "b", "unit": "bp", "known_from": "2031-01-01"}})
    assert views.at() == Views(store).at() == store.view()
    assert views.at().as_of == dt.date(2031, 1, 1)
    store.close()
