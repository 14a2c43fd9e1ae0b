"""The map itself: nodes, edges and mechanisms as they were known at a date."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.deps import Cursor, GraphDep, Limit, SystemDep
from api.desk.requests import entity_tag
from api.errors import problems
from api.examples import response_example
from api.paging import one_of, page_of
from api.wire import Page
from graph.context import Mechanism
from graph.errors import (
    AsOfTooEarly,
    BadInput,
    EdgeNotFound,
    NodeNotFound,
    NotInGraph,
    OutsideCalendar,
    StoreError,
)
from graph.model import Edge, Node

router = APIRouter(prefix="/api", tags=["graph"])
DATED = (AsOfTooEarly, OutsideCalendar)
LISTS = problems(BadInput, *DATED, StoreError)


@router.get("/nodes", responses=LISTS | response_example("nodes"))
def nodes(graph: GraphDep, cursor: Cursor = None, limit: Limit = 100) -> Page[Node]:
    """Return the nodes, by id, in pages."""
    return page_of(graph, "nodes", graph.nodes, cursor, limit)


@router.get("/nodes/{node_id}", responses=problems(NodeNotFound, *DATED, StoreError) | response_example("node"))
def node(node_id: str, graph: GraphDep, system: SystemDep, response: Response) -> Node:
    """Return one node; the ETag is of its newest revision."""
    found = graph.node(node_id)
    response.headers["ETag"] = entity_tag(system.store, "nodes", node_id)
    return found


@router.get("/edges", responses=LISTS | response_example("edges"))
def edges(graph: GraphDep, cursor: Cursor = None, limit: Limit = 100) -> Page[Edge]:
    """Return the edges with their evidence, by id, in pages."""
    return page_of(graph, "edges", graph.edges, cursor, limit)


@router.get("/edges/{edge_id}", responses=problems(EdgeNotFound, *DATED, StoreError) | response_example("edge"))
def edge(edge_id: str, graph: GraphDep, system: SystemDep, response: Response) -> Edge:
    """Return one edge with its evidence; the ETag is of its newest revision."""
    found = graph.edge(edge_id)
    response.headers["ETag"] = entity_tag(system.store, "edges", edge_id)
    return found


@router.get("/mechanisms", responses=LISTS | response_example("mechanisms"))
def mechanisms(graph: GraphDep, cursor: Cursor = None, limit: Limit = 100) -> Page[Mechanism]:
    """Return the mechanisms, by id, in pages: each with the ids of its links, states, branches and observations."""
    return page_of(graph, "mechanisms", graph.mechanisms, cursor, limit)


@router.get(
    "/mechanisms/{mechanism_id}", responses=problems(NotInGraph, *DATED, StoreError) | response_example("mechanism")
)
def mechanism(mechanism_id: str, graph: GraphDep) -> Mechanism:
    """Return one mechanism."""
    return one_of("mechanism", graph.mechanisms, mechanism_id)
