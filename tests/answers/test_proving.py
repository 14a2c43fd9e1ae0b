"""An answer whose effects or paths are not those of its runs does not leave."""

from __future__ import annotations

import datetime as dt

import pytest

from agents.answer import Answer
from agents.answering.checks import verification
from agents.answering.noting import Noted, notes
from agents.answering.proving import unproved
from agents.planner import answer
from graph.content import Graph
from graph.errors import AnswerRefused
from ingest.seed import shipped_graph

QUESTION = "What happens to the S&P 500 next week if the December cut repricing fails?"


@pytest.fixture(scope="module")
def shipped() -> Graph:
    """Return the shipped map as of the day of the headline question."""
    return shipped_graph(dt.date(2025, 11, 21))


@pytest.fixture(scope="module")
def worked(shipped: Graph) -> tuple[Answer, list[Noted]]:
    """Return an answer and the runs that were noted for it."""
    with notes() as runs:
        found = answer(QUESTION, shipped)
    return found, runs


def test_every_effect_and_path_of_an_answer_is_that_of_a_run(
    worked: tuple[Answer, list[Noted]], shipped: Graph
) -> None:
    found, runs = worked
    assert "every effect and path is that of a run" in found.verification.checks
    assert unproved(found, shipped, runs) == ""
    assert unproved(found, shipped, runs[:1]) != ""


@pytest.mark.parametrize("field", ["central", "low", "high", "outcome_low", "outcome_high", "sigma", "p_up", "unit"])
def test_an_effect_that_no_run_gave_is_told(field: str, worked: tuple[Answer, list[Noted]], shipped: Graph) -> None:
    found, runs = worked
    first = found.branches[0]
    row = first.impacts[0]
    wrong = row.model_copy(update={field: "pp" if field == "unit" else getattr(row, field) + 0.001})
    changed = first.model_copy(update={"impacts": (wrong, *first.impacts[1:])})
    told = unproved(found.model_copy(update={"branches": (changed, *found.branches[1:])}), shipped, runs)
    assert row.node in told


def test_a_path_that_carries_something_else_is_refused(worked: tuple[Answer, list[Noted]], shipped: Graph) -> None:
    found, runs = worked
    first = found.branches[0]
    path = first.paths[0]
    wrong = path.model_copy(update={"contribution": -path.contribution})
    changed = first.model_copy(update={"paths": (wrong, *first.paths[1:]), "residual": {}})
    tampered = found.model_copy(update={"branches": (changed, *found.branches[1:])})
    assert "no run carries" in unproved(tampered, shipped, runs)
    with notes() as again:
        again += runs
        with pytest.raises(AnswerRefused, match="that of a run"):
            verification(tampered, shipped)


def test_notes_within_notes_reach_both(shipped: Graph) -> None:
    with notes() as outer:
        with notes() as inner:
            answer("How do December cut odds get to Bitcoin?", shipped)
        assert outer == inner
        assert inner
