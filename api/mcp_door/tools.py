"""The tools of MCP: those that every brain uses, and `ask`, which is the whole agent with its checks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import ValidationError

from agents.answer import Answer
from agents.tools import spec
from agents.tools.registry import TOOLS, call
from agents.tools.shown import shown
from api.chat.desk import Desk
from api.chat.waiting import answer_of
from api.desk.tool import propose_edit
from api.mcp_door.wording import load_mcp_words
from api.security.doorkeeper import present
from api.wire import AskRequest, InterpretRequest
from graph.errors import BadInput, KnockonError
from graph.faults import first_fault

ASK = "ask"
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
PROPOSES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
LONGEST_RESULT = 100_000
"""Characters of one result; what is cut is said."""


def tool_list(desk: Desk) -> list[Tool]:
    """Return every tool that who asks may use, with its schemas, `ask` first."""
    return [_ask_tool(), *map(_tool, _tools(desk))]


def _tools(desk: Desk) -> tuple[spec.Tool, ...]:
    """Return the read tools, and that of proposals for those who may make them."""
    who = present.get()
    return (*TOOLS, propose_edit(desk.system, who.name)) if who.may("propose") else TOOLS


async def called(name: str, arguments: dict[str, Any], desk: Desk) -> CallToolResult:
    """Return what a tool gives; what is wrong with a call is told as its result, so that a model can mend it."""
    if name != ASK and name not in {tool.name for tool in _tools(desk)}:
        raise MCPError(INVALID_PARAMS, f"there is no tool {name[:80]!r}; list them with tools/list.")
    try:
        if name == ASK:
            return await _asked(arguments, desk)
        return await asyncio.to_thread(_called, name, arguments, desk)
    except KnockonError as error:
        return _refused(f"{error.detail} {error.hint}")


async def _asked(arguments: dict[str, Any], desk: Desk) -> CallToolResult:
    try:
        request = AskRequest.model_validate(arguments)
    except ValidationError as error:
        raise BadInput(first_fault(error.errors(include_url=False)), hint="See the tool's schema.") from error
    run = await asyncio.to_thread(desk.ask, request, door="mcp")
    answer = await answer_of(run)
    return CallToolResult(
        content=[TextContent(text=answer.markdown)], structured_content=answer.model_dump(mode="json")
    )


def _called(name: str, arguments: dict[str, Any], desk: Desk) -> CallToolResult:
    arguments = dict(arguments)
    try:
        as_of = InterpretRequest(question="", as_of=arguments.pop("as_of", None)).as_of
    except ValidationError as error:
        raise BadInput(first_fault(error.errors(include_url=False)), hint="Write it as 2025-11-21.") from error
    text = shown(call(name, arguments, desk.system.views.at(as_of), tools=_tools(desk)), LONGEST_RESULT)
    return CallToolResult(content=[TextContent(text=text)], structured_content=json.loads(text))


def _refused(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], is_error=True)


def _tool(tool: spec.Tool) -> Tool:
    schema = tool.args.model_json_schema()
    as_of = {"type": ["string", "null"], "default": None, "description": load_mcp_words()["as_of"]}
    if tool.scope == "read":
        schema["properties"] = {**schema.get("properties", {}), "as_of": as_of}
    return Tool(
        name=tool.name,
        description=tool.description,
        input_schema=schema,
        annotations=READS if tool.scope == "read" else PROPOSES,
    )


def _ask_tool() -> Tool:
    schema = AskRequest.model_json_schema()
    words = load_mcp_words()
    kept = {
        "question": "question",
        "as_of": "as_of",
        "language": "language",
        "thread_id": "thread_id",
        "brain": "brain",
    }
    schema["properties"] = {
        name: {**schema["properties"][name], "description": words[about]} for name, about in kept.items()
    }
    return Tool(
        name=ASK,
        description=words["ask"],
        input_schema={k: v for k, v in schema.items() if k not in ("title", "description")},
        output_schema=Answer.model_json_schema(mode="serialization"),
        annotations=READS,
    )
