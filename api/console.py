"""What the command line prints, and how it reads what it is given."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

STDIN = "-"


def note(text: str) -> None:
    """Print progress, on stderr."""
    print(f"knockon: {text}", file=sys.stderr, flush=True)


def replace_closed_streams() -> None:
    """Put nothing in the place of a stream that the shell closed; `>&-` leaves no object to write to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the process ends


def one_line(text: str) -> str:
    """Return the text on one line, without control characters or lone surrogates."""
    flat = " ".join(text.split())
    return "".join(c if c.isprintable() else "?" for c in flat)


def emit_json(model: BaseModel) -> None:
    """Print a model as JSON, on stdout."""
    print(model.model_dump_json(indent=2))


def emit_data(data: Any, *, indent: int | None = 2) -> None:
    """Print plain data as JSON, on stdout."""
    print(json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False))


def date_of(text: str | None, option: str = "--as-of") -> dt.date | None:
    """Return the date that `text` writes as YYYY-MM-DD; raise `BadInput` for anything else."""
    from graph.errors import BadInput

    if text is None:
        return None
    try:
        if len(text) != len("2025-11-21"):
            raise ValueError(text)
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise BadInput(f"{option} {text!r} is not a date.", hint="Write it as 2025-11-21.") from error


def load_text(path: str) -> str:
    """Return the text of a file, or of stdin for `-`; raise `BadInput` when it cannot be read."""
    from graph.errors import BadInput

    try:
        with open_bytes(path) as file:
            return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{named(path)} is not UTF-8: byte {error.start} is 0x{error.object[error.start]:02x}.",
            hint="Save it as UTF-8.",
        ) from error


def open_bytes(path: str) -> IO[bytes]:
    """Return a file opened for reading, or stdin for `-`; raise `BadInput` when it cannot be opened."""
    from graph.errors import BadInput

    if path == STDIN:
        if sys.stdin is None:  # the shell's <&-
            raise BadInput("stdin is closed.", hint="Give a file.")
        return sys.stdin.buffer
    try:
        if Path(path).is_dir():
            raise BadInput(f"{path!r} is a directory.", hint="Give a file, or - for stdin.")
        return open(path, "rb")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{path!r} cannot be read: {why}.", hint="Give a file, or - for stdin.") from error


def save_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; raise `BadInput` when it cannot be written, or holds a database."""
    import tempfile

    from graph.errors import BadInput
    from graph.sqlite_file import is_database

    if is_database(path):
        raise BadInput(f"{str(path)!r} is a database, and would be lost.", hint="Choose another --out.")
    part = ""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False) as file:
            part = file.name
            file.write(text)
        # NamedTemporaryFile makes the file private; a result is as readable as any other new file.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(part, 0o666 & ~umask)
        os.replace(part, path)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        raise BadInput(f"{str(path)!r} cannot be written: {error.strerror}.", hint="Choose another --out.") from error


def named(path: str) -> str:
    """Return how a message calls the file."""
    return "stdin" if path == STDIN else path
