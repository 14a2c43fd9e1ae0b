from __future__ import annotations

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


@pytest.mark.parametrize(("name", "value"), [("KNOCKON_TRUSTED_NETWORK", "perhaps"), ("KNOCKON_MAX_BODY_BYTES", "0")])
def test_a_wrong_setting_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"{name} is '{value}'"):
        load_settings({name: value})
