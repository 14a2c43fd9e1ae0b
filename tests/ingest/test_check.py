"""Whether the check finds each kind of mistake, and only there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.content import Graph
from graph.model import Aliases, Evidence, Text
from ingest.check import check
from ingest.reach import loops, reached_from

NODE = "vix"
EDGE = "spx__vix"
small = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=12)


def _codes(graph: Graph) -> set[str]:
    return {problem.code for problem in check(graph)}


def _node(graph: Graph, **update: Any) -> Graph:
    nodes = tuple(n.model_copy(update=update) if n.id == NODE else n for n in graph.nodes)
    return graph.model_copy(update={"nodes": nodes})


def _edge(graph: Graph, edge: str = EDGE, **update: Any) -> Graph:
    edges = tuple(e.model_copy(update=update) if e.id == edge else e for e in graph.edges)
    return graph.model_copy(update={"edges": edges})


def _cut(graph: Graph, *edges: str) -> Graph:
    return graph.model_copy(update={"edges": tuple(e for e in graph.edges if e.id not in edges)})


def test_a_unit_nobody_knows_is_found(shipped: Graph) -> None:
    assert _codes(_node(shipped, unit="parsec")) >= {"unknown_unit"}


def test_a_missing_chinese_name_or_definition_is_found(shipped: Graph) -> None:
    assert _codes(_node(shipped, name=Text(en="VIX"))) == {"no_chinese"}
    assert _codes(_node(shipped, definition=None)) == {"no_definition"}


def test_an_alias_of_two_things_is_found(shipped: Graph) -> None:
    found = [p for p in check(_node(shipped, aliases=Aliases(en=("bitcoin",)))) if p.code == "duplicate_alias"]
    assert [p.thing for p in found] == ["bitcoin"]
    assert "btcusd" in found[0].detail
    assert NODE in found[0].detail


def test_a_name_that_also_means_its_opposite_is_found(shipped: Graph) -> None:
    assert "duplicate_alias" in _codes(_node(shipped, opposites=Aliases(en=("fear gauge",))))


def test_a_link_without_a_source_or_a_reason_is_found(shipped: Graph) -> None:
    assert "unsourced" in _codes(_edge(shipped, evidence=()))
    assert "no_chinese" in _codes(_edge(shipped, mechanism=None))


def test_a_sign_against_its_sources_is_found(shipped: Graph) -> None:
    day = dt.date(2020, 1, 1)
    other = Evidence(id="e", kind="data", text="t", source="s", says="+", date=day, known_from=day)
    assert "sign_against_rows" in _codes(_edge(shipped, evidence=(other,)))
    assert "sign_against_rows" in _codes(_edge(shipped, evidence=(other.model_copy(update={"says": "against"}),)))
    assert "total_outside" in _codes(_edge(shipped, sign="+"))


def test_a_total_outside_its_row_is_found(shipped: Graph) -> None:
    found = [p for p in check(_edge(shipped, strength=9.0)) if p.code == "total_outside"]
    assert [p.thing for p in found] == ["spx -> vix"]


def test_evidence_known_before_its_date_is_found(shipped: Graph) -> None:
    early = Evidence(id="e", kind="data", text="t", source="s", says="-", date=dt.date(2025, 11, 21))
    assert _codes(_edge(shipped, evidence=(early,))) == {"known_too_early"}


def test_two_links_of_one_pair_are_found(shipped: Graph) -> None:
    twin = shipped.edge(EDGE).model_copy(update={"id": "twin", "strength": 0.01})
    assert "duplicate_pair" in _codes(shipped.model_copy(update={"edges": (*shipped.edges, twin)}))
    again = shipped.model_copy(update={"observations": (*shipped.observations, shipped.observations[0])})
    assert _codes(again) == {"duplicate_id"}


def test_a_link_to_nowhere_is_found(shipped: Graph) -> None:
    found = [p for p in check(_cut(shipped, "wti__brent")) if p.code == "unknown_node"]
    assert found == []
    nodes = tuple(n for n in shipped.nodes if n.id != "brent")
    codes = [p.code for p in _only_names(shipped.model_copy(update={"nodes": nodes}))]
    assert codes == ["unknown_node", "unknown_node"]


def _only_names(graph: Graph) -> list[Any]:
    """A graph with a link to nowhere cannot be run, so its loops are left so strong that totals are not asked."""
    back = graph.edge("ndx__spx").model_copy(update={"own_shock": False, "strength": 5.0})
    edges = tuple(back if e.id == back.id else e for e in graph.edges)
    return [p for p in check(graph.model_copy(update={"edges": edges})) if p.code == "unknown_node"]


def test_a_loop_that_feeds_itself_is_found_before_anything_is_run(shipped: Graph) -> None:
    assert _codes(_edge(shipped, "ndx__spx", own_shock=False, strength=1.0)) == {"loop_gain"}
    assert "loop_gain" not in _codes(_edge(shipped, "ndx__spx", own_shock=False, strength=0.1))


def test_a_headline_asset_or_a_source_of_supply_out_of_reach_is_found(shipped: Graph) -> None:
    cut = _cut(shipped, "ust_2y__btcusd", "rv_spx_1m__vol_target_flow")
    assert {p.thing for p in check(cut) if p.code == "unreachable"} == {"btcusd", "vol_target_flow"}


def test_a_graph_of_other_things_is_only_checked_by_the_general_rules() -> None:
    assert check(Graph()) == []


@given(small)
def test_a_loop_is_a_group_whose_members_all_reach_each_other(pairs: list[tuple[str, str]]) -> None:
    for group in loops(pairs):
        for node in group:
            assert group <= reached_from(node, pairs)


@given(small, st.sampled_from("abcde"))
def test_reach_is_closed_under_the_links(pairs: list[tuple[str, str]], start: str) -> None:
    reached = reached_from(start, pairs)
    assert all(effect in reached for cause, effect in pairs if cause == start or cause in reached)
