"""What kind of answer is wanted, of what, and what is left out."""

from __future__ import annotations

import pytest

from agents.reading.interpret import interpret
from graph.content import Graph


@pytest.mark.parametrize(
    ("question", "intent", "triggers", "targets"),
    [
        ("What happens to bitcoin if the VIX falls?", "what_if", ["fear"], ["coin"]),
        ("If the VIX falls what happens to bitcoin?", "what_if", ["fear"], ["coin"]),
        ("If the VIX falls does bitcoin rise?", "what_if", ["fear"], ["coin"]),
        ("How would a fall in the dollar affect gold?", "what_if", ["dollar"], ["gold"]),
        ("Impact of higher Treasury yields on NVIDIA?", "what_if", ["ten"], ["chips"]),
        ("What does a fall in the dollar do to gold?", "what_if", ["dollar"], ["gold"]),
        ("How does NVIDIA react to a rise in Treasury yields?", "what_if", ["ten"], ["chips"]),
        ("What is the effect on gold of a falling dollar?", "what_if", ["dollar"], ["gold"]),
        ("Should the VIX spike, what happens to NVDA?", "what_if", ["fear"], ["chips"]),
        ("Had the Fed cut happened, would NVIDIA have rallied?", "what_if", ["cut"], ["chips"]),
        ("what if nvda falls and how does vix react", "what_if", ["chips"], ["fear"]),
        ("美元走弱黄金会怎样", "what_if", ["dollar"], ["gold"]),
        ("请问，如果美元走弱，黄金会不会上涨？", "what_if", ["dollar"], ["gold"]),
        ("美元上涨后，黄金会如何？", "what_if", ["dollar"], ["gold"]),
        ("对黄金来说，美元走弱意味着什么？", "what_if", ["dollar"], ["gold"]),
        ("黄金对美元走弱的反应有多大？", "what_if", ["dollar"], ["gold"]),
        ("Which hurts NVIDIA more: higher VIX or a fall in the dollar?", "compare", ["fear", "dollar"], ["chips"]),
        ("哪个对英伟达影响更大：恐慌指数下降，还是美元走强？", "compare", ["fear", "dollar"], ["chips"]),
        ("Is NVIDIA or bitcoin more sensitive to the VIX?", "compare", ["fear"], ["chips", "coin"]),
        ("Compare gold and oil", "compare", ["gold", "oil"], []),
        ("Why did bitcoin dip below its lows before recovering?", "why", [], ["coin"]),
        ("Gold fell. Why?", "why", [], ["gold"]),
        ("Why does gold fall when the dollar rises?", "why", ["dollar"], ["gold"]),
        ("黄金为什么涨这么多？", "why", [], ["gold"]),
        ("What feeds into market depth?", "drivers", [], ["gap"]),
        ("What could push gold higher?", "drivers", [], ["gold"]),
        ("什么在推动黄金？", "drivers", [], ["gold"]),
        ("How does the FOMC meeting get to the S&P?", "paths", ["meeting"], ["stocks"]),
        ("How does the dollar affect gold?", "paths", ["dollar"], ["gold"]),
        ("Trace the chain from the dollar to gold", "paths", ["dollar"], ["gold"]),
        ("美元如何影响黄金？", "paths", ["dollar"], ["gold"]),
        ("What is the evidence on dealer net gamma?", "evidence", [], ["gamma_size"]),
        ("“圣诞反弹”这个结论的原文依据是什么？", "evidence", [], ["rally"]),
        ("What is a Santa rally?", "definition", [], ["rally"]),
        ("什么是圣诞反弹？", "definition", [], ["rally"]),
        ("What's the current level of the VIX?", "state", [], ["fear"]),
        ("黄金目前在什么水平？", "state", [], ["gold"]),
        ("which regime are we in?", "state", [], []),
        ("What changed since yesterday?", "changes", [], []),
        ("图谱里有什么变化？", "changes", [], []),
    ],
)  # fmt: skip
def test_the_intent_and_the_parts_are_found(
    small: Graph, question: str, intent: str, triggers: list[str], targets: list[str]
) -> None:
    reading = interpret(question, small)
    assert (reading.intent, [t.node for t in reading.triggers], list(reading.targets)) == (intent, triggers, targets)
    assert reading.message is None


def test_what_is_left_out_is_no_target(small: Graph) -> None:
    english = interpret("If oil jumps, what happens to gold and stocks excluding NVIDIA?", small)
    assert (english.targets, english.excluded) == (("gold", "stocks"), ("chips",))
    chinese = interpret("如果油价上涨，除了黄金以外，标普和比特币会怎样？", small)
    assert (chinese.targets, chinese.excluded) == (("stocks", "coin"), ("gold",))


def test_a_seen_move_is_told_apart_from_a_supposed_one(small: Graph) -> None:
    assert interpret("Why did bitcoin dip before recovering?", small).observed == {"coin": "down"}
    assert interpret("日元为什么升值？", small).observed == {"dollar_yen": "down"}


@pytest.mark.parametrize(
    ("question", "top"), [("Top 3 drivers of gold", 3), ("黄金最大的三个驱动因素", 3), ("What drives gold?", None)]
)
def test_the_number_of_answers_is_read(small: Graph, question: str, top: int | None) -> None:
    reading = interpret(question, small)
    assert (reading.intent, reading.top_k) == ("drivers", top)


def test_a_level_may_be_asked_about(small: Graph) -> None:
    reading = interpret("If VIX falls, does SPX get above 6800?", small)
    assert [(line.node, line.level, line.side) for line in reading.levels] == [("stocks", 6800, "above")]
    assert reading.targets == ("stocks",)


def test_languages_may_be_mixed(small: Graph) -> None:
    reading = interpret("如果December cut repricing fails会怎样", small)
    assert (reading.language, reading.triggers[0].size_rule) == ("zh", "full_reversal")


def test_politeness_changes_nothing(small: Graph) -> None:
    plain = interpret("what if gold falls?", small)
    polite = interpret("Hello, could you please tell me what if gold falls? Thank you", small)
    assert (plain.intent, plain.targets) == (polite.intent, polite.targets)
    assert plain.triggers[0].size == polite.triggers[0].size
