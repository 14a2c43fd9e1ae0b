"""Words of a desk that are words of every day too: linked in a desk's sentence, left alone in another."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from graph.content import Graph
from graph.linker import Linker
from graph.model import Aliases, Node, Text

SENTENCES: list[str] = yaml.safe_load((Path(__file__).parent / "everyday.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def linker(shipped: Graph) -> Linker:
    return Linker(shipped)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_every_day_names_nothing_of_the_map(linker: Linker, sentence: str) -> None:
    assert [(m.words, [c.id for c in m.candidates]) for m in linker.link(sentence)] == []


@pytest.mark.parametrize(
    ("sentence", "node"),
    [
        ("Berlin rethinks its industrial strategy", "german_strategy_rethink"),
        ("does Berlin cut its dependence on China?", "german_strategy_rethink"),
        ("carry is funded in yen", "yen_carry_position"),
        ("claims jump and the Fed cuts", "us_claims"),
        ("Williams walks back his remarks", "evt_williams_speech_20251121"),
        ("the committee is divided on a cut", "fomc_split"),
        ("ten of the dots want two cuts", "dot_plot"),
        ("the minutes say many would hold", "evt_fomc_minutes_oct25"),
        ("positions, not fundamentals, drive the market", "fundamentals"),
        ("a crowding of AI trades", "ai_crowding"),
        ("the pass-through of tariffs to prices", "inflation_passthrough"),
        ("expiry made intraday swings extreme", "intraday_volatility"),
        ("if depth thins in the order book of the market", "es_depth"),
        ("tech stocks fall", "ndx"),
        ("what if tech sells off", "ndx"),
        ("if hiring freezes", "marginal_hiring"),
        ("what if gold rallies", "gold"),
        ("the dollar holds at a six-month high", "dxy"),
        ("如果委员会分歧加大", "fomc_split"),
        ("柏林重新思考工业战略", "german_strategy_rethink"),
        ("标普收盘创新低", "spx_low_20nov"),
        ("盘口深度变薄", "es_depth"),
        ("周四的缺口还没回补", "spx_gap_20nov"),
        ("通胀往消费者转嫁", "inflation_passthrough"),
        ("甲骨文股价大跌", "orcl"),
        ("如果美元走强", "dxy"),
        ("another bump and the S&P falls", "renewed_bump"),
    ],
)
def test_the_same_words_in_a_sentence_of_a_desk_still_name_it(linker: Linker, sentence: str, node: str) -> None:
    assert node in {c.id for m in linker.link(sentence) for c in m.candidates}


def test_a_name_that_needs_company_is_found_with_it_in_either_language_and_not_without() -> None:
    node = Node(
        id="fog",
        name=Text(en="Data blackout"),
        aliases=Aliases(en=("fog",), zh=("迷雾",)),
        only_with={"fog": ("data", "央行"), "迷雾": ("数据", "Fed")},
    )
    linker = Linker(Graph(nodes=(node,)))
    for meant in ("fog over the data", "央行 in the fog", "数据迷雾", "Fed的迷雾"):
        assert [c.id for m in linker.link(meant) for c in m.candidates] == ["fog"], meant
    for weather in ("fog over the lake", "山上的迷雾", "fogs and fog"):
        assert linker.link(weather) == [], weather


def test_a_currency_that_a_number_counts_is_a_sum_and_not_the_currency(linker: Linker) -> None:
    for sum_of_money in ("a 21.3 trillion yen package", "12.8bn dollars were sold", "390亿美元的卖盘", "3万亿日元"):
        assert not {"dxy", "usdjpy"} & {c.id for m in linker.link(sum_of_money) for c in m.candidates}, sum_of_money


def test_every_word_that_needs_company_is_a_name_of_its_node(shipped: Graph) -> None:
    for node in shipped.nodes:
        named = {node.name.en, node.name.zh, *node.aliases.en, *node.aliases.zh, *node.opposites.en, *node.opposites.zh}
        low = {name.casefold() for name in named}
        assert {alias.casefold() for alias in node.only_with} <= low, node.id
        assert all(node.only_with.values()), node.id
