"""`knockon mcp`: the door for MCP clients that start a program of their own."""

from __future__ import annotations

import typer

from api.console import note


def add_to(app: typer.Typer) -> None:
    """Give `app` the command of this module."""
    app.command()(mcp)


def mcp() -> int:
    """Serve MCP over stdin and stdout.

    Tools, resources and prompts for Claude Desktop and other MCP clients. `knockon serve` has the same at /mcp.
    """
    from api.mcp_door.mount import MISSING, mcp_is_installed
    from api.settings import load_settings
    from api.wiring import open_system
    from graph.errors import BadInput

    if not mcp_is_installed():
        raise BadInput(MISSING["detail"], hint=MISSING["hint"])
    from api.chat.desk import Desk
    from api.mcp_door.stdio import serve_stdio

    with open_system(load_settings()) as system:
        desk = Desk(system)
        try:
            note("serving MCP on stdin and stdout; stop with Ctrl-C or by closing stdin")
            serve_stdio(desk)
        finally:
            desk.close()
    return 0
