"""Brains by their name: what is missing is said in one line before anything runs, and no key goes astray."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from agents.brains import providers
from agents.brains.agent import AgentBrain
from agents.brains.building import build
from agents.brains.choosing import brain_for
from agents.brains.failing import ended_by, said
from agents.brains.planning import PlannerBrain
from agents.brains.providers import ModelOptions, parsed
from graph.errors import BadInput
from tests.house.tree import ROOT


def test_the_planner_needs_nothing() -> None:
    assert isinstance(brain_for("planner"), PlannerBrain)


@pytest.mark.parametrize("name", ["", "gpt", "openai:", ":gpt", "openai: "])
def test_a_name_without_provider_or_model_is_refused_with_the_way_out(name: str) -> None:
    with pytest.raises(BadInput, match="is not available") as caught:
        brain_for(name)
    assert "PROVIDER:MODEL" in caught.value.hint


def test_a_model_may_have_colons_in_its_name() -> None:
    assert parsed("ollama:qwen3:8b") == ("ollama", "qwen3:8b")


@pytest.mark.parametrize(("name", "variable"), [("openai:m", "OPENAI_API_KEY"), ("anthropic:m", "ANTHROPIC_API_KEY")])
def test_a_missing_key_is_named(name: str, variable: str) -> None:
    with pytest.raises(BadInput, match="needs a key") as caught:
        brain_for(name)
    assert variable in caught.value.hint
    assert "KNOCKON_MODEL_KEY" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "extra"), [("openai:m", "openai"), ("anthropic:m", "anthropic"), ("ollama:m", "ollama")]
)
def test_a_missing_package_is_named_with_its_extra(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "find_spec", lambda package: None if package == f"langchain_{extra}" else package)
    with pytest.raises(BadInput, match=f"needs the package langchain-{extra}") as caught:
        brain_for(name)
    assert f"knockon[{extra}]" in caught.value.hint


def test_steps_that_cannot_be_kept_are_told_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="cannot be kept"):
        brain_for("openai:m", ModelOptions(key="k"), checkpoints=str(tmp_path / "none" / "steps.db"))
    monkeypatch.setattr(providers, "find_spec", lambda package: None if "sqlite" in package else package)
    with pytest.raises(BadInput, match="langgraph-checkpoint-sqlite"):
        brain_for("openai:m", ModelOptions(key="k"), checkpoints=str(tmp_path / "steps.db"))


def test_a_provider_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInput, match="nowhere:m"):
        brain_for("nowhere:m")


@pytest.mark.parametrize("name", ["openai:m", "anthropic:m", "ollama:m"])
def test_the_three_providers_are_built_without_a_network(name: str) -> None:
    made = brain_for(name, ModelOptions(key="k"))
    assert isinstance(made, AgentBrain)
    assert made.name == name


def test_a_key_of_the_environment_never_goes_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    elsewhere: Any = build("openai:m", ModelOptions(base_url="http://127.0.0.1:1/v1"))
    home: Any = build("openai:m", ModelOptions())
    assert isinstance(elsewhere.openai_api_key, SecretStr)
    assert elsewhere.openai_api_key.get_secret_value() != "secret"
    assert home.openai_api_key.get_secret_value() == "secret"


def test_a_key_is_not_shown() -> None:
    assert "hush" not in repr(ModelOptions(key="hush"))
    assert "hush" not in repr(brain_for("openai:m", ModelOptions(key="hush")))


def test_asking_the_planner_through_it_loads_no_language_model(tmp_path: Path) -> None:
    probe = (
        "import json, sys\n"
        "from agents.brains.choosing import brain_for\n"
        "brain_for('planner')\n"
        "print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"langchain", "langchain_core", "langgraph"}.isdisjoint(json.loads(run.stdout))


@pytest.mark.parametrize(
    ("error", "code"),
    [(ConnectionError("host x"), "model.unreachable"), (ValueError("sk-secret in the request"), "model.failed")],
)
def test_what_an_error_quotes_is_not_repeated(error: Exception, code: str) -> None:
    ended = ended_by(error)
    assert ended.code == code
    assert str(error) not in said(ended, "en")
    assert said(ended, "zh") != said(ended, "en")
