"""From the library into the graph: the evidence of every pair that changed is worked out anew, in one change.

What a link has besides its documents' evidence is never touched: sign, size, pins, reviews and notes are a person's.
Working everything out from nothing gives the same graph as adding document after document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.content import Graph, canonical
from graph.context import Document
from graph.model import Edge, Entity, Evidence
from graph.store import GraphStore, Revision
from ingest.claims import Claim
from ingest.definitions import Definitions
from ingest.evidence import MADE_HERE, evidence_on
from ingest.new_links import is_made_here, judged, pairs_of
from ingest.shelf import Pair, Shelf
from ingest.stories import Voice

WHO = "knockon ingest"
PROGRAMS = ("knockon",)
"""What the name begins with of those who write revisions without being a person."""
END_OF_TIME = dt.date.max


@dataclass
class Settled:
    """What the documents change in the graph: rows to write and to retire, and what stays a proposal and why."""

    items: list[tuple[str, Entity]] = field(default_factory=list)
    retire: list[tuple[str, str]] = field(default_factory=list)
    proposals: dict[Pair, str] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)
    """Links whose evidence changes."""
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    version: str = ""

    def counts(self) -> dict[str, int]:
        """Return how many links change, go live or go, and how many proposals wait."""
        return {
            "links": len(self.linked),
            "live": len(self.new),
            "gone": len(self.gone),
            "waiting": len(self.proposals),
        }


def settle(shelf: Shelf, store: GraphStore, *, why: str, write: bool = True) -> Settled:
    """Return what the unsettled part of the library changes in the graph, after it is written, whole or not at all.

    Interrupted before the write nothing has changed, and after it the next run finds that there is nothing to change.
    """
    pairs, documents = shelf.unsettled()
    found = Settled()
    if not pairs and not documents:
        return found
    graph = store.view(as_of=END_OF_TIME)
    _file(shelf, store, documents, found)
    edges = pairs_of(graph.edges)
    # Links that documents made define nothing: what a pair means must not depend on what was read before.
    definitions = Definitions(edge for edge in graph.edges if not is_made_here(edge))
    for pair in sorted({definitions.meant(pair).pair for pair in pairs} | set(pairs)):
        _settle_pair(shelf, store, graph, pair, edges.get(pair, []), definitions, found)
    if write and (found.items or found.retire):
        store.write(found.items, who=WHO, why=why, retire=found.retire)
    with shelf.library.transaction():
        shelf.settle(pairs, documents)
    return found


def _file(shelf: Shelf, store: GraphStore, documents: Sequence[str], found: Settled) -> None:
    """Have the graph hold the documents that are read, and none that is not."""
    for document_id in documents:
        held = shelf.find(document_id)
        if held is not None and held.state == "read":
            found.items.append(("documents", held.document))
            continue
        history = store.history("documents", document_id)
        if history and not history[-1].retired:
            found.retire.append(("documents", document_id))


def _settle_pair(
    shelf: Shelf, store: GraphStore, graph: Graph, pair: Pair, edges: list[Edge], definitions: Definitions,
    found: Settled,
) -> None:  # fmt: skip
    voices = voices_on(shelf, pair, definitions)
    evidence = evidence_on(voices, shelf.near)
    histories = {edge.id: store.history("edges", edge.id) for edge in edges}
    ours = [edge for edge in edges if all(r.who == WHO for r in histories[edge.id])]
    theirs = [edge for edge in edges if edge not in ours]
    for edge in theirs:
        rows = with_evidence(histories[edge.id], evidence)
        if rows:
            found.items += [("edges", row) for row in rows]
            found.linked.append(edge.id)
    wanted: Edge | None = None
    if not theirs:
        rest = [edge for edge in graph.edges if edge not in ours]
        wanted = _wanted(shelf, store, graph, pair, voices, evidence, rest, found)
    for edge in ours:
        if wanted is None or edge.id != wanted.id:
            found.retire.append(("edges", edge.id))
            found.gone.append(edge.id)
    if wanted is not None:
        kept = with_evidence(histories.get(wanted.id, ()), wanted.evidence, wanted)
        if kept:
            found.items += [("edges", row) for row in kept]
            (found.linked if wanted.id in histories else found.new).append(wanted.id)


def _wanted(
    shelf: Shelf, store: GraphStore, graph: Graph, pair: Pair, voices: list[Voice], evidence: tuple[Evidence, ...],
    rest: list[Edge], found: Settled,
) -> Edge | None:  # fmt: skip
    """Return the link that documents alone make live, or note why the pair waits."""
    if pair[0] not in graph.by_id or pair[1] not in graph.by_id:
        if voices:
            found.proposals[pair] = "unknown_concept"
        return None
    if not voices:
        return None
    ends = graph.by_id[pair[0]], graph.by_id[pair[1]]
    made = judged(ends, voices, evidence, graph, rest=rest, review=shelf.review(pair))
    why = made.why
    if made.edge is not None and taken_out(store, pair, made.edge.id) and shelf.review(pair) != "accept":
        made, why = made._replace(edge=None), "taken_out_by_a_person"
    if made.edge is None:
        found.proposals[pair] = why
    return made.edge


def taken_out(store: GraphStore, pair: Pair, link: str) -> bool:
    """Return whether a person has retired the link between a pair, as it was drawn or as documents made it."""
    for name in (f"{pair[0]}__{pair[1]}"[:120], link):
        history = store.history("edges", name)
        if history and history[-1].retired and not history[-1].who.startswith(PROGRAMS):
            return True
    return False


def voices_on(shelf: Shelf, pair: Pair, definitions: Definitions) -> list[Voice]:
    """Return the claims that speak of the link between a pair, each with its document, from those that count."""
    documents: dict[str, Document] = {}
    voices: list[Voice] = []
    if definitions.meant(pair).pair != pair:
        return voices
    for spoken, turned in definitions.speaking_of(pair):
        for kept in shelf.claims_on(spoken):
            if kept.document not in documents:
                documents[kept.document] = shelf.document(kept.document).document
            voices.append(Voice(Claim.model_validate_json(kept.body), documents[kept.document], turned))
    return voices


def with_evidence(history: Sequence[Revision], evidence: tuple[Evidence, ...], fresh: Edge | None = None) -> list[Edge]:
    """Return the revisions of a link that change when this is what documents say of it; the rest of each stays.

    A person's verdicts on a piece of evidence stay on it, and what a person took out stays out.
    """
    newest: dict[dt.date, Revision] = {}
    for revision in history:
        newest[revision.known_from] = revision
    edited, removed = by_people(history)
    ours = tuple(edited.get(item.id, item) for item in evidence if item.id not in removed)
    rows = []
    for revision in newest.values():
        edge = revision.entity
        if not isinstance(edge, Edge) or (revision.retired and fresh is None):
            continue
        body = fresh.model_copy(update={"known_from": edge.known_from}) if fresh is not None else edge
        others = tuple(item for item in edge.evidence if not item.id.startswith(MADE_HERE))
        changed = body.model_copy(update={"evidence": others + ours})
        if revision.retired or canonical("edges", changed) != canonical("edges", edge):
            rows.append(changed)
    if not newest and fresh is not None:
        rows.append(fresh)
    return rows


def by_people(history: Sequence[Revision]) -> tuple[dict[str, Evidence], set[str]]:
    """Return the evidence from documents that a person changed, as they left it, and what a person took out."""
    seen: dict[dt.date, dict[str, Evidence]] = {}
    edited: dict[str, Evidence] = {}
    removed: set[str] = set()
    for revision in history:
        if not isinstance(revision.entity, Edge):
            continue
        now = {item.id: item for item in revision.entity.evidence if item.id.startswith(MADE_HERE)}
        if not revision.who.startswith(PROGRAMS) and not revision.retired:
            # What the person was looking at: the newest revision known by then.
            day = max((d for d in seen if d <= revision.known_from), default=None)
            before = seen[day] if day is not None else {}
            edited |= {name: item for name, item in now.items() if name in before and item != before[name]}
            removed |= {name for name in before if name not in now}
            removed -= set(now)
        seen[revision.known_from] = now
    return edited, removed
