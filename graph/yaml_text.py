"""YAML as plain data that remembers its lines; what YAML allows and a graph file should not is refused."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, NoReturn

import yaml

from graph.errors import GraphFileError

try:
    from yaml import CSafeDumper as SafeDumper
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # a PyYAML built without libyaml is slower, and the same otherwise
    from yaml import SafeDumper, SafeLoader  # type: ignore[assignment]  # same interface

MOST_VALUES = 2_000_000
"""Values after aliases are written out; beyond it a small file is meant to fill the memory."""
DEEPEST = 100
"""Levels of nesting."""
PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
}
NUMBER = re.compile(r"^[-+]?(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+$")
"""A number that YAML 1.1 takes for a word: it wants a point and a signed exponent."""


class Loader(SafeLoader):
    """The safe loader, which also knows numbers without a point."""


class Dumper(SafeDumper):
    """The safe dumper, which also quotes words that look like such numbers."""


for _side in (Loader, Dumper):
    _side.add_implicit_resolver("tag:yaml.org,2002:float", NUMBER, list("-+.0123456789"))


class Lined(dict[Any, Any]):
    """A mapping that knows the line of each of its keys."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[Any, int] = {}


class LinedList(list[Any]):
    """A list that knows the line of each of its items."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[Any, int] = {}


def parse_yaml(text: str, name: str) -> Any:
    """Return the data of a YAML text, or raise `GraphFileError` that names file and line."""
    try:
        return _Reader(Loader(text), name).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}" if mark else name
        raise GraphFileError(
            f"{place}: is not YAML: {error.problem or error.context}; check quotes, indents"
        ) from error
    except yaml.YAMLError as error:
        raise GraphFileError(f"{name}: is not YAML: {' '.join(str(error).split())}") from error


class _Reader:
    """Turns the parser's events into data; aliases count for what they stand for, and nesting is bounded.

    The library's own composer would overflow the stack on a file that is nested deep enough.
    """

    def __init__(self, loader: Any, name: str) -> None:
        self.loader = loader
        self.name = name
        self.values = 0
        self.anchors: dict[str, tuple[Any, int]] = {}

    def document(self) -> Any:
        self.loader.get_event()
        if self.loader.check_event(yaml.StreamEndEvent):
            return None
        self.loader.get_event()
        found = self.value(0)
        self.loader.get_event()
        if not self.loader.check_event(yaml.StreamEndEvent):
            self.refuse(self.loader.peek_event(), "begins a second document; keep one")
        return found

    def value(self, depth: int) -> Any:
        event = self.loader.get_event()
        before = self.values
        self.values += 1
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                self.refuse(event, f"uses the alias {event.anchor!r}, which nothing before it defines")
            found, size = self.anchors[event.anchor]
            self.values += size
        elif isinstance(event, yaml.ScalarEvent):
            found = self.scalar(event)
        else:
            if event.tag is not None and event.tag not in PLAIN_TAGS:
                self.refuse(event, f"has the tag {event.tag!r}; remove it")
            if depth > DEEPEST:
                self.refuse(event, f"is nested more than {DEEPEST} levels deep; flatten it")
            found = self.mapping(event, depth) if isinstance(event, yaml.MappingStartEvent) else self.list(event, depth)
        if self.values > MOST_VALUES:
            self.refuse(event, f"holds more than {MOST_VALUES} values once its aliases are written out")
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor] = (found, self.values - before)
        return found

    def list(self, start: Any, depth: int) -> LinedList:
        found = LinedList(start.start_mark.line + 1)
        while not self.loader.check_event(yaml.SequenceEndEvent):
            found.lines[len(found)] = self.loader.peek_event().start_mark.line + 1
            found.append(self.value(depth + 1))
        self.loader.get_event()
        return found

    def mapping(self, start: Any, depth: int) -> Lined:
        found = Lined(start.start_mark.line + 1)
        while not self.loader.check_event(yaml.MappingEndEvent):
            at = self.loader.peek_event()
            key = self.value(depth + 1)
            if not isinstance(key, Hashable):
                self.refuse(at, "has a key that is not a word; quote it")
            if key in found:
                self.refuse(at, f"has the key {key!r} twice; keep one")
            found.lines[key] = at.start_mark.line + 1
            found[key] = self.value(depth + 1)
        self.loader.get_event()
        return found

    def scalar(self, event: Any) -> Any:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag == "tag:yaml.org,2002:merge":
            self.refuse(event, "has a merge key '<<'; write the fields out")
        if tag not in PLAIN_TAGS:
            self.refuse(event, f"has the tag {tag!r}; remove it")
        try:
            node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
            return self.loader.yaml_constructors[tag](self.loader, node)
        except (ValueError, KeyError, AttributeError, OverflowError) as error:
            self.refuse(event, f"has {event.value[:40]!r}, which cannot be read ({error}); quote it or correct it")

    def refuse(self, event: Any, what: str) -> NoReturn:
        raise GraphFileError(f"{self.name}:{event.start_mark.line + 1}: {what}")


def dump_yaml(data: Any) -> str:
    """Return plain data as YAML that `parse_yaml` reads back unchanged; short rows stay on one line."""
    text: str = yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)
    return text
