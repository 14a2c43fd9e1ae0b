"""The page on language models names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from agents.brains.providers import PROVIDERS
from agents.runs import Limits
from api.fake_llm.misbehaving import BEHAVIOURS
from api.settings import FILE, PREFIX, Settings
from tests.house.tree import source

PAGE = source(Path("docs/how-to/language-models.md"))


def test_every_variable_it_names_is_a_setting_or_a_key() -> None:
    known = {PREFIX + field.upper() for field in Settings.model_fields} | {FILE}
    known |= {provider.key for provider in PROVIDERS.values() if provider.key}
    assert set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", PAGE)) <= known


def test_every_provider_has_its_extra_and_key() -> None:
    for provider in PROVIDERS.values():
        assert f"knockon[{provider.extra}]" in PAGE
        assert provider.key is None or provider.key in PAGE


def test_the_scripted_models_it_names_exist() -> None:
    assert set(re.findall(r"8089/v1 knockon ask --brain openai:([\w-]+)", PAGE)) <= set(BEHAVIOURS)


def test_what_it_says_of_retries_is_so() -> None:
    assert (Limits().retries, Limits().repeats, Limits().repairs) == (2, 2, 1)
