"""What every backend must do with the three times: valid, known and recorded."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.content import Graph
from graph.errors import AsOfTooEarly, BadInput
from graph.model import EPOCH
from graph.store import GraphStore
from tests.store.small import BY, KNOWN, LATER, LATEST, edge, node, observed, said, small

DAY = dt.timedelta(days=1)
NOON = dt.datetime(2025, 11, 24, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def strengths(graph: Graph) -> dict[str, float]:
    return {e.id: e.strength for e in graph.edges}


def test_the_default_view_is_taken_at_the_latest_observation(store: GraphStore) -> None:
    store.write([*small(), observed("b", LATER)], **BY)
    assert store.latest_as_of() == LATEST
    assert store.view().as_of == LATEST


def test_without_observations_the_default_view_shows_everything(store: GraphStore) -> None:
    store.write([node("a"), node("b", known_from=LATEST)], **BY, recorded_at=NOON)
    assert store.latest_as_of() == NOON.date()
    assert len(store.view().nodes) == 2
    store.write([node("c", known_from=NOON.date() + DAY)], **BY, recorded_at=NOON)
    assert len(store.view().nodes) == 3


def test_a_retired_observation_no_longer_sets_the_date(store: GraphStore) -> None:
    store.write([*small(), observed("b", LATER)], **BY)
    store.write([], **BY, retire=[("observations", f"a_{LATEST}")])
    assert store.latest_as_of() == LATER


def test_edges_before_their_date_are_not_seen(store: GraphStore) -> None:
    store.write([*small(), edge("a", "c", known_from=LATER)], **BY)
    assert "a_c" not in strengths(store.view(as_of=LATER - DAY))
    assert "a_c" in strengths(store.view(as_of=LATER))


def test_an_edge_is_not_seen_before_both_its_ends_are(store: GraphStore) -> None:
    store.write([*small(), node("d", known_from=LATER), edge("a", "d")], **BY)
    assert "a_d" not in strengths(store.view(as_of=LATER - DAY))
    assert "a_d" in strengths(store.view(as_of=LATER))


def test_evidence_after_the_date_is_not_seen(store: GraphStore) -> None:
    both = (said("old", KNOWN), said("new", LATER))
    store.write([node("a"), node("b"), edge("a", "b", evidence=both)], **BY)
    assert [e.id for e in store.view(as_of=LATER - DAY).edges[0].evidence] == ["old"]
    assert [e.id for e in store.view(as_of=LATER).edges[0].evidence] == ["old", "new"]


def test_a_view_before_the_first_node_is_refused_with_the_first_date(store: GraphStore) -> None:
    store.write(small(), **BY)
    with pytest.raises(AsOfTooEarly, match=f"{KNOWN - DAY} is before the store's first entry of {KNOWN}"):
        store.view(as_of=KNOWN - DAY)


def test_a_view_before_the_first_observation_is_refused_though_nodes_and_literature_are_older(
    store: GraphStore,
) -> None:
    items = [node("a", known_from=EPOCH), node("b", known_from=EPOCH), edge("a", "b"), observed("a", LATER)]
    store.write(items, **BY)
    whole = Graph.model_validate({"nodes": [items[0][1], items[1][1]], "observations": [items[3][1]]})
    for seen_at in (lambda day: store.view(as_of=day), whole.seen_from):
        assert len(seen_at(LATER).nodes) == 2
        with pytest.raises(AsOfTooEarly, match=f"{LATER - DAY} is before the .* first observation of {LATER}"):
            seen_at(LATER - DAY)


def test_a_graph_without_observations_is_seen_from_any_date(store: GraphStore) -> None:
    early = dt.date(1999, 1, 4)
    store.write([node("a", known_from=EPOCH), observed("a", LATER)], **BY)
    store.write([], **BY, retire=[("observations", f"a_{LATER}")])
    assert len(store.view(as_of=early).nodes) == 1
    assert len(Graph.model_validate({"nodes": [{"id": "a"}]}).seen_from(early).nodes) == 1


def test_the_default_view_is_never_refused_for_what_was_published_later(store: GraphStore) -> None:
    store.write([node("a"), observed("a", LATER, known_from=LATER + DAY)], **BY)
    assert store.view().as_of == LATER


def test_a_revision_takes_over_from_its_date_on(store: GraphStore) -> None:
    store.write([*small(), edge("a", "b", strength=0.9, known_from=LATER)], **BY)
    assert strengths(store.view(as_of=LATER - DAY))["a_b"] == 0.5
    assert strengths(store.view(as_of=LATER))["a_b"] == 0.9


def test_a_correction_of_the_same_date_wins_and_the_first_word_stays(store: GraphStore) -> None:
    store.write(small(), **BY, recorded_at=NOON)
    store.write([edge("a", "b", strength=0.7)], who="editor", why="a typo", recorded_at=NOON + HOUR)
    assert strengths(store.view())["a_b"] == 0.7
    assert strengths(store.view(recorded_by=NOON))["a_b"] == 0.5
    assert [(r.who, r.why) for r in store.history("edges", "a_b")] == [("tester", "a test"), ("editor", "a typo")]


def test_a_revision_written_later_about_an_earlier_date_does_not_hide_a_newer_one(store: GraphStore) -> None:
    middle = KNOWN + 30 * DAY
    store.write([*small(), edge("a", "b", strength=0.9, known_from=LATER)], **BY, recorded_at=NOON)
    store.write([edge("a", "b", strength=0.6, known_from=middle)], **BY, recorded_at=NOON + HOUR)
    assert strengths(store.view(as_of=middle - DAY))["a_b"] == 0.5
    assert strengths(store.view(as_of=middle))["a_b"] == 0.6
    assert strengths(store.view(as_of=middle, recorded_by=NOON))["a_b"] == 0.5
    assert strengths(store.view(as_of=LATER))["a_b"] == 0.9


def test_what_was_not_yet_recorded_is_not_seen(store: GraphStore) -> None:
    store.write(small(), **BY, recorded_at=NOON)
    store.write([node("d"), observed("a", LATEST + DAY)], **BY, recorded_at=NOON + HOUR)
    assert {n.id for n in store.view(recorded_by=NOON).nodes} == {"a", "b", "c"}
    assert store.latest_as_of(recorded_by=NOON) == LATEST
    assert store.latest_as_of() == LATEST + DAY
    with pytest.raises(AsOfTooEarly, match="recorded by"):
        store.view(recorded_by=NOON - HOUR)


def test_the_zone_of_a_recorded_time_does_not_matter(store: GraphStore) -> None:
    store.write(small(), **BY, recorded_at=NOON)
    store.write([node("d")], **BY, recorded_at=NOON + HOUR)
    tokyo = dt.timezone(9 * HOUR)
    assert len(store.view(recorded_by=NOON.astimezone(tokyo)).nodes) == 3


def test_a_time_without_a_zone_is_refused(store: GraphStore) -> None:
    store.write(small(), **BY)
    naive = dt.datetime(2025, 11, 24)
    with pytest.raises(BadInput, match="2025-11-24T00:00:00 has no time zone"):
        store.view(recorded_by=naive)
    with pytest.raises(BadInput, match="no time zone"):
        store.write([node("d")], **BY, recorded_at=naive)


def test_nothing_is_recorded_before_the_last_change(store: GraphStore) -> None:
    store.write(small(), **BY, recorded_at=NOON)
    with pytest.raises(BadInput, match="before the store's last change"):
        store.write([node("d")], **BY, recorded_at=NOON - HOUR)
    assert len(store.view().nodes) == 3


def test_a_clock_that_was_set_back_does_not_disturb_the_order(store: GraphStore) -> None:
    ahead = dt.datetime.now(dt.UTC) + 24 * HOUR
    store.write(small(), **BY, recorded_at=ahead)
    assert store.write([node("d")], **BY).recorded_at == ahead + dt.timedelta(microseconds=1)


def test_history_keeps_all_three_times(store: GraphStore) -> None:
    ends = dt.date(2026, 1, 1)
    store.write([node("a", valid_from=KNOWN, valid_to=ends, known_from=LATER)], **BY, recorded_at=NOON)
    (revision,) = store.history("nodes", "a")
    assert (revision.known_from, revision.valid_from, revision.valid_to) == (LATER, KNOWN, ends)
    assert revision.recorded_at == NOON
    assert revision.entity == store.view(as_of=LATER).node("a")
    assert store.history("nodes", "never") == ()


def test_the_store_and_the_file_show_the_same_graph_at_every_date(store: GraphStore) -> None:
    both = (said("old", KNOWN), said("new", LATER))
    items = [*small(), node("d", known_from=LATER), edge("a", "d", evidence=both), edge("c", "a", known_from=LATEST)]
    store.write(items, **BY)
    parts: dict[str, list[object]] = {}
    for kind, entity in items:
        parts.setdefault(kind, []).append(entity)
    whole = Graph.model_validate(parts)
    for day in (KNOWN, LATER - DAY, LATER, LATEST):
        assert store.view(as_of=day).version == whole.seen_from(day).version


def test_what_is_written_after_a_date_changes_nothing_before_it(store: GraphStore) -> None:
    store.write(small(), **BY)
    before = store.view(as_of=LATER).model_dump_json()
    store.write([edge("a", "b", strength=3.0, known_from=LATER + DAY), observed("b", LATEST + DAY)], **BY)
    assert store.view(as_of=LATER).model_dump_json() == before
