"""`/mcp` of the web application: the MCP SDK is loaded by the first request, since it is slow to load and may lack."""

from __future__ import annotations

import asyncio
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from fastapi.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from api.chat.desk import Desk
from api.errors import MEDIA_TYPE
from api.problems import problem

MISSING = problem(
    "McpMissing",
    "This installation has no MCP",
    501,
    "the package `mcp` is not installed.",
    "Install Knockon anew, or the package mcp.",
)


def mcp_is_installed() -> bool:
    """Return whether the MCP SDK can be loaded."""
    return find_spec("mcp") is not None


class McpMount:
    """An ASGI application that serves MCP over streamable HTTP."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._opening = asyncio.Lock()
        self._sessions: Any = None
        self._holding: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to the MCP server."""
        if not mcp_is_installed():
            await JSONResponse(MISSING, status_code=MISSING["status"], media_type=MEDIA_TYPE)(scope, receive, send)
            return
        sessions = await self._opened()
        await sessions.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End what is under way."""
        self._closing.set()
        if self._holding is not None:
            await self._holding

    async def _opened(self) -> Any:
        async with self._opening:
            if self._holding is None:
                server = await asyncio.to_thread(import_module, "api.mcp_door.server")
                self._sessions = server.http_sessions(self._desk)
                ready = asyncio.Event()
                # A task group must be left by the task that entered it, so one task of its own holds it open.
                self._holding = asyncio.create_task(self._hold(ready))
                await ready.wait()
            return self._sessions

    async def _hold(self, ready: asyncio.Event) -> None:
        async with self._sessions.run():
            ready.set()
            await self._closing.wait()
