"""A proposal is played before it is taken, becomes one change of the graph, and leaves every step in the journal."""

from __future__ import annotations

from typing import Any

import pytest

from graph.desk.desk import Desk
from graph.desk.edits import EDITS
from graph.errors import BadInput, EditRefused, NotInGraph, StaleEdit
from graph.model import Edge
from graph.store import GraphStore

WEAKER = {"op": "change", "kind": "edges", "id": "e1", "set": {"strength": 0.1}}


def proposed(desk: Desk, *edits: dict[str, Any], who: str = "ann", evidence: tuple[str, ...] = ("a paper",)) -> str:
    return desk.propose(EDITS.validate_python(edits), who=who, title="Weaker", why="new data", evidence=evidence).id


def edge(store: GraphStore, edge_id: str) -> Edge:
    return store.view().edge(edge_id)


def test_a_proposal_changes_nothing_until_it_is_accepted(desk: Desk, store: GraphStore) -> None:
    before = store.view().version
    name = proposed(desk, WEAKER)
    assert store.view().version == before
    assert desk.proposed(name).edge("e1").strength == 0.1
    accepted = desk.accept(name, who="bob", line=desk.one(name).line)
    assert accepted.status == "accepted"
    assert edge(store, "e1").strength == 0.1
    (revision,) = store.revisions_of(accepted.change or 0)
    assert (revision.who, revision.why) == ("ann, accepted by bob", "Weaker: new data")


def test_taking_a_change_back_gives_the_same_graph_to_the_byte(desk: Desk, store: GraphStore) -> None:
    before = store.view()
    name = proposed(desk, WEAKER)
    change = desk.accept(name, who="bob", line=desk.one(name).line).change
    assert store.view().version != before.version
    desk.revert(change or 0, who="cat", why="the paper was withdrawn")
    assert store.view() == before
    assert store.view().version == before.version
    assert desk.one(name).status == "reverted"
    assert [r.entity.strength for r in store.history("edges", "e1") if isinstance(r.entity, Edge)] == [0.2, 0.1, 0.2]


@pytest.mark.parametrize(
    "edits",
    [
        [{"op": "retire", "kind": "edges", "id": "e2"}],
        [{"op": "add", "kind": "nodes", "entity": {"id": "new", "unit": "%"}},
         {"op": "add", "kind": "edges", "entity": {"id": "en", "cause": "y2", "effect": "new", "strength": 1}}],
        [{"op": "merge", "id": "y2b", "into": "y2"}],
        [{"op": "split", "id": "y2", "into": [{"id": "ya", "unit": "bp"}, {"id": "yb", "unit": "bp"}],
          "edges": {"e1": "ya", "e2": "yb"}}],
        [{"op": "lock", "kind": "edges", "id": "e1", "why": "vetted"}],
        [{"op": "curate", "edge": "e1", "evidence": "ev1", "verdict": "wrong_sign"}],
        [{"op": "curate", "edge": "e1", "evidence": "ev1", "verdict": "wrong_node", "to": "e2"}],
        [{"op": "judge", "edge": "e1", "says": "-", "pin": 0.9, "until": "2026-01-01"}],
        [WEAKER, {"op": "change", "kind": "nodes", "id": "y2", "set": {"aliases": {"en": ["2y"]}}}],
    ],
    ids=["retire", "add", "merge", "split", "lock", "sign", "node", "judge", "several"],
)  # fmt: skip
def test_every_sort_of_edit_can_be_taken_back(desk: Desk, store: GraphStore, edits: list[dict[str, Any]]) -> None:
    before = store.view()
    change = desk.edit(EDITS.validate_python(edits), who="ann", why="because", evidence=["a paper"])
    assert store.view().version != before.version
    desk.revert(change.id, who="ann", why="no longer")
    assert store.view() == before
    assert store.broken_seal() == ""


def test_a_merge_leaves_one_node_with_all_links_names_and_values(desk: Desk, store: GraphStore) -> None:
    desk.edit(EDITS.validate_python([{"op": "merge", "id": "y2b", "into": "y2"}]), who="a", why="same", evidence=["x"])
    graph = store.view()
    assert "y2b" not in graph.by_id
    assert "Treasury two-year" in graph.node("y2").aliases.en
    assert {e.id for e in graph.edges} == {"e1", "e2"}
    assert [e.text for e in graph.edge("e1").evidence] == ["odds up and yields down", "the two-year falls"]
    assert [o.node for o in graph.observations] == ["y2"]


def test_edits_of_different_fields_meet_and_those_of_one_field_clash(desk: Desk, store: GraphStore) -> None:
    mine = proposed(desk, WEAKER)
    other = proposed(desk, {"op": "change", "kind": "edges", "id": "e1", "set": {"spread": 0.01}})
    same = proposed(desk, {"op": "change", "kind": "edges", "id": "e1", "set": {"strength": 0.3}})
    for name in (mine, other):
        desk.accept(name, who="bob", line=desk.one(name).line)
    assert (edge(store, "e1").strength, edge(store, "e1").spread) == (0.1, 0.01)
    with pytest.raises(StaleEdit, match=r"edges\.e1\.strength") as told:
        desk.accept(same, who="bob", line=desk.one(same).line)
    assert told.value.clashes == ({"field": "edges.e1.strength", "was": 0.2, "now": 0.1, "edit": 0.3},)
    assert desk.one(same).status == "open"


def test_a_reviewer_decides_on_what_they_read(desk: Desk) -> None:
    name = proposed(desk, WEAKER)
    read = desk.one(name).line
    desk.revise(name, EDITS.validate_python([{**WEAKER, "set": {"strength": 0.15}}]), who="ann", line=read)
    with pytest.raises(StaleEdit):
        desk.accept(name, who="bob", line=read)
    assert desk.one(name).status == "open"


def test_a_proposal_is_talked_over_sent_back_and_decided_once(desk: Desk) -> None:
    name = proposed(desk, WEAKER)
    desk.comment(name, "which sample?", who="bob")
    desk.ask_changes(name, "say which sample", who="bob", line=desk.one(name).line)
    with pytest.raises(EditRefused, match="waits"):
        desk.accept(name, who="bob", line=desk.one(name).line)
    desk.revise(name, EDITS.validate_python([WEAKER]), who="ann", line=desk.one(name).line, why="2010 to 2024")
    desk.assign(name, "cat", who="bob", line=desk.one(name).line)
    desk.reject(name, "too short a sample", who="cat", line=desk.one(name).line)
    found = desk.one(name)
    assert (found.status, found.assignee, found.reviewer, found.why) == ("rejected", "cat", "cat", "2010 to 2024")
    assert [s.what for s in found.said] == ["made", "commented", "changes_asked", "revised", "assigned", "rejected"]
    with pytest.raises(EditRefused, match="rejected already"):
        desk.accept(name, who="bob", line=found.line)


def test_where_two_persons_are_needed_no_one_accepts_their_own(store: GraphStore) -> None:
    desk = Desk(store, two_persons=True)
    name = proposed(desk, WEAKER)
    with pytest.raises(EditRefused, match="another person"):
        desk.accept(name, who="ann", line=desk.one(name).line)


def test_a_lock_holds_until_it_is_taken_off(desk: Desk, store: GraphStore) -> None:
    lock = {"op": "lock", "kind": "edges", "id": "e1", "why": "vetted"}
    desk.edit(EDITS.validate_python([lock]), who="ann", why="vetted")
    with pytest.raises(EditRefused, match="locked by ann"):
        proposed(desk, WEAKER)
    more = [e.model_dump(mode="json") for e in edge(store, "e1").evidence]
    more.append({"id": "ev2", "kind": "analyst", "text": "seen again", "source": "ann", "says": "with"})
    proposed(desk, {"op": "change", "kind": "edges", "id": "e1", "set": {"evidence": more}})
    proposed(desk, {"op": "unlock", "kind": "edges", "id": "e1", "why": "new data"}, WEAKER)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ({"op": "change", "kind": "edges", "id": "e9", "set": {"strength": 1}}, "no 'e9'"),
        ({"op": "change", "kind": "edges", "id": "e1", "set": {"strength": -1}}, "strength"),
        ({"op": "change", "kind": "edges", "id": "e1", "set": {"strenght": 1}}, "strenght"),
        ({"op": "change", "kind": "edges", "id": "e1", "set": {"id": "e7"}}, "id is not set"),
        ({"op": "change", "kind": "edges", "id": "e1", "set": {"effect": "nowhere"}}, "nowhere"),
        ({"op": "add", "kind": "edges", "entity": {"id": "e1", "cause": "odds", "effect": "idx", "strength": 1}},
         "there already"),
        ({"op": "retire", "kind": "nodes", "id": "y2"}, "y2"),
        ({"op": "merge", "id": "odds", "into": "y2"}, "sizes do not compare"),
        ({"op": "split", "id": "y2", "into": [{"id": "ya", "unit": "bp"}], "edges": {"e1": "ya"}}, "e2"),
        ({"op": "curate", "edge": "e1", "evidence": "ev9", "verdict": "right"}, "ev9"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made_is_refused_and_leaves_nothing(
    desk: Desk, store: GraphStore, edit: dict[str, Any], says: str
) -> None:
    before, lines = store.view(), len(store.journal())
    with pytest.raises(BadInput, match=says):
        proposed(desk, edit)
    assert store.view() == before
    assert len(store.journal()) == lines


def test_reasons_and_evidence_are_asked_for(desk: Desk) -> None:
    edits = EDITS.validate_python([WEAKER])
    with pytest.raises(EditRefused, match="says why"):
        desk.propose(edits, who="ann", title="x", why=" ", evidence=["a"])
    with pytest.raises(EditRefused, match="evidence"):
        desk.propose(edits, who="ann", title="x", why="because")
    with pytest.raises(NotInGraph, match="p7"):
        desk.one("p7")
