"""Every failure through HTTP is application/problem+json with type, title, status, detail and hint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.errors import MEDIA_TYPE
from api.problems import as_problem, status_of
from api.settings import Settings
from api.wire import Problem
from api.wiring import System, open_system
from graph.errors import KnockonError, NodeNotFound, StoreLocked, UnitMismatch

JSON = {"content-type": "application/json"}
ONE = {"shocks": [{"node": "n", "size": 1, "unit": "bp"}]}


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    body: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail", "hint"} <= set(body)
    assert body["status"] == status
    assert "\n" not in body["detail"]
    Problem.model_validate(body)
    return body


@pytest.mark.parametrize(
    ("path", "body", "status", "kind", "said"),
    [
        ("/api/ask", {}, 422, "invalid-request", "body.question"),
        ("/api/ask", {"question": 5}, 422, "invalid-request", "5"),
        ("/api/ask", {"question": "x", "mood": "y"}, 422, "invalid-request", "mood"),
        ("/api/ask", {"question": "x", "language": "de"}, 422, "invalid-request", "language"),
        ("/api/ask", {"question": "x", "as_of": "soon"}, 422, "invalid-request", "soon"),
        ("/api/ask", [1], 422, "invalid-request", "body"),
        ("/api/ask", {"question": "  "}, 400, "bad-input", "empty"),
        ("/api/ask", {"question": "x" * 2001}, 400, "bad-input", "2001 characters"),
        ("/api/ask", {"question": "a\x00b"}, 400, "bad-input", "control character"),
        ("/api/ask", {"question": "x", "brain": "gpt"}, 400, "bad-input", "brain 'gpt' is not available"),
        ("/api/ask", {"question": "x", "brain": "openai:gpt"}, 400, "bad-input", "needs a key"),
        ("/api/ask", {"question": "x", "as_of": "2001-01-01"}, 422, "as-of-too-early", "observation of 2025-"),
        ("/api/ask", {"question": "x", "as_of": "9999-12-31"}, 422, "outside-calendar", "from 1990-01-01 to 2050"),
        ("/api/ask", {"question": "x", "as_of": 1763700000}, 422, "invalid-request", "1763700000"),
        ("/api/ask", {"question": "x", "as_of": "1763700000"}, 422, "invalid-request", "1763700000"),
        ("/api/ask", {"question": "x", "as_of": "2025-11-21T16:00:00"}, 422, "invalid-request", "not a date"),
        ("/api/interpret", {"question": "x", "as_of": "9999-12-31"}, 422, "outside-calendar", "9999-12-31"),
        ("/api/interpret", {"question": ""}, 400, "bad-input", "empty"),
        ("/api/what-if", {"shokcs": []}, 422, "invalid-request", "shokcs"),
        ("/api/what-if", {"do": [{"event": "e", "state": True}]}, 422, "invalid-request", "quote the state"),
        ("/api/what-if", ONE, 404, "node-not-found", "'n'"),
        ("/api/what-if", {**ONE, "as_of": "2001-01-01"}, 422, "as-of-too-early", "2001-01-01"),
        ("/api/what-if", {**ONE, "as_of": "9999-12-31"}, 422, "outside-calendar", "9999-12-31"),
        ("/api/what-if", {**ONE, "draws": 20_001}, 422, "scenario-error", "20001 draws; at most 20000"),
        ("/api/what-if", {**ONE, "horizons": [*range(17)]}, 422, "scenario-error", "17 horizons; at most 16"),
        ("/api/what-if", {**ONE, "seed": -1}, 422, "invalid-request", "body.seed is below 0 (got -1)"),
        ("/api/what-if", {"shocks": [{"node": "n", "size": "1"}]}, 422, "invalid-request", "is not a number"),
    ],
)
def test_a_body_that_does_not_fit_is_named(
    client: TestClient, path: str, body: Any, status: int, kind: str, said: str
) -> None:
    told = problem_of(client.post(path, json=body), status)
    assert told["type"] == f"urn:knockon:problem:{kind}"
    assert said in told["detail"]


def test_every_field_at_fault_is_listed(client: TestClient) -> None:
    told = problem_of(client.post("/api/ask", json={"question": 1, "language": "de"}), 422)
    assert [fault["at"] for fault in told["errors"]] == ["body.question", "body.language"]


@pytest.mark.parametrize("path", ["/api/ask", "/api/interpret", "/api/what-if"])
@pytest.mark.parametrize(
    "body", [b"{", b"", b'{"question": "\xff"}', b'{"question": "\\ud800"}', b"[" * 50_000, b"NaN"]
)
def test_bytes_that_are_no_json_of_ours_are_refused(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers=JSON)
    assert response.status_code in (400, 422)
    problem_of(response, response.status_code)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(client: TestClient, number: str) -> None:
    body = f'{{"shocks": [{{"node": "n", "size": {number}}}]}}'
    problem_of(client.post("/api/what-if", content=body, headers=JSON), 422)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/nodes/zeppelin", 404, "zeppelin"),
        ("/api/edges/zeppelin", 404, "zeppelin"),
        ("/api/scenarios/zeppelin", 404, "zeppelin"),
        ("/api/nodes?as_of=2001-01-01", 422, "2001-01-01"),
        ("/api/nodes/zeppelin?as_of=9999-12-31", 422, "9999-12-31"),
        ("/api/nodes?as_of=0", 422, "not a date"),
        ("/api/nodes?limt=3", 422, "query.limt is not a known parameter; known are cursor, limit, as_of"),
        ("/api/nodes?limit=3&limit=4", 422, "query.limit is given twice"),
        ("/health?verbose=1", 422, "takes none"),
        ("/api/nodes?as_of=soon", 422, "soon"),
        ("/api/nodes?limit=0", 422, "limit"),
        ("/api/nodes?limit=501", 422, "limit"),
        ("/api/nodes?cursor=made-up", 400, "made-up"),
        ("/api/ask", 405, "GET"),
        ("/nowhere", 404, "/nowhere"),
        ("/docs", 404, "/docs"),
    ],
)
def test_a_path_that_leads_nowhere_is_named(client: TestClient, path: str, status: int, said: str) -> None:
    assert said in problem_of(client.get(path), status)["detail"]


def test_a_wrong_method_is_told_the_right_one(client: TestClient) -> None:
    response = client.get("/api/ask")
    problem_of(response, 405)
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("said", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
@pytest.mark.parametrize("path", ["/api/ask", "/api/interpret", "/api/what-if"])
def test_a_body_that_is_not_said_to_be_json_is_a_415(client: TestClient, path: str, said: str) -> None:
    told = problem_of(client.post(path, content=b'{"question": "x"}', headers={"content-type": said}), 415)
    assert said in told["detail"]
    assert "application/json" in told["hint"]


def test_json_may_be_said_with_a_charset_or_a_suffix(client: TestClient) -> None:
    for said in ("application/json; charset=utf-8", "Application/JSON", "application/vnd.knockon+json"):
        response = client.post("/api/interpret", content=b'{"question": "SPX"}', headers={"content-type": said})
        assert response.status_code == 200, said


def test_a_key_that_stands_twice_is_refused_wherever_it_stands(client: TestClient) -> None:
    for body in (b'{"question": "a", "question": "b"}', b'{"question": "a", "x": {"y": 1, "y": 1}}'):
        assert "stands twice" in problem_of(client.post("/api/ask", content=body, headers=JSON), 422)["detail"]


@pytest.mark.parametrize("accept", ["text/event-stream", "text/html", "application/json;q=0"])
def test_a_request_that_accepts_no_json_is_a_406(client: TestClient, accept: str) -> None:
    told = problem_of(client.post("/api/interpret", json={"question": "x"}, headers={"accept": accept}), 406)
    assert "this route answers in JSON" in told["detail"]
    problem_of(client.get("/health", headers={"accept": accept}), 406)


@pytest.mark.parametrize(
    "accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json", "Application/*"]
)
def test_a_request_that_accepts_json_gets_it(client: TestClient, accept: str) -> None:
    assert client.get("/health", headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize(("path", "route"), [("nodes", "nodes"), ("edges", "edges"), ("scenarios", "scenarios")])
def test_a_hint_names_the_route_where_there_is_one(client: TestClient, path: str, route: str) -> None:
    assert f"GET /api/{route}" in problem_of(client.get(f"/api/{path}/zeppelin"), 404)["hint"]


@pytest.fixture
def narrow(system: System) -> Iterator[TestClient]:
    settings = Settings(store=system.settings.store, max_body_bytes=200)
    with TestClient(create_app(System(settings, system.store, system.views))) as client:
        yield client


def test_a_body_over_the_limit_is_refused_whether_it_tells_its_length_or_not(narrow: TestClient) -> None:
    body = json.dumps({"question": "x" * 300}).encode()
    problem_of(narrow.post("/api/ask", content=body, headers=JSON), 413)
    problem_of(narrow.post("/api/ask", content=iter([body[:150], body[150:]]), headers=JSON), 413)


def test_a_fault_of_ours_shows_nothing_of_the_inside(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret part")

    monkeypatch.setattr("agents.brains.planning.planned", broken)
    response = client.post("/api/ask", json={"question": "what drives SPX"})
    told = problem_of(response, 500)
    assert told["type"] == "urn:knockon:problem:internal-error"
    assert "secret" not in response.text


def test_a_store_that_cannot_be_read_is_a_503(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise StoreLocked("store 'x.db' is locked by another program")

    monkeypatch.setattr("api.views.Views.at", locked)
    told = problem_of(client.get("/health"), 503)
    assert told["hint"] == StoreLocked.hint


def test_a_class_without_a_row_takes_its_parents_status() -> None:
    class Narrower(NodeNotFound):
        """A narrower kind."""

    assert status_of(Narrower) == status_of(NodeNotFound) == 404


def test_a_problem_says_what_the_error_says() -> None:
    told = as_problem(UnitMismatch("x is in pp, not bp", hint="Give pp."))
    assert told == {
        "type": "urn:knockon:problem:unit-mismatch",
        "title": "The size is in a unit that the node does not have",
        "status": 422,
        "detail": "x is in pp, not bp",
        "hint": "Give pp.",
    }
    assert as_problem(KnockonError("?"))["status"] == 500


def test_a_database_that_goes_away_is_told_as_such(tmp_path: Path, seeded: Path) -> None:
    path = tmp_path / "gone.db"
    path.write_bytes(seeded.read_bytes())
    with open_system(Settings(store=f"sqlite:///{path}")) as system, TestClient(create_app(system)) as client:
        assert client.get("/health").status_code == 200
        path.unlink()
        problem_of(client.get("/health"), client.get("/health").status_code)
