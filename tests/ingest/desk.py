"""A small map, a library in a folder and an extractor that reads one fixed kind of sentence: for tests of ingestion."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from graph.content import Graph
from graph.context import Observation
from graph.linker import Linker
from graph.model import Aliases, Edge, Entity, Evidence, Node, Status, Text
from graph.store import GraphStore, open_store
from ingest.claims import AnyClaim, Claim, Named
from ingest.document import Passage
from ingest.library import Library
from ingest.readers.formats import read
from ingest.readers.reading import Raw, Told
from ingest.run import Ledger, ingest
from ingest.shelf import Shelf
from ingest.sources import Source

TODAY = dt.date(2025, 12, 1)
FIRST = dt.date(2025, 1, 1)
SAYS = re.compile(
    r"(?:(?P<status>rumour|failed|hypothetical): )?(?P<cause>[a-z]+) (?P<verb>lifts|lowers|spares|denies) "
    r"(?P<effect>[a-z]+)"
)
SIGNS = {"lifts": "+", "lowers": "-", "spares": "0", "denies": None}
NAMES = ("rain", "grain", "bread", "wages", "wool")


def extract(passages: Sequence[Passage], linker: Linker, published: dt.date | None = None) -> list[AnyClaim]:
    """Return a claim for each "rumour: rain lifts grain" of the passages."""
    return [_claim(passage, hit, linker) for passage in passages for hit in SAYS.finditer(passage.text)]


def _claim(passage: Passage, hit: re.Match[str], linker: Linker) -> Claim:
    def named(part: str) -> Named:
        found = [c.id for m in linker.link(hit[part]) for c in m.candidates]
        return Named(words=hit[part], span=passage.span(*hit.span(part)), node=found[0] if found else None)

    status = cast(Status, hit["status"] or "asserted")
    return Claim(
        document=passage.document, passage=passage.index, sentence=0, quote=hit.group(),
        span=passage.span(*hit.span()), language="en", cause=named("cause"), effect=named("effect"), status=status,
        sign=SIGNS[hit["verb"]], denied=hit["verb"] == "denies", rule="rules/test",
    )  # fmt: skip


def small_map() -> list[tuple[str, Entity]]:
    """Return a map of five things, one link between the first two, and an observation."""
    nodes = [
        Node(id=name, name=Text(en=name), unit="%", level_unit="%", scale=1.0, known_from=FIRST,
             aliases=Aliases(zh=(f"{name}字",))) for name in NAMES
    ]  # fmt: skip
    mark = Evidence(id="mark.1", kind="analyst", text="drawn by hand", source="analyst", says="with", date=FIRST,
                    known_from=FIRST)  # fmt: skip
    edge = Edge(id="rain__grain", cause="rain", effect="grain", strength=0.5, spread=0.1, known_from=FIRST,
                evidence=(mark,))  # fmt: skip
    seen = Observation(id="grain.2025-11-21", node="grain", as_of=dt.date(2025, 11, 21), value=1.0, unit="%",
                       source="tape", known_from=FIRST)  # fmt: skip
    return [*(("nodes", n) for n in nodes), ("edges", edge), ("observations", seen)]


class Room:
    """A store with the small map, and a library beside it."""

    def __init__(self, folder: Path, name: str = "a", *, durable: bool = False) -> None:
        self.store: GraphStore = open_store(f"sqlite:///{folder}/{name}.db")
        if self.store.is_empty():
            self.store.write(small_map(), who="a person", why="a small map")
        self.library = Library(folder / f"{name}.library", durable=durable)
        self.shelf = Shelf(self.library)

    def close(self) -> None:
        self.library.close()
        self.store.close()

    def ingest(self, *raws: Raw, write: bool = True) -> Ledger:
        """Run the files through, in order."""
        found = [Source(raw.place, lambda raw=raw: raw) for raw in raws]  # type: ignore[misc]  # a default binds it
        return ingest(self.shelf, self.store, found, read=read, extract=extract, today=TODAY, write=write)

    def graph(self) -> Graph:
        return self.store.view(as_of=TODAY)

    def edges(self, cause: str, effect: str) -> list[Edge]:
        return [e for e in self.graph().edges if (e.cause, e.effect) == (cause, effect)]

    def said(self, cause: str, effect: str) -> list[Evidence]:
        """Return the evidence from documents on a pair."""
        return [i for e in self.edges(cause, effect) for i in e.evidence if i.id.startswith("said.")]


def note(words: str, *, place: str = "", day: str = "2025-11-10", publisher: str = "", story: str = "") -> Raw:
    """Return a text file with those words."""
    told = Told(title=f"On {words[:40]}", publisher=publisher, date=dt.date.fromisoformat(day), story=story)
    return Raw(words.encode(), place or f"/notes/{abs(hash(words))}.txt", told=told)
