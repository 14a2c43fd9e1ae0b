"""What failed, what is denied, what is disputed, what is a rumour or a view: each is said as what it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import pytest
import yaml

from agents.answer import Answer, Direction, Intent, Interpretation, Trigger
from agents.answering.map_links import map_answer
from graph.content import Graph

AS_OF = dt.date(2025, 11, 21)
BOTH: list[Literal["en", "zh"]] = ["en", "zh"]
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def told() -> Graph:
    content = yaml.safe_load((HERE / "told_map.yaml").read_text(encoding="utf-8"))
    return Graph.model_validate(content).seen_from(AS_OF)


def _read(
    graph: Graph,
    intent: Intent,
    target: str,
    *,
    language: Literal["en", "zh"] = "en",
    named: tuple[str, ...] = (),
    observed: Direction | None = None,
    question: str = "?",
) -> Answer:
    reading = Interpretation(
        language=language,
        intent=intent,
        targets=(target,),
        triggers=tuple(Trigger(node=n) for n in named),
        observed={target: observed} if observed else {},
    )
    return map_answer(question, graph, reading)


def test_a_move_that_did_not_come_is_answered_with_the_link_that_failed_and_both_its_values(told: Graph) -> None:
    # Rain rose by 5 mm; at -0.2 that is -1% on fares; half of it is carried.
    found = _read(told, "why", "n3", observed="unchanged")
    for words in ("Rainfall → Ferry fares", "−1.0%", "−0.5%", "21 Nov", "fares held on the wettest day"):
        assert words in found.headline
    assert "The harbour gazette" in found.headline
    assert "“fares stayed where they were”" in found.headline


def test_the_failed_link_is_what_is_meant_when_its_cause_is_named_and_the_other_way_is_taken_as_seen(
    told: Graph,
) -> None:
    found = _read(told, "why", "n3", named=("n2",), observed="up")
    assert found.headline.startswith("Ferry fares did not answer as it normally does")
    assert [p.status for p in found.branches[0].paths] == ["failed"]


def test_a_failure_is_not_offered_as_the_cause_of_the_very_move_that_was_expected(told: Graph) -> None:
    found = _read(told, "why", "n3", observed="down")
    assert "did not answer as it normally does" not in found.headline


def test_the_cause_of_a_failed_link_is_never_said_to_have_gone_the_other_way(told: Graph) -> None:
    assert "Rainfall down" not in _read(told, "why", "n3", observed="up").markdown


def test_a_failure_is_told_in_chinese_in_chinese(told: Graph) -> None:
    found = _read(told, "why", "n3", language="zh", observed="unchanged")
    assert found.headline.startswith("渡轮票价没有照常反应")
    assert "最湿的一天票价仍稳" in found.headline


@pytest.mark.parametrize("language", BOTH)
def test_a_denied_cause_is_answered_no_with_who_says_so(told: Graph, language: Literal["en", "zh"]) -> None:
    found = _read(told, "why", "n1", language=language, named=("n4",))
    assert found.headline.startswith("No: Weevils" if language == "en" else "不是：象鼻虫")
    assert "An old miller" in found.headline
    assert ("as an opinion" if language == "en" else "属观点") in found.headline


def test_a_denied_cause_asked_about_by_itself_is_answered_no(told: Graph) -> None:
    assert _read(told, "state", "n4").headline.startswith("No: Weevils are denied as an explanation of Barley")


def test_a_denied_cause_is_among_what_disagrees_whenever_the_thing_is_explained(told: Graph) -> None:
    assert any("it is not the weevils" in row for row in _read(told, "why", "n1", observed="down").conflicts)
    assert any("it is not the weevils" in row for row in _read(told, "drivers", "n1").conflicts)


def test_what_was_seen_to_push_the_other_way_is_not_given_as_a_cause(told: Graph) -> None:
    found = _read(told, "why", "n1", named=("n2",), observed="up")
    assert "Barley did not go up" in found.headline
    assert "The map does not have Rainfall pushing Barley up" in found.headline
    assert "holds no cause" not in found.headline
    assert any("Rainfall (seen: +5.0 mm)" in row for row in found.conflicts)


def test_a_view_comes_with_its_hedge_and_its_holder(told: Graph) -> None:
    found = _read(told, "why", "n1", observed="down")
    (row,) = [n for n in found.assumptions if "Millers in good heart" in n]
    assert "as an opinion; An old miller, 20 Nov" in row


@pytest.mark.parametrize("language", BOTH)
def test_a_rumour_stays_a_rumour(told: Graph, language: Literal["en", "zh"]) -> None:
    found = _read(told, "state", "n5", language=language)
    hedge = "a rumour, not a fact" if language == "en" else "属传闻而非事实"
    assert hedge in found.headline
    assert "The harbour gazette" in found.headline


def test_sources_that_disagree_are_both_kept_and_said_to_disagree_in_one_line(told: Graph) -> None:
    found = _read(told, "state", "n7")
    (row,) = found.conflicts
    assert row.startswith("Sources disagree on whether the survey comes: ")
    assert "the survey is cancelled (Page one, 21 Nov)" in row
    assert " against " in row
    assert "the survey is late (Page nine, 21 Nov)" in row
    assert found.headline.endswith("; sources disagree on whether the survey comes")


def test_one_statement_alone_is_no_dispute(told: Graph) -> None:
    alone = tuple(o for o in told.observations if o.id != "o9")
    graph = told.model_copy(update={"observations": alone})
    assert _read(graph, "state", "n7").conflicts == ()


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("When is the November survey?", "November harvest survey: postponed to 16 Dec 2025, moved from 5 Dec 2025"),
        ("Is the October survey out?", "October harvest survey: cancelled"),
        ("十一月的调查何时公布？", "11月收成调查：由2025年12月5日推迟至2025年12月16日"),
    ],
)
def test_a_date_is_given_with_what_it_was_moved_from(told: Graph, question: str, headline: str) -> None:
    language: Literal["en", "zh"] = "en" if question.isascii() else "zh"
    assert _read(told, "state", "n7", question=question, language=language).headline.startswith(headline)


def test_a_definition_says_more_than_the_name(told: Graph) -> None:
    found = _read(told, "definition", "n2")
    assert found.headline == "Rainfall: Water that falls on the fields in a day."
    assert "Measured in mm; an ordinary week moves it 4.5 mm" in found.assumptions
    assert "Moves: Ferry fares (-, should, did not), Barley (-)" in found.assumptions
    assert "Also called: rain" in found.assumptions
    assert any(n.startswith("Rainfall: 15 mm (Gauge, 21 Nov)") for n in found.assumptions)


def test_a_level_is_defined_with_its_line_and_the_side_of_it_that_was_closed_on(told: Graph) -> None:
    words = "The line is Barley at 240; the last close was below it: 196 GBP/t (21 Nov)"
    assert words in _read(told, "definition", "n8").assumptions
    assert words in _read(told, "state", "n8").headline


def test_evidence_shows_both_sides_with_holders_and_the_belief(told: Graph) -> None:
    found = _read(told, "evidence", "n1", named=("n6",))
    assert "for: 1, against: 1" in found.headline
    sides = [n for n in found.assumptions if n.startswith(("For: ", "Against: "))]
    assert ["An old miller" in sides[0], "A younger miller" in sides[1]] == [True, True]
    # A view is believed at most 0.6 of its sign, however sure it was made.
    assert any(n.startswith("Mill mood → Barley: believed + 60%") for n in found.assumptions)
