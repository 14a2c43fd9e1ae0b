"""Questions in words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends

from agents.answer import Answer, Interpretation
from api import answering
from api.deps import SystemDep
from api.errors import problems
from api.examples import body_examples, response_example
from api.strictness import refuse_other_bodies
from api.wire import AskRequest, InterpretRequest
from graph.errors import AsOfTooEarly, BadInput, OutsideCalendar, StoreError

router = APIRouter(
    prefix="/api",
    tags=["questions"],
    dependencies=[Depends(refuse_other_bodies)],
    responses=problems(BadInput, AsOfTooEarly, OutsideCalendar, StoreError, body=True),
)


@router.post("/ask", responses=response_example("answer"))
def ask(request: Annotated[AskRequest, Body(openapi_examples=body_examples("ask"))], system: SystemDep) -> Answer:
    """Return the answer to a question, with its branches, paths, ranges and sources."""
    return answering.answer(system, request)


@router.post("/interpret", responses=response_example("interpretation"))
def interpret(
    request: Annotated[InterpretRequest, Body(openapi_examples=body_examples("interpret"))], system: SystemDep
) -> Interpretation:
    """Return how a question is read; nothing is run."""
    return answering.interpretation(system, request)
