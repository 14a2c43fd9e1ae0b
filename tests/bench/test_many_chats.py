"""Twenty open chats over real sockets, each asking a question of its own every two seconds, beside a bare route."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.house.tree import ROOT
from tests.recording import Measure

pytestmark = pytest.mark.bench

CHATS, EVERY, SECONDS = 20, 2.0, 20.0
QUESTION = "what if the December cut repricing fails by {size:g} percentage points"
STREAM = {"accept": "text/event-stream"}

SERVER = """
import sys
from fastapi import FastAPI
import uvicorn
import api.commands_serve as serving
from api.app import create_app
from api.settings import load_settings
from api.wiring import open_system
with open_system(load_settings()) as system, serving.open_socket("127.0.0.1", 0) as listening:
    sys.setswitchinterval(serving.SHORT_TURNS)
    app = create_app(system)
    bare = FastAPI()

    @bare.post("/echo")
    def echo(body: dict[str, str]) -> dict[str, str]:
        return body

    app.mount("/bare", bare)
    app.openapi()
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    environment = {**os.environ, "KNOCKON_STORE": f"sqlite:///{tmp_path}/bench.db", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", SERVER], env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


class Times:
    """Seconds from a request to its first event and to its end."""

    def __init__(self) -> None:
        self.first: list[float] = []
        self.whole: list[float] = []


@asynccontextmanager
async def client(address: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=address, timeout=60, limits=httpx2.Limits(max_connections=None)) as opened:
        yield opened


async def chats(ask: Callable[[int], Awaitable[None]]) -> None:
    """Let every chat ask at its own moments, every two seconds; one that waits too long asks late, and is counted."""
    numbers = itertools.count()
    begin = time.perf_counter() + 0.1
    drawn = random.Random(7)

    async def chat(offset: float) -> None:
        for turn in range(int(SECONDS / EVERY)):
            due = begin + offset + turn * EVERY
            await asyncio.wait(
                [asyncio.get_running_loop().create_future()], timeout=max(0.0, due - time.perf_counter())
            )
            await ask(next(numbers))

    await asyncio.gather(*(chat(drawn.uniform(0, EVERY)) for _ in range(CHATS)))


async def asked(address: str) -> Times:
    times = Times()
    async with client(address) as opened:

        async def ask(number: int) -> None:
            # No two questions are the same, so that no answer can have been kept; each chat goes on with its thread.
            body = {"question": QUESTION.format(size=10 + number / 20), "thread_id": f"chat-{number % CHATS}"}
            begin = time.perf_counter()
            first = None
            async with opened.stream("POST", "/api/ask", json=body, headers=STREAM) as response:
                assert response.status_code == 200
                async for line in response.aiter_lines():
                    if first is None and line.startswith("data:"):
                        first = time.perf_counter() - begin
            times.whole.append(time.perf_counter() - begin)
            times.first.append(first or float("inf"))

        for number in range(4):
            await ask(10_000 + number)
        times.first.clear()
        times.whole.clear()
        await chats(ask)
    return times


async def echoed(address: str) -> list[float]:
    times: list[float] = []
    async with client(address) as opened:

        async def ask(number: int) -> None:
            begin = time.perf_counter()
            response = await opened.post("/bare/echo", json={"question": str(number)})
            assert response.status_code == 200
            times.append(time.perf_counter() - begin)

        await chats(ask)
    return times


def part(times: list[float], percent: int) -> float:
    """Return a percentile in milliseconds."""
    return 1000 * statistics.quantiles(times, n=100)[percent - 1]


def test_twenty_chats_get_their_answers_in_time(address: str, measured: Measure) -> None:
    bare = asyncio.run(echoed(address))
    times = asyncio.run(asked(address))
    assert len(times.whole) == CHATS * int(SECONDS / EVERY)
    beside = f"bare echo p50 {part(bare, 50):.1f} ms, p95 {part(bare, 95):.1f} ms"
    what = f"{CHATS} chats, one question each {EVERY:g} s, streamed and kept"
    measured(f"{what}, p50", f"{part(times.whole, 50):.0f} ms", beside, "100 ms")
    measured(f"{what}, p95", f"{part(times.whole, 95):.0f} ms", beside, "250 ms")
    measured(
        f"{what}, first event, p50 / p95",
        f"{part(times.first, 50):.0f} / {part(times.first, 95):.0f} ms",
        beside,
        "50 ms",
    )
    assert part(times.whole, 50) < 100
    assert part(times.whole, 95) < 250
    assert part(times.first, 95) < 50
