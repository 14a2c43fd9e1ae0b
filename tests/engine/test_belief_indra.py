"""INDRA's simple scorer: the numbers of its own tests, and an edge as INDRA would see it.

Published values: github.com/sorgerlab/indra, indra/tests/test_belief_engine.py, worked out by hand from the
defaults of indra/resources/default_belief_probs.json (reach and trips 0.3 and 0.05, biopax 0.2 and 0.01).
"""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engine.belief_account import belief_account
from graph.engine.belief_indra import IndraErrors, IndraEvidence, belief_indra, published_errors, simple_score
from graph.errors import BadInput
from graph.model import Edge

REACH, TRIPS, SURE, BIOPAX = (IndraEvidence(s) for s in ("reach", "trips", "assertion", "biopax"))


@pytest.mark.parametrize(
    ("name", "evidence", "published"),
    [
        ("test_prior_prob_one", [REACH], 0.65),
        ("test_prior_prob_two_same", [REACH, REACH], 0.86),
        ("test_prior_prob_two_different", [REACH, TRIPS], 0.8775),
        ("test_prior_prob_one_two", [REACH, REACH, TRIPS], 0.951),
        ("test_prior_prob_assertion", [REACH, REACH, TRIPS, SURE], 1.0),
        ("test_hierarchy_probs1", [REACH, TRIPS], 1 - 0.35 * 0.35),
        ("test_hierarchy_probs2", [REACH, TRIPS, BIOPAX], 1 - 0.35 * 0.35 * 0.21),
        ("test_hierarchy_probs4", [REACH, REACH], 1 - (0.05 + 0.3 * 0.3)),
        ("test_hierarchy_probs4", [REACH, REACH, REACH, TRIPS], 1 - 0.35 * (0.05 + 0.3 * 0.3 * 0.3)),
    ],
)
def test_the_numbers_of_the_tests_of_indra_come_out(name: str, evidence: list[IndraEvidence], published: float) -> None:
    assert simple_score(evidence) == pytest.approx(published, abs=1e-12), name


@pytest.mark.parametrize(
    ("negated", "published"),
    [([True, True, False], 0.85 * (1 - 0.94)), ([False] * 3, 0.949), ([True] * 3, 0.0)],
)
def test_negative_evidence_counts_as_in_indra(negated: list[bool], published: float) -> None:
    """test_negative_evidence: a new source with random error 0.1 and systematic error 0.05."""
    errors = IndraErrors({"new_source": 0.1}, {"new_source": 0.05})
    assert simple_score([IndraEvidence("new_source", negated=n) for n in negated], errors) == pytest.approx(published)


def test_a_rule_with_an_error_of_its_own_is_used_before_its_source() -> None:
    """test_evidence_random_noise_prior: bind 0.7, reactome 0.4, and pid falls back to biopax's 0.9."""
    rules = {"biopax": {"reactome": 0.4, "biogrid": 0.2}, "geneways": {"phosphorylate": 0.5, "bind": 0.7}}
    errors = IndraErrors({"biopax": 0.9, "geneways": 0.2}, {"biopax": 0.0, "geneways": 0.0}, rules)
    found = [simple_score([IndraEvidence(*e)], errors) for e in
             [("geneways", "bind"), ("biopax", "reactome"), ("biopax", "pid")]]  # fmt: skip
    assert found == pytest.approx([0.3, 0.6, 0.1])


def test_a_source_without_errors_is_refused_by_name_as_in_indra() -> None:
    with pytest.raises(BadInput, match="'xxx'"):
        simple_score([IndraEvidence("xxx")])


def test_the_published_errors_are_probabilities_of_the_same_sources() -> None:
    errors = published_errors()
    assert set(errors.rand) == set(errors.syst)
    assert len(errors.rand) == 32
    assert all(0 <= p <= 0.3 for p in (*errors.rand.values(), *errors.syst.values()))


@given(st.lists(st.sampled_from(sorted(published_errors().rand)), max_size=8), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_more_evidence_never_lowers(sources: list[str], luck: Any) -> None:
    evidence = [IndraEvidence(s) for s in sources]
    other = list(evidence)
    luck.shuffle(other)
    assert simple_score(other) == simple_score(evidence)
    assert simple_score([*evidence, REACH]) >= simple_score(evidence) - 1e-15


def test_order_does_not_matter_to_the_last_digit_where_the_rules_of_one_reader_differ() -> None:
    rules = {str(n): error for n, error in enumerate((0.91, 0.83, 0.97, 0.79))}
    errors = IndraErrors({"reader": 0.5}, {"reader": 0.0}, {"reader": rules})
    orders = list(permutations(IndraEvidence("reader", rule) for rule in rules))
    assert len({1 - math.prod(rules[e.rule] for e in order) for order in orders}) > 1, "rounding would tell the order"
    assert len({simple_score(order, errors) for order in orders}) == 1


def _edge(*evidence: dict[str, Any], **fields: Any) -> Edge:
    rows = [{"id": f"v{i}", "kind": "quote", "text": f"t{i}", "source": f"s{i}", **e} for i, e in enumerate(evidence)]
    return Edge.model_validate({"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "evidence": rows, **fields})


def test_an_edge_is_two_statements_to_indra_and_no_effect_negates_both() -> None:
    edge = _edge({"says": "+"}, {"says": "+", "kind": "literature"}, {"says": "-"}, {"says": "0", "kind": "data"}, {})
    negated = 1 - 0.11
    assert belief_indra(edge).plus == pytest.approx((1 - 0.35 * 0.11) * (1 - negated))
    assert belief_indra(edge).minus == pytest.approx(0.65 * (1 - negated))


def test_a_reader_that_indra_knows_keeps_its_name() -> None:
    assert belief_indra(_edge({"says": "+", "rule": "signor/curated"})).plus == pytest.approx(1 - 0.059)
    errors = published_errors()._replace(rules={"eidos": {"increase": 0.5}})
    assert belief_indra(_edge({"says": "+", "rule": "eidos/increase"}), errors).plus == pytest.approx(0.45)


def test_indra_stands_beside_our_belief_and_changes_nothing() -> None:
    shown = belief_account(_edge({"says": "+"}, {"says": "-", "curations": [
        {"by": "pm", "on": "2025-11-03", "verdict": "wrong"}]}))  # fmt: skip
    assert shown.belief_indra == pytest.approx({"plus": 0.65, "minus": 0.65})
    assert shown.belief.plus == pytest.approx(0.95 * 0.95 + 0.05 / 3)
    assert shown.rejected == ("v1",)
    assert [(c.source, c.says, c.error, c.counts) for c in shown.claims] == [("s0", "+", 0.05, True)]
