"""What the routes of the desk answer, made by doing it once on a store of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.examples import load_shown
from api.settings import Settings
from api.wiring import open_system


def answered(folder: Path) -> dict[str, Any]:
    """Return an answer of every route that edits, reviews, looks back or makes keys, by its example's name."""
    bodies = {name: next(iter(shown.values()))["value"] for name, shown in load_shown("edit_requests").items()}
    with open_system(Settings(store=f"sqlite:///{folder}/examples.db")) as system:
        client = TestClient(create_app(system))

        def post(path: str, body: str, **headers: str) -> Any:
            return client.post(path, json=bodies[body], headers=headers).json()

        def get(path: str, **asked: str) -> Any:
            return client.get(path, params=asked).json()

        edge = bodies["propose"]["edits"][0]["id"]
        made = {"proposal": post("/api/proposals", "propose"), "version": post("/api/versions", "version")}
        made["preview"] = get("/api/proposals/p1/preview")
        tag = {"If-Match": f'"{made["proposal"]["line"]}"'}
        client.post("/api/proposals/p1/accept", json={}, headers=tag)
        made["proposals"] = get("/api/proposals")
        made["changes"] = get("/api/changes")
        made["change"] = made["changes"][-1]
        made["revisions"] = get(f"/api/changes/{made['change']['id']}")
        made["blame"] = get(f"/api/history/edges/{edge}/blame")
        made["diff"] = get("/api/diff", before=made["version"]["name"])
        made["versions"] = get("/api/versions")
        made["audit"] = get("/api/audit", most="3")
        made["seal"] = get("/api/audit/seal")
        made["new_key"] = post("/api/keys", "key")
        made["new_key"]["secret"] = "knk_" + "x" * 43
        made["key"] = made["new_key"]["key"]
        made["keys"] = [made["key"]]
    return made
