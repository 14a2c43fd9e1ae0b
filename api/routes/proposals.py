"""Edits of the graph: proposed, looked at, talked over, decided; or made at once by those who may."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Header, Query, Response

from api.deps import SystemDep
from api.desk.preview import preview
from api.desk.requests import EditDeskDep, change_of, desk_once, etag, line_of, proposal_of, told_once
from api.desk.wire import Assignment, Preview, PreviewRequest, ProposalRequest, Words
from api.errors import problems
from api.examples import body_examples, response_example
from api.security.doorkeeper import PrincipalDep, needs
from api.strictness import refuse_other_bodies
from graph.desk.proposals import Proposal
from graph.errors import (
    AsOfTooEarly,
    BadInput,
    ConditionMissing,
    EdgeNotFound,
    EditRefused,
    KeyUnknown,
    NodeNotFound,
    NotAllowed,
    NotInGraph,
    StaleEdit,
    StoreError,
)
from graph.store import Change

router = APIRouter(
    prefix="/api",
    tags=["edits"],
    responses=problems(
        BadInput, NodeNotFound, EdgeNotFound, NotInGraph, AsOfTooEarly, EditRefused, StaleEdit, ConditionMissing,
        KeyUnknown, NotAllowed, StoreError, body=True,
    ),
)  # fmt: skip
WordsBody = Annotated[Words, Body(openapi_examples=body_examples("words"))]
ProposalRequestBody = Annotated[ProposalRequest, Body(openapi_examples=body_examples("propose"))]
PreviewRequestBody = Annotated[PreviewRequest, Body(openapi_examples=body_examples("preview"))]
AssignmentBody = Annotated[Assignment, Body(openapi_examples=body_examples("assignment"))]
IfMatch = Annotated[str | None, Header(description="The ETag that reading the proposal gave.", max_length=100)]
IdempotencyKey = Annotated[
    str | None, Header(description="Sent again with the same body, nothing is done twice.", max_length=200)
]
JSON = [Depends(refuse_other_bodies)]


@router.get("/proposals", responses=response_example("proposals"))
def proposals(
    desk: EditDeskDep,
    status: Annotated[Literal["pending", "all"], Query(description="`pending`: not decided yet.")] = "all",
) -> tuple[Proposal, ...]:
    """Return the proposals in the order in which they were made."""
    return desk.all(pending=status == "pending")


@router.post(
    "/proposals",
    status_code=201,
    responses=response_example("proposal", 201),
    dependencies=[*JSON, Depends(needs("propose"))],
)
def propose(
    body: ProposalRequestBody,
    system: SystemDep,
    principal: PrincipalDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Proposal:
    """Make a proposal. Its edits are played on the graph as it is; what cannot be made is refused."""
    told = told_once(system.store, principal, idempotency_key, "proposals", body)
    if told.before is not None:
        return _with_etag(proposal_of(system.store, told.before), response)
    made = desk_once(system, told.entry).propose(
        body.edits, who=principal.name, title=body.title, why=body.why, evidence=body.evidence
    )
    return _with_etag(made, response)


@router.get("/proposals/{proposal_id}", responses=response_example("proposal"))
def proposal(proposal_id: str, desk: EditDeskDep, response: Response) -> Proposal:
    """Return one proposal, where it stands and what was said of it."""
    return _with_etag(desk.one(proposal_id), response)


@router.put(
    "/proposals/{proposal_id}", responses=response_example("proposal"), dependencies=[*JSON, Depends(needs("propose"))]
)
def revise(
    proposal_id: str,
    body: ProposalRequestBody,
    desk: EditDeskDep,
    principal: PrincipalDep,
    response: Response,
    if_match: IfMatch = None,
) -> Proposal:
    """Give a proposal of one's own other edits; it is open again."""
    found = desk.revise(
        proposal_id, body.edits, who=principal.name, line=line_of(if_match), title=body.title, why=body.why,
        evidence=body.evidence,
    )  # fmt: skip
    return _with_etag(found, response)


@router.get("/proposals/{proposal_id}/preview", responses=response_example("preview"))
def proposal_preview(proposal_id: str, desk: EditDeskDep, system: SystemDep) -> Preview:
    """Return what accepting the proposal now would change: fields, answers, faults, loops."""
    return preview(system.views.at(), desk.proposed(proposal_id))


@router.post("/preview", responses=response_example("preview"), dependencies=JSON)
def try_out(body: PreviewRequestBody, desk: EditDeskDep, system: SystemDep) -> Preview:
    """Return what edits would change; nothing is kept."""
    return preview(system.views.at(), desk.applied(body.edits), body.questions)


@router.post(
    "/proposals/{proposal_id}/comments",
    responses=response_example("proposal"),
    dependencies=[*JSON, Depends(needs("propose"))],
)
def comment(
    proposal_id: str,
    body: WordsBody,
    desk: EditDeskDep,
    principal: PrincipalDep,
    response: Response,
) -> Proposal:
    """Say something about a proposal."""
    return _with_etag(desk.comment(proposal_id, body.words, who=principal.name), response)


@router.post(
    "/proposals/{proposal_id}/assign",
    responses=response_example("proposal"),
    dependencies=[*JSON, Depends(needs("review"))],
)
def assign(
    proposal_id: str,
    body: AssignmentBody,
    desk: EditDeskDep,
    principal: PrincipalDep,
    response: Response,
    if_match: IfMatch = None,
) -> Proposal:
    """Give a proposal to someone to decide."""
    found = desk.assign(proposal_id, body.assignee, who=principal.name, line=line_of(if_match))
    return _with_etag(found, response)


@router.post(
    "/proposals/{proposal_id}/withdraw",
    responses=response_example("proposal"),
    dependencies=[*JSON, Depends(needs("propose"))],
)
def withdraw(
    proposal_id: str, body: WordsBody, desk: EditDeskDep, principal: PrincipalDep, response: Response,
    if_match: IfMatch = None,
) -> Proposal:  # fmt: skip
    """Take back a proposal of one's own."""
    return _with_etag(desk.withdraw(proposal_id, who=principal.name, line=line_of(if_match)), response)


@router.post(
    "/proposals/{proposal_id}/request-changes",
    responses=response_example("proposal"),
    dependencies=[*JSON, Depends(needs("review"))],
)
def request_changes(
    proposal_id: str, body: WordsBody, desk: EditDeskDep, principal: PrincipalDep, response: Response,
    if_match: IfMatch = None,
) -> Proposal:  # fmt: skip
    """Send a proposal back to its author with what is wanted."""
    found = desk.ask_changes(proposal_id, body.words, who=principal.name, line=line_of(if_match))
    return _with_etag(found, response)


@router.post(
    "/proposals/{proposal_id}/reject",
    responses=response_example("proposal"),
    dependencies=[*JSON, Depends(needs("review"))],
)
def reject(
    proposal_id: str, body: WordsBody, desk: EditDeskDep, principal: PrincipalDep, response: Response,
    if_match: IfMatch = None,
) -> Proposal:  # fmt: skip
    """Turn a proposal down, saying why."""
    return _with_etag(desk.reject(proposal_id, body.words, who=principal.name, line=line_of(if_match)), response)


@router.post(
    "/proposals/{proposal_id}/accept",
    responses=response_example("proposal"),
    dependencies=[*JSON, Depends(needs("review"))],
)
def accept(
    proposal_id: str, body: WordsBody, desk: EditDeskDep, principal: PrincipalDep, response: Response,
    if_match: IfMatch = None,
) -> Proposal:  # fmt: skip
    """Make a proposal one change of the graph, whole or not at all; 412 with the fields that both sides changed."""
    found = desk.accept(proposal_id, who=principal.name, line=line_of(if_match), words=body.words)
    return _with_etag(found, response)


@router.post(
    "/edits", status_code=201, responses=response_example("change", 201), dependencies=[*JSON, Depends(needs("review"))]
)
def edit(
    body: ProposalRequestBody,
    system: SystemDep,
    principal: PrincipalDep,
    idempotency_key: IdempotencyKey = None,
) -> Change:
    """Make edits at once, as one change of the graph: whole or not at all."""
    told = told_once(system.store, principal, idempotency_key, "edits", body)
    if told.before is not None:
        return change_of(system.store, told.before)
    return desk_once(system, told.entry).edit(body.edits, who=principal.name, why=body.why, evidence=body.evidence)


def _with_etag(found: Proposal, response: Response) -> Proposal:
    response.headers["ETag"] = etag(found.line)
    return found
