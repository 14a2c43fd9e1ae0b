"""The shipped YAML files as plain rows, and errors that name file, line, thing and value."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from graph.errors import GraphFileError
from graph.model import Frozen

FOLDER = Path(__file__).with_name("seed")
M = TypeVar("M", bound=Frozen)
Row = dict[str, Any]


def load_yaml(name: str, folder: Path = FOLDER) -> Any:
    """Return the parsed file, or raise `GraphFileError` with the line that cannot be read."""
    path = folder / name
    try:
        with path.open("rb") as stream:
            return yaml.load(stream, yaml.CSafeLoader)
    except OSError as why:
        raise GraphFileError(f"{name}: cannot be opened: {why.strerror}") from why
    except yaml.MarkedYAMLError as why:
        line = why.problem_mark.line + 1 if why.problem_mark else "?"
        raise GraphFileError(f"{name}, line {line}: {why.problem}") from why


def load_rows(name: str, folder: Path = FOLDER, section: str | None = None) -> list[Row]:
    """Return the rows of a file, or of one section of it."""
    found = load_yaml(name, folder)
    rows = found.get(section) if section and isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise GraphFileError(f"{name}: {section or 'the file'} is not a list of rows")
    return rows


def made(model: type[M], data: Row, *, file: str, thing: str, folder: Path = FOLDER) -> M:
    """Return the row as a model, or raise `GraphFileError` that names file, line, thing, field and value."""
    try:
        return model.model_validate(data)
    except ValidationError as why:
        first = why.errors()[0]
        field = ".".join(str(p) for p in first["loc"]) or "row"
        value = str(first.get("input"))[:80]
        raise refused(file, thing, f"{field} {value!r}: {first['msg']}", folder) from why


def refused(file: str, thing: str, what: str, folder: Path = FOLDER) -> GraphFileError:
    """Return the error for a thing of a shipped file, with its line where it can be found."""
    line = _line_of(folder / file, thing)
    place = f"{file}, line {line}" if line else file
    return GraphFileError(f"{place}: {thing}: {what}")


def _line_of(path: Path, thing: str) -> int | None:
    """Return the first line that holds every part of the thing's name."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    parts = thing.split(" -> ")
    return next((n for n, line in enumerate(lines, 1) if all(p in line for p in parts) and ":" in line), None)
