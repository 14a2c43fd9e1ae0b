"""`knockon demo`: the headline question, answered from a fresh database."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.console import note

if TYPE_CHECKING:
    import datetime as dt

    from api.wiring import System


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

    Loads the shipped graph and reads the shipped briefings into it first, and says what to try next.
    """
    import os
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
            if os.path.lexists(path):
                raise BadInput(f"{store!r} is already there; the demo wants a new one.", hint="Give another --store.")
        settings = load_settings().model_copy(update={"store": f"sqlite:///{path}"})
        system = stack.enter_context(open_system(settings))
        day = read_briefings(system)
        graph = system.views.at(day)
        note(f"the map has {len(graph.nodes)} nodes and {len(graph.edges)} edges, as of {graph.as_of}")
        question = shown["question"][lang]
        note(f'asking it: "{question}"')
        print(answer(system, AskRequest(question=question, language=lang, as_of=day)).markdown)
        print()
        print("\n".join(as_typed(line, program_name()) for line in shown["next"][lang]))


def read_briefings(system: System) -> dt.date:
    """Return the day from which all of the shipped briefings are known, after they were read into the map."""
    from api.ingesting import Asked, open_shelf, rules, run_ingest
    from ingest.readers.reading import Told
    from ingest.seed_files import FOLDER

    asked = Asked((str(FOLDER / "briefings"),), Told(), who="knockon demo")
    with open_shelf(system.settings) as shelf:
        ledger = run_ingest(system.store, shelf, asked, extract=rules(), tell=lambda line: None, note=note)
        days = [held.document.known_from for held in shelf.documents()]
    told = ", ".join(f"{count} {what}" for what, count in sorted(ledger.claims.items()))
    note(f"read {len(days)} briefings: {told}; {ledger.changes()['links']} links have their words as evidence")
    return max([*days, system.store.latest_as_of()])


def as_typed(line: str, program: str) -> str:
    """Return a line of advice with the command under the name by which it can be typed."""
    return line.replace("  knockon ", f"  {program} ", 1) if line.startswith("  knockon ") else line


def program_name() -> str:
    """Return what to type for this program here: its name when the shell finds it, else the path to it."""
    import shlex
    import shutil
    import sys
    from os.path import relpath
    from pathlib import Path

    started = Path(sys.argv[0])
    if started.name != "knockon" or not started.is_file():
        return "knockon"
    found = shutil.which("knockon")
    if found is not None and Path(found).resolve() == started.resolve():
        return "knockon"
    near = relpath(started.absolute())
    return shlex.quote(str(started) if near.startswith("..") else near)
