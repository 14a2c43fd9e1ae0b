"""Edits over HTTP: proposed, previewed, accepted, in the next answer, taken back to the same bytes; and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.security.keys import KeyRing
from api.security.principals import OPENS, SCOPES, Scope
from api.settings import Settings
from api.wiring import open_system

QUESTION = {"question": "What if the December cut repricing fails?"}
EDGE = "fed_cut_prob_next__fed_expected_rate_next"
EDIT = {"op": "change", "kind": "edges", "id": EDGE, "set": {"strength": 0.2}}
PROPOSAL = {"title": "Weaker", "why": "a longer sample", "evidence": ["a paper"], "edits": [EDIT]}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with open_system(Settings(store=f"sqlite:///{tmp_path}/k.db")) as system:
        yield TestClient(create_app(system))


def keyed(client: TestClient, *scopes: str) -> dict[str, str]:
    ring = KeyRing(client.app.state.system.store)  # type: ignore[attr-defined]  # starlette types it as any ASGI app
    return {"Authorization": f"Bearer {ring.make('ann', scopes, who='test')[1]}"}


def test_an_edit_is_in_the_next_answer_and_taken_back_to_the_same_bytes(client: TestClient) -> None:
    before = client.post("/api/ask", json=QUESTION).content
    made = client.post("/api/proposals", json=PROPOSAL)
    assert made.status_code == 201
    name, tag = made.json()["id"], made.headers["etag"]
    assert client.post("/api/ask", json=QUESTION).content == before
    seen = client.get(f"/api/proposals/{name}/preview").json()
    assert [d["field"] for d in seen["differences"]] == ["strength"]
    assert any("repricing fails" in a["question"] for a in seen["answers"])
    accepted = client.post(f"/api/proposals/{name}/accept", json={}, headers={"If-Match": tag})
    assert accepted.json()["status"] == "accepted"
    after = client.post("/api/ask", json=QUESTION)
    assert after.content != before
    change = accepted.json()["change"]
    assert client.post(f"/api/changes/{change}/revert", json={"why": "withdrawn"}).status_code == 201
    assert client.post("/api/ask", json=QUESTION).content == before
    assert client.get("/api/audit/seal").json() == {"holds": True, "broken": ""}


def test_a_write_says_what_it_was_made_from(client: TestClient) -> None:
    read = client.get(f"/api/edges/{EDGE}")
    body = {"set": {"strength": 0.2}, "why": "sample", "evidence": ["a paper"]}
    assert client.patch(f"/api/edges/{EDGE}", json=body).status_code == 428
    tag = {"If-Match": read.headers["etag"]}
    written = client.patch(f"/api/edges/{EDGE}", json=body, headers=tag)
    assert written.status_code == 200
    stale = client.patch(f"/api/edges/{EDGE}", json=body, headers=tag)
    assert (stale.status_code, stale.headers["content-type"]) == (412, "application/problem+json")
    again = client.patch(
        f"/api/edges/{EDGE}", json=body | {"set": {"spread": 0.01}}, headers={"If-Match": written.headers["etag"]}
    )
    assert again.status_code == 200
    for wrong in ("17", 'W/"17"', '"x"', "*"):
        assert client.patch(f"/api/edges/{EDGE}", json=body, headers={"If-Match": wrong}).status_code == 400
    shown = client.get(f"/api/history/edges/{EDGE}/blame").json()
    assert {b["field"]: b["who"] for b in shown}["strength"] == "local"


def test_two_edits_of_one_field_meet_as_412_with_both_versions(client: TestClient) -> None:
    first = client.post("/api/proposals", json=PROPOSAL)
    second = client.post("/api/proposals", json=PROPOSAL | {"edits": [{**EDIT, "set": {"strength": 0.3}}]})
    for made, status in ((first, 200), (second, 412)):
        answer = client.post(
            f"/api/proposals/{made.json()['id']}/accept", json={}, headers={"If-Match": made.headers["etag"]}
        )
        assert answer.status_code == status
    assert answer.json()["clashes"] == [{"field": f"edges.{EDGE}.strength", "was": 0.25, "now": 0.2, "edit": 0.3}]


def test_a_request_sent_twice_is_done_once(client: TestClient) -> None:
    key = {"Idempotency-Key": "one"}
    made = [client.post("/api/proposals", json=PROPOSAL, headers=key) for _ in range(2)]
    assert [m.status_code for m in made] == [201, 201]
    assert made[0].json() == made[1].json()
    assert len(client.get("/api/proposals").json()) == 1
    assert client.post("/api/proposals", json=PROPOSAL | {"title": "x"}, headers=key).status_code == 422
    key = {"Idempotency-Key": "two"}
    changes = [client.post("/api/edits", json=PROPOSAL, headers=key).json() for _ in range(2)]
    assert changes[0] == changes[1]
    assert len(client.get("/api/changes").json()) == 2


def test_with_keys_only_those_who_have_one_come_in(client: TestClient) -> None:
    assert client.get("/api/nodes").status_code == 200
    read = keyed(client, "read")
    assert client.get("/api/nodes").status_code == 401
    assert client.get("/api/nodes", headers={"Authorization": "Bearer knk_wrong"}).status_code == 401
    assert client.get("/api/nodes", headers=read).status_code == 200
    refused = client.post("/api/proposals", json=PROPOSAL, headers=read)
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert "propose" in refused.json()["detail"]


def test_a_revoked_key_opens_nothing_and_no_secret_is_kept(client: TestClient) -> None:
    admin = keyed(client, "admin")
    made = client.post("/api/keys", json={"name": "bob", "scopes": ["read"]}, headers=admin).json()
    bob = {"Authorization": f"Bearer {made['secret']}"}
    assert client.get("/api/nodes", headers=bob).status_code == 200
    assert made["secret"] not in client.get("/api/keys", headers=admin).text
    assert made["secret"] not in client.get("/api/audit", headers=admin).text
    assert client.delete(f"/api/keys/{made['key']['id']}", headers=admin).status_code == 200
    assert client.get("/api/nodes", headers=bob).status_code == 401


def test_the_end_of_the_last_key_opens_no_door(client: TestClient) -> None:
    ring = KeyRing(client.app.state.system.store)  # type: ignore[attr-defined]  # starlette types it as any ASGI app
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    _, expired = ring.make("ann", ["read"], who="test", expires=past)
    bob, revoked = ring.make("bob", ["read"], who="test")
    ring.revoke(bob.id, who="test")
    for told in ({}, *({"Authorization": f"Bearer {secret}"} for secret in (expired, revoked, "knk_x"))):
        assert client.get("/api/nodes", headers=told).status_code == 401
        assert client.post("/api/edits", json=PROPOSAL, headers=told).status_code == 401


def test_a_refusal_at_the_door_is_a_line_of_the_journal_and_no_flood_of_them(client: TestClient) -> None:
    admin = keyed(client, "admin")
    reader = client.post("/api/keys", json={"name": "bob", "scopes": ["read"]}, headers=admin).json()
    bob = {"Authorization": f"Bearer {reader['secret']}"}
    for _ in range(3):
        assert client.post("/api/edits", json=PROPOSAL, headers=bob).status_code == 403
        assert client.get("/api/nodes", headers={"Authorization": "Bearer knk_guess"}).status_code == 401
    client.delete(f"/api/keys/{reader['key']['id']}", headers=admin)
    assert client.get("/api/nodes", headers=bob).status_code == 401
    told = [n for n in client.get("/api/audit", headers=admin).json() if n["action"] == "refused"]
    assert [(n["who"], n["subject"]) for n in told] == [
        ("bob", "door:bob"), ("unknown", "door:unknown"), ("unknown", "door:unknown"),
    ]  # fmt: skip
    assert "revoked" in told[-1]["body"]["why"]
    assert client.get("/api/audit/seal", headers=admin).json()["holds"]


def test_a_name_that_another_site_points_at_this_machine_opens_nothing(client: TestClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "8.8.8.8"):
        refused = client.post("/api/edits", json=PROPOSAL, headers={"Host": host})
        assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        assert client.get("/api/nodes", headers={"Host": host}).status_code == 200


def test_numbers_and_times_out_of_any_range_are_refused_in_words(client: TestClient) -> None:
    assert client.post(f"/api/changes/{10**26}/revert", json={"why": "x"}).status_code == 422
    for when in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "\u00b2", "2026-01-01"):
        assert client.get("/api/diff", params={"before": when}).status_code == 400
    assert client.post("/api/versions", json={"name": "2026q1"}).status_code == 201
    assert client.get("/api/diff", params={"before": "2026q1"}).json() == []


def test_an_edit_that_changes_nothing_is_answered_twice_alike(client: TestClient) -> None:
    same = PROPOSAL | {"edits": [{**EDIT, "set": {"strength": 0.25}}]}
    client.post("/api/edits", json=PROPOSAL | {"edits": [{**EDIT, "set": {"spread": 0.01}}]})
    first, second = (client.post("/api/edits", json=same, headers={"Idempotency-Key": "k"}).json() for _ in range(2))
    assert first == second
    assert (first["id"], first["written"]) == (2, 0)


NEEDS: dict[tuple[str, str], str | None] = {
    ("GET", "/health"): None,
    **{("GET", p): "read" for p in (
        "/api/nodes", "/api/edges", "/api/proposals", "/api/changes", "/api/versions", "/api/mechanisms",
        f"/api/history/edges/{EDGE}", "/api/scenarios",
    )},
    ("POST", "/api/ask"): "chat",
    ("POST", "/api/interpret"): "chat",
    ("POST", "/api/what-if"): "read",
    ("POST", "/api/preview"): "read",
    ("POST", "/api/proposals"): "propose",
    ("POST", "/api/versions"): "propose",
    ("POST", "/api/edits"): "review",
    ("PATCH", f"/api/edges/{EDGE}"): "review",
    ("DELETE", f"/api/edges/{EDGE}"): "review",
    ("POST", "/api/changes/1/revert"): "review",
    **{("GET", p): "admin" for p in ("/api/keys", "/api/audit", "/api/audit/seal")},
    ("POST", "/api/keys"): "admin",
}  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_opens_its_routes_and_no_others(client: TestClient, scope: Scope) -> None:
    headers = keyed(client, scope)
    for (method, path), needed in NEEDS.items():
        more: dict[str, Any] = {"json": {}} if method != "GET" else {}
        status = client.request(method, path, headers=headers, **more).status_code
        open_to = needed is None or needed in OPENS[scope]
        assert (status == 403) is not open_to, (method, path, scope, status)


def test_a_key_makes_so_many_requests_a_minute_and_is_told_when_to_come_again(tmp_path: Path) -> None:
    with open_system(Settings(store=f"sqlite:///{tmp_path}/k.db", requests_per_minute=3)) as system:
        client = TestClient(create_app(system))
        ann = keyed(client, "read")
        answers = [client.get("/api/nodes", params={"limit": 1}, headers=ann) for _ in range(4)]
        assert [a.status_code for a in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert answers[-1].headers["content-type"] == "application/problem+json"


def test_every_response_says_that_it_is_data_for_the_asker_alone(client: TestClient) -> None:
    for path in ("/api/nodes", "/health", "/nowhere"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
