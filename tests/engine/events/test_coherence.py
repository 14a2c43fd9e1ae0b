"""Which probabilities can hold together: against vertices gone through one by one, and in the words of refusals."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.engine.events.coherence import bounds, conflict, frechet, total_bounds
from graph.engine.events.programme import holds, optima, violation
from graph.engine.events.statements import Atoms, Statement, atoms
from graph.errors import KnockonError, NotInGraph, ScenarioError
from tests.engine.events.enumeration import ASIA, Plain, asked, binary, net_of

Array = NDArray[np.float64]
THREE = [binary(name, 0.5) for name in ("a", "b", "c")]
NET = net_of(THREE)
SPACE: Atoms = atoms(NET, [0, 1, 2], 100)
P = st.integers(0, 20).map(lambda n: n / 20)


def vertices(rows: Array, right: Array) -> list[Array]:
    """Return every basic solution with x >= 0, from all choices of columns."""
    keep: list[int] = []
    for r in range(len(rows)):
        if np.linalg.matrix_rank(rows[[*keep, r]], tol=1e-9) > len(keep):
            keep.append(r)
    m, found = len(keep), []
    for columns in combinations(range(rows.shape[1]), m):
        part = rows[np.ix_(keep, columns)]
        if abs(np.linalg.det(part)) > 1e-9:
            x = np.zeros(rows.shape[1])
            x[list(columns)] = np.linalg.solve(part, right[keep])
            if x.min() >= -1e-9 and np.abs(rows @ x - right).max() < 1e-8:
                found.append(x)
    return found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_least_and_greatest_values_are_those_of_the_vertices(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(2, 6)), data.draw(st.integers(1, 3))
    numbers = st.lists(st.integers(-3, 3), min_size=n, max_size=n)
    rows = np.array([data.draw(numbers) for _ in range(m)] + [[1] * n], dtype=float)
    inside = np.array(data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)), dtype=float)
    right = rows @ inside / max(1.0, inside.sum()) + data.draw(st.sampled_from([0.0, 0.0, 0.5]))
    costs = [np.array(data.draw(numbers), dtype=float) for _ in range(3)]
    corners = vertices(rows, right)
    found = optima(costs, rows, right)
    assert holds(rows, right) is bool(corners)
    assert (violation(rows, right) < 1e-9) is bool(corners)
    if corners:
        assert found == pytest.approx([min(float(c @ x) for x in corners) for c in costs], abs=1e-8)
    else:
        assert found is None


def at(*states: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return states


def says(of: Any, p: float, when: Any = ()) -> Statement:
    return Statement(of, when, p, "given")


@given(P, P)
def test_two_marginals_bound_their_joint_as_frechet_says(a: float, b: float) -> None:
    found = [says(at((0, 0)), a), says(at((1, 0)), b)]
    free = np.ones(SPACE.count, dtype=bool)
    assert bounds(at((0, 0), (1, 0)), (), found, SPACE, free) == pytest.approx(frechet([a, b]), abs=1e-9)


@given(P, P, P)
def test_three_marginals_bound_their_joint_as_frechet_says(a: float, b: float, c: float) -> None:
    found = [says(at((k, 0)), p) for k, p in enumerate((a, b, c))]
    free = np.ones(SPACE.count, dtype=bool)
    every = at((0, 0), (1, 0), (2, 0))
    assert bounds(every, (), found, SPACE, free) == pytest.approx(frechet([a, b, c]), abs=1e-9)


@given(P, P.filter(lambda p: p > 0))
def test_a_conditional_bounds_what_it_speaks_of(conditional: float, condition: float) -> None:
    found = [says(at((0, 0)), conditional, when=at((1, 0))), says(at((1, 0)), condition)]
    free = np.ones(SPACE.count, dtype=bool)
    expected = total_bounds(conditional, condition)
    assert bounds(at((0, 0)), (), found, SPACE, free) == pytest.approx(expected, abs=1e-9)


@given(P, P, P)
def test_a_joint_holds_with_its_marginals_exactly_within_frechets_bounds(a: float, b: float, both: float) -> None:
    found = [says(at((0, 0)), a), says(at((1, 0)), b), says(at((0, 0), (1, 0)), both)]
    low, high = frechet([a, b])
    fault = conflict(found, NET, SPACE)
    assert (fault is None) is (low - 1e-9 <= both <= high + 1e-9)
    if fault is not None:
        assert f"P(a = yes and b = yes) = {both:.6g} cannot hold" in fault


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=8, max_size=8).filter(any))
def test_numbers_read_off_real_odds_always_hold_together(sizes: list[int]) -> None:
    q = np.array(sizes) / sum(sizes)
    conjunctions = [at((0, 0)), at((1, 0)), at((2, 0)), at((0, 0), (1, 0)), at((1, 0), (2, 0)), at((0, 0), (2, 1))]
    found = [says(c, float(q[SPACE.where(c)].sum())) for c in conjunctions]
    condition = float(q[SPACE.where(at((1, 0)))].sum())
    if condition > 0:
        both = float(q[SPACE.where(at((0, 0), (1, 0)))].sum())
        found.append(says(at((0, 0)), both / condition, when=at((1, 0))))
    assert conflict(found, NET, SPACE) is None


def test_three_pairs_that_agree_two_by_two_and_not_together_are_refused_with_all_three() -> None:
    """Each pair is almost always different, which three coins of two sides cannot be (Boole 1854)."""
    unlike = [says(at((i, 0), (j, 0)), 0.02) for i, j in ((0, 1), (1, 2), (0, 2))]
    found = [*(says(at((k, 0)), 0.5) for k in range(3)), *unlike]
    fault = conflict(found, NET, SPACE)
    assert fault is not None
    for pair in ("P(a = yes and b = yes) = 0.02", "P(b = yes and c = yes) = 0.02", "P(a = yes and c = yes) = 0.02"):
        assert pair in fault
    assert conflict(found[:-1], NET, SPACE) is None


BODY: Plain = {"events": ASIA}
MEETING = {"id": "m", "states": ["cut", "hold"], "table": [{"p": {"cut": 0.7, "hold": 0.3}}]}


@pytest.mark.parametrize(
    ("events", "scenario", "error", "words"),
    [
        ([{**MEETING, "table": [{"p": {"cut": 0.7, "hold": 0.2}}]}], {"tree": {}}, ScenarioError, "adds to 0.9, not 1"),
        ([{**MEETING, "table": [{"p": {"cut": 1.7, "hold": -0.7}}]}], {"tree": {}}, ScenarioError, "'m'.*1.7"),
        ([{**MEETING, "table": [{"p": {"raise": 1.0}}]}], {"tree": {}}, ScenarioError, "'raise'.*cut, hold"),
        ([MEETING, {"id": "n", "states": ["x"], "parents": ["m"], "table": [{"when": {"m": "cut"}, "p": {"x": 1}}]}],
         {"tree": {}}, ScenarioError, "'n' has no table row for {'m': 'hold'}"),
        ([MEETING, {"id": "n", "states": ["x"], "parents": ["zz"], "table": []}], {"tree": {}}, NotInGraph, "'zz'"),
        ([{**MEETING, "parents": ["n"]}, {"id": "n", "states": ["x"], "parents": ["m"], "table": [{"p": {"x": 1}}]}],
         {"tree": {}}, ScenarioError, "m <- n <- m"),
        ([{**MEETING, "date": "2026-01-02"},
          {"id": "n", "date": "2025-12-01", "states": ["x"], "parents": ["m"], "table": [{"p": {"x": 1}}]}],
         {"tree": {}}, ScenarioError, "2025-12-01.*2026-01-02.*earlier"),
        ([MEETING, {"id": "n", "states": ["x", "y"], "parents": ["m"],
                    "table": [{"p": {"x": 1}}, {"when": {}, "p": {"y": 1}}]}],
         {"tree": {}}, ScenarioError, "two table rows"),
        ([MEETING], {"tree": {"market": {"m": {"cut": 0.7, "hold": 0.2}}}}, ScenarioError, "add to 0.9, not 1"),
        ([MEETING], {"tree": {"market": {"m": {"cut": 1.2}}}}, ScenarioError, "'cut' the probability 1.2"),
        ([MEETING], {"tree": {"market": {"zz": {"cut": 0.2}}}}, NotInGraph, "'zz'"),
        ([MEETING], {"tree": {"market": {"m": {"raise": 0.2}}}}, NotInGraph, "'raise'"),
        ([MEETING], {"tree": {"given": [{"of": {}, "p": 0.2}]}}, ScenarioError, "no outcome"),
        ([MEETING], {"tree": {"given": [{"of": {"m": "cut"}, "p": 1.5}]}}, ScenarioError, "1.5"),
        ([MEETING], {"tree": {"given": [{"of": {"m": "cut"}, "when": {"m": "cut"}, "p": 1}]}}, ScenarioError, "keep"),
        ([MEETING], {"observe": [{"event": "m", "state": "cut"}, {"event": "m", "state": "hold"}]},
         ScenarioError, "'cut' and 'hold'"),
        ([MEETING], {"observe": [{"event": "m", "state": "cut"}], "do": [{"event": "m", "state": "hold"}]},
         ScenarioError, "m = cut under observe and m = hold under do"),
        ([MEETING], {"observe": [{"event": "m"}]}, ScenarioError, "without a state"),
        ([MEETING], {"observe": [{"event": "zz", "state": "cut"}]}, NotInGraph, "'zz'"),
        ([MEETING], {"do": [{"event": "m", "state": "cut"}], "tree": {"mode": "bounds"}}, ScenarioError, "m = cut"),
        ([{**MEETING, "table": [{"p": {"cut": 1.0}}]}], {"observe": [{"event": "m", "state": "hold"}]},
         ScenarioError, "m = hold, which has probability 0"),
        ([{"id": "m", "states": ["cut", "hold"]}], {"do": [{"event": "m", "state": "cut"}]}, ScenarioError, "neither"),
    ],
)  # fmt: skip
def test_incoherent_input_is_refused_with_its_numbers(
    events: list[Plain], scenario: Plain, error: type[KnockonError], words: str
) -> None:
    with pytest.raises(error, match=words):
        asked({"events": events}, **scenario)


def test_market_odds_that_the_tables_rule_out_are_refused_with_what_is_possible() -> None:
    market = {"lung": {"yes": 0.8}, "either": {"yes": 0.3}}
    with pytest.raises(ScenarioError, match=r"P\(either = yes\) = 0\.3 .*P\(lung = yes\) = 0\.8.*between 0\.8 and 1"):
        asked(BODY, tree={"market": market})


def test_given_odds_that_break_a_bound_are_refused_before_any_net_is_asked() -> None:
    rows = [{"of": {"smoke": "yes"}, "p": 0.6}, {"of": {"asia": "yes"}, "p": 0.7},
            {"of": {"smoke": "yes", "asia": "yes"}, "p": 0.2}]  # fmt: skip
    with pytest.raises(ScenarioError, match=r"= 0\.2 cannot hold.*between 0\.3 and 0\.6"):
        asked(BODY, tree={"given": rows})


def test_a_conditional_on_what_cannot_happen_is_refused() -> None:
    rows = [{"of": {"asia": "yes"}, "p": 0.0}, {"of": {"tub": "yes"}, "when": {"asia": "yes"}, "p": 0.4}]
    with pytest.raises(ScenarioError, match=r"P\(tub = yes \| asia = yes\) = 0\.4.*probability 0"):
        asked(BODY, tree={"given": rows})


def test_bounds_without_independence_are_frechets() -> None:
    events = [binary("a", 0.6), binary("b", 0.7)]
    both = {("yes", "yes"): 1.0, ("yes", "no"): 0.0, ("no", "yes"): 0.0, ("no", "no"): 0.0}
    events.append(binary("both", given=both, parents=("a", "b")))
    found = asked({"events": events}, tree={"mode": "bounds"}).tree
    assert found is not None
    assert found["marginals"]["both"]["yes"] == pytest.approx(0.42)
    assert found["bounds"]["marginals"]["both"]["yes"] == pytest.approx(frechet([0.6, 0.7]))
    assert found["bounds"]["marginals"]["a"]["yes"] == pytest.approx([0.6, 0.6])


def test_bounds_given_what_was_seen_are_those_of_bayes_rule_at_its_extremes() -> None:
    """P(a | both seen) needs no independence here: b is seen, and P(a | b) lies within Frechet's joint over P(b)."""
    events = [binary("a", 0.6), binary("b", 0.7)]
    found = asked({"events": events}, observe=[{"event": "b", "state": "yes"}], tree={"mode": "bounds"}).tree
    assert found is not None
    low, high = frechet([0.6, 0.7])
    assert found["bounds"]["marginals"]["a"]["yes"] == pytest.approx([low / 0.7, high / 0.7])
    assert not math.isnan(low)
