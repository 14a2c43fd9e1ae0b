"""Errors as HTTP responses: every one leaves as application/problem+json."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.chat.openai_shape import WrongRequest, error_body
from api.problems import STATUS, as_problem, internal_problem, problem, status_of
from graph.errors import KeyUnknown, KnockonError, TooMany
from graph.faults import first_fault, place, what_of

__all__ = ["MEDIA_TYPE", "STATUS", "install", "problems", "too_large"]

MEDIA_TYPE = "application/problem+json"

OPENAI = "/v1/"
"""Where errors are told in OpenAI's shape."""
TOO_LARGE = "the body is larger than this server reads"
FRAMEWORK_HINTS = {
    400: "Send one JSON object, in UTF-8.",
    404: "The routes are in /openapi.json.",
    405: "The routes and their methods are in /openapi.json.",
    406: "Accept application/json, or leave the header out.",
    413: "Send less; KNOCKON_MAX_BODY_BYTES sets the limit.",
    415: "Send a JSON object with the header `content-type: application/json`.",
}
ALWAYS = {
    406: "The request accepts no JSON",
    415: "The body is not said to be JSON",
    422: "The request does not have the form it must have",
    500: str(internal_problem()["title"]),
}
"""What may happen to any request, a 415 to those with a body."""


def install(app: FastAPI) -> None:
    """Make `app` answer every failure with a problem document."""
    app.add_exception_handler(KnockonError, _known)
    app.add_exception_handler(WrongRequest, _wrong)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unexpected)


def problems(*kinds: type[KnockonError], body: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route that may fail so; `body` says whether it takes one."""
    told = {status: [title] for status, title in ALWAYS.items() if body or status != HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    for kind in kinds:
        told.setdefault(status_of(kind), []).append(str(as_problem(kind(""))["title"]))
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": "; ".join(titles) + ".", "content": {MEDIA_TYPE: {"schema": schema}}}
        for status, titles in sorted(told.items())
    }


def too_large(path: str) -> JSONResponse:
    """Return the response to a body over the limit."""
    return _response(path, _framework_problem(413, TOO_LARGE))


def _response(path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the problem as a response, in OpenAI's shape where clients expect that."""
    if not path.startswith(OPENAI):
        return JSONResponse(body, status_code=body["status"], headers=headers, media_type=MEDIA_TYPE)
    status = 400 if body["status"] == 422 else body["status"]  # OpenAI has no 422
    faults = body.get("errors") or ()
    param = re.sub(r"\.(\d+)", r"[\1]", str(faults[0]["at"]).removeprefix("body.")) if faults else None
    told = error_body(status, f"{body['detail']} {body['hint']}", body["type"].rpartition(":")[2], param)
    return JSONResponse(told, status_code=status, headers=headers)


def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KnockonError)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, KeyUnknown) else None
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooMany) else headers
    return _response(request.url.path, as_problem(error), headers)


def _wrong(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, WrongRequest)
    return JSONResponse(error_body(error.status, error.message, error.code, error.param), status_code=error.status)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = list(error.errors())
    if faults[0]["type"] == "json_invalid":
        detail = f"the body is not JSON: {faults[0]['ctx']['error']} at character {faults[0]['loc'][-1]}"
        return _response(
            request.url.path, problem("NotJson", "The body is not JSON", 400, detail, FRAMEWORK_HINTS[400])
        )
    body = problem(
        "InvalidRequest",
        ALWAYS[422],
        422,
        first_fault(faults),
        "See /openapi.json for the form, or docs/reference/http.md.",
        errors=[{"at": place(f["loc"]), "what": what_of(f)} for f in faults],
    )
    return _response(request.url.path, body)


def _framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unexpected(request, error)
    detail = {
        400: "the body cannot be read as JSON in UTF-8",
        404: f"there is nothing at {request.url.path}",
        405: f"{request.url.path} does not take {request.method}",
        413: TOO_LARGE,
    }.get(status, str(error.detail))
    return _response(request.url.path, _framework_problem(status, detail), dict(error.headers or {}))


def _framework_problem(status: int, detail: str) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    kind = "".join(word.capitalize() for word in title.replace("-", " ").split())
    return problem(kind, title, status, detail, FRAMEWORK_HINTS.get(status, "See docs/reference/http.md."))


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    return _response(request.url.path, internal_problem())
