"""A run as a streamed chat completion."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi.sse import KEEPALIVE_COMMENT

from agents.runs import AnswerDelta, Failed, Planned, RunCompleted, RunEvent, ToolCompleted, ToolStarted, Usage
from api.chat.openai_shape import Chunks, error_event
from api.chat.run_log import Run
from api.chat.waiting import status_of_failure


async def completion_stream(run: Run, chunks: Chunks, *, show_steps: bool) -> AsyncIterator[bytes]:
    """Yield the chunks of the run: the role at once, then steps if asked for, then the verified text, then the end."""
    yield chunks.delta(role="assistant", content="")
    failed: Failed | None = None
    async for events in run.follow():
        if not events:
            yield KEEPALIVE_COMMENT
        for event in events:
            if isinstance(event, AnswerDelta):
                yield chunks.delta(content=event.text)
            elif isinstance(event, Failed):
                failed = event
            elif isinstance(event, RunCompleted):
                yield _end(run, chunks, event.usage, failed)
            elif show_steps and (step := _step(event)):
                yield chunks.delta(reasoning_content=step)


async def said_at_once(chunks: Chunks, text: str) -> AsyncIterator[bytes]:
    """Yield the chunks of a text that is there already."""
    yield chunks.delta(role="assistant", content="")
    yield chunks.delta(content=text)
    yield chunks.end(Usage())


def _end(run: Run, chunks: Chunks, usage: Usage, failed: Failed | None) -> bytes:
    if run.answer is not None or failed is None:
        return chunks.end(usage)
    return error_event(status_of_failure(failed), f"{failed.message} {failed.hint}".strip(), failed.code)


def _step(event: RunEvent) -> str:
    if isinstance(event, Planned):
        return f"{event.intent}: {', '.join(event.entities)}\n" if event.entities else f"{event.intent}\n"
    if isinstance(event, ToolStarted):
        return f"→ {event.tool}\n"
    if isinstance(event, ToolCompleted):
        took = f" ({event.ms:.0f} ms)" if event.ms is not None else ""
        return f"✓ {event.tool}{took} {event.summary}".rstrip() + "\n"
    return ""
