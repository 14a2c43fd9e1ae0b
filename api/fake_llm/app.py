"""The scripted model's server: `/v1/models` and `/v1/chat/completions`, one model for each way to behave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from agents.reading.interpret import interpret
from api.fake_llm.conversation import conversation_of
from api.fake_llm.misbehaving import BEHAVIOURS, behaviour
from api.fake_llm.replies import Reply
from api.fake_llm.wellbehaved import well_behaved
from api.fake_llm.wire import CREATED, chunks, error, whole
from graph.content import Graph

DRIP_SECONDS = 0.2
"""Between two pieces of a reply that comes too slowly."""


def create_fake(graph: Graph) -> Starlette:
    """Return the server of a scripted model that knows the map as well as the planner does."""
    numbers = count(1)

    async def models(request: Request) -> Response:
        listed = [
            {"id": name, "object": "model", "created": CREATED, "owned_by": "knockon", "description": b.what}
            for name, b in BEHAVIOURS.items()
        ]
        return JSONResponse({"object": "list", "data": listed})

    async def completions(request: Request) -> Response:
        raw = await request.body()
        try:
            body = await request.json()
        except ValueError:
            return JSONResponse(error(400), status_code=400)
        if not isinstance(body, dict):
            return JSONResponse(error(400), status_code=400)
        said = conversation_of(body)
        good = well_behaved(said, graph, lambda question: interpret(question, graph))
        reply = behaviour(said.model).turn(said, good)
        return await _sent(reply, body, len(raw), next(numbers))

    return Starlette(
        routes=[
            Route("/v1/models", models, methods=["GET"]),
            Route("/v1/chat/completions", completions, methods=["POST"]),
        ]
    )


async def _sent(reply: Reply, body: dict[str, Any], read: int, number: int) -> Response:
    if reply.fault == "status":
        return JSONResponse(error(reply.status), status_code=reply.status)
    if reply.fault == "page":
        return HTMLResponse("<html><body>Sign in to continue</body></html>")
    if reply.fault == "silent":
        return StreamingResponse(_silence(), media_type="text/event-stream")
    model = str(body.get("model") or "")
    if not body.get("stream"):
        return JSONResponse(whole(reply, model, number, read))
    options = body.get("stream_options")
    with_usage = isinstance(options, dict) and bool(options.get("include_usage"))
    parts = chunks(reply, model, number, read, with_usage=with_usage)
    return StreamingResponse(_dripping(parts) if reply.fault == "drips" else parts, media_type="text/event-stream")


async def _dripping(parts: Any) -> AsyncIterator[str]:
    for part in parts:
        yield part
        await _pause(DRIP_SECONDS)


async def _silence() -> AsyncIterator[str]:
    # A stream, so that it ends when whoever waits has gone.
    await asyncio.Event().wait()
    yield ""


async def _pause(seconds: float) -> None:
    try:
        await asyncio.wait_for(asyncio.Event().wait(), seconds)
    except TimeoutError:
        return
