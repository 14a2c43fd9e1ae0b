"""What was done to the graph: changes, revisions, blame, differences, named versions, and taking a change back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query

from api.deps import SystemDep
from api.desk.requests import EditDeskDep
from api.desk.wire import VersionRequest, Why
from api.errors import problems
from api.examples import body_examples, response_example
from api.security.doorkeeper import PrincipalDep, needs
from api.strictness import refuse_other_bodies
from graph.desk.history import Blame, Difference, blame, differences
from graph.desk.versions import Version, name_version, version_named, versions
from graph.errors import (
    AsOfTooEarly,
    BadInput,
    EditRefused,
    KeyUnknown,
    NotAllowed,
    NotInGraph,
    StaleEdit,
    StoreError,
)
from graph.store import Change, Revision

router = APIRouter(
    prefix="/api",
    tags=["history"],
    responses=problems(BadInput, NotInGraph, AsOfTooEarly, KeyUnknown, NotAllowed, StoreError),
)
After = Annotated[int, Query(ge=0, le=2**53, description="Changes with a number above this one.")]
ChangeNumber = Annotated[int, Path(ge=0, le=2**53)]
Most = Annotated[int, Query(ge=1, le=1000)]


@router.get("/changes", responses=response_example("changes"))
def changes(system: SystemDep, after: After = 0, most: Most = 100) -> tuple[Change, ...]:
    """Return the changes of the graph in order: who, when, why, how much."""
    return system.store.changes(after=after, most=most)


@router.get("/changes/{change}", responses=response_example("revisions"))
def change(change: ChangeNumber, system: SystemDep) -> tuple[Revision, ...]:
    """Return what one change wrote."""
    found = system.store.revisions_of(change)
    if not found:
        raise NotInGraph(f"there is no change {change}", hint="List them with GET /api/changes.")
    return found


@router.post(
    "/changes/{change}/revert",
    status_code=201,
    dependencies=[Depends(refuse_other_bodies), Depends(needs("review"))],
    responses=problems(EditRefused, StaleEdit, body=True) | response_example("change", 201),
)
def revert(
    change: ChangeNumber,
    body: Annotated[Why, Body(openapi_examples=body_examples("revert"))],
    desk: EditDeskDep,
    principal: PrincipalDep,
) -> Change:
    """Take a change back by another; 412 with the fields that were changed since."""
    return desk.revert(change, who=principal.name, why=body.why)


@router.get("/history/{kind}/{thing}", responses=response_example("revisions"))
def history(kind: str, thing: str, system: SystemDep) -> tuple[Revision, ...]:
    """Return every revision of a thing, in the order of writing."""
    found = system.store.history(kind, thing)
    if not found:
        raise NotInGraph(f"there never was {thing!r} among the {kind}", hint="See GET /api/changes.")
    return found


@router.get("/history/{kind}/{thing}/blame", responses=response_example("blame"))
def blamed(kind: str, thing: str, system: SystemDep) -> tuple[Blame, ...]:
    """Return, by field, the revision that gave it the value it has."""
    return blame(history(kind, thing, system))


@router.get("/diff", responses=response_example("diff"))
def diff(
    system: SystemDep,
    before: Annotated[str, Query(max_length=120, description="A version's name, or a time with its zone.")],
    after: Annotated[str, Query(max_length=120, description="The same; `now` is the graph as it is.")] = "now",
) -> tuple[Difference, ...]:
    """Return what two versions of the graph have differently."""
    graphs = [system.store.view(recorded_by=_moment(name, system)) for name in (before, after)]
    return differences(*graphs)


@router.get("/versions", responses=response_example("versions"))
def named(system: SystemDep) -> tuple[Version, ...]:
    """Return the versions that have a name."""
    return versions(system.store)


@router.post(
    "/versions", status_code=201, dependencies=[Depends(refuse_other_bodies), Depends(needs("propose"))],
    responses=problems(EditRefused, StaleEdit, body=True) | response_example("version", 201),
)  # fmt: skip
def keep(
    body: Annotated[VersionRequest, Body(openapi_examples=body_examples("version"))],
    system: SystemDep,
    principal: PrincipalDep,
) -> Version:
    """Give the graph as it is now a name."""
    return name_version(system.store, body.name, who=principal.name, why=body.why)


def _moment(name: str, system: SystemDep) -> dt.datetime | None:
    if name == "now":
        return None
    try:
        return version_named(system.store, name).recorded_by
    except NotInGraph:
        if not name[:1].isdigit():
            raise
    try:
        found = dt.datetime.fromisoformat(name)
        if found.tzinfo is not None:
            return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    raise BadInput(f"{name!r} is no version and no time with a zone", hint="Write it as 2026-11-22T18:00:00+00:00.")
