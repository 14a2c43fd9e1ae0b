"""What a request must be before it is read: known parameters, JSON said to be JSON, keys once, JSON accepted."""

from __future__ import annotations

import json
from typing import Any

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError

JSON_RANGES = {"*/*", "application/*", "application/json", "application/problem+json"}
STREAM = "text/event-stream"
ALSO = {
    "/api/ask": {STREAM, "text/*"},
    "/api/runs/{run_id}/events": {STREAM, "text/*"},
    "/metrics": {"text/plain", "text/*", "application/openmetrics-text"},
}
"""Routes that answer in something else than JSON, or as well in something else."""


class DoubledKey(Exception):
    """A JSON object has one key twice; parsers differ in which they keep."""


async def refuse_other_answers(request: Request) -> None:
    """Raise 406 when the request accepts nothing that its route answers in."""
    wanted = _wanted(request)
    if wanted and not set(wanted) & (JSON_RANGES | ALSO.get(request.scope["route"].path_format, set())):
        accept = ",".join(request.headers.getlist("accept"))
        raise HTTPException(406, f"this route answers in JSON, and the request accepts {accept[:100]}")


def wants_stream(request: Request) -> bool:
    """Return whether the request would rather have a stream of events than one JSON answer."""
    wanted = _wanted(request)
    json = max((wanted[name] for name in JSON_RANGES & set(wanted)), default=(0.0, 0))
    return STREAM in wanted and wanted[STREAM] > json


def _wanted(request: Request) -> dict[str, tuple[float, int]]:
    """Return media range -> how much it is wanted: its weight, then the order in which they are named."""
    found: dict[str, tuple[float, int]] = {}
    parts = [part for part in ",".join(request.headers.getlist("accept")).split(",") if part.strip()]
    for place, part in enumerate(parts):
        name, *more = part.split(";")
        weights = [p.strip()[2:] for p in more if p.strip().startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            found.setdefault(name.strip().lower(), (weight, -place))
        else:
            found.setdefault("", (0.0, -place))  # something was said, if only what is not wanted
    return found


async def refuse_unknown_parameters(request: Request) -> None:
    """Raise a 422 that names a query parameter which the route does not have, or which is given twice."""
    known = _parameters_of(request)
    seen: set[str] = set()
    for name, value in request.query_params.multi_items():
        if name not in known:
            instead = f"known are {', '.join(known)}" if known else "this route takes none"
            raise _fault("query", name, f"is not a known parameter; {instead}", value)
        if name in seen:
            raise _fault("query", name, "is given twice; keep one", value)
        seen.add(name)


def _parameters_of(request: Request) -> list[str]:
    """Return the names of the route's query parameters, as the OpenAPI document promises them."""
    route = request.app.openapi()["paths"][request.scope["route"].path_format][request.method.lower()]
    return [p["name"] for p in route.get("parameters", ()) if p["in"] == "query"]


async def refuse_other_bodies(request: Request) -> None:
    """Raise 415 unless the body is said to be JSON, or a 422 that names a key which one of its objects has twice."""
    said = request.headers.get("content-type", "")
    kind = said.partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise HTTPException(
            415, f"the body is said to be {said[:100] or 'nothing in particular'}, not application/json"
        )
    try:
        json.loads(await request.body(), object_pairs_hook=_once)
    except DoubledKey as error:
        raise _fault("body", str(error), "stands twice in one object; keep one") from error
    except (ValueError, RecursionError):
        return  # the route's own reading says where it breaks


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise DoubledKey(next(key for key in keys if keys.count(key) > 1))
    return found


def _fault(part: str, name: str, what: str, value: str | None = None) -> RequestValidationError:
    kind = {"type": "refused", "loc": (part, name), "msg": what}
    return RequestValidationError([kind if value is None else {**kind, "input": value}])
