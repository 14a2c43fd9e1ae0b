"""What holds in every test: no network, no paid model, no database but the test's own."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.recording", "tests.golden"]

settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak", deadline=None, database=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

LOOPBACK = {
    "localhost",
    "127.0.0.1",
    "::1",
    "",
    None,
    b"localhost",
    b"127.0.0.1",
    b"::1",
    "testserver",
    "0.0.0.0",
    "::",
}


UNMEASURED = (
    "tests/house/",
    "tests/mechanisms/",
    "tests/questions/",
    "tests/agents/test_reading_generated.py",
    "tests/answers/test_every_edge.py",
    "tests/answers/test_numbers_traced.py",
    "tests/answers/test_two_languages.py",
)
"""Rooms and files whose tests take ways that others take too: they run at twice the speed, as no branch is counted."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave those tests out of the measured coverage, which is a lower bound therefore."""
    for item in items:
        if item.nodeid.startswith(UNMEASURED):
            item.add_marker("no_cover")


class NetworkUsed(Exception):
    """A test tried to leave this machine."""


def _refuse_far(address: Any) -> None:
    """Raise `NetworkUsed` unless the address is a file of this machine or its loopback."""
    host = address[0] if isinstance(address, tuple) else None
    if host not in LOOPBACK and not str(host).startswith("127."):
        raise NetworkUsed(f"a test tried to reach {host}")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def near_connect(self: socket.socket, address: Any) -> None:
        _refuse_far(address)
        connect(self, address)

    def near_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_far(address)
        return connect_ex(self, address)

    def near_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        _refuse_far((host,))
        return look_up(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", near_connect)
        patch.setattr(socket.socket, "connect_ex", near_connect_ex)
        patch.setattr(socket, "getaddrinfo", near_look_up)
        yield


@pytest.fixture(scope="session")
def _databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("stores")
    numbers = count()
    return (f"sqlite:///{folder}/{n}.db" for n in numbers)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, _databases: Iterator[str]) -> None:
    """A test sees no setting and no model's key of the person who runs it."""
    for name in os.environ:
        if name.startswith("KNOCKON_") or name.endswith(("_API_KEY", "_API_TOKEN")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KNOCKON_STORE", next(_databases))
