"""A small graph in a store of its own, and a desk over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.desk.desk import Desk
from graph.files import parse_graph
from graph.store import GraphStore, open_store

SMALL = """
nodes:
  - {id: odds, name: {en: Cut odds, zh: 降息概率}, unit: pp, scale: 5, known_from: 2025-01-01}
  - {id: y2, name: {en: Two-year yield}, aliases: {en: [two-year]}, unit: bp, scale: 6, known_from: 2025-01-01}
  - {id: y2b, name: {en: Treasury two-year}, unit: bp, scale: 6, known_from: 2025-01-01}
  - {id: idx, name: {en: Index}, unit: "%", scale: 1, level_unit: pts, known_from: 2025-01-01}
edges:
  - {id: e1, cause: odds, effect: y2, sign: "-", strength: 0.2, spread: 0.05, known_from: 2025-01-01,
     evidence: [{id: ev1, kind: quote, text: odds up and yields down, source: A desk, date: 2025-11-20, says: with}]}
  - {id: e2, cause: y2, effect: idx, sign: "-", strength: 0.05, spread: 0.02, known_from: 2025-01-01,
     evidence: [{id: ev1, kind: quote, text: yields weigh on the index, source: A desk, says: with}]}
  - {id: e3, cause: odds, effect: y2b, sign: "-", strength: 0.1, spread: 0.05, known_from: 2025-01-01,
     evidence: [{id: ev1, kind: quote, text: the two-year falls, source: Another, says: with}]}
observations:
  - {id: o1, node: y2b, as_of: 2025-11-21, value: 3.5, unit: "%", source: A desk, known_from: 2025-11-21}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    store.write([*parse_graph(SMALL, "yaml").entities()], who="test", why="the graph to edit")
    yield store
    store.close()


@pytest.fixture
def desk(store: GraphStore) -> Desk:
    return Desk(store)
