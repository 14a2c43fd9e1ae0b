"""`/metrics` in Prometheus' text format: counts, and nothing of what was asked."""

from __future__ import annotations

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from tests.doors.conftest import HEADLINE, Server, streamed


def counted(client: httpx2.Client) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_runs_are_counted_by_door_and_how_they_ended(own_server: Server) -> None:
    with httpx2.Client(base_url=own_server.address, timeout=60) as client:
        streamed(client, {"question": HEADLINE})
        client.post("/api/ask", json={"question": HEADLINE})
        client.post("/api/ask", json={"question": "what drives gold?"})
        messages = [
            {"role": "user", "content": '### Task: a title\n{"title": ""}\n<chat_history>USER: x</chat_history>'}
        ]
        client.post("/v1/chat/completions", json={"model": "knockon-planner", "messages": messages})
        seen = counted(client)
    assert seen["knockon_runs_total", "brain=planner", "door=sse", "status=done"] == 1
    assert seen["knockon_runs_total", "brain=planner", "door=rest", "status=done"] == 2
    assert seen["knockon_answers_total", "brain=planner", "status=verified"] == 3
    assert seen["knockon_run_seconds_count", "brain=planner"] == 3
    assert seen["knockon_side_requests_total", "kind=title"] == 1
    assert seen[("knockon_runs_under_way",)] == 0
    assert seen["knockon_tool_calls_total", "status=done", "tool=resolve"] == 3


def test_nothing_of_a_question_or_a_model_is_told(own_server: Server) -> None:
    with httpx2.Client(base_url=own_server.address, timeout=60) as client:
        client.post("/api/ask", json={"question": "what if my secret fund sells gold?"})
        client.post("/api/ask", json={"question": "x", "brain": "openai:someones-model"})
        text = client.get("/metrics").text
    assert "secret" not in text
    assert "someones-model" not in text
