"""Laws of belief: claims, stories, sources, and what a status does."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engine.belief import Claim, belief, combined
from graph.model import Edge

claims = st.lists(
    st.builds(
        Claim,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
        st.sampled_from(["+", "-", "0"]),
        st.sampled_from([0.05, 0.1, 0.3]),
    ),
    max_size=7,
)


def _edge(**fields: Any) -> Edge:
    return Edge.model_validate({"id": "e", "cause": "a", "effect": "b", "strength": 1.0, **fields})


def _says(*signs: str, **fields: Any) -> list[dict[str, Any]]:
    return [
        {"id": f"v{i}", "kind": "quote", "text": f"text {i}", "source": f"source {i}", "says": s, **fields}
        for i, s in enumerate(signs)
    ]


@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(given_claims: list[Claim], luck: Any) -> None:
    other = list(given_claims)
    luck.shuffle(other)
    assert combined(other) == combined(given_claims)


@given(claims)
def test_a_copy_of_a_story_says_nothing_new(given_claims: list[Claim]) -> None:
    assert combined([*given_claims, *given_claims]) == combined(given_claims)


@given(claims, st.sampled_from([0.05, 0.3]), st.sampled_from(["a", "z"]))
def test_a_supporting_claim_never_lowers_the_belief(given_claims: list[Claim], error: float, source: str) -> None:
    more = combined([*given_claims, Claim(source, "a new story", "+", error)])
    assert more.plus >= combined(given_claims).plus - 1e-12


@given(claims)
def test_turning_every_claim_swaps_plus_and_minus(given_claims: list[Claim]) -> None:
    turned = combined([c._replace(says={"+": "-", "-": "+", "0": "0"}[c.says]) for c in given_claims])  # type: ignore[arg-type]  # a literal stays a literal under this map
    plain = combined(given_claims)
    assert (turned.plus, turned.minus) == pytest.approx((plain.minus, plain.plus))


@given(st.integers(1, 60))
def test_one_source_never_lifts_a_state_above_its_own_error(count: int) -> None:
    found = combined([Claim("a", f"s{i}", "+", 0.05) for i in range(count)])
    assert found.plus <= 1 - 2 * 0.05 / 3 + 1e-12


def test_no_claim_leaves_the_flat_prior() -> None:
    assert combined([]).plus == pytest.approx(1 / 3)


def test_belief_matches_the_equation_worked_by_hand() -> None:
    """Two claims of one source and one of another: f = products, L = 0.95 f + 0.05 mean f."""
    found = combined([Claim("a", "1", "+", 0.05), Claim("a", "2", "-", 0.1), Claim("b", "3", "+", 0.3)])
    fits = {"+": 0.95 * 0.05, "-": 0.025 * 0.9, "0": 0.025 * 0.05}
    mean = sum(fits.values()) / 3
    other = {"+": 0.7, "-": 0.15, "0": 0.15}
    weight = {h: (0.95 * fits[h] + 0.05 * mean) * (0.95 * other[h] + 0.05 / 3) for h in fits}
    assert found.plus == pytest.approx(weight["+"] / sum(weight.values()))
    assert found.minus == pytest.approx(weight["-"] / sum(weight.values()))


@pytest.mark.parametrize(("sign", "status"), list(product("+-", ["historical_pattern", "forecast", "opinion"])))
def test_a_pattern_a_forecast_and_an_opinion_are_believed_up_to_a_cap(sign: str, status: str) -> None:
    found = belief(_edge(sign=sign, status=status, belief=0.95))
    assert (found.plus if sign == "+" else found.minus) == pytest.approx(0.6)
    assert found.none == pytest.approx(0.4)


def test_a_definition_is_always_believed() -> None:
    assert belief(_edge(relation="constitutes", belief=0.2, sign="-")).minus == 1


def test_an_asserted_edge_without_evidence_is_believed_and_a_bridge_half() -> None:
    assert belief(_edge()).plus == 1
    assert belief(_edge(status="bridge")).plus == pytest.approx(0.5)
    assert belief(_edge(status="rumour")).plus == pytest.approx(0.4)


def test_evidence_decides_where_no_belief_is_given() -> None:
    assert belief(_edge(evidence=_says("+"))).plus == pytest.approx(0.95 * 0.95 + 0.05 / 3)
    assert belief(_edge(evidence=_says("+", "-"))).plus == pytest.approx(belief(_edge(evidence=_says("-", "+"))).minus)
    assert belief(_edge(evidence=_says("+", "-"), belief=0.9)).plus == pytest.approx(0.9)


def test_an_edge_drawn_from_a_source_that_names_no_sign_starts_from_the_drawing() -> None:
    silent = [{"id": "v", "kind": "data", "text": "t", "source": "s"}]
    assert belief(_edge(evidence=silent, certainty="guess")).plus < belief(_edge(evidence=silent)).plus < 1


def test_evidence_under_a_state_counts_as_far_as_the_state_holds() -> None:
    edge = _edge(evidence=_says("+", under="gamma.short"))
    odds = [belief(edge, in_force={"gamma.short": p}).plus for p in (0.0, 0.5, 1.0)]
    assert odds[0] == pytest.approx(1 / 3)
    assert odds[0] < odds[1] < odds[2] == pytest.approx(belief(_edge(evidence=_says("+"))).plus)


def test_a_failure_is_a_vote_for_none_once_its_window_has_passed() -> None:
    gate = {"failed_on": dt.date(2025, 9, 2), "days": 21, "why": {"en": "it did not work"}}
    edge = _edge(evidence=_says("+"), gate=gate)
    inside, after = belief(edge, as_of=dt.date(2025, 9, 10)), belief(edge, as_of=dt.date(2025, 11, 21))
    assert after.plus < inside.plus
    assert after.none > 0.4
