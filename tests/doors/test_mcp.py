"""MCP with the SDK's own client: over streamable HTTP on a real socket, and over the pipes of a process."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ResourceTemplateReference

from agents.answer import Answer
from agents.tools.registry import TOOLS
from api.mcp_door import mount
from tests.doors.conftest import HEADLINE, Server
from tests.golden import Golden
from tests.house.tree import ROOT

KEPT = ROOT / "tests" / "doors" / "golden"


@asynccontextmanager
async def connected(server: Server, mode: str = "auto") -> AsyncIterator[Client]:
    async with Client(f"{server.address}/mcp", mode=mode) as client:
        yield client


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_ask_gives_the_answer_of_every_other_door(served: Server, http: httpx2.Client, mode: str) -> None:
    async with connected(served, mode) as client:
        told = await client.call_tool("ask", {"question": HEADLINE})
    answer = http.post("/api/ask", json={"question": HEADLINE}).json()
    assert not told.is_error
    assert told.structured_content == answer
    assert [c.text for c in told.content if c.type == "text"] == [answer["markdown"]]


async def test_the_tools_are_those_of_every_brain_and_ask(served: Server, golden: Golden) -> None:
    async with connected(served) as client:
        tools = (await client.list_tools()).tools
    assert [t.name for t in tools] == ["ask", *(t.name for t in TOOLS), "propose_edit"]
    assert len(tools) <= 15
    for tool in tools:
        assert tool.annotations is not None
        hints = (tool.annotations.read_only_hint, tool.annotations.destructive_hint, tool.annotations.open_world_hint)
        assert hints == (tool.name != "propose_edit", False, False)
    shapes = {t.name: {"description": t.description, "takes": t.input_schema} for t in tools}
    golden(KEPT / "mcp_tools.json", json.dumps(shapes, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


async def test_a_tool_gives_over_mcp_what_it_gives_over_http(served: Server, http: httpx2.Client) -> None:
    arguments = {"text": "gold and the S&P 500"}
    async with connected(served) as client:
        told = await client.call_tool("resolve", {**arguments, "as_of": "2025-11-21"})
    over_http = http.post("/api/tools/resolve?as_of=2025-11-21", json=arguments).json()
    assert told.structured_content is not None
    named = [row["candidates"][0]["id"] for row in told.structured_content["mentions"]]
    assert named == [row["candidates"][0]["id"] for row in over_http["result"]["mentions"]]
    assert told.structured_content["receipt"] == over_http["receipt"]["id"]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": " "}, "empty"),
        ("ask", {"question": "x", "as_of": "soon"}, "soon"),
        ("ask", {"question": "x", "mood": 1}, "mood"),
        ("describe_node", {"node": "zeppelin"}, "zeppelin"),
        ("describe_node", {}, "node"),
        ("describe_node", {"node": "zeppelin", "as_of": "2001-01-01"}, "2001-01-01"),
    ],
)
async def test_a_call_that_is_wrong_is_told_to_the_model(served: Server, tool: str, arguments: Any, said: str) -> None:
    async with connected(served) as client:
        told = await client.call_tool(tool, arguments)
    assert told.is_error
    assert said in "".join(c.text for c in told.content if c.type == "text")


EDIT = {"op": "change", "kind": "edges", "id": "spx__vix", "set": {"strength": 1.4}}
PROPOSAL = {"edits": [EDIT], "why": "a longer sample", "evidence": ["a paper"]}


async def test_an_edit_proposed_over_mcp_waits_for_a_person(own_server: Server) -> None:
    async with connected(own_server) as client:
        told = await client.call_tool("propose_edit", PROPOSAL)
    assert not told.is_error
    with httpx2.Client(base_url=own_server.address) as http:
        found = http.get(f"/api/proposals/{told.structured_content['id']}")
        assert (found.json()["status"], found.json()["author"]) == ("open", "local")
        assert http.get("/api/edges/spx__vix").json()["strength"] != 1.4
        accepted = http.post(
            f"/api/proposals/{found.json()['id']}/accept", json={}, headers={"If-Match": found.headers["etag"]}
        )
        assert accepted.json()["status"] == "accepted"
        assert http.get("/api/edges/spx__vix").json()["strength"] == 1.4


async def test_with_keys_a_client_of_mcp_brings_one_and_does_what_it_opens(own_server: Server) -> None:
    with httpx2.Client(base_url=own_server.address) as http:
        keys: dict[str, str] = {}
        for name, scopes in (("ann", ["chat"]), ("bob", ["chat", "propose"])):
            headers = {"Authorization": f"Bearer {keys['root']}"} if keys else {}
            if not keys:
                made = http.post("/api/keys", json={"name": "root", "scopes": ["admin"]})
                keys["root"] = made.json()["secret"]
                headers = {"Authorization": f"Bearer {keys['root']}"}
            keys[name] = http.post("/api/keys", json={"name": name, "scopes": scopes}, headers=headers).json()["secret"]
        assert http.post("/mcp", json={}).status_code == 401
        for name, may in (("ann", False), ("bob", True)):
            async with (
                httpx2.AsyncClient(headers={"Authorization": f"Bearer {keys[name]}"}) as bearer,
                Client(streamable_http_client(f"{own_server.address}/mcp", http_client=bearer)) as client,
            ):
                assert ("propose_edit" in [t.name for t in (await client.list_tools()).tools]) is may
                if may:
                    told = await client.call_tool("propose_edit", PROPOSAL)
                    assert told.structured_content["author"] == "bob"


async def test_a_tool_that_is_not_there_is_an_error_of_the_protocol(served: Server) -> None:
    async with connected(served) as client:
        with pytest.raises(MCPError, match="drop_all"):
            await client.call_tool("drop_all", {})


async def test_a_thread_is_gone_on_with(served: Server) -> None:
    async with connected(served) as client:
        await client.call_tool("ask", {"question": f"{HEADLINE}, for the S&P 500?", "thread_id": "mcp-thread"})
        told = await client.call_tool("ask", {"question": "and gold?", "thread_id": "mcp-thread"})
    assert Answer.model_validate(told.structured_content).status == "answered"


async def test_resources_are_read_by_address(served: Server) -> None:
    async with connected(served) as client:
        listed = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        assert [r.uri for r in listed] == ["knockon://schema"]
        assert [t.uri_template for t in templates] == [f"knockon://{k}/{{id}}" for k in ("node", "edge", "evidence")]
        graph = served.system.views.at()
        edge = next(e for e in graph.edges if e.evidence)
        addresses = ["knockon://schema", f"knockon://node/{graph.nodes[0].id}", f"knockon://edge/{edge.id}"]
        for address in [*addresses, f"knockon://evidence/{edge.evidence[0].id}"]:
            read = (await client.read_resource(address)).contents
            assert json.loads(getattr(read[0], "text", ""))
        for address in ("knockon://node/zeppelin", "knockon://zeppelin/x", "file:///etc/passwd", "knockon://node/../x"):
            with pytest.raises(MCPError):
                await client.read_resource(address)


async def test_words_of_documents_are_named_as_such(served: Server) -> None:
    graph = served.system.views.at()
    quoted = next(e for edge in graph.edges for e in edge.evidence if e.kind == "quote")
    async with connected(served) as client:
        read = (await client.read_resource(f"knockon://evidence/{quoted.id}")).contents
    told = json.loads(getattr(read[0], "text", ""))
    assert "text" not in told
    assert told["untrusted_quote"]


async def test_prompts_put_their_arguments_in_and_refuse_others(served: Server) -> None:
    async with connected(served) as client:
        prompts = (await client.list_prompts()).prompts
        assert [p.name for p in prompts] == ["what_if", "explain_move", "weekly_scenarios"]
        made = await client.get_prompt("what_if", {"event": "the December cut\nrepricing fails", "asset": "gold"})
        text = getattr(made.messages[0].content, "text", "")
        assert "what if the December cut repricing fails, what happens to gold?" in text
        assert (await client.get_prompt("weekly_scenarios", {})).messages
        for name, given in (("what_if", {}), ("what_if", {"event": "x", "node": "y"}), ("zeppelin", {})):
            with pytest.raises(MCPError):
                await client.get_prompt(name, given)


async def test_ids_are_completed(served: Server) -> None:
    graph = served.system.views.at()
    first = sorted(n.id for n in graph.nodes)[0]
    async with connected(served) as client:
        template = (await client.list_resource_templates()).resource_templates[0]
        of = ResourceTemplateReference(uri=template.uri_template)
        told = await client.session.complete(ref=of, argument={"name": "id", "value": first})
    assert first in told.completion.values


def test_a_page_of_another_site_cannot_make_a_browser_ask(served: Server) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    with httpx2.Client(timeout=30) as client:
        good = client.post(f"{served.address}/mcp", json=body, headers=headers)
        assert good.status_code == 200
        bad = client.post(f"{served.address}/mcp", json=body, headers={**headers, "host": "evil.example:80"})
        assert bad.status_code == 401  # without keys, the machine's own names only
        bad = client.post(f"{served.address}/mcp", json=body, headers={**headers, "origin": "http://evil.example"})
        assert bad.status_code == 403


def test_without_the_package_the_way_out_is_told(http: httpx2.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mount, "find_spec", lambda _: None)
    told = http.post("/mcp", json={})
    assert (told.status_code, told.json()["hint"]) == (501, "Install Knockon anew, or the package mcp.")


async def test_a_client_that_starts_the_program_gets_the_same(seeded_store: Path, http: httpx2.Client) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from api.cli import main; main()", "mcp"],
        env={"PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{seeded_store}", "PATH": os.environ["PATH"]},
    )
    async with Client(stdio_client(server)) as client:
        told = await client.call_tool("ask", {"question": HEADLINE})
        assert "ask" in {t.name for t in (await client.list_tools()).tools}
    assert told.structured_content == http.post("/api/ask", json={"question": HEADLINE}).json()
