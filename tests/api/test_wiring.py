from __future__ import annotations

import sys
from pathlib import Path

import pytest

from api.settings import Settings
from api.wiring import load_shipped_when_empty, open_system, refuse_foreign_packages, shown_address
from graph.errors import PackageClash, StoreFull
from graph.model import Node, Text
from graph.store import open_store


def test_our_packages_are_ours() -> None:
    refuse_foreign_packages()


def test_a_package_from_elsewhere_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "__init__.py").write_text("")
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "agents"}
    for name in ours:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(PackageClash, match="'agents' is found at") as caught:
        refuse_foreign_packages()
    assert str(tmp_path / "agents") in caught.value.detail
    assert "environment of its own" in caught.value.hint


def test_an_empty_store_is_given_the_shipped_graph_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(store=f"sqlite:///{tmp_path / 'new.db'}")
    with open_system(settings) as first:
        version = first.views.at().version
        assert len(first.views.at().nodes) > 20
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "is new and now holds the shipped graph" in err
    with open_system(settings) as again:
        assert again.views.at().version == version
    assert capsys.readouterr().err == ""


def test_an_address_is_shown_without_its_password() -> None:
    assert shown_address("neo4j://me:secret@host:7687/db") == "neo4j://host:7687/db"
    assert shown_address("sqlite:///knockon.db") == "sqlite:///knockon.db"


def test_a_first_load_that_fails_says_nothing_but_its_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise StoreFull("the disk is full")

    monkeypatch.setattr("ingest.seed.load_into", full)
    with pytest.raises(StoreFull), open_system(Settings(store=f"sqlite:///{tmp_path / 'new.db'}")):
        pass
    assert capsys.readouterr().err == ""


def test_a_store_that_had_a_change_is_never_given_the_shipped_graph(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'own.db'}"
    store = open_store(address)
    store.write([("nodes", Node(id="a", name=Text(en="A")))], who="test", why="first")
    store.write([], who="test", why="second", retire=[("nodes", "a")])
    assert load_shipped_when_empty(store, address) is False
    store.close()
