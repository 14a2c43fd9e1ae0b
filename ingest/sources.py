"""What is to be read: files, folders, addresses and standard input, one at a time and none before its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from graph.errors import DocumentRefused
from ingest.policy import limit
from ingest.readers.formats import is_readable_name, too_large
from ingest.readers.reading import Raw, Told


class Source(NamedTuple):
    """One thing to read: where it is, and how to open it when its turn comes."""

    place: str
    load: Callable[[], Raw]


def sources(names: Iterable[str], told: Told, fetch: Callable[[str], Raw] | None = None) -> Iterator[Source]:
    """Yield what the names stand for: a folder's readable files in order, an address, or the file itself.

    Args:
        names: Paths and http(s) addresses.
        told: What is told of all of them.
        fetch: Opens an address; without it addresses are refused.
    """
    for name in names:
        if name.startswith(("http://", "https://")):
            yield Source(name, _fetching(name, told, fetch))
            continue
        path = Path(name)
        if path.is_dir():
            for file in files_in(path):
                yield Source(str(file.absolute()), _loading(file, told))
        else:
            yield Source(str(path.absolute()), _loading(path, told))


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the readable files below a folder in order; hidden ones and links out of it are passed by."""
    try:
        entries = sorted(folder.iterdir(), key=lambda p: p.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from files_in(entry)
        elif entry.is_file() and is_readable_name(entry.name):
            yield entry


def load_file(path: Path, told: Told) -> Raw:
    """Return a file's bytes, or raise `DocumentRefused`; one that is too large is not opened at all."""
    try:
        if path.is_dir():
            raise DocumentRefused("is a folder")
        if path.exists() and not path.is_file():
            raise DocumentRefused("is no ordinary file")
        size = path.stat().st_size
        if size > limit("largest_file"):
            raise DocumentRefused(too_large(size))
        # One byte more than may be: a file that grows meanwhile is refused as well.
        with path.open("rb") as file:
            data = file.read(int(limit("largest_file")) + 1)
    except (OSError, ValueError) as error:
        raise DocumentRefused(f"cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    return Raw(data, str(path.absolute()), told=told)


def _loading(path: Path, told: Told) -> Callable[[], Raw]:
    return lambda: load_file(path, told)


def _fetching(address: str, told: Told, fetch: Callable[[str], Raw] | None) -> Callable[[], Raw]:
    def load() -> Raw:
        if fetch is None:
            raise DocumentRefused("is an address, and nothing may be fetched here")
        raw = fetch(address)
        return replace(raw, told=replace(told, url=told.url or raw.told.url))

    return load
