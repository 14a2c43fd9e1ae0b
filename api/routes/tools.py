"""The tools that every brain uses, one by one: what they take, and what they give with a receipt."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends

from agents.tools.registry import TOOLS, call, tool_named
from agents.tools.spec import Tool
from api.deps import GraphDep, SystemDep
from api.desk.tool import propose_edit
from api.errors import problems
from api.examples import body_examples, response_example
from api.security.doorkeeper import PrincipalDep
from api.strictness import refuse_other_bodies
from api.wire import ToolInfo, ToolList, ToolResult
from graph.errors import (
    AsOfTooEarly,
    BadInput,
    EdgeNotFound,
    NodeNotFound,
    NotInGraph,
    OutsideCalendar,
    ScenarioError,
    StoreError,
    UnitMismatch,
    UnitUnknown,
    UnstableGraph,
)

router = APIRouter(prefix="/api", tags=["tools"])
DATED = (AsOfTooEarly, OutsideCalendar)
FAULTS = (NodeNotFound, EdgeNotFound, NotInGraph, ScenarioError, UnitMismatch, UnitUnknown, UnstableGraph)


def info_of(tool: Tool) -> ToolInfo:
    """Return a tool as the list of tools shows it."""
    return ToolInfo(
        name=tool.name,
        description=tool.description,
        scope=tool.scope,
        args_schema=tool.args.model_json_schema(),
        result_schema=tool.result.model_json_schema(mode="serialization"),
    )


@router.get("/tools", responses=problems() | response_example("tools"))
def tools(system: SystemDep, principal: PrincipalDep) -> ToolList:
    """Return the tools with their schemas, in the order in which agents are offered them."""
    every = (*TOOLS, propose_edit(system, principal.name))
    return ToolList(tools=tuple(info_of(t) for t in every))


@router.get("/tools/{name}", responses=problems(NotInGraph) | response_example("tool"))
def tool(name: str, system: SystemDep, principal: PrincipalDep) -> ToolInfo:
    """Return one tool with its schemas."""
    return info_of(tool_named(name, (*TOOLS, propose_edit(system, principal.name))))


@router.post(
    "/tools/{name}",
    dependencies=[Depends(refuse_other_bodies)],
    responses=problems(*FAULTS, BadInput, *DATED, StoreError, body=True) | response_example("tool_result"),
)
def call_tool(
    name: str,
    args: Annotated[dict[str, Any], Body(description="The tool's arguments.", openapi_examples=body_examples("tool"))],
    graph: GraphDep,
    system: SystemDep,
    principal: PrincipalDep,
) -> ToolResult:
    """Return a tool's result over the map as it was known on `as_of`, with its receipt."""
    every = (*TOOLS, propose_edit(system, principal.name))
    principal.refuse_without(tool_named(name, every).scope)
    called = call(name, args, graph, tools=every)
    return ToolResult(receipt=called.receipt, result=called.data)
