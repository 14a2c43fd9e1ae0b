"""A server on a real socket of this machine, over a store of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
import uvicorn

from agents.runs import RUN_EVENT, RunEvent
from api.app import create_app
from api.chat.desk import Desk
from api.commands_serve import open_socket
from api.settings import Settings
from api.wiring import System, open_system

HEADLINE = "what if the December cut repricing fails"
STREAM = {"accept": "text/event-stream"}


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and what it is made of."""

    address: str
    desk: Desk

    @property
    def system(self) -> System:
        return self.desk.system


@pytest.fixture(scope="session")
def seeded_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the shipped graph, to be copied."""
    path = tmp_path_factory.mktemp("doors") / "knockon.db"
    with open_system(Settings(store=f"sqlite:///{path}")):
        pass
    return path


@pytest.fixture(scope="session")
def served(seeded_store: Path) -> Iterator[Server]:
    """A server that the tests of this folder share; they differ in their threads."""
    yield from serving(seeded_store)


@pytest.fixture
def own_server(seeded_store: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own."""
    path = tmp_path / "own.db"
    shutil.copy(seeded_store, path)
    yield from serving(path)


def serving(path: Path, **settings: Any) -> Iterator[Server]:
    with open_system(Settings(store=f"sqlite:///{path}", **settings)) as system:
        app = create_app(system)
        listening = open_socket("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        with listening:
            thread.start()
            yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.desk)
            server.should_exit = True
            thread.join(20)


@pytest.fixture
def http(served: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=served.address, timeout=60) as client:
        yield client


@dataclass(frozen=True)
class Told:
    """One server-sent event as it came over the wire."""

    id: str
    event: str
    data: str

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def run_event(self) -> RunEvent:
        return RUN_EVENT.validate_json(self.data)


def events_in(text: str) -> list[Told]:
    """Return the events of a stream, read as the standard says: fields by line, events by blank line."""
    found = []
    for block in text.split("\n\n"):
        fields: dict[str, list[str]] = {}
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            if name:
                fields.setdefault(name, []).append(value.removeprefix(" "))
        if "data" in fields:
            found.append(
                Told(fields.get("id", [""])[0], fields.get("event", ["message"])[0], "\n".join(fields["data"]))
            )
    return found


def streamed(client: httpx2.Client, body: dict[str, Any], **headers: str) -> list[Told]:
    """Return the events of one question asked as a stream."""
    response = client.post("/api/ask", json=body, headers={**STREAM, **headers})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    return events_in(response.text)
