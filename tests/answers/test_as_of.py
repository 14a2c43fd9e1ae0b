"""Nothing later than as_of may leak into an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from agents.planner import answer
from graph.content import Graph
from graph.errors import AsOfTooEarly
from graph.model import Entity
from ingest.seed import load_shipped, shipped_graph

QUESTION = "what if the December cut repricing fails"


def _view(entries: Sequence[tuple[str, Entity]], as_of: dt.date) -> Graph:
    """Return the newest visible entry of each thing, the way a store does."""
    seen: dict[tuple[str, str], Entity] = {}
    for kind, entity in sorted(entries, key=lambda e: e[1].known_from):
        if entity.known_from <= as_of:
            seen[kind, entity.id] = entity
    parts: dict[str, list[Entity]] = {}
    for (kind, _), entity in seen.items():
        parts.setdefault(kind, []).append(entity)
    return Graph(**{k: tuple(v) for k, v in parts.items()}).seen_from(as_of)


@pytest.mark.parametrize("as_of", [dt.date(2025, 11, 20), dt.date(2025, 11, 21), dt.date(2025, 12, 9)])
def test_deleting_everything_later_leaves_the_answer_byte_for_byte(as_of: dt.date) -> None:
    everything = load_shipped()
    earlier = [(k, e) for k, e in everything if e.known_from <= as_of]
    assert answer(QUESTION, _view(everything, as_of)) == answer(QUESTION, _view(earlier, as_of))


def test_an_answer_as_of_the_20th_knows_nothing_of_the_21st() -> None:
    found = answer(QUESTION, _view(load_shipped(), dt.date(2025, 11, 20)))
    assert found.as_of == dt.date(2025, 11, 20)
    told = " ".join(
        [found.headline, *found.conflicts, *found.assumptions, *(c.text + c.source for c in found.evidence)]
    )
    for word in ("Williams", "6602.99", "6,602.99", "2025-11-21", "21 Nov", "69.5", "73.3", "commentary"):
        assert word not in told, word
    assert all(c.date is None or c.date <= dt.date(2025, 11, 20) for c in found.evidence)


def test_a_date_before_the_map_begins_is_refused() -> None:
    first = dt.date(2025, 1, 1)
    dated = Graph(nodes=tuple(n.model_copy(update={"known_from": first}) for n in shipped_graph(first).nodes))
    with pytest.raises(AsOfTooEarly, match="2025-01-01"):
        dated.seen_from(dt.date(2024, 1, 1))


def test_the_shipped_map_begins_with_its_first_observation() -> None:
    whole = Graph.model_validate(_parts(load_shipped()))
    first = min(o.known_from for o in whole.observations)
    assert whole.seen_from(first).observations
    with pytest.raises(AsOfTooEarly, match=f"first observation of {first}"):
        whole.seen_from(first - dt.timedelta(days=1))


def _parts(entries: Sequence[tuple[str, Entity]]) -> dict[str, list[Entity]]:
    """Return the newest entry of each thing, by kind."""
    newest = {(kind, entity.id): entity for kind, entity in entries}
    parts: dict[str, list[Entity]] = {}
    for (kind, _), entity in newest.items():
        parts.setdefault(kind, []).append(entity)
    return parts
