"""The chat API that other people's clients speak: models and chat completions in OpenAI's shape."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from agents.runs import RunCompleted, Usage, new_id
from api.chat.completion_stream import completion_stream, said_at_once
from api.chat.completions import asked, exchanges, models_of, no_such, placed, thread_of
from api.chat.desk import Desk
from api.chat.openai_shape import Chunks, completion, model, model_list
from api.chat.run_log import Run
from api.chat.side_requests import side_answer, side_request, task_of
from api.chat.sse import MEDIA_TYPE, RunStream
from api.chat.waiting import answer_of, gone
from api.chat.wire import CompletionRequest
from api.deps import DeskDep, SystemDep
from api.examples import body_examples
from api.routes.ask import RUN_HEADER, STREAMED, THREAD_HEADER

router = APIRouter(prefix="/v1", tags=["openai"])
PREFIX = "chatcmpl"


@router.get("/models")
def models(system: SystemDep, desk: DeskDep) -> dict[str, Any]:
    """Return the models that can be chosen: each is a way to answer."""
    return model_list(models_of(system.settings), desk.began)


@router.get("/models/{name:path}")
def one_model(name: str, system: SystemDep, desk: DeskDep) -> dict[str, Any]:
    """Return one model."""
    if name not in models_of(system.settings):
        raise no_such(name, system.settings)
    return model(name, desk.began)


@router.post("/chat/completions", response_model=None, responses=STREAMED)
async def chat_completions(
    asked_for: Annotated[CompletionRequest, Body(openapi_examples=body_examples("completion"))],
    request: Request,
    desk: DeskDep,
) -> Response:
    """Return the answer to the last message of the user as a chat completion, whole or streamed.

    The messages before it are what a follow-up question leans on. Requests for a title, tags or next questions are
    answered without running the agent. A whole completion carries the answer itself under `knockon`.
    """
    question = await run_in_threadpool(asked, asked_for, desk.system.settings)
    kind = _side(asked_for, request)
    if kind is not None:
        desk.metrics.side_request(kind)
        return await _aside(asked_for, kind, question.question, desk)
    thread_id = thread_of(asked_for, request.headers, desk.system.settings.thread_header)
    place = await run_in_threadpool(placed, desk, asked_for, thread_id)
    run = await run_in_threadpool(desk.ask, question, door="openai", place=place)
    headers = {RUN_HEADER: run.id} | ({THREAD_HEADER: thread_id} if thread_id else {})
    if asked_for.stream:
        stream = completion_stream(run, _chunks(asked_for), show_steps=asked_for.show_steps)
        return RunStream(run, stream, headers)
    answer = await answer_of(run, asyncio.ensure_future(gone(request)))
    more = {"knockon": answer.model_dump(mode="json")}
    body = completion(new_id(PREFIX), int(time.time()), asked_for.model, answer.markdown, _usage(run), more)
    return JSONResponse(body, headers=headers)


async def _aside(asked_for: CompletionRequest, kind: str, prompt: str, desk: Desk) -> Response:
    graph = await run_in_threadpool(desk.system.views.at)
    text = await run_in_threadpool(side_answer, kind, prompt, graph)
    if asked_for.stream:
        return StreamingResponse(said_at_once(_chunks(asked_for), text), media_type=MEDIA_TYPE)
    return JSONResponse(completion(new_id(PREFIX), int(time.time()), asked_for.model, text, Usage(), {}))


def _side(asked_for: CompletionRequest, request: Request) -> str | None:
    last = exchanges(asked_for.messages)[-1].question
    return side_request([last], task_of(request.headers, asked_for.metadata))


def _chunks(asked_for: CompletionRequest) -> Chunks:
    options = asked_for.stream_options
    include_usage = options is not None and options.include_usage
    return Chunks(new_id(PREFIX), int(time.time()), asked_for.model, include_usage=include_usage)


def _usage(run: Run) -> Usage:
    return next((e.usage for e in reversed(run.events) if isinstance(e, RunCompleted)), Usage())
