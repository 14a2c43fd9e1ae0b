"""The guard of `conftest.py` is seen to bite."""

from __future__ import annotations

import os
import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443)])
def test_a_test_cannot_leave_this_machine(address: tuple[str, int]) -> None:
    with socket.socket() as line, pytest.raises(Exception, match="a test tried to reach"):
        line.connect(address)
    with pytest.raises(Exception, match="a test tried to reach"):
        socket.create_connection(address, timeout=1)


def test_a_test_may_talk_to_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as line:
        line.connect(server.getsockname())


def test_a_test_sees_no_key_and_a_store_of_its_own() -> None:
    assert not [name for name in os.environ if name.endswith("_API_KEY")]
    assert os.environ["KNOCKON_STORE"].startswith("sqlite:///")
    assert not os.environ["KNOCKON_STORE"].endswith("knockon.db")
