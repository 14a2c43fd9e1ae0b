"""What goes into a reader and what comes out: raw bytes with what was told of them; text in blocks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graph.errors import DocumentRefused
from ingest.document import PassageKind
from ingest.policy import limit

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
SPACES = re.compile(r"[^\S\n]+")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Told:
    """What the one who brings a document says of it; it wins over what the document says of itself."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    date: dt.date | None = None
    url: str | None = None
    story: str = ""
    """Name of the story it is a copy or a translation of."""


@dataclass(frozen=True)
class Raw:
    """The original bytes of one file, where they are from, and what was told of them."""

    data: bytes
    place: str
    """Path or address."""
    media: str = ""
    """Media type as a server gave it, with its charset."""
    told: Told = Told()


@dataclass(frozen=True)
class Block:
    """A stretch of a text before it has a place in it."""

    text: str
    kind: PassageKind = "text"


@dataclass(frozen=True)
class Triple:
    """One row of a table of links: cells as they stand, and the block that shows them."""

    block: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Reading:
    """One document as its reader found it."""

    blocks: tuple[Block, ...]
    content: bytes
    """What makes it this document: its bytes, or, for a part of a file, the part's own content."""
    place: str = ""
    told: Told = Told()
    notes: tuple[str, ...] = ()
    """What was left out and why: codes that the ledger puts into words."""
    triples: tuple[Triple, ...] = ()
    hidden: str = ""
    """Words that a person does not see on the page; never read, but looked at for instructions."""
    reader: str = field(default="")

    def with_told(self, told: Told) -> Reading:
        """Return the reading with what was told in the place of what was found."""
        kept = {name: getattr(told, name) or getattr(self.told, name) for name in Told.__dataclass_fields__}
        return replace(self, told=Told(**kept))


def clean(text: str) -> str:
    """Return the text with one kind of line end, and without control, zero-width and direction characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = SURROGATE.sub("\ufffd", text.replace("\x0c", "\n").replace("\x0b", "\n").replace("\t", " "))
    return INVISIBLE.sub("", text)


def flat(text: str) -> str:
    """Return the text on one line, with single spaces."""
    return " ".join(clean(text).split())


def refuse_empty(blocks: Iterable[Block], why: str = "holds no text") -> tuple[Block, ...]:
    """Return the blocks that have words, or raise when together they say nothing."""
    kept = tuple(b for b in blocks if b.text.strip())
    least = int(limit("least_text"))
    letters = 0
    for block in kept:
        letters += sum(1 for _ in LETTER.finditer(block.text[: 4 * least + 100]))
        if letters >= least:
            return kept
    raise DocumentRefused(why)
