"""Scenarios: the shipped templates, and what-if on one of the caller's own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends

from api.deps import Cursor, GraphDep, Limit, SystemDep
from api.errors import problems
from api.examples import body_examples, response_example
from api.paging import one_of, page_of
from api.scenario_limits import HTTP, refuse_beyond
from api.strictness import refuse_other_bodies
from api.wire import Page
from graph.context import ScenarioTemplate
from graph.engine.what_if import what_if as run
from graph.errors import (
    AsOfTooEarly,
    BadInput,
    NodeNotFound,
    NotInGraph,
    OutsideCalendar,
    ScenarioError,
    StoreError,
    UnitMismatch,
    UnitUnknown,
    UnstableGraph,
)
from graph.scenario import Scenario, WhatIfResult

router = APIRouter(prefix="/api", tags=["scenarios"])
DATED = (AsOfTooEarly, OutsideCalendar)
FAULTS = (NodeNotFound, NotInGraph, ScenarioError, UnitMismatch, UnitUnknown, UnstableGraph)


@router.post(
    "/what-if",
    dependencies=[Depends(refuse_other_bodies)],
    responses=problems(*FAULTS, BadInput, *DATED, StoreError, body=True) | response_example("what_if_result"),
)
def what_if(
    scenario: Annotated[Scenario, Body(openapi_examples=body_examples("what_if"))], system: SystemDep
) -> WhatIfResult:
    """Follow a scenario's shocks through the graph as it was known on its `as_of`."""
    refuse_beyond(scenario, HTTP)
    return run(system.views.at(scenario.as_of), scenario)


@router.get("/scenarios", responses=problems(BadInput, *DATED, StoreError) | response_example("scenarios"))
def scenarios(graph: GraphDep, cursor: Cursor = None, limit: Limit = 100) -> Page[ScenarioTemplate]:
    """Return the forks that people talk about, each with its trigger, window and stories."""
    return page_of(graph, "scenarios", graph.scenarios, cursor, limit)


@router.get(
    "/scenarios/{scenario_id}", responses=problems(NotInGraph, *DATED, StoreError) | response_example("scenario")
)
def scenario(scenario_id: str, graph: GraphDep) -> ScenarioTemplate:
    """Return one scenario template."""
    return one_of("scenario", graph.scenarios, scenario_id)
