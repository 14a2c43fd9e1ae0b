"""The check at every door: a key or a token where there are keys, this machine alone where there are none."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Sent

from api.deps import SystemDep
from api.problems import as_problem
from api.security.keys import KeyRing
from api.security.principals import LOCAL, Principal, Scope
from api.security.rates import Rates
from api.security.refusals import UNKNOWN, note_refusal
from graph.errors import KeyUnknown, KnockonError, NotAllowed


def principal_of(request: Request, system: SystemDep) -> Principal:
    """Return who the request comes from, or raise `KeyUnknown`."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    ring = KeyRing(system.store)
    closed = ring.any_made()
    if scheme.lower() == "bearer" and given.strip() and closed:
        try:
            found = ring.principal(given.strip())
        except KeyUnknown as error:
            note_refusal(system.store, UNKNOWN, error.detail)
            raise
        rates: Rates = request.app.state.rates
        rates.count(found.name)
        return found
    if closed:
        raise KeyUnknown("this server has keys, and the request brings none")
    if not system.settings.trusted_network:
        if not from_here(request.client.host if request.client else ""):
            raise KeyUnknown("this server has no keys, so it answers its own machine only")
        # A page of another site can point a name of its own at this machine; its requests carry that name.
        if not from_here(request.url.hostname or "", names=OWN_NAMES):
            raise KeyUnknown(f"this server has no keys, so it answers to its machine's own names only, not to "
                             f"{request.url.hostname!r}")  # fmt: skip
    return LOCAL


present: ContextVar[Principal] = ContextVar("present", default=LOCAL)
"""Who a guarded application is asked by; on a terminal, the machine's own user."""
PrincipalDep = Annotated[Principal, Depends(principal_of)]


def needs(scope: Scope) -> Callable[..., None]:
    """Return the dependency of a route that only holders of the scope may use."""

    def refuse(principal: PrincipalDep, system: SystemDep) -> None:
        try:
            principal.refuse_without(scope)
        except NotAllowed as error:
            note_refusal(system.store, principal.name, error.detail)
            raise

    return refuse


class Guarded:
    """An ASGI application inside ours that only holders of a scope may use."""

    def __init__(self, app: ASGIApp, host: FastAPI, scope: Scope) -> None:
        self._app, self._host, self._scope = app, host, scope

    async def __call__(self, scope: Sent, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with the problem that its key is."""
        request = Request({**scope, "app": self._host})
        try:
            found = await run_in_threadpool(principal_of, request, self._host.state.system)
            found.refuse_without(self._scope)
            present.set(found)
        except KnockonError as error:
            body = as_problem(error)
            await JSONResponse(body, body["status"], media_type="application/problem+json")(scope, receive, send)
            return
        await self._app(scope, receive, send)


OWN_NAMES = ("localhost", "testserver")
"""Names that a request may ask for without keys, beside loopback addresses."""


def from_here(host: str, *, names: tuple[str, ...] = ("localhost", "testclient")) -> bool:
    """Return whether the address is this machine's own."""
    if host.lower() in names:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
