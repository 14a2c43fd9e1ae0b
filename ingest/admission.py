"""One document on its way into the library: known already, set aside, or read, with everything it says decided."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Literal, NamedTuple

from graph.context import Document
from graph.errors import DocumentRefused
from graph.linker import Linker
from graph.model import CONTROL
from ingest.claims import AnyClaim
from ingest.deciding import decided
from ingest.document import Passage
from ingest.guard import orders_in
from ingest.near import resembles, sketch_of
from ingest.passages import Cut, cut
from ingest.readers.reading import Reading, flat
from ingest.row_claims import claims_of_rows
from ingest.shelf import Held, Kept, Shelf

Outcome = Literal["accepted", "unchanged", "quarantined", "rejected"]
Extractor = Callable[[Sequence[Passage], Linker, dt.date | None], Sequence[AnyClaim]]
"""From the passages of one document, the registry and the day it is of to what it says."""


class Admitted(NamedTuple):
    """What became of one document, and why; `counts` are of its claims by what was decided."""

    outcome: Outcome
    document: Document | None
    reason: str = ""
    counts: dict[str, int] = {}
    why: dict[str, int] = {}
    notes: tuple[str, ...] = ()


class Desk(NamedTuple):
    """What is needed to take documents in."""

    shelf: Shelf
    linker: Linker
    nodes: frozenset[str]
    extract: Extractor
    today: dt.date
    run: int


def admit(desk: Desk, reading: Reading, data: bytes) -> Admitted:
    """Return what became of a document after it stands in the library, whole or not at all.

    Args:
        desk: The library, the registry and the extractor.
        reading: The document as its reader found it.
        data: The original bytes of the file that it stood in.
    """
    name = document_id(reading)
    known = desk.shelf.find(name)
    if known is not None:
        return _known(known)
    pieces = cut(reading, name)
    document = _document(name, reading, pieces, data, desk.today)
    orders = orders_in(pieces.text, reading.hidden, document.title, document.author, document.publisher)
    claims: list[Kept] = []
    if not orders:
        claims = _claims(desk, reading, pieces)
    earlier = _earlier(desk.shelf, document, pieces.text, reading.place)
    if earlier and not orders:
        document = document.model_copy(
            update={"version": earlier[-1].document.version + 1, "replaces": earlier[-1].document.id}
        )
    why = "; ".join(f"{order.name}: {order.words}" for order in orders)
    if orders:
        document = document.model_copy(update={"quarantined": CONTROL.sub(" ", why)[:500]})
    library = desk.shelf.library
    library.save("bytes", data)
    library.save("text", pieces.text.encode("utf-8"))
    with library.transaction():
        for held in () if orders else earlier:
            desk.shelf.change_state(held.document.id, "replaced", f"by {document.id}")
        state: Literal["quarantined", "read"] = "quarantined" if orders else "read"
        desk.shelf.add(document, state, why, claims, sketch_of(pieces.text), desk.run, reading.place)
    counts: dict[str, int] = dict(sorted(Counter(str(c.verdict) for c in claims).items()))
    if orders:
        return Admitted("quarantined", document, why, counts, {}, reading.notes)
    notes = (*reading.notes, *(f"replaces:{held.document.id}" for held in earlier))
    undated = () if document.date is not None else ("undated",)
    told = dict(sorted(Counter(c.reason for c in claims if c.reason).items()))
    return Admitted("accepted", document, "", counts, told, (*notes, *undated))


def document_id(reading: Reading) -> str:
    """Return the id of a document: what it holds and the day it is of; the same text of the same day is the same."""
    day = reading.told.date.isoformat() if reading.told.date is not None else ""
    return "doc." + hashlib.sha256(b"\x1f".join([reading.content, day.encode()])).hexdigest()[:20]


def _known(held: Held) -> Admitted:
    if held.state == "quarantined":
        return Admitted("quarantined", held.document, held.why)
    if held.state == "read":
        return Admitted("unchanged", held.document)
    return Admitted("rejected", held.document, f"was {held.state} before ({held.why}); --restore brings it back")


def _claims(desk: Desk, reading: Reading, pieces: Cut) -> list[Kept]:
    if reading.triples:
        found: Sequence[AnyClaim] = list(claims_of_rows(pieces, reading.triples, desk.linker, desk.nodes))
    else:
        found = desk.extract(pieces.passages, desk.linker, reading.told.date)
    return [decided(claim, number, pieces.text, desk.nodes) for number, claim in enumerate(found)]


def _document(name: str, reading: Reading, pieces: Cut, data: bytes, today: dt.date) -> Document:
    told = reading.told
    day = told.date
    if day is not None and not dt.date(1900, 1, 1) <= day <= today + dt.timedelta(days=1):
        raise DocumentRefused(f"is dated {day}, which cannot be; give --date")
    address = told.url or (reading.place if reading.place.startswith(("http://", "https://")) else None)
    words = {field: _plain(getattr(told, field)) for field in ("title", "author", "publisher", "story")}
    return Document(
        id=name,
        known_from=day if day is not None else today,
        title=words["title"] or _plain(pieces.passages[0].text)[:80],
        date=day,
        publisher=words["publisher"],
        author=words["author"],
        story=words["story"],
        url=_plain(address)[:2000] if address else None,
        language=pieces.language,
        sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=hashlib.sha256(pieces.text.encode("utf-8")).hexdigest(),
        place=shown_place(_plain(reading.place))[:1000],
        reader=reading.reader,
    )


def shown_place(place: str) -> str:
    """Return a place as the map keeps it: an address whole, a file by its name, for where it lay is this machine's."""
    if "://" in place or place.startswith("mail:"):
        return place
    path, mark, part = place.partition("#")
    return PurePath(path).name + mark + part


def _plain(text: str) -> str:
    return CONTROL.sub(" ", flat(text))[:300] if len(text) <= 300 else CONTROL.sub(" ", flat(text))


def _earlier(shelf: Shelf, document: Document, text: str, place: str) -> list[Held]:
    """Return what stands from the same place and is this document before it was changed.

    Such are copies, and what has its title and its day; the letter that takes yesterday's place is another document.
    """
    sketch = sketch_of(text)
    found = []
    for held in shelf.at_place(place):
        same_title = bool(document.title) and held.document.title == document.title
        if (same_title and held.document.date == document.date) or resembles(
            sketch, sketch_of(shelf.text(held.document))
        ):
            found.append(held)
    return found
