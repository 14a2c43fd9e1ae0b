"""Small differences that must show, and small ones that must not: a day, a lag, a name, a unit, one more link."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engine.belief import Claim, combined
from graph.engine.gates import passes
from graph.engine.large import Sparse
from graph.engine.what_if import HOPS
from graph.model import Edge
from tests.engine.systems import only, run


def _edge(cause: str, effect: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"{cause}{effect}", "cause": cause, "effect": effect, "strength": 1.0, "belief": 1.0, **fields}


@given(st.lists(st.sampled_from([0.05, 0.1, 0.3]), min_size=3, max_size=6), st.data())
def test_what_a_story_is_called_changes_no_digit_of_a_belief(errors: list[float], data: st.DataObject) -> None:
    names = data.draw(st.permutations(range(len(errors))))
    told = [Claim("a paper", f"story {i}", "+-0"[i % 3], e) for i, e in enumerate(errors)]  # type: ignore[arg-type]  # a literal
    retold = [c._replace(story=f"story {n}") for c, n in zip(told, names, strict=True)]
    assert combined(retold) == combined(told)


def test_a_gate_narrows_from_the_day_of_the_failure_to_the_last_day_of_its_window() -> None:
    gate = {"share": 0.25, "failed_on": "2025-11-20", "days": 1, "why": {"en": "it did not move"}}
    edge = Edge.model_validate(_edge("a", "b", gate=gate))
    carried = [passes(edge, dt.date(2025, 11, day)) for day in (19, 20, 21, 24)]
    assert carried == [1.0, 0.25, 0.25, 1.0]


def test_a_cause_that_moves_only_later_does_not_change_sides() -> None:
    late = _edge("a", "b", lag_days=2)
    bent = _edge("b", "c", form="convex", strength=0, params={"up": 0.5, "down": 1.5})
    found = run({"nodes": [{"id": n} for n in "abc"], "edges": [late, bent]}, [{"node": "a", "size": 1.0}])
    assert "form_as_linear" not in {w.code for w in found.warnings}
    assert only(found, "c", 5).central == pytest.approx(0.5)


@pytest.mark.parametrize("unit", [1.0, 1e-20, 1e20])
def test_a_large_loop_is_summed_to_the_same_digits_in_any_unit(unit: float) -> None:
    summed = Sparse([0, 1, 2], [1, 2, 0], np.array([[0.9], [0.8], [-0.7]]))
    found = summed.settled(unit * np.array([[1.0], [0.0], [0.5]]))
    exact = np.linalg.solve(np.eye(3) - np.array([[0, 0, -0.7], [0.9, 0, 0], [0, 0.8, 0]]), [1.0, 0.0, 0.5])
    assert found is not None
    assert found[:, 0] / unit == pytest.approx(exact, rel=1e-14)


def test_a_chain_without_loops_is_followed_to_its_end_however_long() -> None:
    names = [f"n{i}" for i in range(HOPS + 4)]
    edges = [_edge(a, b, strength=0.9) for a, b in pairwise(names)]
    found = run({"nodes": [{"id": n} for n in names], "edges": edges}, [{"node": names[0], "size": 1.0}])
    (path,) = (p for p in found.paths if p.target == names[-1])
    assert path.contribution["5"] == pytest.approx(0.9 ** (HOPS + 3))
    assert all(abs(v) < 1e-12 for r in found.residual for v in r.contribution.values())
