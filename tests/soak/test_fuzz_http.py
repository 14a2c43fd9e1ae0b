"""Damaged requests: a body, a parameter or a header that nobody should send is refused, and never a fault of ours."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from api.app import create_app
from api.settings import Settings
from api.wire import Problem
from api.wiring import open_system
from ingest.seed import shipped_graph
from tests.soak.damage import JUNK_VALUES, JUNK_WORDS, damaged_bytes, damaged_data

pytestmark = pytest.mark.soak

seeds = st.integers(0, 2**48)
PHASES = (Phase.explicit, Phase.generate)
GETS = ("/api/nodes", "/api/edges", "/api/scenarios", "/health", "/openapi.json", "/api/nodes/{0}", "/api/edges/{0}")
TYPES = (
    "application/json",
    "application/problem+json",
    "text/plain",
    "",
    "application/json; charset=utf-16",
    "\xff",
    "*",
)
ACCEPTS = ("*/*", "application/json", "text/html", "", ";;q", "application/json;q=0", "a" * 5000, ",,,")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = f"sqlite:///{tmp_path_factory.mktemp('http') / 'knockon.db'}"
    with (
        open_system(Settings(store=store)) as system,
        TestClient(create_app(system), raise_server_exceptions=False) as opened,
    ):
        yield opened


@cache
def nodes() -> tuple[tuple[str, str], ...]:
    """Return id and unit of each node; not a fixture, since a failing test would tell all of it."""
    return tuple((node.id, node.unit) for node in shipped_graph(dt.date(2025, 11, 21)).nodes)


def check_response(response: Any) -> None:
    """Assert that a response is an answer or a problem of the caller's, told whole."""
    note(f"{response.status_code}: {response.text[:300]!r}")
    assert response.status_code < 500
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        told = Problem.model_validate(response.json())
        assert told.status == response.status_code
        assert told.detail
        assert told.hint
        assert "\n" not in told.detail


def body_of(rng: random.Random, path: str) -> dict[str, Any]:
    """Return a body that the route takes."""
    if path != "/api/what-if":
        return {"question": "What if VIX rises by 5?", "as_of": "2025-11-21", "language": "auto"}
    node, unit = rng.choice(nodes())
    shock = {"node": node, "size": 1.5, "unit": unit, "mode": "shock", "priced_in": 0.1}
    return {
        "shocks": [shock],
        "horizons": [1, 5, "long_run"],
        "targets": [rng.choice(nodes())[0]],
        "amplifiers": "reduced_form",
        "paths": 3,
        "draws": 40,
        "seed": 7,
        "as_of": "2025-11-21",
    }


@settings(max_examples=700, phases=PHASES)
@given(seed=seeds, path=st.sampled_from(["/api/ask", "/api/interpret", "/api/what-if"]))
def test_a_body_with_damaged_values_is_never_a_fault_of_ours(seed: int, path: str, client: TestClient) -> None:
    rng = random.Random(seed)
    body = json.dumps(damaged_data(rng, body_of(rng, path)), default=str)
    note(f"POST {path} {body}")
    check_response(client.post(path, content=body, headers={"content-type": "application/json"}))


@settings(max_examples=500, phases=PHASES)
@given(seed=seeds, path=st.sampled_from(["/api/ask", "/api/interpret", "/api/what-if"]))
def test_a_body_of_damaged_bytes_is_never_a_fault_of_ours(seed: int, path: str, client: TestClient) -> None:
    rng = random.Random(seed)
    body = damaged_bytes(rng, json.dumps(body_of(rng, path)).encode())
    kind = rng.choice(TYPES) if rng.random() < 0.2 else "application/json"
    note(f"POST {path} {kind!r} {body!r}")
    check_response(client.post(path, content=body, headers={b"content-type": kind.encode("latin-1")}))


@settings(max_examples=700, phases=PHASES)
@given(seed=seeds, path=st.sampled_from(GETS))
def test_damaged_parameters_and_paths_are_never_a_fault_of_ours(seed: int, path: str, client: TestClient) -> None:
    rng = random.Random(seed)
    words = (*JUNK_WORDS, *map(str, JUNK_VALUES), "10", "2025-11-21", nodes()[0][0])
    known = rng.choice(words) if rng.random() < 0.5 else nodes()[0][0]
    address = path.format(quote(known, safe=rng.choice(("", "/%.?#"))))
    names = rng.sample(("cursor", "limit", "as_of", "nonsense"), rng.randint(0, 2))
    params = {name: rng.choice(words) for name in names}
    headers = {"accept": rng.choice(ACCEPTS)} if rng.random() < 0.3 else {}
    note(f"GET {address!r} {params} {headers}")
    check_response(client.get(address, params=params, headers=headers))


@settings(max_examples=200, phases=PHASES)
@given(seed=seeds)
def test_a_damaged_cursor_is_never_a_fault_of_ours(seed: int, client: TestClient) -> None:
    rng = random.Random(seed)
    path = rng.choice(("/api/nodes", "/api/edges"))
    cursor = client.get(path, params={"limit": rng.randint(1, 5)}).json()["next_cursor"]
    other = damaged_bytes(rng, cursor.encode()).decode("latin-1")
    note(f"GET {path} {other!r}")
    check_response(client.get(path, params={"cursor": other}))
