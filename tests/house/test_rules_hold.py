"""The house rules over the whole tree; what each rule means is in `rules.py`."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.house import rules
from tests.house.tree import PACKAGES, ROOT, modules, parsed, source, text_files

OURS = modules(*PACKAGES)
ALL = modules(*PACKAGES, "tests")


def breaches(paths: Iterable[Path], rule: Callable[[Path], list[str]]) -> list[str]:
    return [f"{path}: {breach}" for path in paths for breach in rule(path)]


def test_the_tree_is_seen() -> None:
    assert len(OURS) > 10
    assert Path("graph/model.py") in OURS


def test_modules_stay_short() -> None:
    assert breaches(ALL, lambda path: rules.too_long(source(path))) == []


def test_file_names_say_what_is_in_them() -> None:
    assert breaches(ALL, rules.banned_name) == []


def test_function_names_say_what_comes_back() -> None:
    assert breaches(ALL, lambda path: rules.banned_functions(parsed(path))) == []


def test_models_live_in_their_named_homes() -> None:
    models = rules.model_names(parsed(path) for path in OURS)
    assert {"Node", "Answer", "Scenario"} <= models
    assert breaches(OURS, lambda path: rules.stray_models(path, parsed(path), models)) == []


def test_named_homes_of_models_exist_and_hold_models() -> None:
    models = rules.model_names(parsed(path) for path in OURS)
    empty = [
        home
        for home in rules.MODEL_HOMES
        if Path(home) not in OURS or not rules.stray_models(Path("elsewhere.py"), parsed(Path(home)), models)
    ]
    assert empty == []


def test_only_the_settings_read_the_environment() -> None:
    assert breaches(OURS, lambda path: rules.reads_environment(path, parsed(path))) == []


def test_long_texts_are_files() -> None:
    assert breaches(OURS, lambda path: rules.long_strings(parsed(path))) == []


def test_nothing_only_looks_like_code() -> None:
    assert breaches(ALL, lambda path: rules.stand_ins(parsed(path))) == []


def test_waivers_carry_their_code_and_reason() -> None:
    mine = {Path("tests/house/test_rules_bite.py")}
    assert breaches(set(ALL) - mine, lambda path: rules.bare_waivers(source(path))) == []


def test_nothing_is_left_for_later() -> None:
    assert breaches(text_files(), lambda path: rules.open_ends(source(path))) == []


def test_no_file_names_a_place_of_one_machine() -> None:
    assert breaches(text_files(), lambda path: rules.machine_places(source(path))) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_our_packages_are_ours(name: str) -> None:
    found = importlib.import_module(name).__file__
    assert found is not None
    assert Path(found).resolve() == ROOT / name / "__init__.py"


def test_every_package_and_data_file_is_installed() -> None:
    told = tomllib.loads(source(Path("pyproject.toml")))["tool"]["setuptools"]
    files = [f.relative_to(ROOT) for top in PACKAGES for f in (ROOT / top).rglob("*") if f.is_file()]
    files = [f for f in files if "__pycache__" not in f.parts]
    assert {f.parent.as_posix().replace("/", ".") for f in files if f.suffix == ".py"} == set(told["packages"])
    shipped = {
        f for package, globs in told["package-data"].items() for glob in globs for f in (ROOT / package).glob(glob)
    }
    assert [f for f in files if f.suffix != ".py" and ROOT / f not in shipped] == []
