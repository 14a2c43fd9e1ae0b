"""MCP over this process's stdin and stdout."""

from __future__ import annotations

import asyncio

from mcp.server.stdio import stdio_server

from api.chat.desk import Desk
from api.mcp_door.server import mcp_server


def serve_stdio(desk: Desk) -> None:
    """Serve until stdin ends; stdout carries the protocol alone."""
    asyncio.run(_serve(desk))


async def _serve(desk: Desk) -> None:
    server = mcp_server(desk)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
