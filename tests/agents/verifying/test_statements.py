"""Every right statement passes, every statement with one piece made wrong is refused; in both languages."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from agents.answer import Claim
from agents.verifying.statements import statement_faults
from tests.agents.verifying.conftest import CASES, Run
from tests.agents.verifying.said import Said
from tests.agents.verifying.wrongs import wrongs

SEEN_ALWAYS = 20
"""Right statements of each case and language that every run of the tests looks at."""
WRONG_ALWAYS = 2
MANY = 800
"""Wrong statements of each case and language that a long suite looks at."""
PAIRS = [(case, language) for case in CASES for language in ("en", "zh")]
KINDS = {
    *("number", "sign", "unit", "name", "strange name", "horizon", "no such horizon", "date", "no such date"),
    *(
        "direction",
        "denied direction",
        "branch",
        "band",
        "quote",
        "source",
        "state",
        "odds complement",
        "sign left out",
    ),
    *("path turned round", "link left out"),
}


def faults(run: Run, said: Said) -> list[str]:
    return [str(f) for f in statement_faults(Claim(text=said.text, refs=said.refs), run.ground, "claim")]


def few(run: Run, case: str) -> list[Said]:
    rows = run.right
    return random.Random(f"{case}{run.language}").sample(rows, min(SEEN_ALWAYS, len(rows)))


@pytest.mark.parametrize(("case", "language"), PAIRS)
def test_right_statements_are_never_refused(runs: dict[tuple[str, str], Run], case: str, language: str) -> None:
    run = runs[case, language]
    refused = {said.text: found for said in few(run, case) if (found := faults(run, said))}
    assert not refused


@pytest.mark.parametrize(("case", "language"), PAIRS)
def test_a_statement_with_one_piece_made_wrong_is_always_refused(
    runs: dict[tuple[str, str], Run], case: str, language: str
) -> None:
    run, pick = runs[case, language], random.Random(f"wrong{case}{language}")
    passed = []
    for said in few(run, case):
        rows = list(wrongs(said, run.graph, language, run.others))
        for kind, wrong in pick.sample(rows, min(WRONG_ALWAYS, len(rows))):
            if not faults(run, wrong):
                passed.append((kind, wrong.text, said.text))
    assert not passed


def test_the_suite_makes_enough_statements_wrong_in_enough_ways(runs: dict[tuple[str, str], Run]) -> None:
    made: Counter[str] = Counter()
    for run in runs.values():
        for said in run.right:
            made.update(kind for kind, _ in wrongs(said, run.graph, run.language, run.others))
    assert made.keys() >= KINDS
    assert made.total() > 1000
    assert sum(len(run.right) for run in runs.values()) > 500


@pytest.mark.soak
@pytest.mark.parametrize(("case", "language"), PAIRS)
def test_no_wrong_statement_of_many_more_passes(runs: dict[tuple[str, str], Run], case: str, language: str) -> None:
    run, pick = runs[case, language], random.Random()
    for said in run.right:
        assert not faults(run, said), said.text
    rows = [(said, kind, w) for said in run.right for kind, w in wrongs(said, run.graph, language, run.others)]
    for said, kind, wrong in pick.sample(rows, min(MANY, len(rows))):
        assert faults(run, wrong), (kind, wrong.text, said.text)
