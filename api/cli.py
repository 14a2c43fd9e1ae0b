"""The command line: `knockon`. Commands import what they need when they run, so that start-up stays short."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from api import (
    __version__,
    commands_ask,
    commands_chat,
    commands_demo,
    commands_dev,
    commands_documents,
    commands_edges,
    commands_graph,
    commands_ingest,
    commands_keys,
    commands_map,
    commands_mcp,
    commands_reach,
    commands_serve,
    commands_what_if,
)
from api.console import note, one_line, replace_closed_streams

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="knockon",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Ask the map a what-if and get a scenario answer: odds, paths, ranges, sources.",
    epilog="Exit codes: 0 done, 1 the run failed, 2 bad input. KNOCKON_STORE names the store (sqlite:///knockon.db).",
)
commands_demo.add_to(app)
commands_ask.add_to(app)
commands_chat.add_to(app)
commands_what_if.add_to(app)
commands_map.add_to(app)
commands_reach.add_to(app)
commands_graph.add_to(app)
commands_ingest.add_to(app)
commands_documents.add_to(app)
commands_edges.add_to(app)
commands_keys.add_to(app)
commands_serve.add_to(app)
commands_mcp.add_to(app)
commands_dev.add_to(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"knockon {__version__}")
        raise typer.Exit


@app.callback()
def _knockon(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line of this process and exit with its code."""
    replace_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Return the exit code of one command; whatever goes wrong is told in one line on stderr."""
    try:
        result = app(args or ["--help"], prog_name="knockon", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
        return FAILED
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    except Exception as error:
        return _told(error)
    code = result if isinstance(result, int) else DONE
    if code == INTERRUPTED:
        note("interrupted")
    return code


def _told(error: Exception) -> int:
    from graph.errors import KnockonError

    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "knockon"
        said = error.format_message().replace("Value error, ", "").rstrip(".")
        note(one_line(f"{said}. Run `{command} --help`."))
        return BAD_INPUT
    if isinstance(error, KnockonError):
        detail = error.detail if error.detail.endswith((".", "。", "?")) else f"{error.detail}."
        note(one_line(f"{detail} {error.hint}"))
        return BAD_INPUT
    if isinstance(error, OSError):
        _let_go_of_stdout()
        where = f"{error.filename}: " if error.filename else ""
        note(one_line(f"{where}{error.strerror or error}. Check the path and the space on the disk."))
        return FAILED
    if _debugging():
        import traceback

        traceback.print_exception(error)
    note(one_line(f"internal error: {type(error).__name__}: {error}. Set KNOCKON_DEBUG=1 and report what it prints."))
    return FAILED


def _let_go_of_stdout() -> None:
    """Point stdout at nothing: what could not be written would fail again when the interpreter flushes at exit."""
    with suppress(OSError, ValueError):
        stdout = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout)


def _debugging() -> bool:
    from api.settings import load_settings
    from graph.errors import BadInput

    try:
        return load_settings().debug
    except BadInput:
        return False
