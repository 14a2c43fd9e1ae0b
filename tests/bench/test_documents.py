"""How fast documents go in: passages a second through the extractor, beside a plain pattern over the same text."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.linker import Linker
from graph.store import open_store
from ingest.extract.reader import extract
from ingest.library import Library
from ingest.passages import cut
from ingest.readers.formats import read
from ingest.readers.reading import Raw, Told
from ingest.run import ingest
from ingest.seed import load_into, shipped_graph
from ingest.seed_files import FOLDER
from ingest.shelf import Shelf
from ingest.sources import Source
from tests.recording import Measure

pytestmark = pytest.mark.bench

DAY = dt.date(2025, 11, 21)
PLAIN = re.compile(r"because|due to|lifts?|lowers?|drives?|led to|as a result|因为|由于|导致|推动|使得|拖累")
DOCUMENTS = 400
LONG_RUN = 100_000
"""Documents of the long run; `--large` asks for it."""


def texts() -> list[list[str]]:
    """Return the paragraphs of our own briefings, by language."""
    found = []
    for path in sorted((FOLDER / "briefings").glob("*.md")):
        [reading] = read(Raw(path.read_bytes(), str(path)))
        found.append([b.text for b in reading.blocks if len(b.text) > 80])
    return found


def letters(many: int) -> Iterator[Source]:
    """Yield letters of eight paragraphs in another order each, so that none is a copy of another."""
    dice = random.Random(7)
    paragraphs = texts()
    for number in range(many):
        chosen = dice.sample(paragraphs[number % 2], 8)
        words = f"Letter {number}\n\n" + "\n\n".join(f"{p} ({dice.random():.6f})" for p in chosen)
        raw = Raw(words.encode(), f"/letters/{number}.txt", told=Told(publisher=f"P{number}", date=DAY))
        yield Source(raw.place, lambda raw=raw: raw)  # type: ignore[misc]  # a default binds it


def resident() -> float:
    """Return the megabytes of memory that this process holds."""
    return int(Path(f"/proc/{os.getpid()}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_passages_a_second_of_the_extractor(measured: Measure) -> None:
    linker = Linker(shipped_graph(DAY))
    documents = [cut(reading, "d").passages for s in letters(60) for reading in read(s.load())]
    passages = sum(map(len, documents))
    begin = time.process_time()
    claims = sum(len(extract(of_one, linker)) for of_one in documents)
    spent = time.process_time() - begin
    begin = time.process_time()
    hits = sum(len(PLAIN.findall(p.text)) for of_one in documents for p in of_one)
    plain = time.process_time() - begin
    measured(
        "passages a second, extractor without a model",
        f"{passages / spent:,.0f} ({claims} claims in {passages} passages)",
        f"{passages / plain:,.0f} by a pattern of a dozen words ({hits} hits)",
        "16.7 (1,000 a minute) on one core",
    )
    assert passages / spent > 1000 / 60


def test_documents_go_in_with_flat_memory(tmp_path: Path, measured: Measure, request: pytest.FixtureRequest) -> None:
    many = LONG_RUN if request.config.getoption("--large") else DOCUMENTS
    store = open_store(f"sqlite:///{tmp_path}/k.db")
    load_into(store)
    library = Library(tmp_path / "library")
    held: list[float] = []
    begin = time.process_time()

    def tell(line: object) -> None:
        if not len(held) or len(held) < many:
            held.append(resident())

    ledger = ingest(Shelf(library), store, letters(many), read=read, extract=extract, today=DAY, tell=tell)
    spent = time.process_time() - begin
    grown = held[-1] - held[len(held) // 2]
    measured(
        f"{many:,} documents read, understood, stored and settled",
        f"{many / spent:.1f} documents a second, {8 * many / spent:.0f} passages a second",
        f"memory grew by {grown:.0f} MB over the second half of them, {held[-1]:.0f} MB held",
        "flat",
    )
    library.close()
    store.close()
    assert ledger.outcomes["accepted"] == many
    assert grown < 60
