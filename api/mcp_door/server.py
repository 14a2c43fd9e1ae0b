"""The MCP server: what it lists and what it does, over any transport."""

from __future__ import annotations

import asyncio
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    ResourceTemplateReference,
)

from api import __version__
from api.chat.desk import Desk
from api.mcp_door.prompts import prompt, prompt_list
from api.mcp_door.resources import MOST, ids_that_begin, resource, resource_list, template_list
from api.mcp_door.tools import called, tool_list
from api.mcp_door.wording import load_mcp_words

NAME = "knockon"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def mcp_server(desk: Desk) -> Server[Any]:
    """Return the server over a desk; every answer and every tool is the one that the other doors have."""

    async def tools(_: Any, __: Any) -> ListToolsResult:
        return ListToolsResult(tools=tool_list(desk))

    async def call_tool(_: Any, asked: CallToolRequestParams) -> CallToolResult:
        return await called(asked.name, asked.arguments or {}, desk)

    async def resources(_: Any, __: Any) -> ListResourcesResult:
        return ListResourcesResult(resources=resource_list())

    async def templates(_: Any, __: Any) -> ListResourceTemplatesResult:
        return ListResourceTemplatesResult(resource_templates=template_list())

    async def read(_: Any, asked: ReadResourceRequestParams) -> ReadResourceResult:
        graph = await asyncio.to_thread(desk.system.views.at)
        return ReadResourceResult(contents=[await asyncio.to_thread(resource, asked.uri, graph)])

    async def prompts(_: Any, __: Any) -> ListPromptsResult:
        return ListPromptsResult(prompts=prompt_list())

    async def one_prompt(_: Any, asked: GetPromptRequestParams) -> GetPromptResult:
        return prompt(asked.name, asked.arguments or {})

    async def complete(_: Any, asked: CompleteRequestParams) -> CompleteResult:
        found: list[str] = []
        if isinstance(asked.ref, ResourceTemplateReference):
            graph = await asyncio.to_thread(desk.system.views.at)
            kind = asked.ref.uri.removeprefix("knockon://").partition("/")[0]
            found = ids_that_begin(kind, asked.argument.value, graph)
        return CompleteResult(completion=Completion(values=found[:MOST], has_more=len(found) > MOST))

    return Server(
        NAME,
        version=__version__,
        title="Knockon",
        instructions=load_mcp_words()["instructions"],
        on_list_tools=tools,
        on_call_tool=call_tool,
        on_list_resources=resources,
        on_list_resource_templates=templates,
        on_read_resource=read,
        on_list_prompts=prompts,
        on_get_prompt=one_prompt,
        on_completion=complete,
    )


def http_sessions(desk: Desk) -> StreamableHTTPSessionManager:
    """Return the server behind streamable HTTP. No session is kept: a request has all that it needs.

    On loopback, requests that a page of another site makes a browser send (DNS rebinding) are refused.
    """
    settings = desk.system.settings
    return StreamableHTTPSessionManager(
        mcp_server(desk),
        stateless=True,
        max_request_body_size=settings.max_body_bytes,
        security_settings=TransportSecuritySettings(
            enable_dns_rebinding_protection=not settings.trusted_network,
            allowed_hosts=[h for host in LOOPBACK for h in (host, f"{host}:*")],
            allowed_origins=[o for host in LOOPBACK for o in (f"http://{host}", f"http://{host}:*")],
        ),
    )
