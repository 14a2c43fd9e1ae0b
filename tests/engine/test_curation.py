"""Belief as it is checked and as it ages: verdicts, records of readers, half-lives and pins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from graph.content import Graph
from graph.engine.belief import Claim, belief, combined
from graph.engine.belief_account import belief_of
from graph.engine.curation import Record, aged, error_of, records
from graph.engine.judgements import judgement
from graph.engine.what_if import what_if
from graph.files import dump_graph, parse_graph
from graph.model import Edge, Evidence
from graph.scenario import Scenario

TODAY = dt.date(2025, 11, 21)
Plain = dict[str, Any]


def _item(i: int = 0, **fields: Any) -> Plain:
    return {"id": f"v{i}", "kind": "quote", "text": f"text {i}", "source": f"source {i}", "says": "+", **fields}


def _edge(*evidence: Plain, **fields: Any) -> Edge:
    body = {"id": "e", "cause": "a", "effect": "b", "strength": 1.0, "evidence": evidence}
    return Edge.model_validate({**body, **fields})


def _review(says: str = "+", by: str = "pm", on: str = "2025-11-10", **fields: Any) -> Plain:
    return {"by": by, "on": on, "says": says, **fields}


def _found(right: bool, by: str = "pm", on: str = "2025-11-10") -> Plain:
    return {"by": by, "on": on, "verdict": "right" if right else "wrong"}


def test_a_claim_ages_half_way_to_no_information_in_each_half_life() -> None:
    item = Evidence.model_validate(_item(date="2025-11-01", half_life_days=10))
    ages = [aged(0.05, item, dt.date(2025, 11, 1) + dt.timedelta(days=d)) for d in (0, 1, 10, 20, 10_000)]
    gap = 2 / 3 - 0.05
    assert ages == pytest.approx([0.05, 2 / 3 - gap * 2**-0.1, 2 / 3 - gap / 2, 2 / 3 - gap / 4, 2 / 3])
    assert aged(0.05, item, None) == 0.05
    assert aged(0.05, item, dt.date(2025, 10, 1)) == 0.05


def test_rumours_forecasts_and_opinions_age_and_what_was_measured_does_not() -> None:
    old: Plain = {"date": "2024-11-21"}
    for status in ("rumour", "forecast", "opinion"):
        item = Evidence.model_validate(_item(status=status, **old))
        days = judgement(f"half_life.{status}")
        assert aged(0.05, item, TODAY) == pytest.approx(2 / 3 - (2 / 3 - 0.05) * 2 ** (-365 / days))
    assert aged(0.05, Evidence.model_validate(_item(**old)), TODAY) == 0.05


def test_what_is_old_beyond_measure_is_as_if_nothing_was_said() -> None:
    edge = _edge(_item(date="1990-01-01", half_life_days=5))
    assert belief(edge, as_of=TODAY).plus == pytest.approx(1 / 3)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_supporting_claim_says_less_the_older_it_is(young: int, old: int) -> None:
    young, old = sorted((young, old))
    edge = _edge(_item(date="2024-01-01", half_life_days=60))
    start = dt.date(2024, 1, 1)
    first, later = (belief(edge, as_of=start + dt.timedelta(days=d)).plus for d in (young, old))
    assert first >= later - 1e-12


def test_the_record_of_a_rule_is_used_before_that_of_its_source() -> None:
    checked = _edge(
        _item(0, source="desk", rule="reader/because", curations=[_found(False)]),
        _item(1, source="desk", rule="reader/after", curations=[_found(True)]),
        _item(2, source="desk", rule="reader/after", curations=[_found(True)]),
    )
    found = records([checked], TODAY)
    assert found["rule", "reader/because"] == Record(0, 1)
    assert found["rule", "reader/after"] == Record(2, 0)
    assert found["source", "desk"] == Record(2, 1)
    weight = judgement("curation_weight")
    new = {"source": "desk", "certainty": "memory"}
    errors = [
        error_of(Evidence.model_validate(_item(9, **new, rule=rule)), found)
        for rule in ("reader/because", "reader/after", "reader/new")
    ]
    a = 0.15 * weight
    assert errors == pytest.approx([(1 + a) / (1 + weight), a / (2 + weight), (1 + a) / (3 + weight)])
    assert error_of(Evidence.model_validate(_item(9, source="elsewhere")), found) == 0.05


def test_a_verdict_on_an_edge_is_counted_for_and_against_those_who_spoke() -> None:
    edge = _edge(_item(0, source="a"), _item(1, source="b", says="-"), _item(2, source="c", says=None),
                 reviews=[_review("+")])  # fmt: skip
    found = records([edge], TODAY)
    assert found == {("source", "a"): Record(1, 0), ("source", "b"): Record(0, 1)}


def test_a_verdict_is_known_on_its_own_day_and_where_no_day_is_asked() -> None:
    edge = _edge(_item(0, curations=[_found(True, on="2025-11-21")]), reviews=[_review("0", on="2025-11-21")])
    for as_of in (TODAY, None):
        assert belief(edge, as_of=as_of).plus < belief(_edge(_item(0)), as_of=as_of).plus
        assert records([edge], as_of) == {("source", "source 0"): Record(1, 0)}
    assert records([edge], dt.date(2025, 11, 20)) == {}


def test_a_person_who_says_both_of_a_source_on_one_day_doubts_it() -> None:
    rows = [_found(True), _found(False), _found(True, "cio"), _found(True, on="2025-11-01")]
    for order in (rows, rows[::-1]):
        assert records([_edge(_item(0, source="a", curations=order))], TODAY) == {("source", "a"): Record(1, 1)}


def test_copies_of_a_story_are_counted_once_in_a_record() -> None:
    copies = [_item(i, source="wire", story="one", curations=[_found(False)]) for i in range(5)]
    assert records([_edge(*copies)], TODAY) == {("source", "wire"): Record(0, 1)}


def test_a_reader_who_is_mostly_wrong_is_silent_and_never_turned_round() -> None:
    item = Evidence.model_validate(_item(source="desk"))
    error = error_of(item, {("source", "desk"): Record(0, 1000)})
    assert error == pytest.approx(2 / 3)
    assert combined([Claim("desk", "s", "+", error)]).plus == pytest.approx(1 / 3)


def test_curations_of_one_edge_change_the_belief_in_another() -> None:
    bad = [_item(i, source="desk", curations=[_found(False)]) for i in range(6)]
    nodes = [{"id": n, "name": n.upper()} for n in "abc"]
    edges = [
        {"id": "e1", "cause": "a", "effect": "b", "strength": 1.0, "evidence": [_item(20, source="desk")]},
        {"id": "e2", "cause": "a", "effect": "c", "strength": 1.0, "evidence": bad},
    ]
    scenario = Scenario.model_validate({"shocks": [{"node": "a", "size": 1}], "draws": 0, "as_of": TODAY})

    def effect(rows: list[Plain]) -> float:
        found = what_if(Graph.model_validate({"nodes": nodes, "edges": rows}), scenario).effect("b", 1)
        assert found is not None
        return found.central

    clean = [{**edges[1], "evidence": [{**e, "curations": []} for e in bad]}]
    assert effect(edges) < effect([edges[0], *clean]) - 0.1


def test_evidence_found_wrong_is_not_counted_and_found_right_counts_more() -> None:
    plain, right, wrong = (
        belief(_edge(_item(0, certainty="guess", curations=c)), as_of=TODAY).plus
        for c in ([], [_found(True)], [_found(False)])
    )
    assert (wrong, right) == pytest.approx((1 / 3, 0.95 * 0.98 + 0.05 / 3))
    assert wrong < plain < right


def test_the_last_to_look_decides_and_on_one_day_a_doubt_does() -> None:
    def plus(*rows: Plain) -> float:
        return belief(_edge(_item(0, curations=rows)), as_of=TODAY).plus

    first, last = _found(False, "pm", "2025-11-01"), _found(True, "cio", "2025-11-02")
    assert plus(first, last) == plus(last, first) == pytest.approx(plus(_found(True)))
    assert plus(first, {**last, "on": "2025-11-01"}) == pytest.approx(1 / 3)


@given(st.lists(st.sampled_from("+-0"), max_size=4), st.sampled_from("+-0"), st.booleans())
def test_a_persons_verdict_never_lowers_what_it_supports(signs: list[str], says: str, drawn: bool) -> None:
    items = [_item(i, says=s, certainty="guess") for i, s in enumerate(signs)]
    own: Plain = {"belief": {"plus": 0.5, "minus": 0.3, "none": 0.2}} if drawn else {}
    if not items and not drawn:
        return
    before = belief(_edge(*items, **own), as_of=TODAY)
    after = belief(_edge(*items, reviews=[_review(says)], **own), as_of=TODAY)
    name = {"+": "plus", "-": "minus", "0": "none"}[says]
    assert getattr(after, name) >= getattr(before, name) - 1e-12


def test_an_edge_rejected_by_a_person_is_hardly_believed() -> None:
    assert belief(_edge(reviews=[_review("0")]), as_of=TODAY).none > 0.9
    assert belief(_edge(_item(0), reviews=[_review("0"), _review("0", "cio")]), as_of=TODAY).plus < 0.1


def test_a_person_has_one_vote_the_last_and_two_on_one_day_cancel() -> None:
    many = [_review("+", on=f"2025-11-0{d}") for d in range(1, 6)]
    assert belief(_edge(reviews=many), as_of=TODAY) == belief(_edge(reviews=many[-1:]), as_of=TODAY)
    turned = [_review("+", on="2025-11-01"), _review("-", on="2025-11-02")]
    assert belief(_edge(_item(0), reviews=turned), as_of=TODAY) == belief(
        _edge(_item(0), reviews=turned[1:]), as_of=TODAY
    )
    both = [_review("+"), _review("-")]
    assert belief(_edge(_item(0), reviews=both), as_of=TODAY) == belief(_edge(_item(0)), as_of=TODAY)


def test_a_pin_holds_until_its_day_and_is_one_claim_after_it() -> None:
    edge = _edge(_item(0), belief=0.3, reviews=[_review("-", pin=0.9, until="2025-11-30")])
    held = belief(edge, as_of=dt.date(2025, 11, 30))
    assert (held.plus, held.minus) == pytest.approx((0.0, 0.9))
    assert belief(edge, as_of=dt.date(2025, 11, 9)).plus == pytest.approx(0.3)
    after = belief(edge, as_of=dt.date(2025, 12, 1))
    assert after == combined([Claim("p", "p", "-", judgement("claim_error.vetted"))], {"+": 0.3, "-": 0.0, "0": 0.7})


@pytest.mark.parametrize(("sign", "held"), [("-", (0.0, 0.2, 0.8)), ("+", (0.2, 0.0, 0.8)), ("0", (0.0, 0.0, 1.0))])
def test_a_pin_to_none_keeps_the_rest_for_the_sign_as_drawn(sign: str, held: tuple[float, ...]) -> None:
    found = belief(_edge(sign=sign, reviews=[_review("0", pin=0.8, until="2025-12-31")]), as_of=TODAY)
    assert (found.plus, found.minus, found.none) == pytest.approx(held)


def test_two_pins_that_disagree_hold_nothing_and_the_later_one_wins() -> None:
    one, two = _review("+", pin=1, until="2025-12-31"), _review("-", "cio", pin=1, until="2025-12-31")
    assert belief(_edge(_item(0), reviews=[one, two]), as_of=TODAY).plus < 1
    assert belief(_edge(_item(0), reviews=[one, {**two, "on": "2025-11-11"}]), as_of=TODAY).minus == 1


@pytest.mark.parametrize("half", [{"pin": 0.9}, {"until": "2025-12-31"}, {"pin": 1.2, "until": "2025-12-31"}])
def test_a_pin_without_an_end_is_refused(half: Plain) -> None:
    with pytest.raises(ValidationError, match="pin"):
        _edge(reviews=[_review("+", **half)])


def test_a_bridge_starts_from_its_half_and_moves_with_what_is_said() -> None:
    """Prior .5 for its sign and .25 for each other: one sure claim for it, by hand."""
    found = belief(_edge(_item(0), status="bridge"), as_of=TODAY)
    says = {"+": 0.95 * 0.95 + 0.05 / 3, "-": 0.95 * 0.025 + 0.05 / 3}
    total = 0.5 * says["+"] + 0.5 * says["-"]
    assert (found.plus, found.minus) == pytest.approx((0.5 * says["+"] / total, 0.25 * says["-"] / total))


def test_the_account_of_a_belief_is_that_of_a_run() -> None:
    edge = _edge(_item(0, source="desk"), _item(1, source="desk", says="-"), reviews=[_review("+", "cio")])
    graph = Graph.model_validate({"nodes": [{"id": "a"}, {"id": "b"}], "edges": [edge]}).seen_from(TODAY)
    shown = belief_of(graph, "e")
    scenario = Scenario.model_validate({"shocks": [{"node": "a", "size": 1}], "draws": 0})
    effect = what_if(graph, scenario).effect("b", 1)
    assert effect is not None
    assert effect.central == pytest.approx(shown.belief.plus - shown.belief.minus)
    weight = judgement("curation_weight")
    error = (1 + 0.05 * weight) / (2 + weight)
    assert [c.source for c in shown.claims][:2] == ["desk", "desk"]
    assert [c.error for c in shown.claims][:2] == pytest.approx([error, error])
    assert sorted(shown.belief_indra) == ["minus", "plus"]


def test_a_definition_is_not_voted_on() -> None:
    assert (
        belief(_edge(relation="constitutes", reviews=[_review("0", pin=1, until="2025-12-31")]), as_of=TODAY).plus == 1
    )


def test_verdicts_after_the_date_are_not_known() -> None:
    late = "2025-11-22"
    edge = _edge(_item(0, curations=[_found(False, on=late)]),
                 reviews=[_review("-", on=late, pin=1, until="2026-01-31")])  # fmt: skip
    plain = _edge(_item(0))
    assert belief(edge, as_of=TODAY) == belief(plain, as_of=TODAY)
    assert records([edge], TODAY) == {}
    nodes = ({"id": "a"}, {"id": "b"})
    seen = Graph.model_validate({"nodes": nodes, "edges": [edge]}).seen_from(TODAY)
    assert seen.version == Graph.model_validate({"nodes": nodes, "edges": [plain]}).seen_from(TODAY).version


@given(st.permutations(range(4)))
def test_the_order_of_verdicts_changes_nothing(order: list[int]) -> None:
    reviews = [_review("+"), _review("-", "cio"), _review("0", "pm", "2025-11-12"), _review("+", "risk")]
    checks = [
        _found(True),
        _found(False, "cio"),
        _found(True, "cio", "2025-11-12"),
        _found(False, "risk", "2025-11-09"),
    ]
    one = _edge(_item(0, curations=checks), _item(1, says="-"), reviews=reviews)
    two = _edge(_item(1, says="-"), _item(0, curations=[checks[k] for k in order]), reviews=[reviews[k] for k in order])
    assert belief(one, as_of=TODAY, found=records([one])) == belief(two, as_of=TODAY, found=records([two]))


@pytest.mark.parametrize("form", ["yaml", "json", "graphml", "csv"])
def test_verdicts_and_pins_survive_every_format(form: str) -> None:
    edge = _edge(_item(0, rule="reader/because", half_life_days=30, curations=[_found(True)]),
                 reviews=[_review("-", pin=0.9, until="2025-11-30", why="seen it fail")])  # fmt: skip
    graph = Graph.model_validate({"nodes": [{"id": "a"}, {"id": "b"}], "edges": [edge]})
    assert parse_graph(dump_graph(graph, form), form).version == graph.version
