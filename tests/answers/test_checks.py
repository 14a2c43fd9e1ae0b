"""No answer leaves with a fault in it: each planted fault is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.answer import Answer, Branch
from agents.answering.checks import verification
from agents.planner import answer
from graph.content import Graph
from graph.errors import AnswerRefused


def _branch(found: Answer, **changes: Any) -> Answer:
    first, *rest = found.branches
    return found.model_copy(update={"branches": (first.model_copy(update=changes), *rest)})


def _path(found: Answer, **changes: Any) -> Answer:
    first, *rest = found.branches[0].paths
    return _branch(found, paths=(first.model_copy(update=changes), *rest))


def _odds(found: Answer, *odds: float) -> Answer:
    told = [b.model_copy(update={"probability": p}) for b, p in zip(found.branches, odds, strict=True)]
    return found.model_copy(update={"branches": tuple(told)})


def _first(found: Answer) -> Branch:
    return found.branches[0]


FAULTS: dict[str, tuple[Callable[[Answer], Answer], str]] = {
    "a probability moved": (lambda a: _branch(a, probability=(_first(a).probability or 0) + 0.01), "add to"),
    "a probability missing": (lambda a: _branch(a, probability=None), "some have none"),
    "a probability below zero": (lambda a: _odds(a, -0.2, 1.2), "-0.2"),
    "a leaf moved": (
        lambda a: a.model_copy(update={"leaves": (a.leaves[0].model_copy(update={"probability": 0.9}), *a.leaves[1:])}),
        "what else can happen adds to",
    ),
    "a shown leaf moved": (
        lambda a: a.model_copy(update={"leaves": (a.leaves[0].model_copy(update={"shown": 95}), *a.leaves[1:])}),
        "is shown as",
    ),
    "a branch's move": (lambda a: _branch(a, delta=(_first(a).delta or 0) + 1), "expected move is zero"),
    "a residual": (lambda a: _branch(a, residual={**_first(a).residual, "spx": 0.5}), "spx in branch"),
    "a contribution": (lambda a: _path(a, contribution=9.0), "paths and residual"),
    "an unknown edge": (lambda a: _path(a, edges=("nowhere",)), "nowhere is not in the graph"),
    "an unknown node": (lambda a: _path(a, nodes=("nobody", "spx")), "nobody is not in the graph"),
    "a path off its links": (lambda a: _path(a, nodes=("vix", "spx")), "does not follow its links"),
    "an unknown impact": (
        lambda a: _branch(a, impacts=(_first(a).impacts[0].model_copy(update={"node": "nil"}), *_first(a).impacts[1:])),
        "nil is not in the graph",
    ),
    "a missing source": (lambda a: _path(a, evidence=("ev999",)), "ev999 is not among the sources"),
    "a missing source in a sentence": (lambda a: a.model_copy(update={"conflicts": ("As said [ev998]",)}), "ev998"),
    "sources struck out": (lambda a: a.model_copy(update={"evidence": ()}), "is not among the sources"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(english: Answer, shipped: Graph, fault: str) -> None:
    plant, named = FAULTS[fault]
    with pytest.raises(AnswerRefused, match=named):
        verification(plant(english), shipped)


def test_an_answer_as_it_left_passes_every_check_again(english: Answer, shipped: Graph) -> None:
    assert verification(english, shipped) == english.verification
    assert len(english.verification.checks) == 6


def test_a_residual_of_paths_read_off_the_map_is_checked_too(little: Graph) -> None:
    found = answer("How does Crude get to Jitters?", little)
    with pytest.raises(AnswerRefused, match="off by"):
        verification(_branch(found, residual={"n4": 0.25}), little)


def test_an_answer_without_odds_is_not_asked_for_any(little: Graph) -> None:
    found = answer("What drives Stocks?", little)
    assert all(b.probability is None for b in found.branches)
    assert verification(found, little).status == "verified"
