"""Runs: read again from any event on, or stopped."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse

from agents.runs import RunCompleted
from api.chat.run_log import Run
from api.chat.sse import MEDIA_TYPE, RunStream, event_stream
from api.chat.wire import RunState
from api.deps import DeskDep
from api.errors import problems
from api.examples import response_example
from graph.errors import BadInput, NotKept

router = APIRouter(prefix="/api/runs", tags=["runs"], responses=problems(NotKept, BadInput))
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "The events of the run.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}
LastEvent = Annotated[
    str | None,
    Header(alias="last-event-id", description="Number of the last event that was read; left out: from the start."),
]


@router.get("/{run_id}/events", response_class=StreamingResponse, responses=STREAM)
async def events(run_id: str, desk: DeskDep, last_event_id: LastEvent = None) -> Response:
    """Return the events of a run as a stream, behind the one that was read last. An ended run is kept for a while."""
    text = last_event_id or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput(
            f"Last-Event-ID {text[:40]!r} is not the number of an event.", hint="Send the last `id` you read."
        )
    run = desk.runs.run(run_id)
    return RunStream(run, event_stream(run, int(text)))


@router.get("/{run_id}", responses=response_example("run"))
def run(run_id: str, desk: DeskDep) -> RunState:
    """Return how far a run is."""
    return _state(desk.runs.run(run_id))


@router.post("/{run_id}/cancel", responses=response_example("run"))
def cancel(run_id: str, desk: DeskDep) -> RunState:
    """Stop a run; one that has ended stays as it is."""
    return _state(desk.runs.cancel(run_id))


def _state(run: Run) -> RunState:
    last = run.events[-1]
    status = last.status if isinstance(last, RunCompleted) else "under_way"
    return RunState(run_id=run.id, thread_id=run.thread_id, status=status, events=len(run.events))
