"""What a route may ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from api.chat.desk import Desk
from api.wiring import System
from graph.content import Graph
from graph.scenario import IsoDate


async def system_of(request: Request) -> System:
    """Return the system that the app was made with."""
    system: System = request.app.state.system
    return system


async def desk_of(request: Request) -> Desk:
    """Return where the app's chat doors bring their questions."""
    desk: Desk = request.app.state.desk
    return desk


SystemDep = Annotated[System, Depends(system_of)]
DeskDep = Annotated[Desk, Depends(desk_of)]
AsOf = Annotated[
    IsoDate,
    Query(description="What was known at this day's New York close; left out: the latest.", examples=["2025-11-21"]),
]


def graph_of(system: SystemDep, as_of: AsOf = None) -> Graph:
    """Return the graph as it was known on the request's `as_of`."""
    return system.views.at(as_of)


GraphDep = Annotated[Graph, Depends(graph_of)]
Limit = Annotated[int, Query(ge=1, le=500, description="Items per page.")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.", max_length=500)]
