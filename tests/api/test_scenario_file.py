from __future__ import annotations

import re

import pytest

from api.scenario_file import parse_scenario
from graph.errors import ScenarioError


def test_yaml_and_json_give_the_same_scenario() -> None:
    written = parse_scenario("shocks:\n  - {node: a, size: -30.9, unit: pp}\nhorizons: [1, long_run]\n", "s.yaml")
    same = parse_scenario('{"shocks": [{"node": "a", "size": -30.9, "unit": "pp"}], "horizons": [1, "long_run"]}', "s")
    assert written == same
    assert written.shocks[0].size == -30.9


OF_PYTHON = re.compile(r"NoneType|function-|Input should|instance of|\ba int\b|\bdict\b|\btuple\b|Extra inputs")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shocks: [", "s.yaml:"),
        ("shocks:\n  - {node: a, size: 1}\nseed: 1\nseed: 2\n", "s.yaml:4: has the key 'seed' twice"),
        ("", "s.yaml: is empty"),
        ("- 1", "s.yaml: holds a list"),
        ("5", "s.yaml: holds a number"),
        ("seed: -1", "seed is below 0 (got -1)"),
        ("seed: 1.5", "seed is not a whole number"),
        ("draws: true", "draws is not a number (got true)"),
        ("horizons: 5", "horizons is not a list"),
        ("shocks: [{node: a, size: true}]", "shocks.0.size is not a number (got true)"),
        ("shocks: [{node: a, size: '1'}]", "shocks.0.size is not a number (got '1')"),
        ("shocks: [{node: a, size: 1, priced_in: '1'}]", "shocks.0.priced_in is not a number"),
        ("shocks: 5", "shocks is not a list (got 5)"),
        ("shocks: [5]", "shocks.0 is not a mapping"),
        ("shocks: [null]", "shocks.0 is not a mapping of names to values (got nothing)"),
        ("overrides: [{edge: e, strength: true}]", "overrides.0.strength is not a number"),
        ("horizons: [true]", "horizons.0 is neither a number of trading days nor long_run"),
        ("horizons: ['5']", "horizons.0 is neither"),
        ("regimes: {gamma: on}", "quote the state's name"),
        ("regimes: {gamma: 5}", "regimes.gamma is neither the name of a state nor weights"),
        ("regimes: {gamma: {short: '1'}}", "gives state short a weight that is not a number"),
        ("as_of: 1763700000", "as_of is not a date; write it as 2025-11-21 (got 1763700000)"),
        ("as_of: 2025-11-21 16:00:00", "as_of is not a date"),
        ("shokcs: []", "shokcs is not a known field"),
        ("shocks: [{node: a, size: big}]", "shocks.0.size"),
        ("shocks: [{node: a, size: .inf}]", "shocks.0.size"),
        ("do: [{event: e, state: on}]", "quote the state's name"),
        ("draws: -1", "draws"),
        ("as_of: 2025-13-01", "2025-13-01"),
        ("\x00", "is not YAML"),
        ("[" * 5000, "s.yaml"),
        ("as_of: soon", "as_of"),
    ],
)
def test_a_scenario_that_cannot_be_read_is_named_with_place_and_value(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "s.yaml")
    assert said in caught.value.detail
    assert not OF_PYTHON.search(caught.value.detail), caught.value.detail
