"""Questions in words: answered whole or as a stream of events, or only read."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from agents.answer import Answer, Interpretation
from agents.runs import new_id
from api import answering
from api.chat.sse import MEDIA_TYPE, RunStream, event_stream
from api.chat.waiting import answer_of, gone
from api.deps import DeskDep, SystemDep
from api.errors import problems
from api.examples import body_examples, response_example
from api.strictness import refuse_other_bodies, wants_stream
from api.wire import AskRequest, InterpretRequest
from graph.errors import AsOfTooEarly, BadInput, Busy, NotKept, OutsideCalendar, StoreError

THREAD_HEADER = "x-knockon-thread-id"
RUN_HEADER = "x-knockon-run-id"
READ = problems(BadInput, AsOfTooEarly, OutsideCalendar, StoreError, body=True)
STREAMED: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}

router = APIRouter(prefix="/api", tags=["questions"], dependencies=[Depends(refuse_other_bodies)])


def _with_stream(responses: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    told = {**responses[200]["content"], **STREAMED[200]["content"]}
    return {**responses, 200: {**responses[200], "content": told}}


@router.post(
    "/ask",
    response_model=Answer,
    responses=problems(BadInput, NotKept, AsOfTooEarly, OutsideCalendar, StoreError, Busy, body=True)
    | _with_stream(response_example("answer")),
)
async def ask(
    asked: Annotated[AskRequest, Body(openapi_examples=body_examples("ask"))], request: Request, desk: DeskDep
) -> Response:
    """Return the answer to a question: its branches, paths, ranges and sources; a stream of events if asked for one.

    With `accept: text/event-stream` come `run.started`, `plan`, tool events, `verification`, `answer.delta` (together
    they are the answer's `markdown`), `answer.completed` and `run.completed`. A stream opens a thread unless it is
    given one. A reader that goes away ends the run.
    """
    streams = wants_stream(request)
    if streams and asked.thread_id is None:
        asked = asked.model_copy(update={"thread_id": new_id("thread")})
    run = await run_in_threadpool(desk.ask, asked, door="sse" if streams else "rest")
    headers = {RUN_HEADER: run.id} | ({THREAD_HEADER: run.thread_id} if run.thread_id else {})
    if streams:
        return RunStream(run, event_stream(run), headers)
    answer = await answer_of(run, asyncio.ensure_future(gone(request)))
    return Response(answer.model_dump_json(), media_type="application/json", headers=headers)


@router.post("/interpret", responses=READ | response_example("interpretation"))
def interpret(
    request: Annotated[InterpretRequest, Body(openapi_examples=body_examples("interpret"))], system: SystemDep
) -> Interpretation:
    """Return how a question is read; nothing is run."""
    return answering.interpretation(system, request)
