"""Many questions in one process: JSON lines in, JSON lines out, a bad line never stops the run."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from api.console import emit_data, named, note, open_bytes
from api.problems import as_problem, internal_problem
from api.wire import AskRequest
from graph.errors import BadInput, KnockonError
from graph.faults import first_fault, kind_of

FORM = 'Write one {"id": "...", "question": "..."} per line.'


def run_batch(path: str, base: AskRequest, answer_one: Callable[[AskRequest], BaseModel]) -> int:
    """Return 0 when every line was answered, else 1; `base` holds what the command line set for all."""
    lines = failed = 0
    seen: dict[str | int, int] = {}
    with open_bytes(path) as file:
        for number, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            lines += 1
            row = one_line_answered(raw, number, base, answer_one, seen)
            failed += "error" in row
            emit_data(row, indent=None)
    if failed:
        note(f"{failed} of {lines} lines of {named(path)} failed; their error says why.")
    return 1 if failed else 0


def one_line_answered(
    raw: bytes,
    number: int,
    base: AskRequest,
    answer_one: Callable[[AskRequest], BaseModel],
    seen: dict[str | int, int],
) -> dict[str, Any]:
    """Return the output of one line: its id and the result, or its id, its number and the problem.

    `seen` holds the ids of the lines before it with their numbers, and is given this one's.
    """
    row: dict[str, Any] = {}
    try:
        line = _parsed(raw, number)
        if _may_be_id(line.get("id")):
            row["id"] = line["id"]
            _refuse_twin(line["id"], number, seen)
        request = _request(line, number, base)
        return row | answer_one(request).model_dump(mode="json")
    except KnockonError as error:
        return row | {"line": number, "error": as_problem(error)}
    except Exception as error:
        note(f"line {number}: internal error: {type(error).__name__}: {error}")
        return row | {"line": number, "error": internal_problem()}


def _parsed(raw: bytes, number: int) -> dict[str, Any]:
    try:
        line = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"line {number} is not UTF-8.", hint="Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"line {number} is not JSON: {error}.", hint=FORM) from error
    if not isinstance(line, dict):
        raise BadInput(f"line {number} is {kind_of(line)}, not an object.", hint=FORM)
    return line


def _refuse_twin(given: str | int, number: int, seen: dict[str | int, int]) -> None:
    first = seen.setdefault(given, number)
    if first != number:
        raise BadInput(f"line {number} has the id {given!r} of line {first}.", hint="Give each line an id of its own.")


def _may_be_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _request(line: dict[str, Any], number: int, base: AskRequest) -> AskRequest:
    if not _may_be_id(line.get("id")):
        raise BadInput(f"line {number} has no id that is a text or a whole number.", hint=FORM)
    if "question" not in line:
        raise BadInput(f"line {number} has no question.", hint=FORM)
    # Other members are the caller's own (expected results, labels) and stay unread.
    given = {name: line[name] for name in ("question", "as_of") if line.get(name) is not None}
    try:
        return AskRequest.model_validate(base.model_dump() | {"question": line["question"]} | given)
    except ValidationError as error:
        fault = first_fault(list(error.errors(include_url=False)))
        raise BadInput(f"line {number}: {fault}.", hint=FORM) from error
