"""What a request must be before it is read: known parameters, JSON said to be JSON, keys once, JSON accepted."""

from __future__ import annotations

import json
from typing import Any

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError

JSON_RANGES = {"*/*", "application/*", "application/json", "application/problem+json"}


class DoubledKey(Exception):
    """A JSON object has one key twice; parsers differ in which they keep."""


def refuse_other_answers(request: Request) -> None:
    """Raise 406 when the request accepts no JSON: this release has no streams and no pages."""
    accept = ",".join(request.headers.getlist("accept"))
    ranges = [part.partition(";") for part in accept.split(",") if part.strip()]
    wanted = {name.strip().lower() for name, _, more in ranges if more.replace(" ", "") not in ("q=0", "q=0.0")}
    if ranges and not wanted & JSON_RANGES:
        raise HTTPException(406, f"this release answers JSON only, and the request accepts {accept[:100]}")


def refuse_unknown_parameters(request: Request) -> None:
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
