"""Errors as RFC 9457 problems: the one table from error class to HTTP status."""

from __future__ import annotations

import re
from typing import Any

from graph import errors
from graph.errors import KnockonError

STATUS: dict[type[KnockonError], int] = {
    errors.KnockonError: 500,
    errors.BadInput: 400,
    errors.NodeNotFound: 404,
    errors.EdgeNotFound: 404,
    errors.NotInGraph: 404,
    errors.UnitUnknown: 422,
    errors.UnitMismatch: 422,
    errors.GraphFileError: 422,
    errors.ScenarioError: 422,
    errors.DocumentRefused: 422,
    errors.FetchRefused: 422,
    errors.AsOfTooEarly: 422,
    errors.OutsideCalendar: 422,
    errors.NotKept: 404,
    errors.Busy: 503,
    errors.UnstableGraph: 422,
    errors.EditRefused: 422,
    errors.StaleEdit: 412,
    errors.StoreMoved: 412,
    errors.ConditionMissing: 428,
    errors.KeyUnknown: 401,
    errors.NotAllowed: 403,
    errors.TooMany: 429,
    errors.StoreError: 503,
    errors.UnknownBackend: 503,
    errors.StoreLocked: 503,
    errors.StoreForeign: 503,
    errors.StoreFull: 507,
    errors.PackageClash: 500,
    errors.AnswerRefused: 500,
}

TYPE = "urn:knockon:problem:"


def status_of(kind: type[KnockonError]) -> int:
    """Return the HTTP status of an error class; a class without a row takes its parent's."""
    return next(STATUS[c] for c in kind.__mro__ if c in STATUS)


def problem(kind: str, title: str, status: int, detail: str, hint: str, **more: Any) -> dict[str, Any]:
    """Return the members of an RFC 9457 problem; `kind` is a class name and becomes the type."""
    slug = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).lower()
    return {"type": TYPE + slug, "title": title, "status": status, "detail": detail, "hint": hint, **more}


def as_problem(error: KnockonError) -> dict[str, Any]:
    """Return the problem an error is told as, through HTTP and in batch lines alike."""
    kind = type(error)
    title = (kind.__doc__ or kind.__name__).strip().splitlines()[0].rstrip(".")
    more = {"clashes": list(error.clashes)} if isinstance(error, errors.StaleEdit) and error.clashes else {}
    return problem(kind.__name__, title, status_of(kind), error.detail, error.hint, **more)


def internal_problem() -> dict[str, Any]:
    """Return the problem of an unexpected failure; what failed stays on our side."""
    return problem(
        "InternalError",
        "Something failed inside Knockon",
        500,
        "The request could not be answered because of a fault in Knockon.",
        "Try again; if it stays, report it with the command or request that led here.",
    )
