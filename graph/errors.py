"""Every error raised on purpose, in one tree; no HTTP here.

KnockonError
├── BadInput            the caller's data is wrong (exit code 2, 4xx)
│   ├── NodeNotFound, EdgeNotFound, NotInGraph
│   ├── UnitUnknown, UnitMismatch
│   ├── GraphFileError, ScenarioError
│   ├── DocumentRefused, FetchRefused
│   ├── AsOfTooEarly, OutsideCalendar
│   ├── EditRefused      an edit that cannot be made as it is
│   ├── StaleEdit        something was changed since it was read
│   ├── ConditionMissing a write does not say what it was made from
│   ├── KeyUnknown       no key, or none that holds
│   ├── NotAllowed       the key does not carry the scope
│   ├── TooMany          more requests than a key may make
│   └── NotKept          no run, thread or turn of that name
├── Busy                more is under way than this server takes on
├── StoreError          the database cannot do what was asked
│   ├── UnknownBackend, StoreLocked, StoreForeign, StoreFull
├── UnstableGraph       the contemporaneous part of the graph has no solution
└── PackageClash        another distribution's package shadows one of ours
"""

from __future__ import annotations


class KnockonError(Exception):
    """Something went wrong that the reader can do something about."""

    hint: str = "See `knockon --help`, or GET /openapi.json."

    def __init__(self, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail)
        if hint is not None:
            self.hint = hint

    @property
    def detail(self) -> str:
        """What is wrong: the thing and its value, in one sentence."""
        return str(self)


class BadInput(KnockonError):
    """The input cannot be used as it is."""


class NodeNotFound(BadInput):
    """The graph has no node of that name."""

    hint = (
        "List the nodes with GET /api/nodes or `knockon graph export --format yaml`, or find it by its words with "
        "POST /api/interpret or `knockon interpret`."
    )


class EdgeNotFound(BadInput):
    """The graph has no such edge."""

    hint = "List the edges with GET /api/edges or `knockon graph export --format yaml`."


class NotInGraph(BadInput):
    """The graph has no regime, state, event or scenario of that name."""

    hint = "List the scenarios with GET /api/scenarios, all of it with `knockon graph export --format yaml`."


class UnitUnknown(BadInput):
    """The unit is not one Knockon knows."""

    hint = "Use bp, pp, %, pts, sigma, USD bn or another unit of docs/reference/units.md."


class UnitMismatch(BadInput):
    """The size is in a unit that the node does not have."""

    hint = "Give the size in the node's own unit."


class GraphFileError(BadInput):
    """The graph file cannot be read as a graph."""

    hint = "See docs/reference/graph-file.md for the format."


class ScenarioError(BadInput):
    """The scenario contradicts itself or the graph."""

    hint = "See docs/reference/scenario.md for the format."


class DocumentRefused(BadInput):
    """The document cannot be read, or must not be used."""

    hint: str = "See docs/how-to/ingest.md for what can be read."


class FetchRefused(BadInput):
    """The address must not, or cannot, be fetched."""

    hint: str = "Check the address, or save the page and give the file."


class AsOfTooEarly(BadInput):
    """The graph knows nothing yet at that date."""

    hint = "Ask as of a later date."


class OutsideCalendar(BadInput):
    """The date is outside the trading calendar."""

    hint = "Use a date within it, written as 2025-11-21, and a horizon that ends within it."


class NotKept(BadInput):
    """There is no run, thread or turn of that name, or it is kept no longer."""

    hint = "Ask again with POST /api/ask; threads are listed by GET /api/threads."


class Busy(KnockonError):
    """More questions are under way than this server takes on at once."""

    hint = "Try again in a second."


class EditRefused(BadInput):
    """The edit contradicts the graph, a lock or the state of its proposal."""

    hint = "See docs/how-to/edit-links.md for what an edit may do."


class StaleEdit(BadInput):
    """Something was changed since it was read, in the same place."""

    hint = "Read it again and repeat the edit on what it says now."

    def __init__(self, detail: str, *, hint: str | None = None, clashes: tuple[dict[str, object], ...] = ()) -> None:
        super().__init__(detail, hint=hint)
        self.clashes = clashes
        """Each field that both sides changed: what it was, what it is, and what the edit makes of it."""


class StoreMoved(StaleEdit):
    """Anything at all was written since the graph was read that a write was checked against."""


class ConditionMissing(BadInput):
    """The write does not say which state it was made from."""

    hint = "Send If-Match with the ETag that reading it gave."


class KeyUnknown(BadInput):
    """The request has no key that this server knows."""

    hint = "Send `Authorization: Bearer KEY`; `knockon keys make` makes one."


class NotAllowed(BadInput):
    """The key does not carry the scope that this needs."""

    hint = "Ask an admin for a key with that scope."


class TooMany(BadInput):
    """More requests than a key may make in a minute."""

    hint = "Wait as long as Retry-After says, or ask for a higher KNOCKON_REQUESTS_PER_MINUTE."

    def __init__(self, detail: str, *, hint: str | None = None, wait: int = 1) -> None:
        super().__init__(detail, hint=hint)
        self.wait = wait
        """Seconds until the next request may come."""


class StoreError(KnockonError):
    """The database cannot do what was asked."""

    hint = "Check KNOCKON_STORE."


class UnknownBackend(StoreError):
    """The store's address names no backend we have."""

    hint = "Set KNOCKON_STORE to sqlite:///FILE: three slashes and a path, four for an absolute one."


class StoreLocked(StoreError):
    """Another program holds the database."""

    hint = "Close the other program, or wait and try again."


class StoreForeign(StoreError):
    """The file is not a Knockon database, or is of a version this release does not read."""

    hint = "Point KNOCKON_STORE at another file."


class StoreFull(StoreError):
    """The disk is full or the file cannot be written; the database is as it was."""

    hint = "Free some space or choose a writable place in KNOCKON_STORE."


class UnstableGraph(KnockonError):
    """A same-day loop has a gain of one or more, so that day has no answer."""

    hint = "Weaken or lag one edge of the loop that is named."


class PackageClash(KnockonError):
    """Another distribution's package stands where one of ours should be."""

    hint = "Install Knockon into an environment of its own."


class AnswerRefused(KnockonError):
    """The answer contradicts itself and must not leave."""

    hint = "This is a defect: please report it with the question."
