"""What the branches of a scenario tell: ways that the story itself states and that the map's own numbers bear out."""

from __future__ import annotations

import pytest

from graph.content import Graph
from graph.context import ScenarioTemplate
from graph.engine.what_if import what_if
from graph.model import Node
from graph.scenario import Scenario

SIGN = {"up": 1, "on": 1, "down": -1, "off": -1}
TELL_NO_WAY = {
    "supply_overhang.calm",
    "gemini_leadership.leaders_hold",
    "low_hf_exposure.not_low",
    "capitulation_and_gap.not_over",
    "technology_national_priority.usual_order",
    "divided_committee.closes_ranks",
}
"""Branches in which all stays as it is, or whose source names no direction."""


def test_each_branch_tells_a_way_unless_its_story_has_none(shipped: Graph) -> None:
    silent = {f"{t.id}.{b.id}" for t in shipped.scenarios for b in t.branches if not b.tells}
    assert silent == TELL_NO_WAY


def _trigger_moved(template: ScenarioTemplate, node: Node) -> float:
    week = 1.0 if node.kind == "event" else node.scale * 5**0.5
    return SIGN[template.direction] * week


def test_the_numbers_go_the_way_that_a_story_tells_wherever_they_go_at_all(shipped: Graph) -> None:
    borne_out = 0
    for template in shipped.scenarios:
        size = _trigger_moved(template, shipped.node(template.trigger))
        shock = {"node": template.trigger, "size": size}
        scenario = Scenario.model_validate({"shocks": [shock], "horizons": [1, 21, "long_run"], "draws": 0})
        effects = what_if(shipped, scenario).effects
        for branch in template.branches:
            turn = 1 if branch.outcome == "trigger" else -1
            for node, way in branch.tells.items():
                found = [turn * SIGN[way] * e.if_links_hold for e in effects if e.node == node]
                assert all(number >= 0 for number in found), f"{template.id}.{branch.id}: {node} {way}: {found}"
                borne_out += any(number > 0 for number in found)
    assert borne_out > 30


@pytest.mark.parametrize("outcome", ["trigger", "otherwise"])
def test_no_thing_goes_the_same_way_in_both_branches(shipped: Graph, outcome: str) -> None:
    for template in shipped.scenarios:
        told = [b.tells for b in template.branches if b.outcome == outcome]
        other = [b.tells for b in template.branches if b.outcome != outcome]
        for ways in told:
            assert all(ways[n] != against[n] for against in other for n in ways.keys() & against.keys()), template.id
