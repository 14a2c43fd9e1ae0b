"""Doors that give an answer whole wait here for its run, and let it go when whoever asked has gone."""

from __future__ import annotations

import asyncio

from fastapi import HTTPException, Request

from agents.answer import Answer
from agents.runs import Failed
from api.chat.run_log import Run
from api.problems import status_of
from graph import errors
from graph.errors import KnockonError

CLIENT_GONE = 499
"""What proxies write for a client that closed the connection; nobody reads it."""


async def gone(request: Request) -> None:
    """Return when whoever sent the request has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def answer_of(run: Run, client: asyncio.Future[None] | None = None) -> Answer:
    """Return the answer of a run; raise what it failed with. When `client` is done first, the run is let go."""
    client = client or asyncio.get_running_loop().create_future()
    run.join()
    over = asyncio.ensure_future(_over(run))
    try:
        await asyncio.wait({over, client}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        over.cancel()
        client.cancel()
        run.leave()
    if run.answer is not None and run.over:
        return run.answer
    if run.failure is not None:
        raise error_of(run.failure)
    raise HTTPException(CLIENT_GONE, "the client has closed the connection")


async def _over(run: Run) -> None:
    async for _ in run.follow(len(run.events)):
        pass


def status_of_failure(failed: Failed) -> int:
    """Return the HTTP status that the failure of a run would have had before anything was sent."""
    error = error_of(failed)
    return status_of(type(error)) if isinstance(error, KnockonError) else error.status_code


def error_of(failed: Failed) -> KnockonError | HTTPException:
    """Return the failure of a run as the error that it was."""
    kind = getattr(errors, failed.code, None)
    if isinstance(kind, type) and issubclass(kind, KnockonError):
        return kind(failed.message, hint=failed.hint or None)
    if failed.code == "cancelled":
        return errors.NotKept("the run was stopped before it had an answer.")
    return HTTPException(500, failed.message)
