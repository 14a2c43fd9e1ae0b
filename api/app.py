"""The web application: routes, errors, limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import Route

from api import __version__
from api.chat.desk import Desk
from api.errors import install
from api.limits import BodyLimit
from api.mcp_door.mount import McpMount
from api.routes import (
    ask,
    documents,
    graph,
    health,
    history,
    keys,
    metrics,
    openai,
    proposals,
    runs,
    scenarios,
    things,
    threads,
    tools,
)
from api.security.doorkeeper import Guarded, needs
from api.security.headers import SecurityHeaders
from api.security.principals import Scope
from api.security.rates import Rates
from api.strictness import refuse_other_answers, refuse_unknown_parameters
from api.wire import Problem
from api.wiring import System

DESCRIPTION = (
    "Ask the map a what-if and get a scenario answer: branches with odds, signed paths, impacts with two kinds of "
    "range, sources. Every failure is application/problem+json (RFC 9457), "
    "those under /v1 are in OpenAI's shape. Times are dates of New York closes."
)


OPEN_TO: tuple[tuple[Any, Scope | None], ...] = (
    (ask, "chat"),
    (runs, "chat"),
    (threads, "chat"),
    (scenarios, "read"),
    (graph, "read"),
    (things, "review"),
    (proposals, "read"),
    (history, "read"),
    (keys, "admin"),
    (documents, "read"),
    (tools, "read"),
    (metrics, "read"),
    (health, None),
)
"""Routes -> the least that a key must carry for them; single routes ask for more."""


def create_app(system: System) -> FastAPI:
    """Return the application over `system`; its only state are the runs that are under way."""
    desk = Desk(system)
    mcp = McpMount(desk)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await mcp.close()
            desk.close()

    # The interactive pages that FastAPI offers load scripts from another site, so there are none.
    app = FastAPI(
        title="Knockon",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(BodyLimit, limit=system.settings.max_body_bytes)
    app.add_middleware(SecurityHeaders)
    app.state.system = system
    app.state.desk = desk
    app.state.rates = Rates(system.settings.requests_per_minute)
    install(app)
    app.include_router(openai.router, dependencies=[Depends(needs("chat"))])
    app.router.routes.append(Route("/mcp", Guarded(mcp, app, "chat")))
    strict = [Depends(refuse_other_answers), Depends(refuse_unknown_parameters)]
    for module, scope in OPEN_TO:
        allowed = [Depends(needs(scope))] if scope else []
        app.include_router(module.router, dependencies=[*allowed, *strict])

    once = Lock()

    def openapi() -> dict[str, Any]:
        with once:  # it takes long, and the first requests of a server come at once
            if app.openapi_schema is None:
                app.openapi_schema = _document(app)
            return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = schema["components"]["schemas"]
    schemas.update(made.pop("$defs", {}))
    schemas["Problem"] = made
    return schema
