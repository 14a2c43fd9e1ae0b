from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from agents.answer import Answer, Interpretation
from tests.api.conftest import HEADLINE, Cli


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_answer_is_printed_as_markdown_in_the_language_of_the_question(cli: Cli, language: str) -> None:
    ran = cli("ask", HEADLINE[language])
    assert (ran.code, ran.err) == (0, "")
    answer = Answer.model_validate(cli("ask", HEADLINE[language], "--json").json)
    assert answer.language == language
    assert ran.out.rstrip() == answer.markdown.rstrip()


def test_json_is_alone_on_stdout_and_keeps_chinese_as_it_is(cli: Cli) -> None:
    ran = cli("ask", HEADLINE["zh"], "--json")
    assert ran.json["question"] == HEADLINE["zh"]
    assert HEADLINE["zh"] in ran.out


@pytest.mark.parametrize("question", [*HEADLINE.values(), "what drives the dollar", "will it rain in Oslo tomorrow"])
def test_the_command_line_and_http_give_the_same_answer(cli: Cli, client: TestClient, question: str) -> None:
    assert cli("ask", question, "--json").json == client.post("/api/ask", json={"question": question}).json()
    read = cli("interpret", question, "--json").json
    assert read == client.post("/api/interpret", json={"question": question}).json()


def test_as_of_is_taken_at_its_word(cli: Cli) -> None:
    assert cli("ask", HEADLINE["en"], "--as-of", "2025-11-20", "--json").json["as_of"] == "2025-11-20"


def test_the_language_can_be_set(cli: Cli) -> None:
    assert cli("ask", "SPX", "--lang", "zh", "--json").json["language"] == "zh"


def test_a_declined_question_is_no_failure(cli: Cli) -> None:
    ran = cli("ask", "who wins the football world cup", "--json")
    assert (ran.code, ran.json["status"]) == (0, "declined")


def test_an_interpretation_is_shown_in_words(cli: Cli) -> None:
    ran = cli("interpret", HEADLINE["en"])
    assert ran.code == 0
    lines = dict(line.split("  ", 1) for line in ran.out.splitlines())
    assert lines["intent"].strip() == "what_if"
    assert "down" in lines["trigger"]


def batch(tmp_path: Path, *lines: str | bytes) -> str:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines))
    return str(path)


def test_a_batch_answers_each_line_as_alone(cli: Cli, tmp_path: Path) -> None:
    path = batch(
        tmp_path, *(json.dumps({"id": k, "question": q}, ensure_ascii=False) for k, q in HEADLINE.items()), "", "  "
    )
    ran = cli("ask", "--batch", path)
    assert (ran.code, ran.err) == (0, "")
    rows = ran.rows
    assert [row.pop("id") for row in rows] == ["en", "zh"]
    assert rows == [cli("ask", q, "--json").json for q in HEADLINE.values()]


def test_a_batch_of_interpretations_likewise(cli: Cli, tmp_path: Path) -> None:
    ran = cli("interpret", "--batch", batch(tmp_path, json.dumps({"id": 7, "question": HEADLINE["en"]})))
    row = ran.rows[0]
    assert row.pop("id") == 7
    assert Interpretation.model_validate(row).intent == "what_if"


def test_a_bad_line_gets_an_error_and_the_run_goes_on(cli: Cli, tmp_path: Path) -> None:
    good = json.dumps({"id": "good", "question": HEADLINE["en"], "label": "the caller's own"})
    path = batch(
        tmp_path,
        "{not json",
        '{"id": "none"}',
        '{"question": "no id"}',
        '["a list"]',
        b'{"id": "\xff"}',
        '{"id": true, "question": "x"}',
        '{"id": "odd", "question": 5}',
        '{"id": "day", "question": "x", "as_of": "soon"}',
        '{"id": "early", "question": "what drives SPX", "as_of": "2001-01-01"}',
        '{"id": "never", "question": "what drives SPX", "as_of": "1800-01-01"}',
        '{"id": "empty", "question": "  "}',
        '{"id": "half", "question": "\\ud800"}',
        good,
        good,
    )
    ran = cli("ask", "--batch", path)
    assert ran.code == 1
    assert ran.err == f"knockon: 13 of 14 lines of {path} failed; their error says why.\n"
    rows = ran.rows
    assert rows[-2]["status"] == "answered"
    assert "line" not in rows[-2]
    assert [row["line"] for row in rows if "error" in row] == [*range(1, 13), 14]
    for row in (row for row in rows if "error" in row):
        assert set(row["error"]) == {"type", "title", "status", "detail", "hint"}
        assert row["error"]["hint"]
    assert [row.get("id") for row in rows] == [
        None, "none", None, None, None, None, "odd", "day", "early", "never", "empty", "half", "good", "good",
    ]  # fmt: skip
    assert "line 1 is not JSON" in rows[0]["error"]["detail"]
    assert rows[8]["error"]["type"].endswith(":as-of-too-early")
    assert rows[9]["error"]["type"].endswith(":outside-calendar")
    assert rows[-1]["error"]["detail"] == "line 14 has the id 'good' of line 13."


def test_a_fault_of_ours_in_one_line_does_not_end_the_run(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(question: str, *_: object, **__: object) -> None:
        raise ZeroDivisionError("the secret part")

    monkeypatch.setattr("agents.planner.answer", broken)
    ran = cli("ask", "--batch", batch(tmp_path, *(f'{{"id": {i}, "question": "x"}}' for i in (1, 2))))
    assert ran.code == 1
    assert [row["error"]["type"] for row in ran.rows] == ["urn:knockon:problem:internal-error"] * 2
    assert "secret" not in ran.out
    assert "Traceback" not in ran.err


def test_a_batch_can_come_from_stdin(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({"id": 1, "question": HEADLINE["en"]}).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    assert cli("interpret", "--batch", "-").rows[0]["id"] == 1


def test_a_batch_of_nothing_prints_nothing(cli: Cli, tmp_path: Path) -> None:
    assert cli("ask", "--batch", batch(tmp_path)).out == ""


@pytest.mark.parametrize("day", ["2001-01-01", "9999-12-31", "soon"])
@pytest.mark.parametrize("command", ["ask", "interpret"])
def test_a_date_for_the_whole_batch_is_refused_before_anything_runs(
    cli: Cli, tmp_path: Path, command: str, day: str
) -> None:
    ran = cli(command, "--batch", batch(tmp_path, '{"id": 1, "question": "what drives SPX"}'), "--as-of", day)
    assert (ran.code, ran.out) == (2, "")
    assert day in ran.err
