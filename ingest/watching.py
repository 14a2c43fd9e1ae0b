"""Folders that are watched: what is in them, then what comes new or changes, for as long as somebody wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.policy import limit
from ingest.readers.reading import Told
from ingest.sources import Source, files_in, load_file

Stamp = tuple[int, int]


def watched(
    names: tuple[str, ...], told: Told, *, pause: Callable[[float], object] | None = None,
    rounds: int | None = None,
) -> Iterator[Source | None]:  # fmt: skip
    """Yield the files of folders, after every pause those that are new or changed and whole, and None at each pause.

    Args:
        names: Folders, or single files.
        told: What is told of all of them.
        pause: Waits that many seconds.
        rounds: How often to look; None: until interrupted.
    """
    pause = pause or threading.Event().wait
    done: dict[Path, Stamp] = {}
    last: dict[Path, Stamp] = {}
    looked = 0
    while rounds is None or looked < rounds:
        now = {path: stamp for name in names for path in _files(Path(name)) if (stamp := _stamp(path)) is not None}
        for path, stamp in now.items():
            # A file that is still growing has another stamp at the next look; the first look takes all there is.
            if done.get(path) != stamp and (not looked or last.get(path) == stamp):
                done[path] = stamp
                yield Source(str(path.absolute()), lambda path=path: load_file(path, told))  # type: ignore[misc]  # a default binds it
        last = now
        looked += 1
        # Nothing is left to read for now: what was read is to reach the graph.
        yield None
        if rounds is None or looked < rounds:
            pause(limit("watch_pause"))


def _files(path: Path) -> list[Path]:
    return list(files_in(path)) if path.is_dir() else [path]


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
