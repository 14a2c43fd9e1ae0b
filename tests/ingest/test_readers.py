"""Readers: the text of each format, what it says of itself, and passages whose spans are exact."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.passages import cut, language_of, pieces
from ingest.readers.formats import read
from ingest.readers.reading import Block, Raw, Reading, Told, clean
from ingest.readers.told import date_in
from tests.ingest.made import letter, page, pdf, rss

DAY = dt.date(2025, 11, 20)
LONG = "Bond yields fell because the central bank cut its rate, and shares rose with them in the afternoon. "


def the(data: bytes, place: str, media: str = "") -> Reading:
    [found] = read(Raw(data, place, media))
    return found


def words(reading: Reading) -> list[str]:
    return [b.text for b in reading.blocks]


def test_a_page_is_read_without_its_menus() -> None:
    head = (
        "<title>Yields fall | The Paper</title><meta name='author' content='Jane Roe'>"
        "<meta property='og:site_name' content='The Paper'>"
        "<meta property='article:published_time' content='2025-11-20'>"
    )
    found = the(
        page(f"<nav>Home Shop Login</nav><article><h1>Yields fall</h1><p>{LONG * 4}</p></article>", head), "a.html"
    )
    assert (found.told.author, found.told.publisher, found.told.date) == ("Jane Roe", "The Paper", DAY)
    assert "Login" not in " ".join(words(found))
    assert found.blocks[0].kind == "heading"


def test_what_a_page_hides_is_not_part_of_its_text() -> None:
    found = the(page(f"<p>{LONG * 4}</p><p style='display:none'>secret orders</p><!-- a remark -->"), "a.html")
    assert "secret" not in " ".join(words(found))
    assert "secret orders" in found.hidden
    assert "a remark" in found.hidden


def test_a_page_without_an_article_is_read_as_it_stands() -> None:
    assert words(the(page("<p>Gold rose as the dollar fell.</p>"), "a.html")) == ["Gold rose as the dollar fell."]


def test_a_pdf_is_read_without_running_headers_and_footers() -> None:
    pages = [
        ["Weekly letter", *[f"{word * n} {LONG[:60]}" for word in ("Gold", "Oil", "Tin")], f"Page {n}"]
        for n in range(1, 6)
    ]
    text = " ".join(words(the(pdf(pages), "a.pdf")))
    assert "central bank" in text
    assert "Weekly letter" not in text
    assert "Page 3" not in text


def test_markdown_loses_its_marks_and_keeps_its_words() -> None:
    source = (
        "---\ntitle: A note\nauthor: Jane Roe\ndate: 2025-11-20\nstory: s1\n---\n# **Rates**\n\nA *cut* lifts "
        "[shares](https://example.org/x).\n\n- first of two\n- second of two\n\n> somebody else says so\n\n"
        "```\ncode = 1\n```\nThe end of it.\n"
    )
    found = the(source.encode(), "a.md")
    assert found.told == Told(title="A note", author="Jane Roe", date=DAY, story="s1")
    assert [(b.kind, b.text) for b in found.blocks] == [
        ("heading", "Rates"), ("text", "A cut lifts shares."), ("item", "first of two"), ("item", "second of two"),
        ("quote", "somebody else says so"), ("text", "The end of it."),
    ]  # fmt: skip


def test_wrapped_lines_are_one_paragraph_in_either_script() -> None:
    found = the("Yields fell be-\ncause of the cut,\nand shares rose.\n\n美联储降息，\n收益率下行。".encode(), "a.txt")
    assert words(found) == ["Yields fell because of the cut, and shares rose.", "美联储降息，收益率下行。"]


def test_each_entry_of_a_feed_is_a_document_and_stays_the_same_one() -> None:
    first, second = ("g1", "Odds up", f"<p>{LONG}</p>"), ("g2", "Odds down", f"<p>{LONG}</p>")
    morning, evening = (read(Raw(rss(*items), "f.xml")) for items in ((first,), (second, first)))
    assert morning[0].told == Told(title="Odds up", publisher="The Desk", date=DAY, url="g1")
    assert morning[0].content == evening[1].content
    assert [r.told.title for r in evening] == ["Odds down", "Odds up"]


def test_a_letter_is_read_with_its_sender_and_date() -> None:
    found = the(letter(f"{LONG}\r\n\r\n> an older remark that somebody else made\r\n"), "a.eml")
    assert (found.told.title, found.told.author, found.told.date) == ("Morning note", "Jane Roe", DAY)
    assert [b.kind for b in found.blocks] == ["heading", "text", "quote"]
    assert found.place == "mail:<1@example.org>"


def test_a_letter_of_html_alone_is_read_too() -> None:
    assert LONG.strip() in words(the(letter(f"<p>{LONG}</p>", kind="text/html"), "a.eml"))


def test_rows_of_a_table_are_passages_of_their_own() -> None:
    found = the(b"cause,effect,sign,quote\ngold,oil,+,Gold lifts oil somehow\noil,gold,-,\n", "a.csv")
    assert words(found) == ["gold -> oil (+): Gold lifts oil somehow", "oil -> gold (-)"]
    same = the(b'[{"subject": "gold", "object": "oil", "polarity": "+", "text": "Gold lifts oil somehow"}]', "a.json")
    assert words(same) == words(found)[:1]


ZH = "美联储宣布降息，标普500上涨，美元下跌，市场对经济的预期好转，投资者买入股票。"
TRADITIONAL = "美聯儲宣布降息，標普500上漲，美元下跌，市場對經濟的預期好轉，投資者買入股票。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(ZH, "utf-8"), (ZH, "utf-8-sig"), (ZH, "gb18030"), (ZH, "gb2312"), (ZH, "utf-16"), (ZH, "utf-16-le"),
     (TRADITIONAL, "big5"), (TRADITIONAL, "utf-8"), ("Café owners fear a rise of the rate of résumés.", "cp1252"),
     ("Plain words of the market, nothing else.", "ascii"), ("Words of the market in two bytes each.", "utf-16")],
)  # fmt: skip
def test_the_encoding_is_found_without_being_told(text: str, encoding: str) -> None:
    assert words(the(text.encode(encoding), "a.txt")) == [text]


@pytest.mark.parametrize("said", ["gb2312", "GBK", "gb18030"])
def test_a_declared_encoding_is_believed_where_it_holds(said: str) -> None:
    data = f"<html><head><meta charset='{said}'></head><body><p>{ZH}</p></body></html>".encode("gb18030")
    assert words(the(data, "a.html")) == [ZH]


def test_a_wrongly_declared_encoding_is_not_believed() -> None:
    data = f"<html><head><meta charset='iso-8859-1'></head><body><p>{ZH}</p></body></html>".encode()
    assert words(the(data, "a.html", "text/html; charset=iso-8859-1")) == [ZH]


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-20",
        "Thursday 20 November 2025",
        "Nov. 20, 2025",
        "November 20th, 2025",
        "2025年11月20日",
        "20 Nov 2025",
        "2025/11/20",
    ],
)
def test_a_date_is_found_in_its_usual_spellings(text: str) -> None:
    assert date_in([f"The desk, {text}, New York"]) == DAY


@pytest.mark.parametrize(
    "text",
    ["Prices have risen since 15 September 2008 and more", "截至2025年11月20日，收益率下行",
     f"{LONG * 2} On 20 November 2025", "The next meeting is on 10 December 2025"],
)  # fmt: skip
def test_a_date_that_is_told_of_is_not_the_date_of_the_text(text: str) -> None:
    assert date_in([text]) is None


@pytest.mark.parametrize("text", ["2025-13-40", "20 November", "on Friday", "1234-56", "May it rise"])
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert date_in([text]) is None


def test_what_is_told_wins_over_what_is_found() -> None:
    [found] = read(Raw(b"# A title\n\n20 November 2025. Some words about the market.", "a.md", told=Told(title="Mine")))
    assert (found.told.title, found.told.date) == ("Mine", DAY)


@given(st.lists(st.text(max_size=300), max_size=12), st.sampled_from([40, 4000]))
def test_every_passage_is_its_span_of_the_stored_text(texts: list[str], longest: int) -> None:
    found = cut(Reading(tuple(Block(t) for t in texts), b"x"), "d")
    end = 0
    for number, passage in enumerate(found.passages):
        assert found.text[passage.start : passage.end] == passage.text
        assert passage.index == number
        assert passage.start >= end
        end = passage.end
    kept = "".join(p.text for p in found.passages)
    assert "".join(kept.split()) == "".join("".join(clean(t) for t in texts).split())


@given(st.text(min_size=1, max_size=500), st.integers(5, 60))
def test_no_piece_is_longer_than_it_may_be_and_nothing_is_lost(text: str, longest: int) -> None:
    text = text.strip() or "x"
    found = pieces(text, longest)
    assert all(0 < end - start <= longest for start, end in found)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())


def test_the_language_of_mixed_text_is_that_of_most_of_it() -> None:
    assert language_of("标普500 S&P fell 今天大跌很多") == "zh"
    assert language_of("The S&P 500 (标普) fell today") == "en"
