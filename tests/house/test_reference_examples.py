"""The examples of the reference pages are read by the program that they document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.scenario_file import parse_scenario
from graph.content import KINDS
from graph.files import load_graph
from graph.scenario import Scenario
from tests.house.tree import source

REFERENCE = Path("docs/reference")


def examples(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", source(REFERENCE / page), re.MULTILINE | re.DOTALL)


def test_the_graph_file_of_the_reference_is_a_graph(tmp_path: Path) -> None:
    (text,) = examples("graph-file.md", "yaml")
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    graph = load_graph(tmp_path / "map.yaml")
    assert (len(graph.nodes), len(graph.edges), len(graph.regimes)) == (2, 1, 1)


def test_the_scenario_of_the_reference_is_a_scenario() -> None:
    (text,) = examples("scenario.md", "yaml")
    assert parse_scenario(text, "scenario.md").shocks


@pytest.mark.parametrize("field", sorted(Scenario.model_fields))
def test_every_field_of_a_scenario_is_in_the_reference(field: str) -> None:
    assert f"`{field}`" in source(REFERENCE / "scenario.md")


@pytest.mark.parametrize("section", [*KINDS, "transitions"])
def test_every_section_of_a_graph_file_is_in_the_reference(section: str) -> None:
    assert f"| `{section}` |" in source(REFERENCE / "graph-file.md")
