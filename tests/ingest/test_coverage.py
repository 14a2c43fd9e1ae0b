"""The map in numbers, on a graph that is counted by hand, and the mechanisms that ship."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from graph.content import KINDS, Graph
from graph.engine.snapshot import compiled
from graph.model import Entity
from ingest.coverage import asset_classes, by_certainty, counted, covered, edges_of, shared_links
from ingest.seed import load_shipped

LINKS = Path(__file__).with_name("mechanisms.yaml")
SEEN = {
    "nodes": [
        {"id": "talk", "kind": "event"},
        {"id": "odds"},
        {"id": "stocks", "kind": "equity", "headline": 1},
        {"id": "bonds", "kind": "rate", "headline": 2},
        {"id": "bills", "kind": "rate"},
        {"id": "mood"},
    ],
    "edges": [
        {"id": "e1", "cause": "talk", "effect": "odds", "strength": 1, "certainty": "read",
         "evidence": [{"id": "x", "kind": "data", "text": "t", "source": "one"}]},
        {"id": "e2", "cause": "odds", "effect": "bonds", "strength": 1, "certainty": "guess",
         "evidence": [{"id": "x", "kind": "data", "text": "t", "source": "one"},
                      {"id": "y", "kind": "analyst", "text": "t", "source": "two", "certainty": "guess"}]},
        {"id": "e3", "cause": "mood", "effect": "stocks", "strength": 1, "certainty": "guess", "relation": "amplifies"},
        {"id": "e4", "cause": "bonds", "effect": "stocks", "strength": 1, "certainty": "derived", "own_shock": True},
        {"id": "e5", "cause": "bonds", "effect": "bills", "strength": 0, "certainty": "derived"},
    ],
    "mechanisms": [
        {"id": "speech", "name": {"en": "Speech"}, "what": {"en": "It lifts odds."}, "edges": ["e1"]},
        {"id": "depth", "name": {"en": "Depth"}, "what": {"en": "It scales."}, "edges": ["e3"]},
        {"id": "empty", "name": {"en": "Empty"}, "what": {"en": "Nothing."}},
    ],
}  # fmt: skip


@pytest.fixture
def small() -> Graph:
    return Graph.model_validate(SEEN)


def test_links_are_counted_by_what_their_sizes_rest_on(small: Graph) -> None:
    counts = counted(small.edges)
    assert counts == (5, 2, 1, 2, 3, 2)
    assert counts.share_guessed == 1 / 3
    assert shared_links(small) == 2


def test_a_link_that_only_scales_or_tells_or_has_no_size_counts_for_neither_side(small: Graph) -> None:
    for change in ({"relation": "signals"}, {"relation": "precedes"}, {"status": "hypothetical"}, {"strength": 0.0}):
        edge = small.edge("e1").model_copy(update=change)
        assert counted([edge])[:4] == (1, 0, 0, 1)
        assert counted([edge]).share_guessed is None


def test_what_a_link_says_it_carries_is_what_the_engine_carries(shipped: Graph) -> None:
    run = compiled(shipped, {}, None)
    assert {link.edge.id for link in (*run.links, *run.thresholds)} == {e.id for e in shipped.edges if e.carries}
    assert any(not e.carries for e in shipped.edges)


def test_a_mechanism_reaches_what_a_move_of_its_things_is_passed_on_to(small: Graph) -> None:
    reaches = {row.mechanism.id: row.reaches for row in covered(small)}
    # From the odds the bonds; no further, since the next link carries only what starts at the bonds.
    assert reaches == {"speech": ("bonds",), "depth": ("stocks",), "empty": ()}


def test_asset_classes_are_those_of_the_headline_assets(small: Graph) -> None:
    equity, rate = asset_classes(small)
    assert equity == ("equity", 1, 1, (("stocks", 1),))
    assert rate == ("rate", 2, 1, (("bonds", 1),))


def test_citations_are_counted_by_their_own_certainty(small: Graph) -> None:
    rows = {row.certainty: (row.sizes, row.citations["data"], row.citations["analyst"]) for row in by_certainty(small)}
    assert rows == {"read": (1, 2, 0), "derived": (1, 0, 0), "guess": (1, 0, 1)}


def test_26_mechanisms_ship_in_both_languages_with_links(shipped: Graph) -> None:
    assert len(shipped.mechanisms) == 26
    for m in shipped.mechanisms:
        assert m.edges, m.id
        assert all((m.name.en, m.name.zh, m.what.en, m.what.zh, m.source)), m.id
        assert "  " not in m.what.en, m.id
    for language in ("en", "zh"):
        assert len({m.name.in_(language) for m in shipped.mechanisms}) == 26


def test_no_member_of_a_shipped_mechanism_is_missing() -> None:
    newest: dict[tuple[str, str], Entity] = {(kind, e.id): e for kind, e in load_shipped()}
    whole = Graph(**{kind: tuple(e for (k, _), e in newest.items() if k == kind) for kind in KINDS})
    seen = whole.seen_from(max(e.known_from for e in newest.values()))
    assert {m.id: m for m in seen.mechanisms} == {m.id: m for m in whole.mechanisms}


def test_every_link_of_the_mechanisms_stands_in_one(shipped: Graph) -> None:
    pairs = {(e.cause, e.effect): e.id for e in shipped.edges}
    inside = {e.id for m in shipped.mechanisms for e in edges_of(shipped, m)}
    wanted = set()
    for rows in yaml.safe_load(LINKS.read_text(encoding="utf-8")).values():
        for row in rows:
            wanted |= {pairs[tuple(row["edge"][:2])]} if "edge" in row else set()
            wanted |= {row[key][0] for key in ("claim", "bent") if key in row}
            wanted |= {row["gate"]} if "gate" in row else set()
    assert wanted - inside == set()


def test_every_branch_and_bending_state_of_the_mechanisms_stands_in_one(shipped: Graph) -> None:
    inside = {one for m in shipped.mechanisms for one in (*m.states, *m.branches)}
    wanted = set()
    for rows in yaml.safe_load(LINKS.read_text(encoding="utf-8")).values():
        for row in rows:
            wanted |= {row["bent"][1]} if "bent" in row else set()
            wanted |= {row["state"]} if "state" in row else set()
            wanted |= {".".join(row["branch"])} if "branch" in row else set()
    assert wanted - inside == set()
