"""A run as server-sent events: one event of the run is one event of the stream, under its own number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.types import Receive, Scope, Send

from agents.runs import RunEvent
from api.chat.run_log import Run

MEDIA_TYPE = "text/event-stream"
HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}
RETRY_MS = 200
"""When a reader that was cut off comes back: within the moment that a run waits for it."""


class RunStream(StreamingResponse):
    """Tells a run while someone listens; the run is stopped soon after its last listener has gone."""

    media_type = MEDIA_TYPE

    def __init__(self, run: Run, content: AsyncIterator[bytes], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(content, headers={**HEADERS, **(headers or {})})
        self.run = run
        run.join()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; a reader who goes ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.run.leave()


async def event_stream(run: Run, after: int = 0) -> AsyncIterator[bytes]:
    """Yield the events of a run behind number `after`, as bytes of the stream."""
    yield format_sse_event(retry=RETRY_MS)
    async for events in run.follow(after):
        yield b"".join(map(as_bytes, events)) or KEEPALIVE_COMMENT


def as_bytes(event: RunEvent) -> bytes:
    """Return one event of a stream."""
    return format_sse_event(event=event.type, data_str=event.model_dump_json(), id=str(event.seq))
