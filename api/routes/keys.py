"""Keys and the journal: for those who run the server."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query
from pydantic import AwareDatetime, Field

from api.deps import SystemDep
from api.errors import problems
from api.security.doorkeeper import PrincipalDep
from api.security.keys import Key, KeyRing
from api.security.principals import Scope
from api.strictness import refuse_other_bodies
from graph.errors import BadInput, KeyUnknown, NotAllowed, NotInGraph, StoreError
from graph.journal import Line
from graph.model import Frozen, Str

router = APIRouter(
    prefix="/api",
    tags=["keys"],
    responses=problems(BadInput, NotInGraph, KeyUnknown, NotAllowed, StoreError),
)


class KeyRequest(Frozen):
    """Whose key it is, what it opens, and until when."""

    name: Str = Field(min_length=1, max_length=200)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    expires: AwareDatetime | None = None


class NewKey(Frozen):
    """A key with its secret, which is shown this once."""

    key: Key
    secret: Str


class Seal(Frozen):
    """Whether the journal holds from its first line to its last; else what is wrong with the first that does not."""

    holds: bool
    broken: Str = ""


@router.get("/keys")
def keys(system: SystemDep) -> tuple[Key, ...]:
    """Return every key there ever was, without secrets."""
    return KeyRing(system.store).all()


@router.post("/keys", status_code=201, dependencies=[Depends(refuse_other_bodies)])
def make(body: Annotated[KeyRequest, Body()], system: SystemDep, principal: PrincipalDep) -> NewKey:
    """Make a key. Its secret is in this answer and nowhere else."""
    key, secret = KeyRing(system.store).make(body.name, body.scopes, who=principal.name, expires=body.expires)
    return NewKey(key=key, secret=secret)


@router.delete("/keys/{key_id}")
def revoke(key_id: str, system: SystemDep, principal: PrincipalDep) -> Key:
    """Revoke a key: it opens nothing from now on."""
    return KeyRing(system.store).revoke(key_id, who=principal.name)


@router.get("/audit")
def audit(
    system: SystemDep,
    after: Annotated[int, Query(ge=0, le=2**53, description="Lines with a sequence above this one.")] = 0,
    most: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> tuple[Line, ...]:
    """Return the lines of the journal in order."""
    return system.store.journal(after=after, most=most)


@router.get("/audit/seal")
def seal(system: SystemDep) -> Seal:
    """Return whether the journal was left as it was written."""
    broken = system.store.broken_seal()
    return Seal(holds=not broken, broken=broken)
