from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agents.answer import Answer, Interpretation
from api import __version__
from api.examples import load_shown
from api.wiring import System
from graph.scenario import WhatIfResult
from tests.api.conftest import HEADLINE

LISTS = ("nodes", "edges", "scenarios", "mechanisms")


def read_all(client: TestClient, kind: str, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get(f"/api/{kind}", params={**query, **cursor}).json()
        items += page["items"]
        if page["next_cursor"] is None:
            assert len(items) == page["total"]
            return items
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_gets_the_answer_model_as_it_is(client: TestClient, language: str) -> None:
    response = client.post("/api/ask", json={"question": HEADLINE[language]})
    assert response.status_code == 200
    answer = Answer.model_validate(response.json())
    assert (answer.language, answer.status, answer.brain) == (language, "answered", "planner")
    assert response.json() == answer.model_dump(mode="json")


def test_the_request_sets_date_and_language(client: TestClient) -> None:
    body = {"question": HEADLINE["en"], "as_of": "2025-11-20", "language": "en", "brain": "planner"}
    assert client.post("/api/ask", json=body).json()["as_of"] == "2025-11-20"


def test_a_question_can_be_read_without_being_run(client: TestClient) -> None:
    response = client.post("/api/interpret", json={"question": HEADLINE["en"]})
    reading = Interpretation.model_validate(response.json())
    assert reading.intent == "what_if"
    assert reading.triggers[0].direction == "down"
    assert "from" in response.json()["triggers"][0]


def test_a_scenario_runs_as_it_stands_in_the_examples(client: TestClient) -> None:
    body = load_shown("requests")["what_if"]["one_shock"]["value"]
    result = WhatIfResult.model_validate(client.post("/api/what-if", json=body).json())
    assert {e.node for e in result.effects} == set(body["targets"])
    assert [str(h) for h in result.horizons] == [str(h) for h in body["horizons"]]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_read_in_pages_is_the_list_read_at_once(client: TestClient, kind: str) -> None:
    at_once = read_all(client, kind, limit=500)
    assert read_all(client, kind, limit=3) == at_once
    assert len({item["id"] for item in at_once}) == len(at_once) > 0


@pytest.mark.parametrize("kind", LISTS)
def test_each_item_of_a_list_can_be_read_alone(client: TestClient, kind: str) -> None:
    for item in read_all(client, kind)[:5]:
        assert client.get(f"/api/{kind}/{item['id']}").json() == item


def test_a_list_is_as_of_its_date(client: TestClient, system: System) -> None:
    for day in ("2025-11-20", "2025-11-21"):
        page = client.get("/api/edges", params={"as_of": day, "limit": 500}).json()
        assert page["as_of"] == day
        for edge in page["items"]:
            assert edge["known_from"] <= day
            assert all(e["known_from"] <= day for e in edge["evidence"])


def test_health_tells_the_graph_and_the_store(client: TestClient, system: System) -> None:
    graph = system.views.at()
    assert client.get("/health").json() == {
        "status": "ok",
        "version": __version__,
        "store": "sqlite",
        "graph_version": graph.version,
        "as_of": str(graph.as_of),
    }


def test_many_questions_at_once_get_the_answers_they_get_alone(client: TestClient) -> None:
    bodies = [{"question": q} for q in [*HEADLINE.values(), "what drives SPX"]]
    alone = [client.post("/api/ask", json=b).json() for b in bodies]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda b: client.post("/api/ask", json=b).json(), bodies * 3))
    assert together == alone * 3
