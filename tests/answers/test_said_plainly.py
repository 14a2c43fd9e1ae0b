"""What a reader trips over: odds of what, ranges without their centre, verbs, units, and whose effect it is."""

from __future__ import annotations

import pytest

from agents.answer import Answer
from agents.answering.branching import forked
from agents.answering.numbers import amount, band, level
from agents.answering.phrases import plural, say
from agents.answering.together import shares
from agents.planner import answer
from agents.reading.interpret import interpret
from graph.content import Graph


@pytest.mark.parametrize(
    ("low", "high", "centre", "shown"),
    [
        (-0.04, 0.1, -0.01, "[−0.04, 0.10]"),
        (-0.407, -0.352, -0.38, "[−0.41, −0.35]"),
        (-1.5, -0.35, -0.93, "[−1.5, −0.3]"),
        (0.0, 0.0, 0.0, "[0.0, 0.0]"),
        (-0.0001, 0.0002, 0.0, "[0.00, 0.00]"),
    ],
)
def test_a_range_has_the_decimals_that_it_takes_to_hold_its_centre(
    low: float, high: float, centre: float, shown: str
) -> None:
    assert band(low, high, "%", centre) == shown


@pytest.mark.parametrize(
    ("value", "unit", "zh"),
    [
        (-20.0, "USD bn", "−200亿美元"),
        (100.0, "k jobs", "+10万人"),
        (2.0, "USD bn / yr", "+20亿美元/年"),
        (-33.5, "% of norm", "−33.5%（相对常态）"),
    ],
)
def test_chinese_counts_in_its_own_steps(value: float, unit: str, zh: str) -> None:
    assert amount(value, unit, language="zh") == zh


def test_a_level_of_jobs_is_told_in_ten_thousands_in_chinese() -> None:
    assert (level(119, "k", "en"), level(119, "k", "zh")) == ("119", "11.9")


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("December cut odds", True),
        ("H200 sales to China", True),
        ("Corporate buybacks", True),
        ("Progress of the base technology", False),
        ("Liquidity physics", False),
        ("Camp that would hold rates", False),
        ("Gemini overtakes ChatGPT", False),
        ("Oracle 5Y CDS", False),
    ],
)
def test_a_verb_agrees_with_its_name(name: str, many: bool) -> None:
    assert plural(name) == many
    assert say("label_otherwise", "en", node=name) == f"{name} {'do' if many else 'does'} not get there"


@pytest.mark.parametrize(
    ("question", "odds"),
    [
        ("What if the S&P 500 falls 5%?", "that at least half of it has come at the close of 28 Nov)"),
        ("What if the S&P 500 closes above 6725?", "% by 28 Nov)"),
        ("What if the Fed cuts in December?", "(70% priced)"),
        ("如果标普500下跌5%会怎样？", "（11月28日收盘时至少走完一半的概率"),
    ],
)
def test_a_headline_says_what_its_odds_are_of(shipped: Graph, question: str, odds: str) -> None:
    assert odds in answer(question, shipped).headline


@pytest.mark.parametrize("question", ["What if the S&P 500 fails to break 6725?", "如果标普500未能突破6725会怎样？"])
def test_a_level_that_decides_has_no_odds_inside_its_own_branches(shipped: Graph, question: str) -> None:
    found = answer(question, shipped)
    assert [b.probability for b in found.branches] != [None, None]
    assert all(o.level != 6725 for b in found.branches for o in b.levels)
    # What is left of the moves is told with the branch, and both average zero.
    assert sum((b.probability or 0) * (b.delta or 0) for b in found.branches) == pytest.approx(0, abs=1e-9)
    assert ("on average" if found.language == "en" else "平均") in found.headline
    assert "0.0%" not in found.markdown.splitlines()[2]


def test_each_of_several_moves_is_given_its_part_and_the_parts_add_up(shipped: Graph) -> None:
    question = "What if oil rises 10% and NVDA falls 5%?"
    worked = forked(shipped, interpret(question, shipped))
    way = worked.ways[0]
    for target in worked.shown.targets:
        effect = way.centres.effect(target, worked.lead)
        parts = shares(worked, way, target)
        assert effect is not None
        assert len(parts) == 2
        assert sum(given for _, given in parts) == pytest.approx(effect.central, abs=1e-6)
    found = answer(question, shipped)
    assert "of which WTI crude none, NVIDIA" in found.headline
    assert [b.label for b in found.branches][1] == "none of these moves comes (WTI crude, NVIDIA)"
    assert sum("Size: " in row for row in found.assumptions) == 2


def _h200(shipped: Graph, question: str) -> tuple[Answer, float]:
    found = answer(question, shipped)
    return found, next(
        i.central for i in found.branches[0].impacts if i.name in {"NVIDIA", "英伟达"} and i.horizon == 1
    )


def test_a_rumour_denied_takes_back_what_it_brought(shipped: Graph) -> None:
    denied, fall = _h200(shipped, "What if the talk of H200 sales to China is denied?")
    _, rise = _h200(shipped, "What if the H200-to-China story turns out to be true?")
    assert fall == pytest.approx(-rise)
    assert denied.branches[0].label == "The rumour dies"
    assert any("known as a rumour only, never as a fact" in row for row in denied.assumptions)


def test_every_signpost_says_what_then(headline: Answer) -> None:
    for branch in headline.branches:
        texts = [p.then for p in branch.signposts]
        assert len(set(texts)) == len(texts)
        for post in branch.signposts:
            assert post.date is not None
            assert any(c.isdigit() for c in post.then), post.then


def test_a_level_signpost_gives_the_branchs_new_odds_by_bayes(headline: Answer) -> None:
    first, second = headline.branches
    post = next(p for p in first.signposts if p.direction == "above" and p.level == 6725)
    mine = next(o.p for o in first.levels if o.level == 6725)
    other = next(o.p for o in second.levels if o.level == 6725)
    given = (first.probability or 0) * mine
    given /= given + (second.probability or 0) * other
    word = "to " if headline.language == "en" else "变为"
    assert f"{word}{100 * given:.0f}%" in post.then


def test_a_path_over_a_bridge_is_marked_wherever_the_bridge_stands(headline: Answer, shipped: Graph) -> None:
    for path in headline.branches[0].paths:
        bridged = any(shipped.edge(e).status == "bridge" for e in path.edges)
        assert bridged <= (path.status != "asserted"), path.nodes


def test_a_deeper_blackout_widens_and_moves_nothing(shipped: Graph) -> None:
    found = answer("What if the data blackout deepens?", shipped)
    assert "widens the daily swings of December cut odds by a factor of 1.40" in found.headline
    assert "no direction" in found.headline
    assert all(p.contribution == 0 for b in found.branches for p in b.paths)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What drives the Christmas rally?", "in time only"),
        ("圣诞行情受什么推动？", "仅为时间先后"),
        ("Why does a break of 6725 matter?", "if the December repricing holds"),
        ("Does DCF discipline slow AI capex?", "No: "),
    ],
)
def test_what_comes_before_matters_or_is_denied_is_said_so(shipped: Graph, question: str, words: str) -> None:
    assert words in answer(question, shipped).headline
