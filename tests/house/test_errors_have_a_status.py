"""Every error of the tree leaves by HTTP with a status of its own."""

from __future__ import annotations

from collections.abc import Mapping

from api.errors import STATUS
from graph import errors
from graph.errors import KnockonError


def family(root: type[KnockonError]) -> list[type[KnockonError]]:
    return [root, *(kin for child in root.__subclasses__() for kin in family(child))]


def without_status(kinds: list[type[KnockonError]], table: Mapping[type[KnockonError], int]) -> list[str]:
    return [kind.__name__ for kind in kinds if kind not in table]


def test_every_error_has_a_status() -> None:
    shipped = [kind for kind in family(KnockonError) if not kind.__module__.startswith("tests")]
    assert without_status(shipped, STATUS) == []
    assert all(400 <= status < 600 for status in STATUS.values())


def test_an_error_without_a_status_is_caught() -> None:
    assert without_status([KnockonError, errors.BadInput], {KnockonError: 500}) == ["BadInput"]


def test_errors_are_declared_in_one_file() -> None:
    elsewhere = {k.__module__ for k in family(KnockonError)} - {"graph.errors"}
    assert {module for module in elsewhere if not module.startswith("tests")} == set()


def test_every_error_reads_aloud_and_names_a_way_out() -> None:
    for kind in family(KnockonError):
        if kind.__module__ == "graph.errors":
            assert kind.__doc__, kind
            assert kind.__doc__.endswith("."), kind
            assert kind("what").hint.endswith("."), kind
            assert kind("what", hint="the way").hint == "the way"
