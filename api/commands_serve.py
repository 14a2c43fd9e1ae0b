"""`knockon serve`: the HTTP door."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import note

if TYPE_CHECKING:
    import socket

    from api.settings import Settings

HOST, PORT = "127.0.0.1", 8000
SHORT_TURNS = 0.001
"""Seconds after which a computing thread lets another one in: requests are taken while answers are worked out."""


def add_to(app: typer.Typer) -> None:
    """Give `app` the command of this module."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = HOST,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
) -> int:
    """Answer over HTTP.

    POST /api/ask and the other routes of /openapi.json. Listens on this machine alone.
    """
    from api.settings import load_settings

    settings = load_settings()
    refuse_public(host, trusted=settings.trusted_network or keys_hold(settings))
    listening = open_socket(host, port)
    with listening:
        import uvicorn

        from agents.reading.interpret import interpret
        from api.app import create_app
        from api.wiring import open_system

        with open_system(settings) as system:
            sys.setswitchinterval(SHORT_TURNS)
            app = create_app(system)
            app.openapi()  # what the first request would wait for
            interpret("", system.views.at())
            config = uvicorn.Config(app, log_config=_log_config(), server_header=False)
            bound = listening.getsockname()
            shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
            note(f"listening on http://{shown}:{bound[1]} (routes: /openapi.json); stop with Ctrl-C")
            server = uvicorn.Server(config)
            server.run(sockets=[listening])
    return 0 if server.started else 1


def keys_hold(settings: Settings) -> bool:
    """Return whether the store has a key, without which only this machine is let in."""
    from api.security.keys import KeyRing
    from api.wiring import open_system

    with open_system(settings) as system:
        return KeyRing(system.store).any_holds()


def refuse_public(host: str, *, trusted: bool) -> None:
    """Raise `BadInput` for a host that others can reach, unless the network is said to be trusted."""
    from ipaddress import ip_address

    from graph.errors import BadInput

    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not (local or trusted):
        raise BadInput(
            f"host {host!r} can be reached from other machines, and there are no keys.",
            hint="Make one with `knockon keys make`, listen on 127.0.0.1, or put an authenticating proxy in front and "
            "set KNOCKON_TRUSTED_NETWORK=1.",
        )


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `host` and `port`; raise `BadInput` when it cannot."""
    import socket

    from graph.errors import BadInput

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise BadInput(
            f"cannot listen on {host} port {port}: {error.strerror}.", hint="Choose another --host or --port."
        ) from error


def _log_config() -> dict[str, Any]:
    from copy import deepcopy

    from uvicorn.config import LOGGING_CONFIG

    config: dict[str, Any] = deepcopy(LOGGING_CONFIG)
    config["handlers"]["access"]["stream"] = "ext://sys.stderr"
    return config
