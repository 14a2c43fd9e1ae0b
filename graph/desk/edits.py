"""What an edit may do to the graph, one model per operation; several of them make a change set."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from graph.model import Frozen, Id, Str

Kind = Literal[
    "nodes", "edges", "regimes", "amplification", "events", "observations", "calendar", "scenarios", "mechanisms",
    "documents",
]  # fmt: skip


class Add(Frozen):
    """A new thing. Without `known_from` it is known from the day of the graph's latest observation."""

    op: Literal["add"] = "add"
    kind: Kind
    entity: dict[str, Any]


class ChangeFields(Frozen):
    """Other values of some fields; null takes a field back to its default."""

    op: Literal["change"] = "change"
    kind: Kind
    id: Id
    set: dict[str, Any] = Field(min_length=1)


class Retire(Frozen):
    """The thing is gone, from every view since it was first known; its history stays."""

    op: Literal["retire"] = "retire"
    kind: Kind
    id: Id


class Merge(Frozen):
    """Node `id` is the same thing as node `into`: all that names it names `into`, and its names become aliases.

    A link that `into` has already, to or from the same node, keeps its own size; the other's evidence goes to it.
    """

    op: Literal["merge"] = "merge"
    id: Id
    into: Id


class Split(Frozen):
    """Node `id` is really several: each of its links is given to one of `into`, and it is retired."""

    op: Literal["split"] = "split"
    id: Id
    into: tuple[dict[str, Any], ...] = Field(min_length=1)
    """New nodes, or `{"id": ...}` alone of nodes that are there."""
    edges: dict[Id, Id]
    """Edge -> the node that takes the split one's place at it."""
    others: Id | None = None
    """The node that takes its place everywhere else (observations, calendar); needed where it is named."""


class LockIt(Frozen):
    """The thing stays as it is: only evidence may be added until it is unlocked."""

    op: Literal["lock"] = "lock"
    kind: Literal["nodes", "edges"]
    id: Id
    why: Str


class Unlock(Frozen):
    """The lock is taken off."""

    op: Literal["unlock"] = "unlock"
    kind: Literal["nodes", "edges"]
    id: Id
    why: Str


class Curate(Frozen):
    """A verdict on one piece of evidence of an edge.

    `right` and `wrong` are counted for its source and its rule. `wrong_sign` counts as wrong, and the same words are
    kept with the other sign; `wrong_node` counts as wrong, and the same words are kept on the edge `to`.
    """

    op: Literal["curate"] = "curate"
    edge: Id
    evidence: Id
    verdict: Literal["right", "wrong", "wrong_sign", "wrong_node"]
    why: Str = ""
    to: Id | None = None


class Judge(Frozen):
    """A verdict on an edge: the sign it has; with `pin` it is believed that far through day `until`."""

    op: Literal["judge"] = "judge"
    edge: Id
    says: Literal["+", "-", "0"]
    why: Str = ""
    pin: float | None = Field(default=None, ge=0, le=1)
    until: Str | None = None


Edit = Annotated[
    Add | ChangeFields | Retire | Merge | Split | LockIt | Unlock | Curate | Judge, Field(discriminator="op")
]
EDITS: TypeAdapter[tuple[Edit, ...]] = TypeAdapter(tuple[Edit, ...])
