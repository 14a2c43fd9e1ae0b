"""`POST /api/ask` as a stream of events, read again and stopped, over a real socket."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any

import httpx2
import pytest

from agents.answer import Answer
from agents.brains.planning import PlannerBrain
from agents.runs import Log, Planned, RunCompleted, RunEvent, RunStarted
from api.chat.run_log import Run
from tests.doors.conftest import HEADLINE, STREAM, Server, events_in, streamed

QUESTIONS = (
    HEADLINE,
    "如果12月的降息重估落空会怎样",
    "what drives gold?",
    "why did the S&P 500 fall?",
    "will it rain in Oslo tomorrow",
    "and gold?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_stretches_of_text_are_together_the_text_of_the_answer(http: httpx2.Client, question: str) -> None:
    told = streamed(http, {"question": question})
    text = "".join(t.json["text"] for t in told if t.event == "answer.delta")
    answers = [Answer.model_validate(t.json["answer"]) for t in told if t.event == "answer.completed"]
    assert [a.markdown for a in answers] == [text]
    whole = http.post("/api/ask", json={"question": question})
    assert whole.json() == answers[0].model_dump(mode="json")


def test_events_are_numbered_from_one_and_belong_to_one_run(http: httpx2.Client) -> None:
    told = streamed(http, {"question": HEADLINE})
    assert [t.id for t in told] == [str(n) for n in range(1, len(told) + 1)]
    assert [t.json["seq"] for t in told] == list(range(1, len(told) + 1))
    assert len({t.json["run_id"] for t in told}) == 1
    assert all(t.json["ts"] for t in told)
    assert told[0].event == "run.started"
    assert told[1].event == "plan"
    assert [t.event for t in told[-2:]] == ["answer.completed", "run.completed"]
    assert told[-1].json["status"] == "done"
    assert all(t.run_event.type == t.event for t in told)


def test_nothing_of_the_text_is_told_before_it_is_verified(http: httpx2.Client) -> None:
    names = [t.event for t in streamed(http, {"question": HEADLINE})]
    assert names.index("verification") < names.index("answer.delta")


def test_a_stream_names_its_run_and_its_thread(http: httpx2.Client) -> None:
    response = http.post("/api/ask", json={"question": HEADLINE}, headers=STREAM)
    started = events_in(response.text)[0].json
    assert response.headers["x-knockon-run-id"] == started["run_id"]
    assert response.headers["x-knockon-thread-id"] == started["thread_id"]
    assert response.headers["cache-control"] == "no-cache"


def test_a_run_is_read_again_from_any_event_on(http: httpx2.Client) -> None:
    told = streamed(http, {"question": HEADLINE})
    path = f"/api/runs/{told[0].json['run_id']}/events"
    assert events_in(http.get(path).text) == told
    for last in (0, 1, len(told) - 1, len(told), len(told) + 5):
        assert events_in(http.get(path, headers={"last-event-id": str(last)}).text) == told[last:]


@pytest.mark.parametrize("last", ["-1", "x", "1.5", "٣", "9" * 30])
def test_an_event_that_has_no_such_number_is_a_problem(http: httpx2.Client, last: str) -> None:
    run_id = streamed(http, {"question": "what drives gold?"})[0].json["run_id"]
    response = http.get(f"/api/runs/{run_id}/events", headers=[(b"last-event-id", last.encode())])
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/runs/run_none", "/api/runs/run_none/events", "/api/runs/run_none/cancel"])
def test_a_run_that_is_not_there_is_a_problem(http: httpx2.Client, path: str) -> None:
    response = http.request("POST" if path.endswith("cancel") else "GET", path)
    assert (response.status_code, response.json()["type"]) == (404, "urn:knockon:problem:not-kept")


@pytest.mark.parametrize(
    ("accept", "stream"),
    [
        ("text/event-stream", True),
        ("application/json", False),
        ("*/*", False),
        ("application/json, text/event-stream", False),
        ("text/event-stream, application/json", True),
        ("application/json;q=0.1, text/event-stream", True),
        ("text/event-stream;q=0.1, application/json;q=0.5", False),
        ("text/event-stream;q=0, application/json", False),
    ],
)
def test_the_request_says_whether_it_wants_a_stream(http: httpx2.Client, accept: str, stream: bool) -> None:
    response = http.post("/api/ask", json={"question": "what drives gold?"}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream") == stream


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": " "}, 400),
        ({"question": "x", "brain": "nobody"}, 400),
        ({"question": "x", "as_of": "2001-01-01"}, 422),
        ({"question": "x", "thread_id": "a b"}, 422),
        ({"question": "x", "thread_id": ""}, 422),
        ({"question": "x", "thread_id": "no-such-thread", "after": 7}, 404),
    ],
)
def test_what_cannot_be_run_is_a_problem_and_no_stream(http: httpx2.Client, body: Any, status: int) -> None:
    response = http.post("/api/ask", json=body, headers=STREAM)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


class Slow(PlannerBrain):
    """A brain that waits until it is stopped, and counts the runs that it has begun and ended."""

    name = "slow"

    def __init__(self) -> None:
        self.begun, self.ended = Event(), Event()

    def run(
        self, question: str, graph: Any, *, stop: Any = None, run_id: str | None = None, **_: Any
    ) -> Iterator[RunEvent]:
        log = Log(run_id)
        yield log.event(RunStarted, graph_version=graph.version, brain=self.name)
        self.begun.set()
        yield log.event(Planned, intent="what_if")
        while not stop():
            Event().wait(0.01)
        self.ended.set()
        yield log.event(RunCompleted, status="cancelled", ms=log.ms)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    brain = Slow()
    monkeypatch.setattr("api.chat.desk.brain_of", lambda *_: brain)
    return brain


ASK = ("/api/ask", {"question": "what drives gold?"})
CHAT = ("/v1/chat/completions", {"model": "knockon-planner", "messages": [{"role": "user", "content": "gold?"}]})
CALL = {"name": "ask", "arguments": ASK[1]}
MCP = ("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": CALL})
DOORS = {
    "events": (*ASK, "text/event-stream"),
    "whole": (*ASK, "application/json"),
    "chat stream": (CHAT[0], {**CHAT[1], "stream": True}, "*/*"),
    "chat": (*CHAT, "*/*"),
    "mcp": (*MCP, "application/json, text/event-stream"),
}
"""Door -> path, body and what is accepted."""


def raw_request(server: Server, door: str = "events") -> socket.socket:
    """Return an open connection on which a question has been asked."""
    path, body, accept = DOORS[door]
    host, port = server.address.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)))
    text = json.dumps(body)
    head = f"POST {path} HTTP/1.1\r\nhost: {host}:{port}\r\ncontent-type: application/json\r\naccept: {accept}\r\n"
    line.sendall(f"{head}content-length: {len(text)}\r\n\r\n{text}".encode())
    return line


@pytest.mark.parametrize("door", DOORS)
def test_a_client_that_goes_away_frees_its_run_within_a_second(own_server: Server, slow: Slow, door: str) -> None:
    line = raw_request(own_server, door)
    assert slow.begun.wait(20)
    begin = time.perf_counter()
    line.close()
    assert slow.ended.wait(5)
    assert time.perf_counter() - begin < 1.0
    while own_server.desk.runs.under_way:
        assert time.perf_counter() - begin < 2.0


def test_a_reader_that_comes_back_at_once_keeps_its_run(own_server: Server, slow: Slow) -> None:
    line = raw_request(own_server)
    assert slow.begun.wait(5)
    run_id = next(iter(own_server.desk.runs._runs))
    line.close()
    with httpx2.Client(base_url=own_server.address, timeout=10) as client:
        with client.stream("GET", f"/api/runs/{run_id}/events", headers=STREAM) as again:
            lines = again.iter_lines()
            assert next(lines) == "retry: 200"
            assert not slow.ended.wait(1.2)
            assert client.get(f"/api/runs/{run_id}").json()["status"] == "under_way"
            assert client.post(f"/api/runs/{run_id}/cancel").status_code == 200
            assert "event: run.completed" in list(lines)
        assert slow.ended.is_set()
        assert client.get(f"/api/runs/{run_id}").json()["status"] == "cancelled"


def test_a_stopped_run_tells_its_other_readers_so(own_server: Server, slow: Slow) -> None:
    line = raw_request(own_server)
    assert slow.begun.wait(5)
    run_id = next(iter(own_server.desk.runs._runs))
    with httpx2.Client(base_url=own_server.address, timeout=10) as client:
        client.post(f"/api/runs/{run_id}/cancel")
        told = events_in(client.get(f"/api/runs/{run_id}/events").text)
    assert (told[-1].event, told[-1].json["status"]) == ("run.completed", "cancelled")
    line.close()


def test_a_run_that_waits_for_a_worker_can_be_stopped(own_server: Server, slow: Slow) -> None:
    lines = [raw_request(own_server) for _ in range(40)]
    assert slow.begun.wait(5)
    with httpx2.Client(base_url=own_server.address, timeout=10) as client:
        while own_server.desk.runs.under_way < len(lines):
            client.get("/health")
        last = list(own_server.desk.runs._runs)[-1]
        begin = time.perf_counter()
        assert client.post(f"/api/runs/{last}/cancel").json()["status"] == "cancelled"
        assert time.perf_counter() - begin < 1.0
    for line in lines:
        line.close()


async def test_a_silent_run_says_that_it_is_alive() -> None:
    run = Run()
    follow = run.follow(ping=0.01)
    assert await anext(follow) == ()
    run.end("cancelled", "stopped.")
    assert [e.type for e in await anext(follow)] == ["error", "run.completed"]
    with pytest.raises(StopAsyncIteration):
        await anext(follow)


async def test_every_reader_gets_every_event_whenever_it_comes() -> None:
    run, log = Run(), Log("run_x")

    async def read() -> Sequence[int]:
        return [e.seq async for events in run.follow() for e in events]

    early = [asyncio.ensure_future(read()) for _ in range(5)]
    await asyncio.to_thread(lambda: None)  # so that they wait
    for _ in range(50):
        await asyncio.to_thread(run.publish, log.event(Planned, intent="why"))
    await asyncio.to_thread(run.publish, log.event(RunCompleted, status="done", ms=1.0))
    run.publish(log.event(Planned, intent="why"))  # nothing follows the end
    assert await asyncio.gather(*early, read()) == [list(range(1, 52))] * 6
