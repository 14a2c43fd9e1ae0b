"""Conversations as they are kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from api.chat.wire import Thread, ThreadList
from api.deps import Cursor, DeskDep, Limit
from api.errors import problems
from api.examples import response_example
from api.wire import THREAD_ID
from graph.errors import BadInput, NotKept, StoreError

router = APIRouter(prefix="/api/threads", tags=["threads"], responses=problems(BadInput, NotKept, StoreError))
ThreadId = Annotated[str, Path(pattern=THREAD_ID)]


@router.get("", responses=response_example("threads"))
def threads(desk: DeskDep, cursor: Cursor = None, limit: Limit = 100) -> ThreadList:
    """Return the conversations, the one used last first, in pages."""
    return desk.threads.page(cursor, limit)


@router.get("/{thread_id}", responses=response_example("thread"))
def thread(thread_id: ThreadId, desk: DeskDep) -> Thread:
    """Return a conversation with all its turns and their answers."""
    return Thread(id=thread_id, turns=tuple(desk.threads.turns(thread_id)))


@router.delete("/{thread_id}", status_code=204)
def forget(thread_id: ThreadId, desk: DeskDep) -> Response:
    """Forget a conversation and all its turns."""
    desk.threads.delete(thread_id)
    return Response(status_code=204)
