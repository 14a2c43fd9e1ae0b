"""Each house rule is seen to fail on a planted breach, and to let a decent line pass."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house import rules

HERE = Path("graph/anything.py")


def test_a_long_module_is_caught() -> None:
    assert rules.too_long("x = 1\n" * 301)
    assert not rules.too_long("x = 1\n" * 300)


@pytest.mark.parametrize("path", ["graph/utils.py", "ingest/core/reader.py", "api/helpers.py"])
def test_an_empty_name_is_caught(path: str) -> None:
    assert rules.banned_name(Path(path))
    assert not rules.banned_name(HERE)


@pytest.mark.parametrize("name", ["get_node", "_process_rows", "handle_error"])
def test_an_empty_verb_is_caught(name: str) -> None:
    assert rules.banned_functions(ast.parse(f"class A:\n    def {name}(self): ..."))
    assert not rules.banned_functions(ast.parse("def target_rows(): ..."))


@pytest.mark.parametrize("base", ["BaseModel", "pydantic.BaseModel", "RootModel[int]"])
def test_a_stray_model_is_caught(base: str) -> None:
    tree = ast.parse(f"class Row({base}): ...")
    assert rules.stray_models(HERE, tree)
    assert not rules.stray_models(Path("graph/model.py"), tree)
    assert not rules.stray_models(HERE, ast.parse("class Row(Protocol): ..."))


def test_a_stray_grandchild_of_a_model_is_caught() -> None:
    known = rules.model_names([ast.parse("class Frozen(BaseModel): ...\nclass Wire(Frozen): ...\nclass Store: ...")])
    assert known >= {"Frozen", "Wire"}
    assert "Store" not in known
    assert rules.stray_models(HERE, ast.parse("class Row(Wire, Generic[T]): ..."), known)


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.environ['HOME']",
        "from os import getenv",
        "import os\nos.getenv('A')",
        "from dotenv import load_dotenv",
    ],
)
def test_a_read_of_the_environment_is_caught(code: str) -> None:
    assert rules.reads_environment(HERE, ast.parse(code))
    assert not rules.reads_environment(Path("api/settings.py"), ast.parse(code))


def test_a_long_string_is_caught_and_a_long_docstring_is_not() -> None:
    long = "word " * 130
    assert rules.long_strings(ast.parse(f"PROMPT = {long!r}"))
    assert rules.long_strings(ast.parse(f"PROMPT = f'{long}{{x}}'"))
    assert not rules.long_strings(ast.parse(f"def f():\n    {long!r}"))


@pytest.mark.parametrize("code", ["x = 'ust_2y'", "x = f'{a} at spx_6725.'", "t = {'spx': 1}", "if n == 'spx': pass"])
def test_an_id_in_code_is_caught(code: str) -> None:
    assert rules.names_ids(ast.parse(code), {"ust_2y", "spx", "spx_6725"})


@pytest.mark.parametrize(
    "code", ["def f():\n    'About ust_2y.'", "x = 'spx is a word'", "x = 'must_2years'", "ust_2y = 1"]
)
def test_a_string_without_an_id_passes(code: str) -> None:
    assert not rules.names_ids(ast.parse(code), {"ust_2y", "spx", "spx_6725"})


@pytest.mark.parametrize(
    "line", ["x = '/wo" + "rk/main'", "see /ro" + "ot/x", "- ../sha" + "red/design", "/t" + "mp/a"]
)
def test_a_place_of_one_machine_is_caught(line: str) -> None:
    assert rules.machine_places(line)


@pytest.mark.parametrize("line", ["#!/usr/bin/env bash", "the framework/main idea", "sqlite:////data/knockon.db"])
def test_an_ordinary_path_passes(line: str) -> None:
    assert not rules.machine_places(line)


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" + "XX"])
def test_a_note_to_self_is_caught(word: str) -> None:
    assert rules.open_ends(f"x = 1  # {word}: later")
    assert not rules.open_ends("a mastodon")


@pytest.mark.parametrize(
    "line", ["import a  # noqa", "import a  # noqa: F401", "a()  # type: ignore", "a()  # type: ignore[arg-type]"]
)
def test_a_bare_waiver_is_caught(line: str) -> None:
    assert rules.bare_waivers(line)


@pytest.mark.parametrize(
    "line",
    [
        "import a  # noqa: F401 the plugin is loaded by importing it",
        "a()  # type: ignore[arg-type]  # wrong on purpose",
    ],
)
def test_a_waiver_with_its_reason_passes(line: str) -> None:
    assert not rules.bare_waivers(line)


@pytest.mark.parametrize(
    "code",
    ["raise NotImplementedError", "raise NotImplementedError('x')", "assert True", "time.sleep(1)", "from a import *"],
)
def test_a_stand_in_is_caught(code: str) -> None:
    assert rules.stand_ins(ast.parse(code))
    assert not rules.stand_ins(ast.parse("assert x == 1"))
