"""`knockon dev`: what one needs to try Knockon with a language model, without one."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import note

PORT = 8089


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands of this module."""
    dev = typer.Typer(help="Tools for trying things out.", no_args_is_help=True, rich_markup_mode=None)
    dev.command("fake-llm")(fake_llm)
    app.add_typer(dev, name="dev")


def fake_llm(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
    listed: Annotated[bool, typer.Option("--list", help="List the ways to behave and stop.")] = False,
) -> int:
    """Serve a scripted model that speaks OpenAI's chat protocol.

    It listens on this machine alone. Its models are ways to behave: `good` does what it is asked, the others misbehave.
    """
    from api.fake_llm.misbehaving import BEHAVIOURS

    if listed:
        width = max(map(len, BEHAVIOURS))
        print("\n".join(f"{name:{width}}  {b.what}" for name, b in BEHAVIOURS.items()))
        return 0
    from api.commands_serve import open_socket

    with open_socket("127.0.0.1", port) as listening:
        import uvicorn

        from api.fake_llm.app import create_fake
        from api.settings import load_settings
        from api.wiring import open_system

        with open_system(load_settings()) as system:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
            server = uvicorn.Server(uvicorn.Config(create_fake(system.views.at()), log_level="warning"))
            note(f"a scripted model listens on {address}; stop with Ctrl-C")
            note(f'try: KNOCKON_MODEL_BASE_URL={address} knockon ask --brain openai:good "what if ... falls"')
            server.run(sockets=[listening])
    return 0 if server.started else 1
