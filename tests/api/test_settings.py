from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings, load_settings
from graph.errors import BadInput


def test_without_an_environment_the_defaults_hold() -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert settings.store == "sqlite:///knockon.db"
    assert settings.trusted_network is False


def test_the_environment_sets_each_field() -> None:
    given = {"KNOCKON_STORE": "sqlite:///x.db", "KNOCKON_TRUSTED_NETWORK": "1", "KNOCKON_MAX_QUESTION_CHARS": "99"}
    settings = load_settings(given)
    assert (settings.store, settings.trusted_network, settings.max_question_chars) == ("sqlite:///x.db", True, 99)


def test_an_empty_variable_counts_as_unset() -> None:
    assert load_settings({"KNOCKON_MAX_BODY_BYTES": "", "KNOCKON_DEBUG": ""}) == Settings()


def test_an_empty_address_of_the_store_is_refused_rather_than_replaced() -> None:
    with pytest.raises(BadInput, match="KNOCKON_STORE is empty"):
        load_settings({"KNOCKON_STORE": ""})


def test_other_variables_are_left_alone() -> None:
    assert load_settings({"KNOCKON_TEST_NEO4J_URI": "bolt://x", "HOME": "/h"}) == Settings()


def test_a_file_sets_what_the_environment_leaves_open(tmp_path: Path) -> None:
    path = tmp_path / "knockon.toml"
    path.write_text('model = "openai:m"\nrun_tool_calls = 3\nmodel_key = "from file"\n', encoding="utf-8")
    settings = load_settings({"KNOCKON_SETTINGS": str(path), "KNOCKON_MODEL_KEY": "from environment"})
    assert (settings.model, settings.run_tool_calls) == ("openai:m", 3)
    assert settings.model_key.get_secret_value() == "from environment"


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    assert "hush" not in repr(load_settings({"KNOCKON_MODEL_KEY": "hush"}))
    path = tmp_path / "knockon.toml"
    path.write_text("model_key = 12345\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"model_key in .* is set, which") as caught:
        load_settings({"KNOCKON_SETTINGS": str(path)})
    assert "12345" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("model = ", "is no TOML"),
        ('modle = "x"', "sets 'modle', which is no setting"),
        ("run_tool_calls = 0", "run_tool_calls in .* is 0"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(text: str | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "knockon.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=told):
        load_settings({"KNOCKON_SETTINGS": str(path)})


@pytest.mark.parametrize(("name", "value"), [("KNOCKON_TRUSTED_NETWORK", "perhaps"), ("KNOCKON_MAX_BODY_BYTES", "0")])
def test_a_wrong_setting_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"{name} is '{value}'"):
        load_settings({name: value})
