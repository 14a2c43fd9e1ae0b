"""Answers on a map small enough to be worked on paper: why, drivers, paths, evidence, meaning, state, news, regimes."""

from __future__ import annotations

import pytest

from agents.answer import Answer
from agents.planner import answer
from graph.content import Graph


def _ask(graph: Graph, question: str, intent: str) -> Answer:
    found = answer(question, graph)
    assert (found.status, found.interpretation.intent) == ("answered", intent)
    return found


@pytest.mark.parametrize("question", ["Why did Stocks fall?", "股票为什么下跌？"])
def test_a_fall_is_accounted_for_by_what_was_seen_to_move_and_the_rest_is_owned_up_to(
    little: Graph, question: str
) -> None:
    # Stocks 100 to 98 is -2%; crude 50 to 55 is +10%, at -0.1 a -1%; so -1% is left over.
    found = _ask(little, question, "why")
    (branch,) = found.branches
    assert [p.nodes for p in branch.paths] == [("n2", "n1")]
    assert branch.paths[0].contribution == pytest.approx(-1.0)
    assert branch.residual == {"n1": pytest.approx(-1.0)}
    for words in ("−2.0%", "+10%", "−1.0%"):
        assert words in found.headline


def test_the_moves_that_account_for_it_are_cited_themselves(little: Graph) -> None:
    found = _ask(little, "Why did Stocks fall?", "why")
    told = {c.text for c in found.evidence}
    assert {"100 index points", "98 index points", "50 USD/bbl", "55 USD/bbl"} <= told


@pytest.mark.parametrize(
    ("question", "words"),
    [("Why did Stocks rise?", "Stocks did not go up. Stocks moved −2.0%"), ("股票为什么上涨？", "股票并未上升。")],
)
def test_a_question_that_takes_the_wrong_move_as_seen_is_told_so(little: Graph, question: str, words: str) -> None:
    assert _ask(little, question, "why").headline.startswith(words)


def test_a_move_that_was_never_seen_is_answered_with_what_could_push_it(little: Graph) -> None:
    found = _ask(little, "Why did Bullion fall?", "why")
    assert found.headline == "What the map has pushing Bullion down: Patience down (not seen to move)"


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("Why did Bond yield fall?", "The map holds no cause that pushes Bond yield down"),
        ("What drives Port strike?", "The map holds nothing that drives Port strike"),
        ("港口罢工受什么驱动？", "图谱中没有驱动港口罢工的因素"),
    ],
)
def test_a_thing_without_causes_is_said_to_have_none(little: Graph, question: str, headline: str) -> None:
    found = answer(question, little)
    assert found.headline == headline
    assert found.unknowns == (headline,)
    assert found.branches == ()


def test_drivers_are_ranked_by_what_an_ordinary_week_of_each_gives(little: Graph) -> None:
    # A week is root five days: bonds 5 bp x 0.05 = 0.25 and crude 2% x 0.1 = 0.2, each times 2.236.
    found = _ask(little, "What drives Stocks?", "drivers")
    given = {p.nodes[0]: p.contribution for p in found.branches[0].paths}
    assert list(given) == ["n6", "n2"]
    assert given == {"n6": pytest.approx(-0.559, abs=1e-3), "n2": pytest.approx(-0.447, abs=1e-3)}
    assert sum(p.share for p in found.branches[0].paths) == pytest.approx(1)


def test_an_event_counts_in_full_not_as_a_week_of_its_volatility(little: Graph) -> None:
    found = _ask(little, "How does Port strike get to Stocks?", "paths")
    # 1 x 4% on crude x -0.1.
    assert found.branches[0].paths[0].contribution == pytest.approx(-0.4)
    assert "the event in full" in found.assumptions[0]


def test_a_question_for_paths_gives_the_size_the_effect_and_paths_that_add_up_to_it(little: Graph) -> None:
    found = _ask(little, "How does Crude get to Jitters?", "paths")
    (branch,) = found.branches
    # A week of crude, 4.472%, x -0.1 x -1.5.
    effect = next(i for i in branch.impacts if i.horizon == 1)
    assert effect.central == pytest.approx(0.671, abs=1e-3)
    assert sum(p.contribution for p in branch.paths) + branch.residual["n4"] == pytest.approx(effect.central)
    assert "paths and residual add to the effect" in found.verification.checks


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How does Crude get to Bullion?", "no effect is carried the whole way"),
        ("原油如何传导到黄金？", "影响未能走完全程"),
    ],
)
def test_a_chain_that_carries_nothing_is_shown_without_a_number(little: Graph, question: str, words: str) -> None:
    found = _ask(little, question, "paths")
    assert words in found.headline
    assert found.branches[0].paths[0].nodes == ("n2", "n1", "n4", "n3")
    assert "0.0%" not in found.markdown


def test_things_that_are_not_linked_are_said_not_to_be(little: Graph) -> None:
    found = _ask(little, "How does Bullion get to Stocks?", "paths")
    assert found.unknowns == ("The map holds no path from Bullion to Stocks",)


def test_evidence_for_a_link_is_that_links_and_for_a_missing_one_is_said_to_be_missing(little: Graph) -> None:
    found = _ask(little, "What is the evidence that Crude moves Stocks?", "evidence")
    assert [c.source for c in found.evidence] == ["A ledger"]
    missing = _ask(little, "What is the evidence that Crude moves Bullion?", "evidence")
    assert missing.headline.startswith("The map holds no direct link between Crude and Bullion.")
    assert missing.unknowns == ("The map holds no direct link between Crude and Bullion",)


def test_meaning_is_the_definition_or_the_unit(little: Graph) -> None:
    assert _ask(little, "What does Bullion mean?", "definition").headline == "Bullion: A metal that pays no coupon."
    assert _ask(little, "股票是什么意思？", "definition").headline == "股票：图谱节点，单位为%"


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("Where is Stocks now?", "Stocks: 98 index points (Tape, 21 Nov)"),
        ("股票现在是多少？", "股票：98点（Tape，11月21日）"),
        ("债券收益率现在是多少？", "债券收益率：4.01%（Desk，11月21日）"),
        ("Where is Bullion now?", "Bullion: no observation up to 21 Nov"),
        ("What is the state of Trading weather?", "Trading weather: Fair 100%"),
        ("交易天气现在是什么状态？", "交易天气：晴 100%"),
    ],
)
def test_state_is_the_level_of_record_or_the_regime_that_holds(little: Graph, question: str, headline: str) -> None:
    assert _ask(little, question, "state").headline == headline


def test_a_level_of_record_comes_with_the_move_into_it(little: Graph) -> None:
    assert any(n.startswith("Stocks −2.0% [") for n in _ask(little, "Where is Stocks now?", "state").assumptions)


def test_a_market_state_that_nobody_read_is_said_to_be_unread(little: Graph) -> None:
    unread = tuple(r.model_copy(update={"probabilities": {}}) for r in little.regimes)
    graph = Graph(**{k: getattr(little, k) for k in Graph.model_fields} | {"regimes": unread})
    assert answer("What is the state of Trading weather?", graph).headline == "Trading weather: not read"


def test_what_changed_lists_what_the_newest_day_brought(little: Graph) -> None:
    found = _ask(little, "What changed?", "changes")
    assert found.headline.startswith("New on 21 Nov: 3 ")
    assert [n.split(" [")[0] for n in found.assumptions] == [
        "Stocks: 98 index points", "Crude: 55 USD/bbl", "Bond yield: 4.01%",
    ]  # fmt: skip


def test_a_supposed_market_state_rescales_its_links_and_moves_nothing(little: Graph) -> None:
    found = _ask(little, "如果转为暴风天会怎样？", "what_if")
    assert found.headline.startswith("暴风：")
    assert found.assumptions == ("原油 → 股票：强度乘以2.00",)
    assert "暴风天" in found.markdown
    assert [p.contribution for p in found.branches[0].paths] == [0.0]
    assert "0.0%" not in found.markdown


def test_a_market_state_that_already_holds_changes_nothing(little: Graph) -> None:
    found = _ask(little, "What if fair weather?", "what_if")
    assert "already takes to hold" in found.headline
    assert found.branches == ()
