"""Tables of links that somebody brings (CSV, JSON): each row says cause, effect and sign, with its own source."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.errors import DocumentRefused
from ingest.policy import limit
from ingest.readers.encoding import decode
from ingest.readers.reading import Block, Raw, Reading, Told, Triple, clean, flat, refuse_empty
from ingest.readers.told import told_in

NEEDED = ("cause", "effect")
FIELDS = frozenset({*NEEDED, "sign", "quote", "source", "date", "status", "url", "story", "relation"})
WRITTEN = {"subject": "cause", "from": "cause", "source_node": "cause", "object": "effect", "to": "effect",
           "target": "effect", "polarity": "sign", "text": "quote", "evidence": "quote"}  # fmt: skip
LONGEST_CELL = 2000


def read_csv(raw: Raw) -> list[Reading]:
    """Return a table with a header line as one document, a row being a passage."""
    text = clean(decode(raw.data, raw.media))
    try:
        delimiter = "\t" if text.partition("\n")[0].count("\t") else _delimiter(text.partition("\n")[0])
        rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=False)
        header = [_field(name) for name in next(rows, [])]
        return _table(header, (dict(zip(header, row, strict=False)) for row in rows if any(row)), raw, Told())
    except csv.Error as error:
        raise DocumentRefused(f"is not a table: {error}") from error


def _delimiter(header: str) -> str:
    return max(",;|", key=header.count)


def read_json(raw: Raw) -> list[Reading]:
    """Return a list of objects, or an object with `triples`, or one object a line, as one document."""
    text = decode(raw.data, raw.media)
    try:
        data = _json_of(text)
    except (ValueError, RecursionError) as error:
        raise DocumentRefused(f"is not JSON: {flat(str(error))[:200]}") from error
    told = told_in(data) if isinstance(data, dict) else Told()
    rows = data.get("triples", data.get("links")) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DocumentRefused("is JSON, but no list of objects with `cause` and `effect`")
    plain = ({_field(str(k)): v for k, v in row.items()} for row in rows)
    header = sorted({_field(str(name)) for row in rows for name in row})
    return _table(header, plain, raw, told)


def _json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [json.loads(line) for line in lines]


def _field(name: str) -> str:
    plain = flat(name).lower().replace(" ", "_")
    return WRITTEN.get(plain, plain)


def _table(header: Iterable[str], rows: Iterator[Mapping[str, Any]], raw: Raw, told: Told) -> list[Reading]:
    missing = [name for name in NEEDED if name not in set(header)]
    if missing:
        raise DocumentRefused(f"has no column {' and no column '.join(missing)}; a table of links needs both")
    blocks: list[Block] = []
    triples: list[Triple] = []
    for row in rows:
        cells = {k: flat(_words(v))[:LONGEST_CELL] for k, v in row.items() if k in FIELDS}
        if not cells.get("cause") or not cells.get("effect"):
            continue
        if len(triples) >= limit("most_rows"):
            raise DocumentRefused(f"has more than {limit('most_rows'):,.0f} rows")
        triples.append(Triple(len(blocks), cells))
        blocks.append(Block(shown(cells), "row"))
    kept = refuse_empty(blocks, "has no row with a cause and an effect")
    return [Reading(kept, raw.data, raw.place, told, triples=tuple(triples), reader="table")]


def _words(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def shown(cells: Mapping[str, str]) -> str:
    """Return the line that a row stands for in the stored text: cause, effect, sign, and the words it rests on."""
    line = f"{cells['cause']} -> {cells['effect']}"
    if cells.get("sign"):
        line += f" ({cells['sign']})"
    return f"{line}: {cells['quote']}" if cells.get("quote") else line
