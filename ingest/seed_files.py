"""The shipped YAML files as plain rows, and errors that name file, line, thing and value."""

from __future__ import annotations

import re
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


def load_parts(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """Return the parsed file and those of the same name in the folders beside it, one per theme, by path."""
    themes = sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"*/{name}"))
    return {part: load_yaml(part, folder) for part in [name, *themes]}


def load_rows(name: str, folder: Path = FOLDER, section: str | None = None) -> list[Row]:
    """Return the rows, or those of one section, of a file and of the themes beside it."""
    return rows_of(load_parts(name, folder), section)


def rows_of(parts: dict[str, Any], section: str | None = None) -> list[Row]:
    """Return the rows of all parts in one list, or raise `GraphFileError` naming the part that holds none."""
    return [row for name, found in parts.items() for row in _rows(name, found, section)]


def _rows(name: str, found: Any, section: str | None) -> list[Row]:
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
    """Return the error for a thing of a shipped file, with the theme and line where it stands if they can be found."""
    for path in [folder / file, *sorted(folder.glob(f"*/{file}"))]:
        if line := _line_of(path, thing):
            return GraphFileError(f"{path.relative_to(folder).as_posix()}, line {line}: {thing}: {what}")
    return GraphFileError(f"{file}: {thing}: {what}")


def _line_of(path: Path, thing: str) -> int | None:
    """Return the line on which the thing's row begins."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    begins = _beginning(*(re.escape(end) for end in thing.split(" -> ")))
    return next((n for n, line in enumerate(lines, 1) if begins.match(line)), None)


def _beginning(thing: str, effect: str = "") -> re.Pattern[str]:
    """Return what a row begins with: a pair, an id, a section, or the node and date (and tag) of an observation."""
    if effect:
        return re.compile(rf"\W*pair: \[{thing}, {effect}\]")
    node, *rest = thing.split(r"\.")
    told = ", ".join(f"{key}: {value}" for key, value in zip(("node", "as_of", "tag"), (node, *rest), strict=False))
    return re.compile(rf"\W*(id: {thing}|{told if rest else thing + ':'})(?![\w-])")
