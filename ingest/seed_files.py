"""The shipped YAML files as plain rows that know their line, and errors that name file, line, thing and value."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from graph.errors import GraphFileError
from graph.faults import place, shown_value, what_of
from graph.model import Frozen

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # a PyYAML built without libyaml is slower, and the same otherwise
    from yaml import SafeLoader  # type: ignore[assignment]  # same interface

FOLDER = Path(__file__).with_name("seed")
M = TypeVar("M", bound=Frozen)
Row = dict[str, Any]


class SeedRow(dict[Any, Any]):
    """A mapping of a shipped file that knows where it stands."""

    __slots__ = ("file", "line")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file, self.line = file, line

    @property
    def at(self) -> str:
        """Return the file and the line, as an error names them."""
        return f"{self.file}, line {self.line}"


class _Reader:
    """Plain data from the parser's events, at half the time of the library's own composer and constructor."""

    def __init__(self, text: bytes, file: str) -> None:
        self._loader = SafeLoader(text)
        self._next = self._loader.get_event
        self._file = file

    def document(self) -> Any:
        """Return the data of the one document; None when there is none."""
        self._next()
        if type(self._next()) is yaml.StreamEndEvent:
            return None
        found = self._value(self._next())
        self._next()
        if type(end := self._next()) is not yaml.StreamEndEvent:
            raise self._refused(end, "begins a second document; keep one")
        return found

    def _value(self, event: Any) -> Any:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.SequenceStartEvent:
            found = []
            while type(item := self._next()) is not yaml.SequenceEndEvent:
                found.append(self._value(item))
            return found
        if kind is yaml.AliasEvent:
            raise self._refused(event, f"uses the alias {event.anchor!r}; write it out")
        row = SeedRow(self._file, event.start_mark.line + 1)
        while type(key := self._next()) is not yaml.MappingEndEvent:
            name = self._value(key)
            if not isinstance(name, Hashable):
                raise self._refused(key, "has a key that is not a word; quote it")
            if name in row:
                raise self._refused(key, f"has the key {name!r} twice; keep one")
            row[name] = self._value(self._next())
        return row

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.tag is None and event.implicit[0]:
            for tag, pattern in self._loader.yaml_implicit_resolvers.get(text[:1], ()):
                if pattern.match(text):
                    try:
                        node = yaml.ScalarNode(tag, text, event.start_mark, event.end_mark)
                        return self._loader.yaml_constructors[tag](self._loader, node)
                    except (KeyError, ValueError) as why:
                        raise self._refused(event, f"has {text!r}, which cannot be read; quote it") from why
        return text

    def _refused(self, event: Any, what: str) -> GraphFileError:
        return GraphFileError(f"{self._file}, line {event.start_mark.line + 1}: {what}")


def load_yaml(name: str, folder: Path = FOLDER) -> Any:
    """Return the parsed file, or raise `GraphFileError` with the line that cannot be read."""
    try:
        return _Reader((folder / name).read_bytes(), name).document()
    except OSError as why:
        raise GraphFileError(f"{name}: cannot be opened: {why.strerror}") from why
    except yaml.MarkedYAMLError as why:
        line = why.problem_mark.line + 1 if why.problem_mark else "?"
        raise GraphFileError(f"{name}, line {line}: {why.problem}") from why
    except (yaml.YAMLError, RecursionError) as why:
        raise GraphFileError(f"{name}: cannot be read: {' '.join(str(why).split())}") from why


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


def made(model: type[M], data: Row, *, file: str, thing: str, row: Mapping[str, Any] | None = None) -> M:
    """Return the data as a model, or raise `GraphFileError` that names file, line, thing, field and value.

    `row` is the shipped row that the data was made from, when the data is not that row itself.
    """
    try:
        return model.model_validate(data)
    except ValidationError as why:
        first = why.errors()[0]
        field = place(first["loc"]) or "row"
        shown = "" if first["type"] == "missing" else f" {shown_value(first.get('input'))[:80]}"
        raise refused(file, thing, f"{field}{shown} {what_of(first)}", data if row is None else row) from why


def refused(file: str, thing: str, what: str, row: Mapping[str, Any] | None = None) -> GraphFileError:
    """Return the error for a thing of a shipped file, with the theme and line of its row when that is given."""
    return GraphFileError(f"{row.at if isinstance(row, SeedRow) else file}: {thing}: {what}")
