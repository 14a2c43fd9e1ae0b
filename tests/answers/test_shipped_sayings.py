"""What the shipped map holds as failed, denied, disputed, rumoured or dated is told as such, in both languages."""

from __future__ import annotations

from typing import Literal

import pytest

from agents.answer import Answer, Intent, Interpretation, Trigger
from agents.answering.disputes import disputes
from agents.answering.map_links import map_answer
from agents.answering.seen import moved_on
from agents.answering.source_words import source_words
from agents.planner import answer
from graph.engine.gates import failure
from graph.model import Edge
from tests.shipped import HEADLINE_DAY, shipped_on

GRAPH = shipped_on(HEADLINE_DAY)
BOTH: list[Literal["en", "zh"]] = ["en", "zh"]
FAILED = [e for e in GRAPH.edges if failure(e) is not None]
DENIED = [(o.node, of) for o in GRAPH.observations for of in o.denies]
RUMOURS = [e for e in GRAPH.edges if e.status == "rumour"]
DISPUTED = sorted({o.node for group in disputes(GRAPH, GRAPH.by_id) for o in group})
DATED = sorted({n for c in GRAPH.calendar if c.status in {"delayed", "cancelled", "no_date"} for n in c.nodes})


def _read(
    intent: Intent, target: str, language: Literal["en", "zh"], named: tuple[str, ...] = (), *, unmoved: bool = False
) -> Answer:
    reading = Interpretation(
        language=language,
        intent=intent,
        targets=(target,),
        triggers=tuple(Trigger(node=n) for n in named),
        observed={target: "unchanged"} if unmoved else {},
    )
    return map_answer("?", GRAPH, reading)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("edge", FAILED, ids=[e.id for e in FAILED])
def test_why_a_link_failed_names_it_its_day_its_reason_and_both_values(
    edge: Edge, language: Literal["en", "zh"]
) -> None:
    found = _read("why", edge.effect, language, (edge.cause,), unmoved=True)
    ends = " → ".join(GRAPH.node(n).name.in_(language) for n in (edge.cause, edge.effect))
    assert ends in found.headline
    assert edge.gate is not None
    assert edge.gate.why.in_(language) in found.headline
    share = f"{100 * edge.gate.share:.0f}%"
    assert share in found.headline


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(("cause", "of"), DENIED)
def test_a_cause_that_a_source_denies_is_answered_no(cause: str, of: str, language: Literal["en", "zh"]) -> None:
    found = _read("why", of, language, (cause,))
    assert found.headline.startswith("No: " if language == "en" else "不是：")
    said = next(o for o in GRAPH.observations if o.node == cause and of in o.denies)
    assert source_words(said.source, language) in found.headline


@pytest.mark.parametrize(("cause", "of"), DENIED)
def test_a_denied_cause_is_the_end_of_no_link(cause: str, of: str) -> None:
    assert [e.id for e in GRAPH.edges if cause in (e.cause, e.effect)] == []


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("edge", RUMOURS, ids=[e.id for e in RUMOURS])
def test_a_rumoured_link_is_told_as_a_rumour(edge: Edge, language: Literal["en", "zh"]) -> None:
    found = _read("evidence", edge.effect, language, (edge.cause,))
    assert ("a rumour, not a fact" if language == "en" else "属传闻而非事实") in found.markdown


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("node", DISPUTED)
def test_where_sources_disagree_a_state_answer_says_so_in_its_first_line(
    node: str, language: Literal["en", "zh"]
) -> None:
    found = _read("state", node, language)
    assert ("sources disagree on" if language == "en" else "来源说法不一") in found.headline
    assert found.conflicts


def test_a_what_if_on_disputed_odds_says_that_sources_disagree() -> None:
    found = answer("what if the December cut repricing fails", GRAPH)
    assert any(row.startswith("Sources disagree on") for row in found.conflicts)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("node", DATED)
def test_a_moved_or_cancelled_date_stands_in_the_state_answer(node: str, language: Literal["en", "zh"]) -> None:
    words = ("postponed", "cancelled", "no date") if language == "en" else ("推迟", "取消", "尚无日期")
    assert any(w in _read("state", node, language).markdown for w in words)


@pytest.mark.parametrize("language", BOTH)
def test_no_why_answer_gives_a_cause_that_was_seen_to_go_the_other_way(language: Literal["en", "zh"]) -> None:
    on = GRAPH.as_of
    assert on is not None
    seen = {n.id: m for n in GRAPH.nodes if (m := moved_on(GRAPH, n, on)) is not None}
    words = ("up", "down") if language == "en" else ("上升", "下降")
    for node in [n for n in GRAPH.nodes if n.headline is not None]:
        headline = _read("why", node.id, language).headline
        for moved in seen.values():
            wrong = words[0] if moved.move < 0 else words[1]
            assert f"{moved.node.name.in_(language)} {wrong}" not in headline


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("node", [n.id for n in GRAPH.nodes if n.kind == "regime"])
def test_a_market_state_is_told_with_its_odds_and_who_read_it(node: str, language: Literal["en", "zh"]) -> None:
    regime = next((r for r in GRAPH.regimes if r.node == node), None)
    if regime is None or not regime.probabilities:
        return
    found = _read("state", node, language)
    assert "%" in found.headline
    assert source_words(regime.source, language) in found.markdown


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("node", [n.id for n in GRAPH.nodes][::6])
def test_a_definition_says_what_moves_it_or_what_it_moves_where_the_map_knows(
    node: str, language: Literal["en", "zh"]
) -> None:
    found = _read("definition", node, language)
    linked = any(node in (e.cause, e.effect) and e.relation not in {"precedes", "signals"} for e in GRAPH.edges)
    words = ("Moved by: ", "Moves: ") if language == "en" else ("受其推动：", "它推动：")
    assert any(row.startswith(words) for row in found.assumptions) == linked
