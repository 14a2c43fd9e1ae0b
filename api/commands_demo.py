"""`knockon demo`: the headline question, answered from a fresh database."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Literal

import typer

from api.console import note


def add_to(app: typer.Typer) -> None:
    """Give `app` the command of this module."""
    app.command()(demo)


def demo(
    store: Annotated[
        str | None, typer.Option("--store", metavar="PATH", help="Keep the database here; it must be new.")
    ] = None,
    lang: Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of question and answer.")] = "en",
) -> None:
    """Answer the headline question from a fresh database.

    Loads the shipped graph into it first, and says what to try next.
    """
    import tempfile
    from pathlib import Path

    from api.answering import answer
    from api.examples import load_shown
    from api.settings import load_settings
    from api.wire import AskRequest
    from api.wiring import open_system
    from graph.errors import BadInput

    shown = load_shown("demo")
    with ExitStack() as stack:
        if store is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="knockon-demo-"))
            path = Path(folder) / "knockon.db"
        else:
            path = Path(store).absolute()
            if path.exists():
                raise BadInput(f"{store!r} is already there; the demo wants a new one.", hint="Give another --store.")
        settings = load_settings().model_copy(update={"store": f"sqlite:///{path}"})
        system = stack.enter_context(open_system(settings))
        graph = system.views.at()
        note(f"the map has {len(graph.nodes)} nodes and {len(graph.edges)} edges, as of {graph.as_of}")
        question = shown["question"][lang]
        note(f'asking it: "{question}"')
        print(answer(system, AskRequest(question=question, language=lang)).markdown)
        print()
        print("\n".join(shown["next"][lang]))
