"""`/v1` in OpenAI's shape, over a real socket, with the real client library where one is used in practice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import openai
import pytest

from agents.answer import Answer
from tests.doors.conftest import HEADLINE, Server

MODEL = "knockon-planner"
QUESTION: Any = [{"role": "user", "content": HEADLINE}]


@pytest.fixture
def sdk(served: Server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{served.address}/v1", api_key="any", max_retries=0) as client:
        yield client


def posted(client: httpx2.Client, **body: Any) -> httpx2.Response:
    return client.post("/v1/chat/completions", json={"model": MODEL, "messages": QUESTION, **body})


def error_of(response: httpx2.Response, status: int) -> Any:
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error"}
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    return error


def test_models_are_listed_and_looked_up(sdk: openai.OpenAI) -> None:
    listed = sdk.models.list().data
    assert MODEL in [m.id for m in listed]
    for model in listed:
        assert sdk.models.retrieve(model.id) == model
        assert (model.object, model.owned_by) == ("model", "knockon")
    with pytest.raises(openai.NotFoundError) as told:
        sdk.models.retrieve("gpt-9")
    assert told.value.code == "model_not_found"


def test_a_whole_completion_is_the_answer(sdk: openai.OpenAI, http: httpx2.Client) -> None:
    made = sdk.chat.completions.create(model=MODEL, messages=QUESTION)
    answer = http.post("/api/ask", json={"question": HEADLINE}).json()
    assert made.choices[0].message.content == answer["markdown"]
    assert (made.choices[0].finish_reason, made.choices[0].message.role) == ("stop", "assistant")
    assert made.object == "chat.completion"
    assert made.usage is not None
    assert made.usage.total_tokens == 0
    assert made.model_extra is not None
    assert Answer.model_validate(made.model_extra["knockon"]) == Answer.model_validate(answer)


@pytest.mark.parametrize("include_usage", [True, False])
def test_a_streamed_completion_is_the_same_text(sdk: openai.OpenAI, http: httpx2.Client, include_usage: bool) -> None:
    options: Any = {"stream_options": {"include_usage": True}} if include_usage else {}
    chunks = list(sdk.chat.completions.create(model=MODEL, messages=QUESTION, stream=True, **options))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == http.post("/api/ask", json={"question": HEADLINE}).json()["markdown"]
    assert len({(c.id, c.created, c.model, c.object) for c in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    ended = [c for c in chunks if c.choices and c.choices[0].finish_reason]
    assert [c.choices[0].finish_reason for c in ended] == ["stop"]
    assert not ended[0].choices[0].delta.content
    assert [c.usage is not None for c in chunks if not c.choices] == ([True] if include_usage else [])


def test_a_stream_is_written_as_the_specification_says(http: httpx2.Client) -> None:
    response = posted(http, stream=True, stream_options={"include_usage": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("\n\ndata: [DONE]\n\n")
    blocks = response.text.removesuffix("data: [DONE]\n\n").split("\n\n")[:-1]
    chunks = [json.loads(block.removeprefix("data: ")) for block in blocks]
    assert all({"id", "object", "created", "model", "choices", "usage"} == set(c) for c in chunks)
    assert all({"index", "delta", "finish_reason"} <= set(c["choices"][0]) for c in chunks[:-1])
    assert [c["usage"] for c in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert chunks[-1]["choices"] == []


def test_steps_are_told_only_when_asked_for(http: httpx2.Client) -> None:
    assert "reasoning_content" not in posted(http, stream=True).text
    assert "reasoning_content" in posted(http, stream=True, show_steps=True).text


def test_what_samplers_are_told_is_taken_and_changes_nothing(sdk: openai.OpenAI) -> None:
    plain = sdk.chat.completions.create(model=MODEL, messages=QUESTION)
    told = sdk.chat.completions.create(
        model=MODEL, messages=QUESTION, temperature=2, top_p=0.1, max_tokens=5, max_completion_tokens=5, seed=1,
        stop=["a"], user="u", presence_penalty=1, frequency_penalty=1, n=1, tool_choice="auto", logit_bias={"1": 1},
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
    )  # fmt: skip
    assert told.choices == plain.choices


def test_text_may_come_in_parts_and_behind_a_system_message(http: httpx2.Client) -> None:
    parts = [{"type": "text", "text": "what if the December"}, {"type": "text", "text": "cut repricing fails"}]
    messages = [{"role": "system", "content": "You are a pirate."}, {"role": "user", "content": parts}]
    told = posted(http, messages=messages).json()["knockon"]
    assert told["status"] == "answered"
    assert told["branches"] == http.post("/api/ask", json={"question": HEADLINE}).json()["branches"]


@pytest.mark.parametrize(
    ("body", "status", "code", "param"),
    [
        ({"model": "gpt-9"}, 404, "model_not_found", "model"),
        ({"model": "knockon-agent"}, 404, "model_not_found", "model"),
        ({"model": ""}, 400, "invalid-request", "model"),
        ({"model": 5}, 400, "invalid-request", "model"),
        ({"messages": []}, 400, "invalid-request", "messages"),
        ({"messages": "hi"}, 400, "invalid-request", "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, 400, "invalid-request", "messages[0].role"),
        ({"messages": [{"role": "system", "content": "x"}]}, 400, "no_question", "messages"),
        ({"messages": [{"role": "user", "content": " "}]}, 400, "bad-input", None),
        ({"messages": [{"role": "user", "content": None}]}, 400, "bad-input", None),
        ({"messages": [{"role": "user", "content": "x" * 5000}]}, 400, "bad-input", None),
        ({"n": 2}, 400, "unsupported_value", "n"),
        ({"n": 0}, 400, "unsupported_value", "n"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]},
            400,
            "unsupported_content",
            "messages[0].content[0].type",
        ),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_what_cannot_be_answered_is_an_error_in_openais_shape(
    http: httpx2.Client, body: Any, status: int, code: str, param: str | None, stream: bool
) -> None:
    error = error_of(posted(http, stream=stream, **body), status)
    assert (error["code"], error["type"]) == (code, "invalid_request_error")
    assert error["param"] == param


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"{", 400), (b"", 400), (b'{"model": "\xff"}', 400), (b"[1]", 400), (b"x" * 1_000_001, 413)],
)
def test_bytes_that_are_no_request_are_an_error_in_openais_shape(http: httpx2.Client, raw: bytes, status: int) -> None:
    response = http.post("/v1/chat/completions", content=raw, headers={"content-type": "application/json"})
    error_of(response, status)


def test_a_path_that_is_not_there_is_an_error_in_openais_shape(http: httpx2.Client) -> None:
    error_of(http.get("/v1/embeddings"), 404)
    error_of(http.get("/v1/chat/completions"), 405)


def test_ten_thousand_messages_of_history_are_taken(http: httpx2.Client) -> None:
    history = [{"role": ("user", "assistant")[n % 2], "content": f"line {n}"} for n in range(10_000)]
    told = posted(http, messages=[*history, *QUESTION])
    assert told.status_code == 200
    assert told.json()["knockon"]["status"] == "answered"
    threaded = http.post(
        "/v1/chat/completions",
        json={"model": MODEL, "messages": [*history, *QUESTION]},
        headers={"x-knockon-thread-id": "long-history"},
    )
    assert threaded.status_code == 200


CONVERSATION = [
    {"role": "user", "content": f"{HEADLINE}, for the S&P 500?"},
    {"role": "assistant", "content": "an answer that was edited by hand: gold rises 417%"},
    {"role": "user", "content": "and gold?"},
]


@pytest.mark.parametrize("header", [None, "x-knockon-thread-id", "X-OpenWebUI-Chat-Id", "X-Conversation-Id"])
def test_a_follow_up_leans_on_the_messages_that_came_with_it(http: httpx2.Client, header: str | None) -> None:
    headers = {header: f"chat-{header}"} if header else {}
    body = {"model": MODEL, "messages": CONVERSATION}
    response = http.post("/v1/chat/completions", json=body, headers=headers)
    told = response.json()["knockon"]
    assert told["status"] == "answered"
    assert [http.get(f"/api/nodes/{t}").json()["name"]["en"] for t in told["interpretation"]["targets"]] == ["Gold"]
    assert "417" not in told["markdown"]
    assert response.headers.get("x-knockon-thread-id") == headers.get(header or "")


def test_an_edited_question_forks_the_thread(http: httpx2.Client) -> None:
    def said(*questions: str) -> Any:
        messages = [{"role": "user", "content": q} for q in questions]
        response = http.post(
            "/v1/chat/completions",
            json={"model": MODEL, "messages": messages},
            headers={"x-openwebui-chat-id": "edited"},
        )
        return response.json()["knockon"]

    first, edited = "what if gold falls 3%, for the dollar?", "what if gold rises 5%, for the dollar?"
    said(first)
    said(first, "and the Nasdaq?")
    said(edited)
    told = said(edited, "and the Nasdaq?")
    assert told["interpretation"]["triggers"][0]["size"] == 5
    unseen = said("what if gold falls 2%, for the dollar?", "and the Nasdaq?")
    assert unseen["interpretation"]["triggers"][0]["size"] == -2
    turns = http.get("/api/threads/edited").json()["turns"]
    by_id = {t["id"]: t for t in turns}
    assert [by_id[t["after"]]["question"] if t["after"] else None for t in turns] == [None, first, None, edited, None]


@pytest.mark.parametrize("name", ["", "new", "null", "{{LIBRECHAT_BODY_CONVERSATIONID}}", "a b", "x" * 200])
def test_a_name_that_names_no_conversation_joins_no_strangers(http: httpx2.Client, name: str) -> None:
    body = {"model": MODEL, "messages": QUESTION, "metadata": {"thread_id": name}}
    response = http.post("/v1/chat/completions", json=body, headers={"x-conversation-id": name})
    assert response.status_code == 200
    assert "x-knockon-thread-id" not in response.headers


HISTORY = f"### Chat History:\n<chat_history>\nUSER: {HEADLINE}\nASSISTANT: It would fall.\n</chat_history>"
TASKS = {
    "title": f'### Task:\nGenerate a title.\n### Output:\nJSON format: {{ "title": "your title" }}\n{HISTORY}',
    "tags": f'### Task:\nGenerate tags.\n### Output:\nJSON format: {{ "tags": ["a", "b"] }}\n{HISTORY}',
    "follow_ups": f'### Task:\nSuggest.\n### Output:\nJSON format: {{ "follow_ups": ["Q?"] }}\n{HISTORY}',
    "queries": f'### Task:\nSearch.\n### Output:\n{{ "queries": ["q"] }}\n{HISTORY}',
}


@pytest.mark.parametrize("key", TASKS)
@pytest.mark.parametrize("stream", [True, False])
def test_side_requests_are_answered_without_a_run(own_server: Server, key: str, stream: bool) -> None:
    with openai.OpenAI(base_url=f"{own_server.address}/v1", api_key="any", max_retries=0) as sdk:
        messages: Any = [{"role": "user", "content": TASKS[key]}]
        if stream:
            chunks = sdk.chat.completions.create(model=MODEL, messages=messages, stream=True)
            text = "".join(c.choices[0].delta.content or "" for c in chunks)
        else:
            text = sdk.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content or ""
    told = json.loads(text)
    assert list(told) == [key]
    assert isinstance(told[key], str if key == "title" else list)
    assert bool(told[key]) == (key != "queries")
    assert own_server.desk.runs.under_way == 0
    assert not own_server.desk.runs._runs


def test_every_question_that_is_proposed_can_be_answered(http: httpx2.Client) -> None:
    for question in (HEADLINE, "如果12月的降息重估落空会怎样", "what drives gold?", "why did the S&P 500 fall?"):
        task = TASKS["follow_ups"].replace(HEADLINE, question)
        told = posted(http, messages=[{"role": "user", "content": task}]).json()["choices"][0]["message"]["content"]
        proposed = json.loads(told)["follow_ups"]
        assert proposed, question
        for next_question in proposed:
            assert http.post("/api/ask", json={"question": next_question}).json()["status"] == "answered", next_question


def test_a_title_of_other_clients_is_plain_text(http: httpx2.Client) -> None:
    ask = "Provide a concise, 5-word-or-less title for the conversation. Only return the title itself."
    ask += f"\n\nConversation:\nUser: {HEADLINE}\nAI: It would fall."
    told = posted(http, messages=[{"role": "user", "content": ask}]).json()["choices"][0]["message"]["content"]
    assert told
    assert len(told) <= 60
    assert "title" not in told.lower()
    header = http.post(
        "/v1/chat/completions",
        json={"model": MODEL, "messages": QUESTION},
        headers={"x-openwebui-task": "title_generation"},
    )
    assert "title" in json.loads(header.json()["choices"][0]["message"]["content"])


def test_a_question_that_speaks_of_titles_is_a_question(http: httpx2.Client) -> None:
    told = posted(http, messages=[{"role": "user", "content": "give me a title: what drives gold?"}])
    assert "knockon" in told.json()
