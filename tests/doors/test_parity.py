"""One question, every door: the same claims and the same numbers, each over a real socket or a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import openai
import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from agents.answer import Answer
from api.commands_serve import open_socket
from api.fake_llm.app import create_fake
from tests.doors.conftest import HEADLINE, STREAM, Server, events_in, serving
from tests.house.tree import ROOT

CHINESE = "如果12月的降息重估落空会怎样"
PROGRAM = [sys.executable, "-c", "from api.cli import main; main()"]
SAME = ("branches", "leaves", "conflicts", "assumptions", "evidence", "confidence", "interpretation", "graph_version")
"""What a model's answer shares with the planner's to the last digit; its headline and claims are its own words."""


def environment(store: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{store}", "PATH": os.environ["PATH"]}


def by_command_line(served: Server, store: Path, question: str) -> Any:
    ran = subprocess.run(
        [*PROGRAM, "ask", question, "--json"], env=environment(store), capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def by_rest(served: Server, store: Path, question: str) -> Any:
    return httpx2.post(f"{served.address}/api/ask", json={"question": question}, timeout=60).json()


def by_stream(served: Server, store: Path, question: str) -> Any:
    told = httpx2.post(f"{served.address}/api/ask", json={"question": question}, headers=STREAM, timeout=60)
    return next(e.json["answer"] for e in events_in(told.text) if e.event == "answer.completed")


def by_openai(served: Server, store: Path, question: str) -> Any:
    with openai.OpenAI(base_url=f"{served.address}/v1", api_key="any", max_retries=0) as sdk:
        messages: Any = [{"role": "user", "content": question}]
        whole = sdk.chat.completions.create(model="knockon-planner", messages=messages)
        chunks = sdk.chat.completions.create(model="knockon-planner", messages=messages, stream=True)
        text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    answer: Any = (whole.model_extra or {})["knockon"]
    assert text == whole.choices[0].message.content == answer["markdown"]
    return answer


async def by_mcp(served: Server, store: Path, question: str) -> Any:
    async with Client(f"{served.address}/mcp") as client:
        return (await client.call_tool("ask", {"question": question})).structured_content


async def by_mcp_process(served: Server, store: Path, question: str) -> Any:
    server = StdioServerParameters(command=PROGRAM[0], args=[*PROGRAM[1:], "mcp"], env=environment(store))
    async with Client(stdio_client(server)) as client:
        return (await client.call_tool("ask", {"question": question})).structured_content


DOORS: dict[str, Callable[[Server, Path, str], Any]] = {
    "REST": by_rest,
    "events": by_stream,
    "OpenAI": by_openai,
    "MCP over HTTP": by_mcp,
    "MCP over pipes": by_mcp_process,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("question", [HEADLINE, CHINESE])
async def test_every_door_gives_the_answer_of_the_command_line(
    served: Server, seeded_store: Path, door: str, question: str
) -> None:
    given = DOORS[door](served, seeded_store, question)
    answer = await given if hasattr(given, "__await__") else given
    told = by_command_line(served, seeded_store, question)
    assert answer == told
    assert Answer.model_validate(answer).verification.status == "verified"


@pytest.fixture(scope="module")
def model_server(served: Server) -> Iterator[str]:
    """A scripted OpenAI-compatible model on a socket of its own."""
    listening = open_socket("127.0.0.1", 0)
    fake = create_fake(served.system.views.at())
    server = uvicorn.Server(uvicorn.Config(fake, log_level="warning"))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    with listening:
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def with_model(seeded_store: Path, model_server: str) -> Iterator[Server]:
    yield from serving(seeded_store, model="openai:good", model_base_url=model_server)


@pytest.mark.parametrize("door", ["rest", "events", "openai", "mcp"])
async def test_a_model_over_http_gives_the_same_branches_and_numbers(
    served: Server, seeded_store: Path, with_model: Server, door: str
) -> None:
    planned = by_rest(served, seeded_store, HEADLINE)
    if door == "openai":
        with openai.OpenAI(base_url=f"{with_model.address}/v1", api_key="any", max_retries=0, timeout=120) as sdk:
            assert "knockon-agent" in [m.id for m in sdk.models.list()]
            messages: Any = [{"role": "user", "content": HEADLINE}]
            whole = sdk.chat.completions.create(model="knockon-agent", messages=messages)
            assert whole.usage is not None
            assert whole.usage.total_tokens > 0
        answer: Any = (whole.model_extra or {})["knockon"]
    elif door == "mcp":
        async with Client(f"{with_model.address}/mcp", read_timeout_seconds=120) as client:
            told = await client.call_tool("ask", {"question": HEADLINE, "brain": "openai:good"})
        answer = told.structured_content
    else:
        body = {"question": HEADLINE, "brain": "openai:good"}
        headers = STREAM if door == "events" else {}
        response = httpx2.post(f"{with_model.address}/api/ask", json=body, headers=headers, timeout=120)
        if door == "events":
            events = events_in(response.text)
            answer = next(e.json["answer"] for e in events if e.event == "answer.completed")
            assert "".join(e.json["text"] for e in events if e.event == "answer.delta") == answer["markdown"]
            assert [e.event for e in events].index("verification") < [e.event for e in events].index("answer.delta")
        else:
            answer = response.json()
    assert answer["brain"] == "openai:good"
    assert answer["verification"]["status"] == "verified"
    assert answer["claims"]
    for part in SAME:
        assert answer[part] == planned[part], part
