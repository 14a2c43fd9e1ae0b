"""What the doors promise is held in files, so that a break shows in the diff."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from agents.answer import Answer, Interpretation
from agents.tools.finding import ResolveArgs
from api.app import create_app
from api.chat.wire import CompletionRequest, RunState, ThreadList
from api.chat.wire import Thread as Conversation
from api.commands_demo import read_briefings
from api.examples import FOLDER, load_shown
from api.settings import Settings
from api.wire import AskRequest, DocumentText, Health, InterpretRequest, Page, ToolInfo, ToolList, ToolResult
from api.wiring import open_system
from graph.context import Document, Mechanism, ScenarioTemplate
from graph.model import Edge, Node
from graph.scenario import Scenario, WhatIfResult
from tests.api.conftest import Cli
from tests.api.edit_examples import answered
from tests.api.reference import COMMANDS, cli_page, help_of, http_page
from tests.golden import Golden
from tests.house.tree import ROOT

KEPT = ROOT / "tests" / "api" / "golden"
BODIES: dict[str, type[BaseModel]] = {
    "ask": AskRequest,
    "interpret": InterpretRequest,
    "what_if": Scenario,
    "tool": ResolveArgs,
    "completion": CompletionRequest,
}
RESPONSES: dict[str, type[BaseModel]] = {
    "answer": Answer,
    "interpretation": Interpretation,
    "what_if_result": WhatIfResult,
    "scenarios": Page[ScenarioTemplate],
    "scenario": ScenarioTemplate,
    "nodes": Page[Node],
    "node": Node,
    "edges": Page[Edge],
    "edge": Edge,
    "mechanisms": Page[Mechanism],
    "mechanism": Mechanism,
    "documents": Page[Document],
    "document": Document,
    "document_text": DocumentText,
    "health": Health,
    "tools": ToolList,
    "tool": ToolInfo,
    "tool_result": ToolResult,
    "run": RunState,
    "threads": ThreadList,
    "thread": Conversation,
}
LONGEST = 2
"""An example shows so many items of each list; the whole of an answer fills pages."""
LONGEST_TEXT = 400


def shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: shortened(v) for k, v in value.items()}
    if isinstance(value, list):
        return [shortened(v) for v in value[:LONGEST]]
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT] + "..."
    return value


def without_examples(value: Any) -> Any:
    """Return the document without its example responses, which move with the shipped graph."""
    if isinstance(value, dict):
        return {k: without_examples(v) for k, v in value.items() if not (k == "example" and "schema" in value)}
    return [without_examples(v) for v in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def briefed(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server over a store that has read the shipped briefings."""
    path = tmp_path_factory.mktemp("briefed") / "own.db"
    shutil.copy(seeded, path)
    with open_system(Settings(store=f"sqlite:///{path}")) as system:
        read_briefings(system)
        with TestClient(create_app(system)) as opened:
            yield opened


def responses(client: TestClient, briefed: TestClient) -> dict[str, Any]:
    bodies = load_shown("requests")
    day = {"as_of": "2025-11-21"}
    made = {
        "answer": client.post("/api/ask", json=bodies["ask"]["headline"]["value"]).json(),
        "interpretation": client.post("/api/interpret", json=bodies["interpret"]["what_if"]["value"]).json(),
        "what_if_result": client.post("/api/what-if", json=bodies["what_if"]["one_shock"]["value"]).json(),
    }
    for kind in ("scenarios", "nodes", "edges", "mechanisms"):
        made[kind] = client.get(f"/api/{kind}", params={**day, "limit": 1}).json()
        made[kind[:-1]] = made[kind]["items"][0]
    made["documents"] = briefed.get("/api/documents", params={"as_of": "2025-11-22", "limit": 1}).json()
    made["document"] = made["documents"]["items"][0]
    made["document_text"] = briefed.get(f"/api/documents/{made['document']['id']}/text?as_of=2025-11-22").json()
    made["health"] = client.get("/health").json()
    asked = client.post("/api/ask", json={**bodies["ask"]["headline"]["value"], "thread_id": "example"})
    made["tools"] = client.get("/api/tools").json()
    made["tool"] = client.get("/api/tools/resolve").json()
    made["tool_result"] = client.post("/api/tools/resolve", params=day, json=bodies["tool"]["resolve"]["value"]).json()
    made["run"] = client.get(f"/api/runs/{asked.headers['x-knockon-run-id']}").json()
    made["threads"] = client.get("/api/threads", params={"limit": 1}).json()
    made["thread"] = client.get("/api/threads/example").json()
    return {name: shortened(body) for name, body in made.items()}


def test_the_help_of_every_command_is_what_is_held(golden: Golden) -> None:
    text = "\n".join(f"$ {' '.join(['knockon', *c])} --help\n{help_of(c)}" for c in COMMANDS)
    golden(KEPT / "help.txt", text)


def test_the_openapi_document_is_what_is_held(client: TestClient, golden: Golden) -> None:
    document = without_examples(client.get("/openapi.json").json())
    golden(KEPT / "openapi.json", json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def test_the_reference_of_the_command_line_is_made_from_the_code(golden: Golden) -> None:
    golden(ROOT / "docs" / "reference" / "cli.md", cli_page())


def test_the_reference_of_the_routes_is_made_from_the_code(client: TestClient, golden: Golden) -> None:
    golden(ROOT / "docs" / "reference" / "http.md", http_page(client.get("/openapi.json").json()))


def test_the_example_responses_have_the_members_that_the_server_answers_with(
    client: TestClient, briefed: TestClient, request: pytest.FixtureRequest, golden: Golden
) -> None:
    """The numbers move with the shipped graph and may; --update-golden takes new ones."""
    made = responses(client, briefed)
    if request.config.getoption("--update-golden"):
        golden(FOLDER / "responses.json", json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    for name, shown in load_shown("responses").items():
        assert set(shown) == set(made[name]), name


@pytest.mark.parametrize("route", BODIES)
def test_every_example_body_is_one_that_the_route_takes(route: str) -> None:
    for example in load_shown("requests")[route].values():
        assert example["summary"]
        BODIES[route].model_validate(example["value"])


@pytest.mark.parametrize("name", RESPONSES)
def test_every_example_response_has_the_form_of_its_model(name: str) -> None:
    RESPONSES[name].model_validate_json(json.dumps(load_shown("responses")[name]))


def test_the_examples_of_edits_have_the_members_that_the_server_answers_with(
    tmp_path: Path, request: pytest.FixtureRequest, golden: Golden
) -> None:
    made = {name: shortened(body) for name, body in answered(tmp_path).items()}
    if request.config.getoption("--update-golden"):
        golden(FOLDER / "edit_responses.json", json.dumps(made, ensure_ascii=False, indent=1) + "\n")
        load_shown.cache_clear()
    for name, shown in load_shown("edit_responses").items():
        first, live = (one[0] if isinstance(one, list) else one for one in (shown, made[name]))
        assert set(first) == set(live), name


def test_every_body_and_response_of_the_document_has_an_example(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    theirs = {p for p in document["paths"] if p.startswith("/v1/")}
    assert {p for p in document["paths"] if not p.startswith("/api/")} - theirs == {"/health", "/metrics"}
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            if "requestBody" in route:
                assert route["requestBody"]["content"]["application/json"]["examples"], (method, path)
            kept = [r.get("content", {}) for n, r in route["responses"].items() if n in ("200", "201")]
            good: dict[str, Any] = kept[0] if kept else {}
            if path in theirs or method == "delete" or not good.get("application/json"):
                continue
            assert good["application/json"]["example"], (method, path)
            assert route["responses"]["422"]["content"]["application/problem+json"], (method, path)


def test_every_reference_inside_the_document_leads_somewhere(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    text = json.dumps(document)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.partition('"')[0] in document["components"]["schemas"]


def test_what_the_demo_proposes_can_be_done(cli: Cli) -> None:
    for language in ("en", "zh"):
        for line in load_shown("demo")["next"][language]:
            if line.startswith("  knockon ask "):
                question = line.removeprefix("  knockon ask ").strip('"')
                answer = cli("ask", question, "--json").json
                assert (answer["status"], answer["language"]) == ("answered", language), question
