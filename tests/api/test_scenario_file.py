from __future__ import annotations

import pytest

from api.scenario_file import parse_scenario
from graph.errors import ScenarioError


def test_yaml_and_json_give_the_same_scenario() -> None:
    written = parse_scenario("shocks:\n  - {node: a, size: -30.9, unit: pp}\nhorizons: [1, long_run]\n", "s.yaml")
    same = parse_scenario('{"shocks": [{"node": "a", "size": -30.9, "unit": "pp"}], "horizons": [1, "long_run"]}', "s")
    assert written == same
    assert written.shocks[0].size == -30.9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shocks: [", "s.yaml:"),
        ("shocks:\n  - {node: a, size: 1}\nseed: 1\nseed: 2\n", "s.yaml:4: has the key 'seed' twice"),
        ("", "s.yaml: is empty"),
        ("- 1", "s.yaml: holds a list"),
        ("shokcs: []", "shokcs: Extra inputs"),
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
