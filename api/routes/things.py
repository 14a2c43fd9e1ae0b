"""Links and nodes edited one at a time, by those who may: read with an ETag, written with If-Match."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Response

from api.deps import SystemDep
from api.desk.requests import EditDeskDep, entity_tag, line_of
from api.desk.wire import FieldsRequest, RetireRequest
from api.errors import problems
from api.examples import body_examples, response_example
from api.security.doorkeeper import PrincipalDep
from api.strictness import refuse_other_bodies
from graph.desk.desk import Desk
from graph.desk.edits import ChangeFields, Kind, Retire
from graph.errors import (
    BadInput,
    ConditionMissing,
    EdgeNotFound,
    EditRefused,
    KeyUnknown,
    NodeNotFound,
    NotAllowed,
    StaleEdit,
    StoreError,
)
from graph.model import Id
from graph.store import Change, GraphStore

router = APIRouter(
    prefix="/api",
    tags=["edits"],
    dependencies=[Depends(refuse_other_bodies)],
    responses=problems(
        BadInput, NodeNotFound, EdgeNotFound, EditRefused, StaleEdit, ConditionMissing, KeyUnknown, NotAllowed,
        StoreError, body=True,
    ),
)  # fmt: skip
FieldsRequestBody = Annotated[FieldsRequest, Body(openapi_examples=body_examples("fields"))]
RetireRequestBody = Annotated[RetireRequest, Body(openapi_examples=body_examples("retire"))]
IfMatch = Annotated[str | None, Header(description="The ETag that reading the thing gave.", max_length=100)]


@router.patch("/edges/{edge_id}", responses=response_example("change"))
def change_edge(
    edge_id: Id, body: FieldsRequestBody, desk: EditDeskDep, system: SystemDep, who: PrincipalDep,
    response: Response, if_match: IfMatch = None,
) -> Change:  # fmt: skip
    """Change fields of a link at once."""
    return _changed("edges", edge_id, body, desk, system.store, who.name, response, if_match)


@router.patch("/nodes/{node_id}", responses=response_example("change"))
def change_node(
    node_id: Id, body: FieldsRequestBody, desk: EditDeskDep, system: SystemDep, who: PrincipalDep,
    response: Response, if_match: IfMatch = None,
) -> Change:  # fmt: skip
    """Change fields of a node at once."""
    return _changed("nodes", node_id, body, desk, system.store, who.name, response, if_match)


@router.delete("/edges/{edge_id}", responses=response_example("change"))
def retire_edge(
    edge_id: Id,
    body: RetireRequestBody,
    desk: EditDeskDep,
    who: PrincipalDep,
    if_match: IfMatch = None,
) -> Change:
    """Retire a link; its history stays."""
    expect = {("edges", edge_id): line_of(if_match)}
    return desk.edit([Retire(kind="edges", id=edge_id)], who=who.name, why=body.why, expect=expect)


@router.delete("/nodes/{node_id}", responses=response_example("change"))
def retire_node(
    node_id: Id,
    body: RetireRequestBody,
    desk: EditDeskDep,
    who: PrincipalDep,
    if_match: IfMatch = None,
) -> Change:
    """Retire a node that no link names; its history stays."""
    expect = {("nodes", node_id): line_of(if_match)}
    return desk.edit([Retire(kind="nodes", id=node_id)], who=who.name, why=body.why, expect=expect)


def _changed(
    kind: Kind, thing: str, body: FieldsRequest, desk: Desk, store: GraphStore, who: str, response: Response,
    if_match: str | None,
) -> Change:  # fmt: skip
    edits = [ChangeFields(kind=kind, id=thing, set=body.set)]
    expect: dict[tuple[str, str], int] = {(kind, thing): line_of(if_match)}
    change = desk.edit(edits, who=who, why=body.why, evidence=body.evidence, expect=expect)
    response.headers["ETag"] = entity_tag(store, kind, thing)
    return change
