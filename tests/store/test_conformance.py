"""What every backend must do."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from graph.content import Graph
from graph.errors import AsOfTooEarly, BadInput, EdgeNotFound, NodeNotFound, NotInGraph, UnknownBackend
from graph.files import FORMATS, dump_graph, parse_graph
from graph.store import GraphStore, open_store
from tests.graph.graphs import EXAMPLE
from tests.store.small import BY, LATER, LATEST, edge, node, observed, small

DAY = dt.timedelta(days=1)
NOON = dt.datetime(2025, 11, 24, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def strengths(graph: Graph) -> dict[str, float]:
    return {e.id: e.strength for e in graph.edges}


def test_what_is_written_is_what_is_seen(store: GraphStore) -> None:
    items = small()
    change = store.write(items, **BY)
    assert (change.who, change.why, change.written, change.retired) == ("tester", "a test", 7, 0)
    seen = store.view()
    assert sorted(e.id for _, e in seen.entities()) == sorted(e.id for _, e in items)
    assert all(entity in [e for _, e in seen.entities()] for _, entity in items)


def test_a_new_store_is_empty_and_says_so(store: GraphStore) -> None:
    assert store.is_empty()
    assert store.version_hint() == 0
    with pytest.raises(AsOfTooEarly, match="holds nothing"):
        store.view()
    with pytest.raises(AsOfTooEarly, match="holds nothing"):
        store.latest_as_of()


def test_a_store_that_is_opened_again_has_kept_everything(store: GraphStore, address: str) -> None:
    store.write(small(), **BY)
    version = store.view().version
    store.close()
    again = open_store(address)
    assert again.view().version == version
    again.close()


def test_a_retired_entity_is_gone_but_its_history_is_not(store: GraphStore) -> None:
    store.write(small(), **BY, recorded_at=NOON)
    change = store.write([], who="editor", why="never held", retire=[("edges", "a_b")], recorded_at=NOON + HOUR)
    assert (change.written, change.retired) == (0, 1)
    assert "a_b" not in strengths(store.view())
    assert "a_b" in strengths(store.view(recorded_by=NOON))
    assert [r.retired for r in store.history("edges", "a_b")] == [False, True]


def test_an_entity_retired_from_a_date_is_still_seen_before_it(store: GraphStore) -> None:
    store.write(small(), **BY)
    store.write([], **BY, retire=[("edges", "a_b")], retired_from=LATER)
    assert "a_b" in strengths(store.view(as_of=LATER - DAY))
    assert "a_b" not in strengths(store.view(as_of=LATER))


def test_a_retired_entity_comes_back_when_it_is_written_again(store: GraphStore) -> None:
    store.write(small(), **BY)
    store.write([], **BY, retire=[("edges", "a_b")])
    store.write([edge("a", "b")], **BY)
    assert "a_b" in strengths(store.view())


def test_retiring_twice_changes_nothing(store: GraphStore) -> None:
    store.write(small(), **BY)
    store.write([], **BY, retire=[("edges", "a_b")])
    hint = store.version_hint()
    assert store.write([], **BY, retire=[("edges", "a_b")]).retired == 0
    assert store.version_hint() == hint


@pytest.mark.parametrize(("kind", "error"), [("nodes", NodeNotFound), ("edges", EdgeNotFound), ("events", NotInGraph)])
def test_what_is_not_there_cannot_be_retired(store: GraphStore, kind: str, error: type[Exception]) -> None:
    store.write(small(), **BY)
    with pytest.raises(error, match="'nothing'"):
        store.write([], **BY, retire=[(kind, "nothing")])


def test_a_node_is_not_retired_while_an_edge_hangs_on_it(store: GraphStore) -> None:
    store.write(small(), **BY)
    with pytest.raises(BadInput, match="'c' is an end of edge 'b_c'"):
        store.write([], **BY, retire=[("nodes", "c")])
    assert len(store.view().nodes) == 3
    store.write([], **BY, retire=[("nodes", "c"), ("edges", "b_c")])
    assert len(store.view().nodes) == 2


def test_an_edge_to_a_retired_node_is_refused(store: GraphStore) -> None:
    store.write([*small(), node("d")], **BY)
    store.write([], **BY, retire=[("nodes", "d")])
    with pytest.raises(NodeNotFound, match="'d'"):
        store.write([edge("a", "d")], **BY)


def test_writing_a_batch_twice_changes_nothing(store: GraphStore) -> None:
    first = store.write(small(), **BY)
    hint, version = store.version_hint(), store.view().version
    again = store.write(small(), who="someone else", why="again")
    assert (again.id, again.who, again.written) == (first.id, "tester", 0)
    assert (store.version_hint(), store.view().version) == (hint, version)


def test_writing_an_entity_s_whole_past_twice_changes_nothing(store: GraphStore) -> None:
    past = [*small(), edge("a", "b", strength=0.9, known_from=LATER)]
    store.write(past, **BY)
    assert store.write(past, **BY).written == 0
    assert strengths(store.view())["a_b"] == 0.9


def test_an_empty_batch_leaves_no_trace(store: GraphStore) -> None:
    assert store.write([], **BY).written == 0
    assert store.is_empty()


def test_a_bad_edge_takes_its_whole_batch_with_it(store: GraphStore) -> None:
    with pytest.raises(NodeNotFound, match="edge 'a_nowhere' has effect 'nowhere'"):
        store.write([*small(), edge("a", "nowhere")], **BY)
    assert store.is_empty()
    with pytest.raises(NodeNotFound, match="has cause 'nowhere'"):
        store.write([node("a"), edge("nowhere", "a")], **BY)
    assert store.is_empty()


def test_an_edge_may_come_before_its_ends_in_a_batch_and_after_them_in_another(store: GraphStore) -> None:
    store.write([edge("a", "b"), node("a"), node("b")], **BY)
    store.write([edge("b", "a")], **BY)
    assert set(strengths(store.view())) == {"a_b", "b_a"}


def test_a_kind_that_does_not_exist_is_refused(store: GraphStore) -> None:
    with pytest.raises(NotInGraph, match="no kind 'thing'; the kinds are nodes, edges"):
        store.write([("thing", node("a")[1])], **BY)
    with pytest.raises(NotInGraph, match="no kind 'thing'"):
        store.write([], **BY, retire=[("thing", "a")])
    with pytest.raises(NotInGraph, match="no kind 'thing'"):
        store.history("thing", "a")
    with pytest.raises(BadInput, match="'a' is Node, but 'edges' holds Edge"):
        store.write([("edges", node("a")[1])], **BY)
    assert store.is_empty()


@pytest.mark.parametrize(("who", "why"), [("", "a reason"), ("someone", "  ")])
def test_a_change_without_an_author_or_a_reason_is_refused(store: GraphStore, who: str, why: str) -> None:
    with pytest.raises(BadInput, match="who makes it and why"):
        store.write(small(), who=who, why=why)
    assert store.is_empty()


def test_a_revision_goes_through_json_whole(store: GraphStore) -> None:
    store.write(small(), **BY)
    (revision,) = store.history("edges", "a_b")
    assert revision.model_dump(mode="json")["entity"]["cause"] == "a"


def test_every_change_moves_the_hint(store: GraphStore) -> None:
    hints = [store.version_hint()]
    for name in "abc":
        store.write([node(name)], **BY)
        hints.append(store.version_hint())
    store.write([], **BY, retire=[("nodes", "a")])
    hints.append(store.version_hint())
    assert hints == sorted(set(hints))


def test_the_version_does_not_depend_on_the_order_of_writing(store: GraphStore) -> None:
    items = [node("a"), node("b"), edge("a", "b"), observed("a", LATEST)]
    expected = Graph(nodes=(node("a")[1], node("b")[1]), edges=(edge("a", "b")[1],), observations=(items[3][1],))
    for order in permutations(items):
        store.write(order, **BY)
    assert store.view().version == expected.version


def test_a_graph_goes_through_file_and_store_with_an_equal_version(store: GraphStore) -> None:
    graph = parse_graph(EXAMPLE, "yaml")
    store.write(list(graph.entities()), **BY)
    seen = store.view(as_of=LATEST)
    assert seen.transitions == graph.transitions
    assert seen.version == graph.version
    for format in FORMATS:
        assert parse_graph(dump_graph(seen, format), format).version == graph.version


@pytest.mark.parametrize("url", ["", "knockon.db", "mongodb://host/x", "sqlite"])
def test_an_address_of_no_backend_is_refused(url: str) -> None:
    with pytest.raises(UnknownBackend, match="is not one of sqlite://"):
        open_store(url)


def test_no_backend_is_offered_that_does_not_exist() -> None:
    with pytest.raises(UnknownBackend) as caught:
        open_store("neo4j://host/db")
    assert "neo4j" not in caught.value.hint


def test_a_refused_address_does_not_show_its_password() -> None:
    with pytest.raises(UnknownBackend) as caught:
        open_store("other://user:secret@host:1/db")
    assert "secret" not in str(caught.value)
    assert "host:1/db" in str(caught.value)
