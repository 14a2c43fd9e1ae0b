"""The shipped graph, and a scripted model's server over it on loopback."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from agents.brains.providers import ModelOptions
from api.fake_llm.app import create_fake
from graph.content import Graph
from ingest.seed import shipped_graph

AS_OF = dt.date(2025, 11, 21)


@pytest.fixture(scope="session")
def shipped() -> Graph:
    return shipped_graph(AS_OF)


@pytest.fixture(scope="session")
def fake(shipped: Graph) -> Iterator[ModelOptions]:
    """Yield how the scripted model's server is reached."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_fake(shipped), log_level="error", timeout_graceful_shutdown=1))
        running = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        running.start()
        yield ModelOptions(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}/v1", seconds=2.0)
        server.should_exit = True
        running.join(5)
