"""What a text names: longest match, tickers as written, plurals, Chinese, several meanings."""

from __future__ import annotations

import pytest

from agents.reading.lexicon import load_traditional
from graph.content import Graph
from graph.linker import Linker


@pytest.fixture(scope="module")
def linker(small: Graph) -> Linker:
    return Linker(small, same=load_traditional())


def named(linker: Linker, text: str) -> list[tuple[str, str]]:
    return [(m.words, m.candidates[0].id) for m in linker.link(text)]


def test_the_longest_name_wins(linker: Linker) -> None:
    assert named(linker, "the S&P 500 index today") == [("S&P 500 index", "stocks")]
    assert named(linker, "标普500指数") == [("标普500指数", "stocks")]
    assert named(linker, "12月的降息重估") == [("12月的降息重估", "odds")]


@pytest.mark.parametrize("text", ["es war einmal", "CLOSE", "a gc b", "cl and es", "ESG rules"])
def test_tickers_match_only_as_written_and_whole(linker: Linker, text: str) -> None:
    assert named(linker, text) == []


def test_tickers_may_carry_a_possessive(linker: Linker) -> None:
    assert named(linker, "NVDA's fall and ES") == [("NVDA's", "chips"), ("ES", "stocks")]


@pytest.mark.parametrize("text", ["Treasury yields", "treasury yield", "the 10-year yields", "10 year yield's"])
def test_plurals_possessives_and_hyphens_are_tolerated(linker: Linker, text: str) -> None:
    assert [id_ for _, id_ in named(linker, text)] == ["ten"]


def test_traditional_characters_are_read_as_simplified(linker: Linker) -> None:
    assert named(linker, "標普500指數與恐慌指數") == [("標普500指數", "stocks"), ("恐慌指數", "fear")]


def test_sums_of_money_are_no_currencies(linker: Linker) -> None:
    assert named(linker, "3.1万亿美元的期权") == []


def test_spans_lead_back_to_the_text_as_given(linker: Linker) -> None:
    text = "ＶＩＸ\u200b 和 英\u200b伟达"
    assert [text[m.start : m.end] for m in linker.link(text)] == ["ＶＩＸ", "英\u200b伟达"]


def test_a_phrase_of_two_things_keeps_both(linker: Linker) -> None:
    (mention,) = linker.link("liquidity is gone")
    assert {r.id for r in mention.candidates} == {"gap", "repo"}


def test_words_around_decide_between_two_things(linker: Linker) -> None:
    mentions = linker.link("liquidity in the order book, that is the depth of the market")
    assert {r.id for r in mentions[0].candidates} == {"gap"}


def test_the_other_side_of_a_pair_turns_the_sign(linker: Linker) -> None:
    (mention,) = linker.link("the yen")
    assert (mention.candidates[0].id, mention.candidates[0].sign) == ("dollar_yen", -1)
