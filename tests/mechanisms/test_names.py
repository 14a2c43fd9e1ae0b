"""Everything the map must hold is there, and the words of desks name it, with its sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.content import Graph
from graph.linker import Linker

THINGS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "names" / "things.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def linker(shipped: Graph) -> Linker:
    return Linker(shipped)


def test_nothing_the_map_must_hold_is_missing(shipped: Graph) -> None:
    assert set(THINGS["nodes"]) - set(shipped.by_id) == set()


@pytest.mark.parametrize("words", THINGS["words"])
def test_the_words_of_a_desk_name_one_thing(linker: Linker, words: str) -> None:
    node, sign = THINGS["words"][words]
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in words) else "en"
    found = [(c.kind, c.id, c.sign) for m in linker.link(words, language) for c in m.candidates]
    assert found == [("node", node, sign)]


def test_what_is_denied_and_who_says_it_is_the_end_of_no_link(shipped: Graph) -> None:
    denied = {o.node for o in shipped.observations if str(o.id).endswith(".denied")}
    assert denied, "the commentary denies something and the map holds it"
    assert not [e.id for e in shipped.edges if {e.cause, e.effect} & denied]
