"""Graph files as the command line names them: a path or stdin, a format given or told by the suffix."""

from __future__ import annotations

from pathlib import Path

from api.console import STDIN, load_text, named
from graph.content import Graph
from graph.errors import BadInput
from graph.files import SUFFIXES, parse_graph


def format_of(path: str | None, given: str | None) -> str:
    """Return the format that was given, or the one the suffix tells; stdin and stdout are yaml."""
    if given is not None:
        return given
    if path is None or path == STDIN:
        return SUFFIXES[".yaml"]
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(
            f"{path!r} does not tell its format: {suffix or 'no suffix'}.", hint="Add --format, or end it in .yaml."
        )
    return SUFFIXES[suffix]


def load_graph_given(path: str, given: str | None = None) -> Graph:
    """Return the graph of a file or of stdin; raise `GraphFileError` or `BadInput` naming what is wrong with it."""
    form = format_of(path, given)
    return parse_graph(load_text(path), form, name=named(path))
