"""Keys and the journal: for those who run the server."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query

from api.deps import SystemDep
from api.desk.wire import Key, KeyRequest, NewKey, Seal
from api.errors import problems
from api.examples import body_examples, response_example
from api.security.doorkeeper import PrincipalDep
from api.security.keys import KeyRing
from api.strictness import refuse_other_bodies
from graph.errors import BadInput, KeyUnknown, NotAllowed, NotInGraph, StoreError
from graph.journal import Line

router = APIRouter(
    prefix="/api",
    tags=["keys"],
    responses=problems(BadInput, NotInGraph, KeyUnknown, NotAllowed, StoreError),
)


@router.get("/keys", responses=response_example("keys"))
def keys(system: SystemDep) -> tuple[Key, ...]:
    """Return every key there ever was, without secrets."""
    return KeyRing(system.store).all()


@router.post(
    "/keys", status_code=201, responses=response_example("new_key", 201), dependencies=[Depends(refuse_other_bodies)]
)
def make(
    body: Annotated[KeyRequest, Body(openapi_examples=body_examples("key"))], system: SystemDep, principal: PrincipalDep
) -> NewKey:
    """Make a key. Its secret is in this answer and nowhere else."""
    key, secret = KeyRing(system.store).make(body.name, body.scopes, who=principal.name, expires=body.expires)
    return NewKey(key=key, secret=secret)


@router.delete("/keys/{key_id}", responses=response_example("key"))
def revoke(key_id: str, system: SystemDep, principal: PrincipalDep) -> Key:
    """Revoke a key: it opens nothing from now on."""
    return KeyRing(system.store).revoke(key_id, who=principal.name)


@router.get("/audit", responses=response_example("audit"))
def audit(
    system: SystemDep,
    after: Annotated[int, Query(ge=0, le=2**53, description="Lines with a sequence above this one.")] = 0,
    most: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> tuple[Line, ...]:
    """Return the lines of the journal in order."""
    return system.store.journal(after=after, most=most)


@router.get("/audit/seal", responses=response_example("seal"))
def seal(system: SystemDep) -> Seal:
    """Return whether the journal was left as it was written."""
    broken = system.store.broken_seal()
    return Seal(holds=not broken, broken=broken)
