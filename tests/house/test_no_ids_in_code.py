"""Code knows no node, edge, regime or event of the shipped graph: everything of the domain is data."""

from __future__ import annotations

import pytest

from ingest.seed import load_shipped
from tests.house import rules
from tests.house.tree import PACKAGES, modules, parsed

WORDS_OF_THE_CONTRACT = frozenset({"amplification"})
"""Ids that are also the name of a field or section of a graph file."""


@pytest.fixture(scope="module")
def shipped_ids() -> set[str]:
    return {entity.id for _, entity in load_shipped()} - WORDS_OF_THE_CONTRACT


def test_no_id_of_the_shipped_graph_is_in_code(shipped_ids: set[str]) -> None:
    assert len(shipped_ids) > 50
    found = [f"{path}: {hit}" for path in modules(*PACKAGES) for hit in rules.names_ids(parsed(path), shipped_ids)]
    assert found == []
