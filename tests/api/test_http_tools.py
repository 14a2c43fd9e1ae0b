"""The tools over HTTP: the same list, the same results, the same refusals as for every brain."""

from __future__ import annotations

from fastapi.testclient import TestClient

from agents.tools.registry import TOOLS, call
from api.wiring import System


def test_the_list_of_tools_is_the_registrys(client: TestClient) -> None:
    rows = client.get("/api/tools").json()["tools"]
    assert [r["name"] for r in rows] == [*(t.name for t in TOOLS), "propose_edit"]
    assert [r["scope"] for r in rows] == [*("read" for _ in TOOLS), "propose"]
    assert all(r["args_schema"]["type"] == "object" for r in rows)
    assert client.get("/api/tools/resolve").json() == rows[0]


def test_a_tool_gives_over_http_what_it_gives_in_the_house(client: TestClient, system: System) -> None:
    args = {"id": "btcusd", "direction": "in", "limit": 3}
    body = client.post("/api/tools/neighbors", json=args, params={"as_of": "2025-11-21"}).json()
    made = call("neighbors", args, system.views.at(None))
    assert body["result"] == made.data
    assert body["receipt"]["result_sha256"] == made.receipt.result_sha256


def test_a_tool_over_an_earlier_map_says_so_in_its_receipt(client: TestClient) -> None:
    body = client.post("/api/tools/graph_info", json={}, params={"as_of": "2025-11-20"}).json()
    assert body["receipt"]["as_of"] == body["result"]["as_of"] == "2025-11-20"


def test_bad_calls_are_problems_that_name_the_thing(client: TestClient) -> None:
    for path, args, status, words in (
        ("teleport", {}, 404, "teleport"),
        ("describe_node", {"id": "zeppelin"}, 404, "zeppelin"),
        ("describe_node", {"id": "spx", "x": 1}, 400, "x is not a known field"),
        ("propagate", {"shocks": [{"node": "spx", "size": 1, "unit": "kg"}]}, 422, "kg"),
    ):
        response = client.post(f"/api/tools/{path}", json=args)
        assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
        assert words in response.json()["detail"]
    assert client.post("/api/tools/resolve", json=["text"]).status_code == 422
