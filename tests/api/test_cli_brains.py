"""`knockon ask --brain PROVIDER:MODEL` and `knockon dev fake-llm`, over a real socket."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import openai
import pytest
import uvicorn

from api.brains import brain_of, limits_of, options_of
from api.fake_llm.app import create_fake
from api.fake_llm.misbehaving import BEHAVIOURS
from api.settings import Settings, load_settings
from api.wiring import System
from graph.errors import BadInput
from tests.api.conftest import HEADLINE, Cli


@pytest.fixture(scope="module")
def address(system: System) -> Iterator[str]:
    """Yield the address of a scripted model over the seeded store."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = create_fake(system.views.at())
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        running = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        running.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server.should_exit = True
        running.join(5)


@pytest.mark.parametrize("language", HEADLINE)
def test_a_model_answers_with_the_planners_numbers(
    language: str, cli: Cli, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOCKON_MODEL_BASE_URL", address)
    plain = cli("ask", HEADLINE[language], "--json").json
    ran = cli("ask", HEADLINE[language], "--brain", "openai:good", "--json")
    assert ran.code == 0
    own = {"headline", "claims", "brain", "verification", "markdown"}
    assert {k: v for k, v in ran.json.items() if k not in own} == {k: v for k, v in plain.items() if k not in own}
    assert ran.json["brain"] == "openai:good"
    assert ran.json["verification"]["status"] == "verified"
    assert ran.err.splitlines() == ["knockon: calls resolve", "knockon: calls scenario"]


def test_a_model_that_fails_is_told_and_the_planner_answers(
    cli: Cli, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOCKON_MODEL_BASE_URL", address)
    ran = cli("ask", HEADLINE["en"], "--brain", "openai:unauthorized")
    assert ran.code == 0
    assert "knockon: its key was refused" in ran.err
    assert "This is the planner's answer" in ran.out


def test_the_ways_to_behave_can_be_listed(cli: Cli) -> None:
    listed = cli("dev", "fake-llm", "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == list(BEHAVIOURS)


def test_the_settings_say_how_models_are_reached_and_how_far_they_may_go() -> None:
    settings = load_settings(
        {
            "KNOCKON_MODEL_BASE_URL": "http://127.0.0.1:1/v1",
            "KNOCKON_MODEL_KEY": "k",
            "KNOCKON_MODEL_TOOL_CHOICE": "auto",
            "KNOCKON_RUN_MODEL_CALLS": "3",
            "KNOCKON_RUN_SECONDS": "7",
        }
    )
    options, limits = options_of(settings), limits_of(settings)
    assert (options.base_url, options.key, options.choice) == ("http://127.0.0.1:1/v1", "k", "auto")
    assert (limits.model_calls, limits.seconds) == (3, 7.0)


def test_a_model_is_made_once() -> None:
    settings = Settings(model_base_url="http://127.0.0.1:1/v1")
    assert brain_of("openai:m", settings) is brain_of("openai:m", settings)
    with pytest.raises(BadInput, match="needs a key"):
        brain_of("openai:m", Settings())


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=address, api_key="none", max_retries=0) as opened:
        yield opened


def test_the_scripted_model_lists_itself(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == list(BEHAVIOURS)


def test_the_scripted_model_says_the_same_whole_and_streamed(client: openai.OpenAI) -> None:
    tools = [{"type": "function", "function": {"name": "resolve", "parameters": {"type": "object"}}}]
    asked = {"model": "good", "messages": [{"role": "user", "content": HEADLINE["en"]}], "tools": tools}
    whole = client.chat.completions.create(**asked)  # type: ignore[call-overload]  # the body is shared by two calls
    call = whole.choices[0].message.tool_calls[0].function
    parts = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))  # type: ignore[call-overload]  # likewise
    deltas = [c.delta.tool_calls[0].function for p in parts for c in p.choices if c.delta.tool_calls]
    assert deltas[0].name == call.name == "resolve"
    assert json.loads("".join(d.arguments or "" for d in deltas)) == json.loads(call.arguments)
    assert len({(p.id, p.model, p.created) for p in parts}) == 1
    assert [p.choices[0].finish_reason for p in parts if p.choices][-1] == "tool_calls"
    assert parts[-1].usage is not None


@pytest.mark.parametrize(("name", "status"), [("unauthorized", 401), ("rate-limited", 429), ("server-error", 500)])
def test_the_scripted_model_fails_in_openais_shape(name: str, status: int, client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(model=name, messages=[{"role": "user", "content": "x"}])
    assert caught.value.status_code == status
    assert caught.value.body is not None


@pytest.mark.parametrize("body", ["", "[]", "{", '{"messages": 3}', '{"messages": [{"role": "user", "content": 4}]}'])
def test_the_scripted_model_survives_any_body(body: str, address: str) -> None:
    host, port = address.removeprefix("http://").removesuffix("/v1").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        line.sendall((head + body).encode())
        assert line.recv(64).split()[1] in {b"200", b"400"}
