"""Whether the server can answer."""

from __future__ import annotations

from fastapi import APIRouter

from api import __version__
from api.deps import SystemDep
from api.errors import problems
from api.examples import response_example
from api.wire import Health
from graph.errors import StoreError

router = APIRouter(tags=["health"])


@router.get("/health", responses=problems(StoreError) | response_example("health"))
def health(system: SystemDep) -> Health:
    """Return the graph's version and the kind of store; a store that cannot be read is a 503."""
    graph = system.views.at()
    return Health(
        version=__version__,
        store=system.settings.store.partition("://")[0].partition("+")[0],
        graph_version=graph.version,
        as_of=graph.as_of,
    )
