"""Which way a thing is said to go: verbs, nouns, negations, moves that fail or hold, events."""

from __future__ import annotations

import datetime as dt

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph
from graph.model import Aliases, Node


def read(graph: Graph, question: str) -> list[tuple[str, str | None, str | None]]:
    return [(t.node, t.direction, t.size_rule) for t in interpret(question, graph).triggers]


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("What if gold rallies?", "up"),
        ("What if gold sells off?", "down"),
        ("What happens if gold has a sharp drop?", "down"),
        ("Suppose gold dips, what next?", "down"),
        ("higher gold: what does it do to oil?", "up"),
        ("What if there is more gold?", "up"),
        ("如果黄金飙升会怎样", "up"),
        ("黄金暴跌会怎样", "down"),
        ("万一金价跳水，原油会如何？", "down"),
        ("金價要是走高，美元會怎樣？", "up"),
    ],
)
def test_words_for_up_and_down_are_read(small: Graph, question: str, direction: str) -> None:
    assert [(n, d) for n, d, _ in read(small, question)] == [("gold", direction)]


@pytest.mark.parametrize(
    "question",
    [
        "What if gold no longer falls?", "What if gold stops falling?", "What if gold stops rising?",
        "What if gold's rally runs out?", "What if the gold sell-off ends?", "What if gold is no longer rising?",
        "如果黄金不再下跌会怎样", "如果黄金不再上涨会怎样", "如果黄金停止下跌会怎样", "如果黄金跌不动会怎样",
        "如果黄金涨势到头了会怎样",
    ],
)  # fmt: skip
def test_a_move_that_stops_is_no_further_move(small: Graph, question: str) -> None:
    (trigger,) = interpret(question, small).triggers
    assert (trigger.node, trigger.direction, trigger.size) == ("gold", "unchanged", 0)


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("What if gold doesn't stop falling?", "down"),
        ("What if gold never fails to rise?", "up"),
        ("如果黄金稳不住会怎样", "down"),
    ],
)
def test_two_negations_cancel(small: Graph, question: str, direction: str) -> None:
    assert [(n, d) for n, d, _ in read(small, question)] == [("gold", direction)]


@pytest.mark.parametrize(
    "question",
    [
        "What if gold does not rise?", "What if gold doesn't fall?", "What if gold fails to rise?",
        "如果黄金没有上涨会怎样",
        "What if the yen doesn't rally?", "如果黄金没有下跌会怎样", "What if VIX does not spike?",
    ],
)  # fmt: skip
def test_a_move_that_is_denied_is_no_move(small: Graph, question: str) -> None:
    (trigger,) = interpret(question, small).triggers
    assert (trigger.direction, trigger.size, trigger.size_rule) == ("unchanged", 0, "unchanged")
    assert any("not rising" in n or "不等于上涨" in n for n in trigger.notes)


@pytest.mark.parametrize(
    ("question", "direction", "rule"),
    [
        ("What if the December cut repricing reverses?", "down", "full_reversal"),
        ("What if the December cut repricing is overturned?", "down", "full_reversal"),
        ("What if the December cut repricing holds?", "up", "holds"),
        ("What if the December cut repricing doesn't reverse?", "up", "holds"),
        ("What if the December cut repricing does not hold?", "down", "full_reversal"),
        ("What if half of the December cut repricing fades?", "down", "half_reversal"),
        ("如果12月降息重估被推翻会怎样", "down", "full_reversal"),
        ("如果12月降息重估站稳会怎样", "up", "holds"),
        ("如果12月降息重估没有落空会怎样", "up", "holds"),
        ("如果12月降息重估回吐一半会怎样", "down", "half_reversal"),
        ("What if the December cut bet comes undone?", "down", "full_reversal"),
        ("What if the December cut repricing fizzles?", "down", "full_reversal"),
        ("What if the December cut repricing collapses?", "down", "full_reversal"),
        ("What if the December cut repricing doesn't fade?", "up", "holds"),
        ("What if the December cut repricing comes true?", "up", "holds"),
        ("What if there is no December cut repricing?", "down", "full_reversal"),
        ("如果12月降息重估站不住会怎样", "down", "full_reversal"),
        ("如果12月降息重估告吹会怎样", "down", "full_reversal"),
        ("如果12月降息重估打水漂会怎样", "down", "full_reversal"),
        ("如果12月降息重估成真会怎样", "up", "holds"),
        ("如果并非12月降息重估不会站住", "up", "holds"),
    ],
)
def test_a_bet_fails_or_holds(small: Graph, question: str, direction: str, rule: str) -> None:
    assert read(small, question) == [("odds", direction, rule)]
    assert interpret(question, small).scenario == "fork"


def test_a_named_move_that_fails_goes_back(small: Graph) -> None:
    assert read(small, "What if the S&P rally fails?") == [("stocks", "down", "full_reversal")]
    assert read(small, "What if the drop in VIX reverses?") == [("fear", "up", "full_reversal")]
    # The last move of the ten-year was down, so a failed rise of it has no size of its own on record.
    assert read(small, "What if the rise in Treasury yields fails?") == [("ten", "down", "weekly_sigma")]


@pytest.mark.parametrize(
    ("question", "node", "direction", "rule"),
    [
        ("What if the Fed cut happens?", "cut", "on", "event_on"),
        ("What if the Fed cut does not happen?", "cut", "off", "event_off"),
        ("What if the Fed cut is cancelled?", "cut", "off", "event_off"),
        ("What if the Fed cut is not cancelled?", "cut", "on", "event_on"),
        ("Unless the Fed cut happens, what about gold?", "cut", "off", "event_off"),
        ("What if H200 sales to China are approved?", "sale", "on", "event_on"),
        ("What if the H200 is delayed?", "sale", "off", "event_off"),
        ("What about bitcoin after the Fed cut happens?", "cut", "on", "event_on"),
        ("如果美联储12月降息取消会怎样", "cut", "off", "event_off"),
        ("如果并非美联储12月降息不发生", "cut", "on", "event_on"),
        ("如果H200对华出售获批会怎样", "sale", "on", "event_on"),
    ],
)
def test_events_happen_or_not(small: Graph, question: str, node: str, direction: str, rule: str) -> None:
    assert read(small, question) == [(node, direction, rule)]


def test_the_other_side_of_a_pair_moves_the_pair_down(small: Graph) -> None:
    assert read(small, "What if the yen strengthens?") == [("dollar_yen", "down", "weekly_sigma")]
    assert read(small, "如果日元贬值会怎样") == [("dollar_yen", "up", "weekly_sigma")]


def test_several_things_share_or_have_their_own_words(small: Graph) -> None:
    together = read(small, "What if NVIDIA, gold and oil fall?")
    assert [(n, d) for n, d, _ in together] == [("chips", "down"), ("gold", "down"), ("oil", "down")]
    apart = read(small, "If gold falls and oil rises, what happens to stocks?")
    assert [(n, d) for n, d, _ in apart] == [("gold", "down"), ("oil", "up")]
    assert [(n, d) for n, d, _ in read(small, "如果黄金、原油下跌会怎样")] == [("gold", "down"), ("oil", "down")]


def test_words_that_fade_a_bet_only_lower_a_price(small: Graph) -> None:
    assert read(small, "What if gold collapses?") == [("gold", "down", "weekly_sigma")]
    assert read(small, "What if the S&P rally fades?") == [("stocks", "down", "full_reversal")]


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("What if the 10-year Treasury note sells off?", "up"),
        ("What if 10年期国债 rallies?", "down"),
        ("如果10年期国债遭抛售会怎样", "up"),
        ("What if Treasury yields rise?", "up"),
        ("如果10年期国债上升30个基点会怎样", "up"),
    ],
)
def test_a_bond_that_is_sold_has_a_higher_yield(small: Graph, question: str, direction: str) -> None:
    nodes = [n if n.id != "ten" else n.model_copy(update={"aliases": with_alias(n)}) for n in small.nodes]
    graph = with_nodes(small, nodes)
    assert [(n, d) for n, d, _ in read(graph, question)] == [("ten", direction)]


def with_nodes(graph: Graph, nodes: list[Node]) -> Graph:
    return Graph(**{name: getattr(graph, name) for name in Graph.model_fields if name != "nodes"}, nodes=tuple(nodes))


def with_alias(node: Node) -> Aliases:
    return Aliases(en=(*node.aliases.en, "10-year Treasury note"), zh=node.aliases.zh)


@pytest.mark.parametrize(
    ("question", "size", "end", "rule"),
    [
        ("What if the market prices out the Fed cut?", -70, 0, "to_level"),
        ("What if stocks price in the Fed cut?", 30, 100, "to_level"),
        ("What if the market prices out half of the Fed cut?", -35, 35, "to_level"),
        ("What if the market prices out 20pp of the Fed cut?", -20, 50, "by"),
        ("如果市场不再定价美联储12月降息会怎样", -70, 0, "to_level"),
        ("如果市场完全定价美联储12月降息会怎样", 30, 100, "to_level"),
    ],
)
def test_what_is_priced_in_or_out_is_the_odds(small: Graph, question: str, size: float, end: float, rule: str) -> None:
    reading = interpret(question, small)
    assert [(t.node, t.size, t.to, t.size_rule) for t in reading.triggers] == [("odds", size, end, rule)]
    assert reading.targets == ()


def test_a_bet_without_odds_cannot_be_priced_out(small: Graph) -> None:
    reading = interpret("What if the market prices out the H200?", small)
    assert reading.intent == "ambiguous"
    assert "no odds" in (reading.message or "")


@pytest.mark.parametrize("question", ["What if they walk back the H200?", "如果H200被收回会怎样"])
def test_a_past_event_is_taken_back_in_full(small: Graph, question: str) -> None:
    seen = small.as_of or dt.date.max
    nodes = [n if n.id != "sale" else n.model_copy(update={"known_from": seen}) for n in small.nodes]
    (trigger,) = interpret(question, with_nodes(small, nodes)).triggers
    assert (trigger.node, trigger.direction, trigger.size, trigger.size_rule) == ("sale", "off", -1, "event_undone")
    (ahead,) = interpret(question, small).triggers
    assert (ahead.size, ahead.size_rule) == (0, "event_off")


def test_a_past_event_that_happens_is_noted(small: Graph) -> None:
    nodes = [n if n.id != "sale" else n.model_copy(update={"known_from": small.as_of}) for n in small.nodes]
    (trigger,) = interpret("What if the H200 happens?", with_nodes(small, nodes)).triggers
    assert any("already happened" in n for n in trigger.notes)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What if the December cut repricing neither fails nor holds?", "both up and down"),
        ("What if I am wrong about the December cut repricing failing?", "wrong about it"),
        ("如果看错降息概率上升会怎样", "看错"),
        ("What if payrolls are delayed?", "not a fall"),
        ("如果非农再次推迟会怎样", "不等于"),
    ],
)
def test_what_has_no_direction_is_asked_back(small: Graph, question: str, words: str) -> None:
    reading = interpret(question, small)
    assert reading.intent == "ambiguous"
    assert words in (reading.message or "")


@pytest.mark.parametrize(
    "question", ["What if the Fed cut happens but gold falls?", "如果美联储12月降息发生但黄金下跌会怎样"]
)
def test_but_joins_two_things_that_are_supposed(small: Graph, question: str) -> None:
    assert [(n, d) for n, d, _ in read(small, question)] == [("cut", "on"), ("gold", "down")]


def test_a_mood_that_is_named_is_supposed(small: Graph) -> None:
    assert [(n, d) for n, d, _ in read(small, "What if risk sentiment?")] == [("mood", "up")]


def test_a_conflict_is_asked_back(small: Graph) -> None:
    reading = interpret("What if NVIDIA rises and falls?", small)
    assert reading.intent == "ambiguous"
    assert reading.message is not None
    assert "NVIDIA" in reading.message


def test_a_market_state_is_a_backdrop_or_a_shock(small: Graph) -> None:
    backdrop = interpret("In a long-gamma market, what if VIX spikes?", small)
    assert (backdrop.regimes, [t.node for t in backdrop.triggers]) == ({"dealers": "long"}, ["fear"])
    shock = interpret("What if the market goes long gamma?", small)
    assert [(t.node, t.direction, t.size_rule) for t in shock.triggers] == [("gamma_state", "on", "regime")]
    assert interpret("在正伽马市场里，如果非农下降会怎样？", small).regimes == {"dealers": "long"}


def test_a_state_that_no_node_stands_for_is_only_a_backdrop(small: Graph) -> None:
    alone = interpret("What if there is a data blackout?", small)
    assert alone.intent == "ambiguous"
    assert "data blackout" in (alone.message or "")
    backdrop = interpret("In a data blackout environment, what if gold falls?", small)
    assert (backdrop.regimes, [t.node for t in backdrop.triggers]) == ({"sight": "blackout"}, ["gold"])


def test_such_a_state_gives_way_to_the_names_inside_its_words(small: Graph) -> None:
    assert [(n, d) for n, d, _ in read(small, "What if there is a gold slump?")] == [("gold", "down")]
    assert interpret("in a gold slump market, what if oil falls?", small).regimes == {"metal": "slump"}
