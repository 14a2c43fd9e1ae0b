"""Mechanisms in a graph: optional, checked against what they name, kept by files and stores, seen as far as known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from graph.content import Graph
from graph.context import Mechanism
from graph.errors import GraphFileError
from graph.files import FORMATS, dump_graph, parse_graph
from graph.model import Text
from graph.store import open_store

MAP = """\
nodes:
  - {id: a, known_from: 2025-01-01}
  - {id: b, known_from: 2025-01-01}
edges:
  - {id: ab, cause: a, effect: b, strength: 1, known_from: 2025-01-01}
  - {id: ba, cause: b, effect: a, strength: 0.1, lag_days: 1, known_from: 2025-03-01}
regimes:
  - {id: mood, states: [calm, panic], probabilities: {calm: 0.5, panic: 0.5}}
observations:
  - {id: a.1, node: a, as_of: 2025-01-01, value: 1, unit: pts, source: a page, known_from: 2025-01-01}
scenarios:
  - {id: fork, title: {en: A fork}, trigger: a, direction: up,
     branches: [{id: left, outcome: trigger, label: {en: Left}, story: {en: It goes left.}}]}
mechanisms:
  - id: ring
    name: {en: A ring, zh: 环}
    what: {en: Each moves the other., zh: 互相推动。}
    edges: [ab, ba]
    states: [mood.panic]
    branches: [fork.left]
    observations: [a.1]
    known_from: 2025-02-01
"""
FIELDS = {"edges": "ab", "states": "mood.panic", "branches": "fork.left", "observations": "a.1"}


@pytest.fixture
def graph() -> Graph:
    return parse_graph(MAP, "yaml")


@pytest.mark.parametrize("form", FORMATS)
def test_a_mechanism_comes_back_from_every_format(graph: Graph, form: str) -> None:
    again = parse_graph(dump_graph(graph, form), form)
    assert again.mechanisms == graph.mechanisms
    assert again.version == graph.version


@pytest.mark.parametrize(("field", "member"), FIELDS.items())
def test_a_member_that_is_not_in_the_map_is_refused_with_its_line(field: str, member: str) -> None:
    wrong = MAP.replace(f"    {field}: [{member}", f"    {field}: [{member}x")
    line = next(i for i, row in enumerate(wrong.splitlines(), 1) if row.startswith(f"    {field}:"))
    with pytest.raises(GraphFileError) as refused:
        parse_graph(wrong, "yaml", name="map.yaml")
    assert refused.value.detail.startswith(
        f"map.yaml:{line}: mechanism 'ring' has {field} '{member}x', which is not in"
    )


def test_a_member_that_stands_twice_is_refused() -> None:
    with pytest.raises(GraphFileError, match="mechanism 'ring' has edges 'ab' twice"):
        parse_graph(MAP.replace("[ab, ba]", "[ab, ba, ab]"), "yaml")


def test_a_mechanism_without_a_name_is_refused() -> None:
    with pytest.raises(GraphFileError, match="mechanism 'ring' lacks 'name'"):
        parse_graph(MAP.replace("    name: {en: A ring, zh: 环}\n", ""), "yaml")


def test_a_map_without_mechanisms_keeps_its_version() -> None:
    bare = Graph.model_validate({"nodes": [{"id": "a"}]})
    assert bare.mechanisms == ()
    assert bare.version == "d3dc6b371bfbd391"


def test_a_mechanism_is_part_of_the_version(graph: Graph) -> None:
    assert graph.model_copy(update={"mechanisms": ()}).version != graph.version


def test_a_mechanism_is_seen_as_far_as_its_parts_are_known(graph: Graph) -> None:
    assert graph.seen_from(dt.date(2025, 1, 15)).mechanisms == ()
    assert graph.seen_from(dt.date(2025, 2, 15)).mechanisms[0].edges == ("ab",)
    assert graph.seen_from(dt.date(2025, 3, 15)).mechanisms == graph.mechanisms


def test_a_view_of_any_day_can_be_written_out_and_read_again(graph: Graph) -> None:
    for day in (dt.date(2025, 1, 15), dt.date(2025, 2, 15), dt.date(2025, 3, 15)):
        seen = graph.seen_from(day)
        assert parse_graph(dump_graph(seen, "yaml"), "yaml").version == seen.version


def test_a_store_keeps_mechanisms_and_their_revisions(graph: Graph, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'm.db'}")
    store.write(list(graph.entities()), who="test", why="first")
    assert store.view(as_of=dt.date(2025, 3, 15)).mechanisms == graph.mechanisms
    told = graph.mechanisms[0].model_copy(update={"what": Text(en="Told better.")})
    store.write([("mechanisms", told)], who="test", why="second")
    assert store.view(as_of=dt.date(2025, 3, 15)).mechanisms == (told,)
    assert [type(r.entity) for r in store.history("mechanisms", "ring")] == [Mechanism, Mechanism]
    store.close()


def test_a_retired_link_leaves_its_mechanism(graph: Graph, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'm.db'}")
    store.write(list(graph.entities()), who="test", why="first")
    store.write([], who="test", why="second", retire=[("edges", "ab")])
    assert store.view(as_of=dt.date(2025, 3, 15)).mechanisms[0].edges == ("ba",)
    store.close()
