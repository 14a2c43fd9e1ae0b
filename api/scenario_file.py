"""A scenario file, YAML or JSON, as a `Scenario`."""

from __future__ import annotations

from pydantic import ValidationError

from graph.errors import GraphFileError, ScenarioError
from graph.faults import first_fault, kind_of
from graph.scenario import Scenario
from graph.yaml_text import parse_yaml


def parse_scenario(text: str, name: str) -> Scenario:
    """Return the scenario that `text` writes; raise `ScenarioError` naming the file, the place and the value."""
    try:
        data = parse_yaml(text, name)
    except GraphFileError as error:
        raise ScenarioError(error.detail) from error
    if not isinstance(data, dict):
        what = "is empty" if data is None else f"holds {kind_of(data)}"
        raise ScenarioError(f"{name}: {what}; a scenario is a mapping that begins with `shocks:`")
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(f"{name}: {first_fault(list(error.errors(include_url=False)))}") from error
