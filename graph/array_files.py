"""Arrays of a graph on disk, one file per version of it: what a process starts from without reading rows."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.engine.scale.arrays import ArrayGraph, Luck, arrays, sure
from graph.engine.scale.lags import Lags
from graph.engine.scale.rows import Rows
from graph.errors import GraphFileError

MAGIC = b"knockon arrays 1\n"
ALIGNED = 64
TABLES = {"into": Rows, "out": Rows, "by_lag": Lags, "luck": Luck}


def save_arrays(folder: Path, graph: ArrayGraph) -> Path:
    """Return the file in which the graph now stands under its version; one that is there is replaced as a whole."""
    columns = {name: getattr(graph, name) for name in ("scale", "cause", "effect", "weight", "total")}
    numbers = {}
    for table in TABLES:
        for name, value in vars(getattr(graph, table)).items():
            if isinstance(value, np.ndarray):
                columns[f"{table}.{name}"] = value
            else:
                numbers[f"{table}.{name}"] = value
    places, at = {}, 0
    for name, column in columns.items():
        places[name] = (column.dtype.str, column.shape, at)
        at += -(-column.nbytes // ALIGNED) * ALIGNED
    head = json.dumps({"version": graph.version, "columns": places, "numbers": numbers, "bytes": at}).encode()
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        start = _start(len(head))
        file.write(MAGIC + f"{len(head):012d}\n".encode() + head)
        for name_of, column in columns.items():
            file.seek(start + places[name_of][2])
            file.write(np.ascontiguousarray(column).tobytes())
        file.truncate(start + at)
    target = _path(folder, graph.version)
    os.replace(name, target)
    return target


def load_arrays(folder: Path, version: str) -> ArrayGraph | None:
    """Return the graph of that version from its file, or None when there is none; changes do not reach the file."""
    path = _path(folder, version)
    if not path.exists():
        return None
    try:
        with path.open("rb") as file:
            magic, size = file.read(len(MAGIC)), file.read(13)
            head = json.loads(file.read(int(size)))
        start = _start(int(size))
        if magic != MAGIC or head["version"] != version or path.stat().st_size != start + head["bytes"]:
            raise ValueError("it is not whole, or not of this version")
        data: Any = np.memmap(path, dtype=np.uint8, mode="c", offset=start, shape=(head["bytes"],))
        parts: dict[str, Any] = dict(head["numbers"])
        for name, (kind, shape, at) in head["columns"].items():
            flat: NDArray[Any] = np.ndarray(shape, dtype=kind, buffer=data, offset=at)
            parts[name] = flat
    except (ValueError, KeyError, TypeError) as error:
        raise GraphFileError(f"{path.name} is not a file of arrays: {error}; delete it, it is made anew") from error
    tables: dict[str, Any] = {
        table: kind(**{k.partition(".")[2]: v for k, v in parts.items() if k.startswith(f"{table}.")})
        for table, kind in TABLES.items()
    }
    plain = {k: v for k, v in parts.items() if "." not in k}
    return ArrayGraph(version=version, **plain, **tables)


def load_rows(database: Path, version: str) -> ArrayGraph:
    """Return the links that a SQLite store now holds as arrays, without a model per row; places by English name.

    Strength times sign and lag only: what weighs evidence, regimes or dates is read through the store's view.
    """
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        nodes = connection.execute(NODES).fetchall()
        place = {id_: i for i, (id_, _, _) in enumerate(nodes)}
        rows = connection.execute(EDGES).fetchall()
    finally:
        connection.close()
    missing = next((r for r in rows if r[0] not in place or r[1] not in place), None)
    if missing is not None:
        raise GraphFileError(f"an edge from {missing[0]!r} to {missing[1]!r} names a node that {database.name} lacks")
    cause = np.fromiter((place[r[0]] for r in rows), np.int32, len(rows))
    effect = np.fromiter((place[r[1]] for r in rows), np.int32, len(rows))
    weight = np.fromiter((r[2] for r in rows), np.float64, len(rows))
    lag = np.fromiter((r[3] for r in rows), np.int32, len(rows))
    return arrays(version, [s for _, _, s in nodes], cause, effect, weight, lag, sure(weight))


LATEST = """
SELECT id, body FROM revision r WHERE kind = '{kind}' AND retired = 0 AND sequence = (
    SELECT sequence FROM revision l WHERE l.kind = r.kind AND l.id = r.id ORDER BY known_from DESC, sequence DESC
    LIMIT 1)
"""
NODES = f"""
SELECT id, coalesce(json_extract(body, '$.name.en'), id) AS name, coalesce(json_extract(body, '$.scale'), 1.0)
FROM ({LATEST.format(kind="nodes")}) ORDER BY name, id
"""
EDGES = f"""
SELECT json_extract(body, '$.cause'), json_extract(body, '$.effect'),
       json_extract(body, '$.strength') * CASE json_extract(body, '$.sign') WHEN '-' THEN -1 WHEN '0' THEN 0 ELSE 1 END,
       coalesce(json_extract(body, '$.lag_days'), 0)
FROM ({LATEST.format(kind="edges")}) ORDER BY id
"""


def _start(head: int) -> int:
    return -(-(len(MAGIC) + 13 + head) // ALIGNED) * ALIGNED


def _path(folder: Path, version: str) -> Path:
    safe = "".join(c if c.isalnum() else "-" for c in version)
    return folder / f"{safe}.arrays"
