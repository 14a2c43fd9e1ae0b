"""What the library knows: documents with their state, claims with what was decided, copies, and what is unsettled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from graph.context import Document
from graph.errors import NotInGraph
from ingest.library import Library
from ingest.near import Sketch, bands, resembles

Pair = tuple[str, str]
State = Literal["read", "quarantined", "replaced", "retracted"]
Verdict = Literal["evidence", "fact", "pending", "rejected"]
GONE: frozenset[State] = frozenset({"quarantined", "replaced", "retracted"})


class Kept(NamedTuple):
    """A claim as it is kept: the pair it is about, what was decided and why, and the claim itself as JSON."""

    document: str
    number: int
    kind: str
    cause: str
    effect: str
    verdict: Verdict
    reason: str
    body: str


class Held(NamedTuple):
    """A document as it is held."""

    document: Document
    state: State
    why: str


class Shelf:
    """The tables of a library. Every method that writes is to be called inside a transaction of the library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._db = library.db

    def find(self, document_id: str) -> Held | None:
        """Return a document, or None when the library does not have it."""
        row = self._db.execute("SELECT entity, state, why FROM document WHERE id = ?", (document_id,)).fetchone()
        return Held(Document.model_validate_json(row["entity"]), row["state"], row["why"]) if row else None

    def document(self, document_id: str) -> Held:
        """Return a document, or raise `NotInGraph`."""
        held = self.find(document_id)
        if held is None:
            raise NotInGraph(f"the library has no document {document_id!r}.", hint="List them with GET /api/documents.")
        return held

    def at_place(self, place: str) -> list[Held]:
        """Return every version of what was read at a place and stands, oldest first."""
        rows = self._db.execute(
            "SELECT entity, state, why FROM document WHERE place = ? AND state = 'read' ORDER BY rowid", (place,)
        )
        return [Held(Document.model_validate_json(r["entity"]), r["state"], r["why"]) for r in rows]

    def documents(self, after: str = "", many: int = 500) -> list[Held]:
        """Return documents of every state by id."""
        rows = self._db.execute(
            "SELECT entity, state, why FROM document WHERE id > ? ORDER BY id LIMIT ?", (after, many)
        )
        return [Held(Document.model_validate_json(r["entity"]), r["state"], r["why"]) for r in rows]

    def counts(self) -> dict[str, int]:
        """Return how many documents there are in each state."""
        return dict(self._db.execute("SELECT state, count(*) FROM document GROUP BY state ORDER BY state").fetchall())

    def text(self, document: Document) -> str:
        """Return the stored text, in whose characters the spans of the document's quotes count."""
        return self.library.load("text", document.text_sha256).decode("utf-8")

    def add(
        self, document: Document, state: State, why: str, claims: Sequence[Kept], sketch: Sketch, run: int, place: str
    ) -> None:
        """Put a document with its claims on the shelf, and mark what it may change as unsettled."""
        self._db.execute(
            "INSERT INTO document (id, state, why, place, entity, run) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state, why = excluded.why, entity = excluded.entity",
            (document.id, state, why, place, document.model_dump_json(exclude_defaults=True), run),
        )
        self._unsettle(document.id)
        self._db.execute("DELETE FROM claim WHERE document = ?", (document.id,))
        self._db.executemany("INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?)", claims)
        self._connect(document.id, sketch)
        self._unsettle(document.id)

    def change_state(self, document_id: str, state: State, why: str) -> None:
        """Move a document to another state; its claims stay in the library and count, or no longer count."""
        self._unsettle(document_id)
        self._db.execute("UPDATE document SET state = ?, why = ? WHERE id = ?", (state, why, document_id))
        self._unsettle(document_id)

    def _connect(self, document_id: str, sketch: Sketch) -> None:
        if not sketch:
            return
        self._db.execute("INSERT OR REPLACE INTO sketch VALUES (?, ?)", (document_id, json.dumps(sketch)))
        keys = bands(sketch)
        marks = ",".join("?" * len(keys))
        rows = self._db.execute(
            f"SELECT DISTINCT document FROM band WHERE band IN ({marks}) AND document <> ?", (*keys, document_id)
        ).fetchall()
        self._db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(key, document_id) for key in keys])
        for (other,) in rows:
            found = self._db.execute("SELECT lows FROM sketch WHERE document = ?", (other,)).fetchone()
            if found and resembles(sketch, tuple(json.loads(found[0]))):
                pairs = [(document_id, other), (other, document_id)]
                self._db.executemany("INSERT OR IGNORE INTO near VALUES (?, ?)", pairs)

    def near(self, document_id: str) -> list[str]:
        """Return the documents that count and are copies of this one."""
        rows = self._db.execute(
            "SELECT near.other FROM near JOIN document ON document.id = near.other"
            " WHERE near.one = ? AND document.state = 'read' ORDER BY near.other", (document_id,)
        )  # fmt: skip
        return [other for (other,) in rows]

    def copies_of(self, document_id: str) -> set[str]:
        """Return the documents that tell one story with this one, itself included: copies, and copies of copies."""
        found, open_ends = {document_id}, [document_id]
        while open_ends:
            fresh = set(self.near(open_ends.pop())) - found
            found |= fresh
            open_ends += fresh
        return found

    def _unsettle(self, document_id: str) -> None:
        """Mark every pair that the document, or a copy of it, speaks of: its coming or going may join or part them."""
        for copy in self.copies_of(document_id):
            self._db.execute(
                "INSERT OR IGNORE INTO unsettled SELECT DISTINCT cause, effect FROM claim"
                " WHERE document = ? AND kind = 'claim' AND verdict IN ('evidence', 'pending')", (copy,)
            )  # fmt: skip
        self._db.execute("INSERT OR IGNORE INTO unfiled VALUES (?)", (document_id,))

    def unsettle_all(self) -> None:
        """Mark every pair and every document: what follows is a rebuild from nothing but the library."""
        self._db.execute(
            "INSERT OR IGNORE INTO unsettled SELECT DISTINCT cause, effect FROM claim"
            " WHERE kind = 'claim' AND verdict IN ('evidence', 'pending')"
        )
        self._db.execute("INSERT OR IGNORE INTO unfiled SELECT id FROM document")

    def unsettled(self) -> tuple[list[Pair], list[str]]:
        """Return the pairs and the documents whose place in the graph is to be worked out anew, in order."""
        pairs = [(c, e) for c, e in self._db.execute("SELECT cause, effect FROM unsettled ORDER BY cause, effect")]
        return pairs, [d for (d,) in self._db.execute("SELECT document FROM unfiled ORDER BY document")]

    def settle(self, pairs: Iterable[Pair], documents: Iterable[str]) -> None:
        """Take pairs and documents off the list after the graph has been written."""
        self._db.executemany("DELETE FROM unsettled WHERE cause = ? AND effect = ?", list(pairs))
        self._db.executemany("DELETE FROM unfiled WHERE document = ?", [(d,) for d in documents])

    def claims_of(self, document_id: str) -> list[Kept]:
        """Return everything a document says, with what was decided about it."""
        rows = self._db.execute("SELECT * FROM claim WHERE document = ? ORDER BY number", (document_id,))
        return [Kept(*row) for row in rows]

    def claims_on(self, pair: Pair) -> list[Kept]:
        """Return the claims on a pair from the documents that count."""
        rows = self._db.execute(
            "SELECT claim.* FROM claim JOIN document ON document.id = claim.document"
            " WHERE cause = ? AND effect = ? AND kind = 'claim' AND verdict IN ('evidence', 'pending')"
            " AND document.state = 'read' ORDER BY claim.document, number", pair
        )  # fmt: skip
        return [Kept(*row) for row in rows]

    def pairs_drawn(self) -> list[tuple[str, str, int]]:
        """Return the pairs that documents which count draw a link between, with how many claims, most first."""
        rows = self._db.execute(
            "SELECT cause, effect, count(*) AS many FROM claim JOIN document ON document.id = claim.document"
            " WHERE kind = 'claim' AND verdict IN ('evidence', 'pending') AND document.state = 'read'"
            " GROUP BY cause, effect ORDER BY many DESC, cause, effect"
        )
        return [(cause, effect, many) for cause, effect, many in rows]

    def review(self, pair: Pair) -> str | None:
        """Return a person's verdict on a proposed link: accept, reject, or None."""
        row = self._db.execute("SELECT verdict FROM review WHERE cause = ? AND effect = ?", pair).fetchone()
        return str(row[0]) if row else None

    def write_review(self, pair: Pair, verdict: str, *, who: str, why: str, day: str) -> None:
        """Keep a person's verdict on a proposed link, and have the link worked out anew."""
        self._db.execute("INSERT OR REPLACE INTO review VALUES (?, ?, ?, ?, ?, ?)", (*pair, verdict, who, why, day))
        self._db.execute("INSERT OR IGNORE INTO unsettled VALUES (?, ?)", pair)

    def remembered(self, key: str) -> str | None:
        """Return what was remembered under a key (a model's answer to a passage), or None."""
        row = self._db.execute("SELECT body FROM remembered WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def remember_now(self, key: str, body: str) -> None:
        """Remember something under a key, as a transaction of its own."""
        with self.library.transaction():
            self.remember(key, body)

    def save_bytes(self, data: bytes) -> str:
        """Return the hash under which the bytes are kept."""
        return self.library.save("bytes", data)

    def load_bytes(self, name: str) -> bytes:
        """Return the bytes kept under a hash."""
        return self.library.load("bytes", name)

    def remember(self, key: str, body: str) -> None:
        """Remember something under a key."""
        self._db.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?)", (key, body))
