"""Anthropic's and Ollama's own protocols, as far as a run leans on them: a whole reply is read, a broken one fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from agents.brains.building import build
from agents.brains.offering import offered
from agents.brains.providers import ModelOptions
from agents.brains.steady import BrokenReply
from agents.tools.registry import TOOLS

ARGS = {"text": "what if the VIX rises", "size": -15}


def anthropic_events(*, whole: bool) -> Iterator[str]:
    text = json.dumps(ARGS)
    message: dict[str, Any] = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
    }
    block = {"type": "tool_use", "id": "t", "name": "resolve", "input": {}}
    rows: list[dict[str, Any]] = [
        {"type": "message_start", "message": message | {"usage": {"input_tokens": 5, "output_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": part}}
            for part in (text[:9], text[9:])
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "tool_use", "stop_sequence": None},
            "usage": {"output_tokens": 9},
        },
        {"type": "message_stop"},
    ]
    for row in rows if whole else rows[:3]:
        yield f"event: {row['type']}\ndata: {json.dumps(row)}\n\n"


def ollama_lines(*, whole: bool) -> Iterator[str]:
    call = {"function": {"name": "resolve", "arguments": ARGS}}
    row = {"model": "m", "created_at": "2025-11-21T00:00:00Z", "done": False}
    yield json.dumps(row | {"message": {"role": "assistant", "content": "", "tool_calls": [call]}}) + "\n"
    if whole:
        counts = {"prompt_eval_count": 5, "eval_count": 9, "done": True, "done_reason": "stop"}
        yield json.dumps(row | {"message": {"role": "assistant", "content": ""}} | counts) + "\n"


SPOKEN = {
    "anthropic": ("text/event-stream", anthropic_events),
    "ollama": ("application/x-ndjson", ollama_lines),
}


class Answering(BaseHTTPRequestHandler):
    """Answers every request with the stream of one provider; a model called `broken` breaks off."""

    provider = "anthropic"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        kind, stream = SPOKEN[self.provider]
        self.send_response(200)
        self.send_header("content-type", kind)
        self.end_headers()
        for part in stream(whole=body["model"] != "broken"):
            self.wfile.write(part.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module", params=sorted(SPOKEN))
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    answering = type("Answering", (Answering,), {"provider": request.param})
    with ThreadingHTTPServer(("127.0.0.1", 0), answering) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield request.param, f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def test_a_whole_reply_is_read_with_its_tokens(server: tuple[str, str]) -> None:
    provider, address = server
    model = build(f"{provider}:whole", ModelOptions(base_url=address, seconds=10.0))
    said = model.bind_tools(offered(TOOLS), tool_choice="any").invoke([HumanMessage("x")])
    assert [(c["name"], c["args"]) for c in said.tool_calls] == [("resolve", ARGS)]
    assert said.usage_metadata is not None
    assert said.usage_metadata["output_tokens"] == 9


def test_a_reply_that_breaks_off_fails(server: tuple[str, str]) -> None:
    provider, address = server
    model = build(f"{provider}:broken", ModelOptions(base_url=address, seconds=10.0))
    with pytest.raises(BrokenReply):
        model.bind_tools(offered(TOOLS), tool_choice="any").invoke([HumanMessage("x")])
