"""A hundred thousand damaged files through the readers: each is read, or refused with a reason; none ends the run."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from graph.errors import DocumentRefused
from ingest.guard import orders_in
from ingest.passages import cut
from ingest.readers.apart import Apart
from ingest.readers.formats import read
from ingest.readers.reading import Raw, Reading
from ingest.seed_files import FOLDER
from tests.ingest.made import letter, page, pdf, rss
from tests.soak.damage import damaged_bytes

pytestmark = pytest.mark.soak

ROUNDS = {
    "html": 12_000,
    "feed": 15_000,
    "mail": 20_000,
    "csv": 15_000,
    "json": 12_000,
    "markdown": 14_000,
    "text": 12_000,
}
PDFS = 4_000
WORDS = "Bond yields fell because the central bank cut its rate, and shares rose. 美联储降息，收益率下行。"


def corpus() -> dict[str, list[bytes]]:
    """Return sound files of every format; each damaged file begins as one of them."""
    briefings = [path.read_bytes() for path in sorted((FOLDER / "briefings").glob("*.md"))]
    mixed = f"<h1>Rates</h1><p>{WORDS}</p><ul><li>{WORDS}</ul><table><tr><td>1<td>2</table><!-- x -->"
    parts = letter(
        f"--x\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n{WORDS}\r\n--x\r\nContent-Type: text/html\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\nPHA+SGVsbG88L3A+\r\n--x--\r\n", kind="multipart/mixed; boundary=x",
    )  # fmt: skip
    return {
        "html": [page(mixed), page(f"<article>{mixed * 4}</article>"), page(f"<p hidden>{WORDS}</p>{mixed}")],
        "feed": [rss(("1", "A", f"<p>{WORDS}</p>"), ("2", "B", WORDS)),
                 f"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>1</id><title>A</title>"
                 f"<updated>2025-11-20T10:00:00Z</updated><content type='html'>{WORDS}</content></entry>"
                 "</feed>".encode()],
        "mail": [letter(WORDS), letter(f"<p>{WORDS}</p>", kind="text/html"), parts],
        "csv": [f"cause,effect,sign,quote\ngold,oil,+,{WORDS}\noil,gold,-,\"a, b\"\n".encode()],
        "json": [f'[{{"cause": "gold", "effect": "oil", "sign": "+", "quote": "{WORDS}"}}]'.encode()],
        "markdown": [*briefings, f"---\ntitle: x\ndate: 2025-11-20\n---\n# A\n\n{WORDS}\n\n- a\n> b\n".encode()],
        "text": [WORDS.encode(code) * 3 for code in ("utf-8", "gb18030", "utf-16", "utf-8-sig")],
        "pdf": [pdf([["Bond yields fell because of the cut."] * 3] * 2), pdf([[], ["Words of a letter about rates."]])],
    }  # fmt: skip


NAMES = {"html": "a.html", "feed": "a.xml", "mail": "a.eml", "csv": "a.csv", "json": "a.json", "markdown": "a.md",
         "text": "a.txt", "pdf": "a.pdf"}  # fmt: skip


def outcome(read_one: Callable[[Raw], list[Reading]], raw: Raw) -> str:
    """Return what a file came to, after checking that what was read is sound."""
    try:
        readings, why = read_one(raw), ""
    except DocumentRefused as refused:
        readings, why = [], refused.detail
    for reading in readings:
        found = cut(reading, "d")
        assert all(found.text[p.start : p.end] == p.text for p in found.passages)
        found.text.encode("utf-8")
        orders_in(found.text, reading.hidden)
    assert readings or (why.strip() and "\n" not in why)
    return "read" if readings else "refused"


@pytest.mark.parametrize("form", ROUNDS)
def test_no_damaged_file_ends_the_run(form: str) -> None:
    dice = random.Random(form)
    sound = corpus()[form]
    seen: Counter[str] = Counter()
    for _ in range(ROUNDS[form]):
        data = damaged_bytes(dice, dice.choice(sound))
        seen[outcome(read, Raw(data, NAMES[form]))] += 1
    assert seen.total() == ROUNDS[form]
    assert seen["read"] > 0


def test_no_damaged_pdf_ends_the_run() -> None:
    dice = random.Random("pdf")
    sound = corpus()["pdf"]
    with Apart() as apart:
        seen = Counter(outcome(apart.read, Raw(damaged_bytes(dice, dice.choice(sound)), "a.pdf")) for _ in range(PDFS))
    assert seen.total() == PDFS
    assert seen["refused"] > 0


def test_together_they_are_more_than_a_hundred_thousand() -> None:
    assert sum(ROUNDS.values()) + PDFS > 100_000
