"""What a graph file may do although it looks wrong, and what is too much of it."""

from __future__ import annotations

import re

import pytest

from graph import yaml_text
from graph.files import parse_graph
from tests.graph.test_file_mistakes import SOUND, mistake


def test_regime_states_that_may_hold_together_need_not_add_to_one() -> None:
    text = SOUND.replace("{calm: 0.8, panic: 0.2}", "{calm: 0.8, panic: 0.9}").replace(
        "id: r\n", "id: r\n    exclusive: false\n"
    )
    assert parse_graph(text, "yaml").regimes[0].probabilities == {"calm": 0.8, "panic": 0.9}


def test_a_multiplier_below_zero_is_read_where_the_sign_may_flip() -> None:
    text = SOUND.replace("r.calm: 1.5}", "r.calm: -1.5}\n    flips: true")
    assert parse_graph(text, "yaml").edge("e").regimes == {"r.calm": -1.5}


def test_a_kernel_may_overshoot_and_fade_as_long_as_it_adds_up() -> None:
    text = SOUND.replace("strength: 0.5", "strength: 1\n    kernel: [1.0, 0.5, -1.5]\n    permanent: 0")
    assert parse_graph(text, "yaml").edge("e").kernel == (1.0, 0.5, -1.5)


def test_a_table_row_may_leave_a_parent_open() -> None:
    text = re.sub(r"\{when: \{early: no!\}", "{when: {}", SOUND)
    assert len(parse_graph(text, "yaml").events[1].table) == 2


def test_a_table_of_very_many_cases_is_not_searched_for_gaps() -> None:
    parents = [f"  - {{id: p{i}, states: [a, b]}}" for i in range(13)]
    names = ", ".join(f"p{i}" for i in range(13))
    child = f"  - {{id: c, states: [s], parents: [{names}], table: [{{when: {{p0: a}}, p: {{s: 1}}}}]}}"
    assert len(parse_graph("\n".join(["events:", *parents, child]), "yaml").events) == 14


def test_an_alias_is_the_value_it_stands_for() -> None:
    text = "nodes: [{id: a, aliases: &names {en: [x]}}, {id: b, aliases: *names}]"
    assert parse_graph(text, "yaml").node("b").aliases.en == ("x",)


def test_a_file_that_grows_when_its_aliases_are_written_out_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "MOST_VALUES", 1000)
    rows = ["a0: &a0 [1, 1]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 20))]
    assert "holds more than 1000 values once its aliases are written out" in mistake("\n".join(rows))


def test_an_alias_of_itself_is_refused() -> None:
    assert "uses the alias 'a', which nothing before it defines" in mistake("nodes: &a [*a]")


@pytest.mark.parametrize(
    "text", ["- " * 300_000, "[" * 50_000, "\n".join(" " * i + "a:" for i in range(3000)), "? " * 9000]
)
def test_a_file_nested_very_deep_is_refused(text: str) -> None:
    assert mistake(text).startswith("graph.yaml")
