"""The nearest odds: published examples, laws, and what must hold of them whoever finds them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.engine.events.entropy import Cells, Share, compromise, relative_entropy, tilted
from graph.errors import ScenarioError

Array = NDArray[np.float64]
ODDS = st.lists(st.integers(1, 20), min_size=3, max_size=8).map(lambda n: np.array(n) / sum(n))


def test_a_die_with_mean_four_and_a_half() -> None:
    """Jaynes (1963), Brandeis lectures, p. 184: the odds of a die whose mean is 4.5."""
    faces = np.arange(1.0, 7.0)
    q = tilted(np.full(6, 1 / 6), faces[None, :], np.array([4.5]))
    published = [0.05435, 0.07877, 0.11416, 0.16545, 0.23977, 0.34749]
    assert q.round(5).tolist() == published
    entropy = -float(np.sum(q * np.log(q)))
    assert entropy == pytest.approx(1.61358, abs=1e-5)


def grid(points: int = 121, width: float = 6.0) -> tuple[Array, Array, Array, Array]:
    """Return a bivariate normal (means 0.1 and -0.2, sds 1 and 1.5, correlation 0.6) as odds on a grid."""
    axis = np.linspace(-width, width, points)
    x, y = (a.reshape(-1) for a in np.meshgrid(axis, axis * 1.5, indexing="ij"))
    mean = np.array([0.1, -0.2])
    cov = np.array([[1.0, 0.9], [0.9, 2.25]])
    z = np.stack([x, y]) - mean[:, None]
    density = np.exp(-0.5 * np.einsum("ik,ij,jk->k", z, np.linalg.inv(cov), z))
    return x, y, density / density.sum(), cov


def test_a_view_on_a_mean_moves_normal_odds_as_black_and_litterman_without_doubt() -> None:
    """Meucci (2008), "Fully flexible views", section 3.1: mean + C Q' (Q C Q')^-1 (view - Q mean), same covariance."""
    x, y, p, cov = grid()
    mean = np.array([p @ x, p @ y])
    view = np.array([1.0, -1.0])
    target = 0.9
    q = tilted(p, (view @ np.stack([x, y]))[None, :], np.array([target]))
    expected = mean + cov @ view / (view @ cov @ view) * (target - view @ mean)
    assert [q @ x, q @ y] == pytest.approx(expected.tolist(), abs=2e-4)
    spread = np.cov(np.stack([x, y]), aweights=q, ddof=0)
    assert spread == pytest.approx(cov, abs=5e-3)
    gap = target - view @ mean
    assert relative_entropy(q, p) == pytest.approx(gap**2 / (2 * view @ cov @ view), abs=1e-3)


@pytest.mark.parametrize(("outcomes", "target"), [([-1.0, 0.0, 3.0], 1.0), ([-3.0, 0.0, 1.0], -1.0)])
def test_a_mean_as_far_from_zero_as_the_outermost_outcome_on_the_other_side_rules_nothing_out(
    outcomes: list[float], target: float
) -> None:
    q = tilted(np.full(3, 1 / 3), np.array([outcomes]), np.array([target]))
    assert q @ outcomes == pytest.approx(target, abs=1e-9)
    assert (q > 0).all()


def test_a_view_on_a_probability_scales_both_sides() -> None:
    """Jeffrey (1965): odds within each side keep their proportions."""
    p = np.array([0.1, 0.3, 0.2, 0.4])
    q = tilted(p, np.array([[1.0, 1.0, 0.0, 0.0]]), np.array([0.7]))
    assert q == pytest.approx([0.7 / 4, 0.7 * 3 / 4, 0.3 / 3, 0.3 * 2 / 3], abs=1e-14)
    assert relative_entropy(q, p) == pytest.approx(0.7 * math.log(0.7 / 0.4) + 0.3 * math.log(0.3 / 0.6))


@given(ODDS)
def test_no_view_changes_nothing(p: Array) -> None:
    assert tilted(p, np.zeros((0, len(p))), np.zeros(0)) == pytest.approx(p, abs=1e-15)


@given(ODDS, st.data())
def test_a_view_that_holds_already_changes_nothing(p: Array, data: st.DataObject) -> None:
    row = np.array(data.draw(st.lists(st.integers(0, 5), min_size=len(p), max_size=len(p))), dtype=float)
    q = tilted(p, row[None, :], np.array([row @ p]))
    assert q == pytest.approx(p, abs=1e-12)
    assert relative_entropy(q, p) == pytest.approx(0.0, abs=1e-12)


@given(ODDS, ODDS, st.data())
def test_the_nearest_odds_hold_the_views_and_tilt_by_them_alone(p: Array, other: Array, data: st.DataObject) -> None:
    """A certificate of the minimum: log q/p is a combination of the views and a constant (Lagrange)."""
    size = min(len(p), len(other))
    p, other = p[:size] / p[:size].sum(), other[:size] / other[:size].sum()
    views = data.draw(st.integers(1, 2))
    rows = np.array(
        [data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)) for _ in range(views)], dtype=float
    )
    q = tilted(p, rows, rows @ other)
    assert rows @ q == pytest.approx(rows @ other, abs=1e-9)
    assert q.sum() == pytest.approx(1.0)
    basis = np.vstack([rows, np.ones(size)])
    tilt = np.log(q / p)
    left = tilt - basis.T @ np.linalg.lstsq(basis.T, tilt, rcond=None)[0]
    assert np.abs(left).max() < 1e-6
    assert relative_entropy(q, p) <= relative_entropy(other, p) + 1e-12


def test_a_certain_view_rules_the_others_out_exactly() -> None:
    q = tilted(np.array([0.2, 0.3, 0.5]), np.array([[1.0, 0.0, 0.0]]), np.array([0.0]))
    assert q[0] == 0.0
    assert q[1:] == pytest.approx([0.375, 0.625], abs=1e-15)


def test_views_at_the_edge_of_what_is_possible_are_reached() -> None:
    """P(A) = 0.6, P(B) = 0.4 and P(A and B) = 0: an edge that is no view of 0 or 1 by itself."""
    rows = np.array([[1.0, 1, 0, 0], [1, 0, 1, 0]])
    p = np.full(4, 0.25)
    q = tilted(p, np.vstack([rows, [1.0, 0, 0, -1]]), np.array([0.6, 0.4, 0.0]))
    assert rows @ q == pytest.approx([0.6, 0.4], abs=1e-9)


def test_views_that_nothing_can_hold_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"miss the numbers given by 0\.1"):
        tilted(np.full(3, 1 / 3), np.array([[1.0, 0, 0], [1.0, 0, 0]]), np.array([0.2, 0.4]))
    with pytest.raises(ScenarioError, match="no odds"):
        tilted(np.array([0.5, 0.5, 0.0]), np.array([[1.0, 0, 0], [0, 1.0, 0]]), np.array([0.0, 0.0]))


def test_two_odds_of_one_outcome_meet_at_their_mean_log_odds() -> None:
    """The r with least KL(r | a) + KL(r | b) has log odds half way: a known result of log-linear pooling."""
    p = np.array([0.5, 0.5])
    cells = np.array([[1.0, 0.0], [0.0, 1.0]])
    q = compromise(p, [Cells(cells, np.array([0.8, 0.2])), Cells(cells, np.array([0.3, 0.7]))])
    middle = (math.log(0.8 / 0.2) + math.log(0.3 / 0.7)) / 2
    assert q[0] == pytest.approx(1 / (1 + math.exp(-middle)), abs=1e-7)


@settings(max_examples=50)
@given(ODDS.filter(lambda p: len(p) >= 4), st.floats(0.05, 0.95))
def test_a_compromise_of_what_agrees_is_the_nearest_that_holds_all(p: Array, wanted: float) -> None:
    inside = (np.arange(len(p)) < 2).astype(float)
    q = compromise(p, [Cells(np.array([inside, 1 - inside]), np.array([wanted, 1 - wanted]))])
    assert q == pytest.approx(tilted(p, inside[None, :], np.array([wanted])), abs=1e-6)


def test_a_compromise_is_no_worse_than_any_other_coherent_numbers() -> None:
    """Three odds that break the Frechet bound, against a fine grid of everything that is coherent."""
    masks = np.array([[1.0, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0]])
    wanted = np.array([0.8, 0.7, 0.2])
    cells = [Cells(np.array([m, 1 - m]), np.array([w, 1 - w])) for m, w in zip(masks, wanted, strict=True)]
    q = compromise(np.full(4, 0.25), cells)

    def miss(odds: Array) -> float:
        means = masks @ odds
        return sum(
            relative_entropy(np.array([m, 1 - m]), np.array([w, 1 - w])) for m, w in zip(means, wanted, strict=True)
        )

    steps = 20
    best = min(
        miss(np.array([a, b, c, steps - a - b - c]) / steps)
        for a in range(steps + 1)
        for b in range(steps + 1 - a)
        for c in range(steps + 1 - a - b)
    )
    assert q.min() >= 0
    assert q.sum() == pytest.approx(1.0)
    assert miss(q) <= best + 1e-6


def test_a_conditional_is_brought_no_further_than_needed() -> None:
    """P(A | B) = 0.9, P(B) = 0.8 and P(A) = 0.4 cannot be; all three give way, and end coherent."""
    a, b = np.array([1.0, 1, 0, 0]), np.array([1.0, 0, 1, 0])
    q = compromise(
        np.full(4, 0.25),
        [
            Cells(np.array([a, 1 - a]), np.array([0.4, 0.6])),
            Cells(np.array([b, 1 - b]), np.array([0.8, 0.2])),
            Share(a * b - 0.9 * b, 0.9),
        ],
    )
    assert 0.4 < q @ a < 0.72
    assert 0.5 < q @ b < 0.8
    assert 0.5 < (q @ (a * b)) / (q @ b) < 0.9
    assert q @ a == pytest.approx(q @ (a * b), abs=1e-5), "the cheapest repair leaves nothing of A outside B"


def test_certain_numbers_that_contradict_each_other_cannot_be_repaired() -> None:
    cells = np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(ScenarioError, match="0 or 1"):
        compromise(np.array([0.5, 0.5]), [Cells(cells, np.array([1.0, 0.0])), Cells(cells, np.array([0.0, 1.0]))])
