"""What a person does to the library: take a document back, bring it in again, clear one that was set aside, review."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from graph.context import Document
from graph.errors import BadInput
from graph.linker import Linker
from graph.model import Edge, Evidence
from graph.store import GraphStore
from ingest.admission import Extractor
from ingest.deciding import UNKNOWN, decided
from ingest.definitions import Definitions
from ingest.evidence import evidence_on
from ingest.near import sketch_of
from ingest.new_links import drafted, is_made_here
from ingest.passages import cut
from ingest.readers.formats import read
from ingest.readers.reading import Raw, Reading, Told
from ingest.row_claims import claims_of_rows
from ingest.settling import END_OF_TIME, Settled, settle, voices_on
from ingest.shelf import Held, Kept, Shelf

Verdict = Literal["accept", "reject"]


class Proposal(NamedTuple):
    """A link that documents draw and that is not live: its ends, its claims, and what it names that is unknown."""

    cause: str
    effect: str
    claims: int
    evidence: tuple[Evidence, ...]
    unknown: tuple[str, ...]
    edge: Edge | None
    """The link as it would be drawn, where both ends are known and the sources tell a sign."""

    def data(self) -> dict[str, Any]:
        """Return the proposal as plain data."""
        rows = [json.loads(item.model_dump_json(exclude_defaults=True)) for item in self.evidence]
        return {"cause": self.cause, "effect": self.effect, "claims": self.claims, "unknown": list(self.unknown),
                "evidence": rows}  # fmt: skip


def retract(shelf: Shelf, store: GraphStore, document_id: str, *, why: str) -> Settled:
    """Return what changes in the graph after a document is taken back: no view of any date has its evidence."""
    _move(shelf, document_id, "retracted", why, ("read", "quarantined", "replaced"))
    return settle(shelf, store, why=f"retraction of {document_id}: {why}")


def restore(shelf: Shelf, store: GraphStore, document_id: str, *, why: str) -> Settled:
    """Return what changes in the graph after a document that was retracted or replaced counts again."""
    _move(shelf, document_id, "read", why, ("retracted", "replaced"))
    return settle(shelf, store, why=f"{document_id} restored: {why}")


def release(shelf: Shelf, store: GraphStore, document_id: str, extract: Extractor, *, why: str) -> Settled:
    """Return what changes in the graph after a document that was set aside is said to be harmless, and is read."""
    held = shelf.document(document_id)
    if held.state != "quarantined":
        raise BadInput(
            f"document {document_id!r} is {held.state}, not quarantined.", hint="There is nothing to release."
        )
    _read_again(shelf, store, held, extract, why)
    return settle(shelf, store, why=f"{document_id} released: {why}")


def reread(shelf: Shelf, store: GraphStore, extract: Extractor) -> Settled:
    """Return what changes in the graph after every document that counts is read anew with today's map and rules."""
    after = ""
    while batch := shelf.documents(after):
        for held in batch:
            after = held.document.id
            if held.state == "read":
                _read_again(shelf, store, held, extract, held.why)
    return settle(shelf, store, why="all documents read again")


def review(shelf: Shelf, store: GraphStore, pair: tuple[str, str], verdict: Verdict, *, who: str, why: str,
           day: dt.date) -> Settled:  # fmt: skip
    """Return what changes in the graph after a person's verdict on a proposed link."""
    if not shelf.claims_on(pair):
        raise BadInput(f"no document draws a link from {pair[0]!r} to {pair[1]!r}.", hint="List the proposals.")
    if verdict == "accept":
        graph = store.view(as_of=END_OF_TIME)
        for end in pair:
            graph.node(end)
    with shelf.library.transaction():
        shelf.write_review(pair, verdict, who=who, why=why, day=day.isoformat())
    return settle(shelf, store, why=f"review by {who}: {verdict}")


def proposals(shelf: Shelf, store: GraphStore) -> Iterator[Proposal]:
    """Yield the links that documents draw and the graph does not have, those with most claims first."""
    graph = store.view(as_of=END_OF_TIME)
    drawn = {(e.cause, e.effect) for e in graph.edges}
    definitions = Definitions(edge for edge in graph.edges if not is_made_here(edge))
    for cause, effect, many in shelf.pairs_drawn():
        if definitions.meant((cause, effect)).pair in drawn or shelf.review((cause, effect)) == "reject":
            continue
        unknown = tuple(end.removeprefix(UNKNOWN) for end in (cause, effect) if end not in graph.by_id)
        voices = voices_on(shelf, (cause, effect), definitions)
        evidence = evidence_on(voices, shelf.near)
        edge = None if unknown else drafted((graph.by_id[cause], graph.by_id[effect]), voices, evidence, graph)
        yield Proposal(cause, effect, many, evidence, unknown, edge)


def _move(
    shelf: Shelf, document_id: str, state: Literal["read", "retracted"], why: str, from_states: tuple[str, ...]
) -> None:
    held = shelf.document(document_id)
    if held.state not in from_states:
        raise BadInput(f"document {document_id!r} is {held.state} already.", hint="There is nothing to do.")
    with shelf.library.transaction():
        shelf.change_state(document_id, state, why)


def _read_again(shelf: Shelf, store: GraphStore, held: Held, extract: Extractor, why: str) -> None:
    """Read a document's original bytes again; its stored text stays, and so do the spans that count in it."""
    graph = store.view(as_of=END_OF_TIME)
    linker, nodes = Linker(graph), frozenset(graph.by_id)
    document = held.document.model_copy(update={"quarantined": ""})
    reading = _same(document, read(Raw(shelf.load_bytes(document.sha256), document.place)))
    pieces = cut(reading, document.id)
    if pieces.text != shelf.text(document):
        raise BadInput(
            f"document {document.id!r} reads differently than when it was stored.",
            hint="Retract it and ingest it again.",
        )
    found = (
        list(claims_of_rows(pieces, reading.triples, linker, nodes))
        if reading.triples
        else extract(pieces.passages, linker, document.date)
    )
    claims: list[Kept] = [decided(claim, number, pieces.text, nodes) for number, claim in enumerate(found)]
    with shelf.library.transaction():
        shelf.add(document, "read", why, claims, sketch_of(pieces.text), 0, document.place)


def _same(document: Document, readings: list[Reading]) -> Reading:
    for reading in readings:
        told = Told(date=document.date)
        if len(readings) == 1 or reading.told.title == document.title or reading.place == document.place:
            return reading.with_told(told)
    raise BadInput(f"document {document.id!r} is not in its file any more.", hint="Retract it and ingest it again.")
